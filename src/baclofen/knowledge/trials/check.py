"""Words and keys of the trial data: each known, each figure once, each arm where it belongs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from baclofen.knowledge.fact import HOWS, READ_AT_WORDS
from baclofen.knowledge.trials.problem import Problem
from baclofen.knowledge.trials.values import Figures, Reported, Study, Trials

TYPES = ("continuous", "binary", "count")
EVENTS = ("", "good", "bad")
KINDS = ("", "final", "change", "improvement", "effect-size")
INTERVALS = ("", "ci95", "range")
FINDINGS = ("better", "worse", "no-difference", "not-seen")
MEASURES = ("", "MD", "SMD", "HL", "RR", "OR", "RD")
#: Before these years nothing was published on baclofen; after those nothing is yet.
YEARS = (1960, 2100)


def check_words(trials: Trials) -> Iterator[Problem]:
    """Problems of names, keys and shapes; none when all is well."""
    for study in trials.studies.values():
        yield from _study(study, trials)
    rows: tuple[Figures | Reported, ...] = (*trials.figures, *trials.reported)
    for row in rows:
        yield from _row(row, trials)
    yield from _figures(trials)
    yield from _reported(trials)


def _one_of(where: str, came: str, known: Collection[str]) -> Iterator[Problem]:
    if came not in known:
        listed = ", ".join(repr(name) for name in known)
        yield Problem(where, repr(came), f"it must be one of {listed}")


def _study(study: Study, trials: Trials) -> Iterator[Problem]:
    id = study.id
    yield from _one_of(f"syndrome of {id}", study.syndrome, trials.syndromes)
    yield from _one_of(f"design of {id}", study.design, trials.designs)
    yield from _one_of(f"drug of {id}", study.drug, trials.drugs)
    yield from _one_of(f"route of {id}", study.route, trials.routes)
    yield from _one_of(f"use of {id}", study.use, trials.uses)
    yield from _one_of(f"how of {id}", study.how, HOWS)
    if study.read_at:
        yield from _one_of(f"read_at of {id}", study.read_at, READ_AT_WORDS)
    if study.risk or study.compare:
        yield from _one_of(f"risk of {id}", study.risk or "high", trials.risks)
    if study.risk and not study.risk_why:
        yield Problem(f"risk of {id}", "without why", "a judgement must say why")
    if study.part_of:
        yield from _one_of(f"part_of of {id}", study.part_of, trials.studies)
    if study.year is not None and not YEARS[0] <= study.year <= YEARS[1]:
        yield Problem(
            f"year of {id}", f"{study.year}", f"it must be between {YEARS[0]} and {YEARS[1]}"
        )
    if study.published and study.year is not None and study.published.year != study.year:
        yield Problem(f"published of {id}", f"{study.published}", f"it must be in {study.year}")
    for family in study.indirect:
        yield from _one_of(f"indirect of {id}", family, trials.families)
    for one in study.compare:
        yield from _one_of(f"compare of {id}", one.kind, trials.comparators)
    for of, parts, whole in study.sums:
        if sum(parts) != whole:
            yield Problem(
                f"{of} of {id}", f"{' + '.join(map(str, parts))} = {sum(parts)}",
                f"the whole is {whole}",
            )  # fmt: skip
    arms = {f.arm for f in trials.figures if f.study == id}
    for one in study.compare:
        # A study of which no figure was seen has no arms to name.
        for arm in (one.arm, one.versus) if arms else ():
            yield from _one_of(f"compare of {id}", arm, sorted(arms))


def _row(row: Figures | Reported, trials: Trials) -> Iterator[Problem]:
    where = f"{row.study}: {row.outcome}, {row.time}, {row.arm}"
    yield from _one_of(f"family of {where}", row.family, trials.families)
    yield from _one_of(f"phase of {where}", row.phase, trials.phases)
    yield from _one_of(f"kind of {where}", row.kind, KINDS)
    yield from _one_of(f"how of {where}", row.how, HOWS)
    yield from _one_of(f"syndrome of {where}", row.syndrome, trials.syndromes)
    yield from _one_of(f"route of {where}", row.route, trials.routes)
    if row.scale:
        yield from _one_of(f"scale of {where}", row.scale, trials.scales)
    if row.how == "derived" and not row.note:
        yield Problem(where, "derived, without a note", "the note must say from what")
    if row.day is not None and row.day < 0:
        yield Problem(f"day of {where}", f"{row.day:g}", "it must be 0 or more")


def _figures(trials: Trials) -> Iterator[Problem]:
    seen: set[tuple[str, str, str, str]] = set()
    shapes: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in trials.figures:
        where = ", ".join(row.key)
        if row.key in seen:
            yield Problem(where, "given twice", "an arm has one row an outcome and time")
        seen.add(row.key)
        shape = (row.family, row.type, row.kind, row.scale, row.unit, row.route, row.syndrome)
        first = shapes.setdefault((row.study, row.outcome), shape)
        if shape != first and row.family != "dose":
            yield Problem(
                where, f"{shape}", f"family, type, kind, scale, unit, route and syndrome of an "
                f"outcome are the same in each row: {first}",
            )  # fmt: skip
        yield from _one_of(f"type of {where}", row.type, TYPES)
        yield from _one_of(f"interval of {where}", row.interval, INTERVALS)
        yield from _one_of(f"event of {where}", row.event, EVENTS)
        if (row.low is None) is not (row.high is None) or (row.low is None) is bool(row.interval):
            yield Problem(where, "with part of an interval", "low, high and interval go together")
        yield from _columns(where, row)


def _columns(where: str, row: Figures) -> Iterator[Problem]:
    scored = [n for n in ("mean", "sd", "se", "median") if getattr(row, n) is not None]
    if row.type != "continuous" and scored:
        yield Problem(where, f"{row.type} with {', '.join(scored)}", "only scores have these")
    if row.type == "continuous" and (row.events is not None or row.percent is not None):
        yield Problem(where, "continuous with events", "only counts have these")
    if row.events is not None and row.n is None:
        yield Problem(
            where, f"{row.events} events without n", "the people of the arm (n) must be given"
        )


def _reported(trials: Trials) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    for row in trials.reported:
        where = f"{row.study}: {row.outcome}, {row.time}, {row.arm} against {row.versus}"
        key = (row.study, row.outcome, row.time, row.arm, row.versus)
        if key in seen:
            yield Problem(where, "given twice", "a contrast has one row an outcome and time")
        seen.add(key)
        yield from _one_of(f"finding of {where}", row.finding, FINDINGS)
        yield from _one_of(f"measure of {where}", row.measure, MEASURES)
        if (row.estimate is None) is bool(row.measure):
            yield Problem(where, "with part of an effect", "measure and estimate go together")
        if (row.p is None) is bool(row.p_is) or row.p_is not in ("", "=", "<", ">"):
            yield Problem(where, f"p_is {row.p_is!r}", "p goes with p_is, one of =, < and >")

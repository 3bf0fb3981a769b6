"""From studies to answers: every comparison and every treated arm, at every time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from baclofen.evidence.doubts import doubts
from baclofen.evidence.question import Answer, Design, Question
from baclofen.evidence.sizes import direction, size_of_report, sizes_of_arms
from baclofen.knowledge import Comparison, Figures, Reported, Study, Trials, wilson

Row = Figures | Reported


def known_by(trials: Trials, as_of: int | date | None) -> Trials:
    """The studies known on a day, or by the end of a year, as if no later one existed.

    A study of which only the year is known counts from the last day of that year; one without a
    year counts only where there is no cut-off.
    """
    if as_of is None:
        return trials
    day = date(as_of, 12, 31) if isinstance(as_of, int) else as_of
    return trials.only(
        frozenset(id for id, s in trials.studies.items() if s.known_from and s.known_from <= day)
    )


def answers(trials: Trials) -> Iterator[tuple[Question, Answer]]:
    """Each question that a study speaks to, with its answer.

    People who are in another study of the data are not counted again; reviews and searches
    answer nothing.
    """
    for study in trials.studies.values():
        if not study.is_trial or study.part_of in trials.studies:
            continue
        figures = [f for f in trials.figures if f.study == study.id and f.phase != "baseline"]
        reported = [r for r in trials.reported if r.study == study.id]
        compared = {arm for one in study.compare for arm in (one.arm, one.versus)}
        for one in study.compare:
            yield from _compared(study, one, figures, reported, trials)
        alone = [f for f in figures if not study.compare or not _has_both(f, study, figures)]
        # Arms that only serve another comparison are no evidence on baclofen.
        alone = [f for f in alone if f.arm not in {c.versus for c in study.compare}]
        if study.compare:
            alone = [f for f in alone if f.arm in compared or "baclofen" in f.arm.lower()]
        yield from _alone(study, alone, reported, trials)


def _has_both(row: Figures, study: Study, figures: Iterable[Figures]) -> bool:
    """Whether the outcome has both arms of a comparison, at this time."""
    arms = {f.arm for f in figures if (f.outcome, f.time) == (row.outcome, row.time)}
    return any(row.arm in (c.arm, c.versus) and {c.arm, c.versus} <= arms for c in study.compare)


def _compared(
    study: Study, pair: Comparison, figures: list[Figures], reported: list[Reported],
    trials: Trials,
) -> Iterator[tuple[Question, Answer]]:  # fmt: skip
    arms = {(f.outcome, f.time, f.arm): f for f in figures}
    told = {
        (r.outcome, r.time): r for r in reported if (r.arm, r.versus) == (pair.arm, pair.versus)
    }
    both = [
        (f.outcome, f.time)
        for f in figures
        if f.arm == pair.arm and (f.outcome, f.time, pair.versus) in arms
    ]
    for outcome, time in dict.fromkeys([*both, *told]):
        one, other = arms.get((outcome, time, pair.arm)), arms.get((outcome, time, pair.versus))
        report = told.get((outcome, time))
        row: Row | None = one or report
        if row is None:
            continue
        sizes = sizes_of_arms(one, other, trials) if one and other else ()
        if report is not None and (report.adjusted or not sizes):
            # An adjusted effect goes before crude figures, and stands in for figures not seen.
            found = size_of_report(report, direction(one or report, trials), trials)
            sizes = ((found,) if found else ()) + sizes
        size = sizes[0] if sizes else None
        people = (
            _people(study, one, other) if one and other else study.n.get("randomised")
        ) or study.n.get("randomised")
        versus = pair.versus if pair.kind == "active" else ""
        yield (
            _question(study, row, pair.kind, versus, trials),
            Answer(
                study, outcome, time, row.day, pair.arm, pair.versus, size, sizes[1:],
                _two_arms(one, other, report) if size is None else "",
                report.finding if report else ("not-seen" if size is None else ""),
                _how(one, other, report), people,
                study.indirect.get(row.family, ""),
                doubts(study, one, other, size, report, trials), row.scale,
            ),
        )  # fmt: skip


def _alone(
    study: Study, figures: list[Figures], reported: list[Reported], trials: Trials
) -> Iterator[tuple[Question, Answer]]:
    told = {(r.outcome, r.time): r for r in reported if r.versus == "baseline"}
    done: set[tuple[str, str]] = set()
    for row in figures:
        done.add((row.outcome, row.time))
        report = told.get((row.outcome, row.time))
        before = _before(row, trials)
        yield (
            _question(study, row, "none", "", trials),
            Answer(
                study, row.outcome, row.time, row.day, row.arm, "", None, (),
                _one_arm(row, before, report), report.finding if report else "", row.how, row.n,
                study.indirect.get(row.family, ""), doubts(study, row, None, None, None, trials),
                row.scale,
            ),
        )  # fmt: skip
    for (outcome, time), report in told.items():
        if (outcome, time) not in done:
            yield (
                _question(study, report, "none", "", trials),
                Answer(
                    study, outcome, time, report.day, report.arm, "", None, (),
                    report.note, report.finding, report.how, None,
                    study.indirect.get(report.family, ""), (), report.scale,
                ),
            )  # fmt: skip


def _question(study: Study, row: Row, kind: str, versus: str, trials: Trials) -> Question:
    window = _window(row, trials)
    if window == "unstated" and kind != "none":
        # A controlled trial is a course of treatment, and none here ran for longer.
        window = "months"
    design: Design = "one arm"
    if kind != "none":
        design = "randomised" if trials.designs[study.design].start == "high" else "observed"
    return Question(row.syndrome, study.drug, row.route, kind, versus, row.family, window, design)


def _window(row: Row, trials: Trials) -> str:
    if row.phase in ("open", "follow-up"):
        return "open" if row.phase == "open" else "after"
    if row.day is None:
        return "unstated"
    if row.day <= trials.number("window.hours"):
        return "hours"
    return "months" if row.day <= trials.number("window.months") else "years"


def _people(study: Study, one: Figures, other: Figures) -> int | None:
    if one.n is None or other.n is None:
        return None
    # In a crossover the same people are in both arms.
    return max(one.n, other.n) if study.design == "rct-crossover" else one.n + other.n


def _how(one: Figures | None, other: Figures | None, report: Reported | None) -> str:
    """The weakest way in which any of it was come by."""
    order = ("seen", "derived", "assumed", "memory")
    ways = [row.how for row in (one, other) if row] or ([report.how] if report else [])
    return max(ways, key=order.index)


def _before(row: Figures, trials: Trials) -> Figures | None:
    for f in trials.figures:
        if (f.study, f.outcome, f.arm, f.phase) == (row.study, row.outcome, row.arm, "baseline"):
            return f
    return None


def _one_arm(row: Figures, before: Figures | None, report: Reported | None) -> str:
    if row.events is not None and row.n and row.type == "binary":
        low, high = wilson(row.events, row.n)
        share = 100 * row.events / row.n
        return f"{row.events}/{row.n} = {share:.0f} % ({low:.0f} to {high:.0f})"
    if row.events is not None:
        return f"{row.events} {row.unit}" + (f" in {row.n}" if row.n else "")
    if row.mean is not None:
        start = f", from {_score(before)}" if before is not None and before.mean is not None else ""
        return _score(row) + start
    if row.low is not None and row.high is not None:
        kind = "range" if row.interval == "range" else "95 % interval"
        unit = " %" if row.type == "binary" else ""
        return f"{row.low:g} to {row.high:g}{unit} ({kind})"
    if row.percent is not None:
        return f"{row.percent:g} %"
    if report is not None and report.p is not None:
        return f"p {report.p_is} {report.p:g} against the start; values not seen"
    return "values not seen"


def _score(row: Figures) -> str:
    spread = f" (SD {row.sd:g})" if row.sd is not None else ""
    unit = " %" if row.unit == "%" else ""
    return f"{row.mean:g}{unit}{spread}"


def _two_arms(one: Figures | None, other: Figures | None, report: Reported | None) -> str:
    """What is known where no effect with an interval is: percentages, an effect size, a p."""
    parts = []
    if one and other and one.percent is not None and other.percent is not None:
        parts.append(f"{one.percent:g} % against {other.percent:g} %")
    elif one and one.percent is not None:
        parts.append(f"{one.percent:g} %, the other arm not seen")
    if one and other and one.events is not None and one.type == "count":
        parts.append(f"{one.events} against {other.events} {one.unit}")
    if report is not None and report.estimate is not None and report.measure:
        parts.append(f"{report.measure} {report.estimate:g}, no interval")
    if report is not None and report.p is not None:
        parts.append(f"p {report.p_is} {report.p:g}")
    return "; ".join(parts) or "values not seen"

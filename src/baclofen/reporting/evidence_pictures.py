"""Forest plots of a summary and the evidence map as pictures; forests for a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baclofen.drawing import (
    Column,
    Mark,
    draw_forest,
    draw_funnel,
    draw_map,
    draw_narrow_forest,
    draw_repeated,
    forest_text,
)
from baclofen.evidence import Answer, Body, Cell, NotPooled, Size, Summary, measured, named, title
from baclofen.knowledge import Trials
from baclofen.synthesis import Effects, Pooled, cumulate, given
from baclofen.value import Value, replace

#: Of a file name without its ending.
LONGEST_NAME = 120

#: Kinds of study in the map, as people read them.
KINDS = {
    "controlled": "controlled trials",
    "one arm": "studies of one arm",
    "review": "reviews",
    "unpublished": "finished, never published",
}


class Readings(Value):
    """What a forest shows of a body: effects on one scale, and who stands behind each."""

    effects: Effects
    answers: tuple[Answer, ...]
    pooled: Pooled | None
    why: str
    name: str
    favours: tuple[str, str]


def readings(body: Body, trials: Trials) -> Readings | None:
    """The effects of a body that have an interval; None where no study gives one.

    A pooled body shows what was pooled. One that is not shows each study, and where there is one
    study alone all of its readings on that scale, in the order of time.
    """
    sized = [(a, a.size) for a in body.answers if a.size is not None]
    if not sized:
        return None
    first = sized[0][1]
    if isinstance(body.pooled, Pooled):
        pooled, answers = body.pooled, tuple(a for a, _ in sized)
        effects = pooled.effects
        if pooled.prediction_hts is None:
            # Two studies say too little of a third.
            pooled = replace(pooled, prediction=None)
        return Readings(
            effects, answers, pooled, "", _named(effects.measure, body.unit),
            _sides(body, first, trials),
        )  # fmt: skip
    if len(sized) == 1:
        main = sized[0][0]
        sized += [
            (a, a.size)
            for a in body.further
            if a.size is not None and (a.size.measure, a.scale) == (first.measure, main.scale)
        ]
        sized.sort(key=lambda pair: (pair[0].outcome != main.outcome, pair[0].day or 0))
    same = [(a, s) for a, s in sized if (s.measure, s.unit) == (first.measure, first.unit)]
    several = len({a.study.id for a, _ in same}) < len(same)
    effects = given(
        [s.yi for _, s in same], se=[s.se for _, s in same], measure=first.measure,
        labels=[_label(a, several=several) for a, _ in same],
    )  # fmt: skip
    why = ""
    if isinstance(body.pooled, NotPooled):
        why = f"{body.pooled.kind}; {body.pooled.why}"
    return Readings(
        effects, tuple(a for a, _ in same), None, why, _named(first.measure, first.unit),
        _sides(body, first, trials),
    )  # fmt: skip


def _label(answer: Answer, *, several: bool) -> str:
    return f"{answer.label}, {answer.outcome}, {answer.time}" if several else answer.label


def _named(measure: str, unit: str) -> str:
    name = measured(measure)
    name = name[:1].upper() + name[1:]
    return f"{name}, {unit}" if unit and unit != "SD" else name


def _sides(body: Body, size: Size, trials: Trials) -> tuple[str, str]:
    other = "control" if body.question.comparator == "add-on" else named(
        body.question, trials
    ).removeprefix("against ")  # fmt: skip
    drug = trials.drugs[body.question.drug].split(" (")[0]
    sides = (f"favours {drug}", f"favours {other}")
    return sides if size.sign < 0 else (sides[1], sides[0])


def forest_of(body: Body, trials: Trials, width: int) -> tuple[str, tuple[Answer, ...]]:
    """The forest of a body for a terminal, and the answers it shows; nothing without figures."""
    found = readings(body, trials)
    if found is None:
        return "", ()
    unit = found.name.partition(", ")[2]
    text = forest_text(
        found.effects, found.pooled,
        effect_name=", ".join(w for w in (found.effects.measure, unit) if w), favours=found.favours,
        not_pooled=found.why, width=width,
    )  # fmt: skip
    return text, found.answers


def pictures(found: Summary, trials: Trials) -> dict[str, str]:
    """Every picture of a summary by file name: forests, and of what is pooled its history and
    its funnel."""
    return {**forests(found, trials), **_of_the_pooled(found, trials)}


def _of_the_pooled(found: Summary, trials: Trials) -> dict[str, str]:
    """How a pooled effect came about, study by study, and the funnel of its studies."""
    drawn: dict[str, str] = {}
    for body in found.bodies:
        shown = readings(body, trials)
        if shown is None or shown.pooled is None:
            continue
        heading = title(body.question, trials)
        heading = f"{heading[:1].upper()}{heading[1:]}"
        effects, pooled = _by_year(shown), shown.pooled
        name = _file(body).removeprefix("forest-")
        drawn[f"cumulative-{name}.svg"] = draw_repeated(
            cumulate(effects, pooled.method, pooled.test), effects,
            title=f"{heading}, study by study", effect_name=shown.name,
            heading="Up to and with", favours=shown.favours, id=f"cumulative-{name}",
        )  # fmt: skip
        drawn[f"funnel-{name}.svg"] = draw_funnel(
            effects, pooled, title=f"Funnel of {effects.k} studies", effect_name=shown.name,
            id=f"funnel-{name}",
        )  # fmt: skip
    return drawn


def _by_year(shown: Readings) -> Effects:
    """The pooled effects in the order in which their studies became known."""
    years = [answer.study.year for answer in shown.answers]
    order = sorted(range(shown.effects.k), key=lambda i: (years[i], shown.effects.labels[i]))
    e = shown.effects
    return given(
        [float(e.yi[i]) for i in order], se=[float(e.se[i]) for i in order], measure=e.measure,
        labels=[e.labels[i] for i in order],
    )  # fmt: skip


def forests(found: Summary, trials: Trials, *, narrow: bool = False) -> dict[str, str]:
    """A picture by file name of each body that has figures; of a `narrow` one by the same name."""
    drawn = {
        f"{_file(body)}.svg": forest_picture(body, trials, narrow=narrow) for body in found.bodies
    }
    return {name: picture for name, picture in drawn.items() if picture}


def forest_picture(body: Body, trials: Trials, *, narrow: bool = False) -> str:
    """The forest of a body as SVG, or as a `narrow` window has room for it; empty where no study
    gives an effect with its interval."""
    shown = readings(body, trials)
    if shown is None:
        return ""
    people = tuple("" if a.people is None else f"{a.people}" for a in shown.answers)
    risks = tuple(trials.risks.get(a.study.risk, "not told") for a in shown.answers)
    heading = title(body.question, trials)
    draw = draw_narrow_forest if narrow else draw_forest
    return draw(
        shown.effects, shown.pooled,
        title=f"{heading[:1].upper()}{heading[1:]}: {body.certainty.level} certainty",
        effect_name=shown.name,
        columns=(Column("People", people), Column("Risk of bias", risks)),
        favours=shown.favours, not_pooled=shown.why,
        id=f"narrow-{_file(body)}" if narrow else _file(body),
    )  # fmt: skip


def _file(body: Body) -> str:
    """A file name that says what is in it, and is that of one body only."""
    q = body.question
    parts = ["forest", q.syndrome, q.family, q.route, q.comparator, q.versus, q.window]
    if q.drug != "baclofen":
        parts.append(q.drug)
    if q.design == "observed":
        parts.append("observed")
    words = "-".join(p for p in parts if p).lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:LONGEST_NAME]


def map_picture(cells: Sequence[Cell], trials: Trials, *, narrow: bool = False) -> str:
    """The evidence map as SVG: syndromes down, routes across, a bubble for each kind of study; in a
    `narrow` window the routes stand below each syndrome."""
    routes = [r for r in trials.routes if any(c.count for c in cells if c.route == r)]
    return draw_map(
        [
            Mark(trials.syndromes[c.syndrome].title, trials.routes[c.route], says, c.kind(kind))
            for c in cells
            for kind, says in KINDS.items()
            if c.kind(kind)
        ],
        rows=[s.title for s in trials.syndromes.values()],
        columns=[trials.routes[r] for r in routes],
        kinds=tuple(KINDS.values()),
        title="Studies of baclofen, by syndrome and route",
        narrow=narrow,
        id="evidence-map",
    )

"""Ways down beside each other: a table, a picture, and what the comparison is not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baclofen.drawing import Chart, Series, draw_chart
from baclofen.knowledge import Knowledge
from baclofen.planning import Compared, Plan, Tapered
from baclofen.reporting.credibility import fold, marks
from baclofen.reporting.report import Section, Table, caption, line_of, title
from baclofen.simulation import Spread


def shapes_sections(compared: Compared | None, plan: Plan, known: Knowledge) -> tuple[Section, ...]:
    """The shapes of a way down, in the order of their length, with what is believed of them; then
    their peaks against each other, folded where they only illustrate. Nothing where none were
    compared."""
    if compared is None:
        return ()
    printed = plan.down.regimen.steps if plan.down else ()
    ways = sorted(compared.ways, key=lambda way: way.days)
    shown = _heads(compared, "believed")
    rows = tuple(
        _row(way, known, shown, is_printed=way.course.regimen.steps == printed) for way in ways
    )
    basis = compared.why[3:]  # of the model; before it what is drawn
    table = Table(
        caption(known, "shapes" if shown else "shapes_alone"),
        known.words("head", "shape", "weeks", "steps", "longest_step", *shown, "printed"),
        rows,
        compared.why if shown else (),
    )
    no_risk = line_of(known, known.note("shapes.no_risk", *basis, mark=compared.mark), "caution")
    lines = (
        no_risk,
        line_of(known, known.note("shapes.pace")),
        line_of(known, known.note("shapes.australia")),
        line_of(known, known.note("shapes.drawn", people=compared.n, seed=compared.seed)),
        *(line_of(known, note, "caution") for note in compared.outside),
    )
    first = Section("shapes", title(known, "shapes"), lines, table)
    hidden = _heads(compared, "illustration")
    if not hidden:
        return (first,)
    drawn = Table(
        caption(known, "shapes"),
        known.words("head", "shape", *hidden),
        tuple((_name(way, known), *_cells(way, hidden)) for way in ways),
        compared.why,
    )
    lines = (*marks((compared.credits[head] for head in hidden), known), no_risk)
    return first, Section("peaks", title(known, "shapes_drawn"), lines, drawn, fold=fold(known))


#: What is predicted of a way down, by the head of its column: how many digits it has.
_DIGITS = {"peak": 2, "peak_on_day": 0}


def _heads(compared: Compared, verdict: str) -> tuple[str, ...]:
    return tuple(head for head in _DIGITS if compared.credits[head].verdict == verdict)


def _cells(way: Tapered, heads: Sequence[str]) -> tuple[str, ...]:
    each = {"peak": way.peak, "peak_on_day": way.peak_day}
    return tuple(_spread(each[head], _DIGITS[head]) for head in heads)


def _name(way: Tapered, known: Knowledge) -> str:
    says = known.words("shape", *way.shapes)
    return ", ".join(f"{shape} ({words})" for shape, words in zip(way.shapes, says, strict=True))


def _row(
    way: Tapered, known: Knowledge, shown: Sequence[str], *, is_printed: bool
) -> tuple[str, ...]:
    return (
        _name(way, known),
        f"{way.days / 7:.3g}",
        f"{len(way.course.steps)}",
        known.say(known.note("cell.days", days=way.longest_step)),
        *_cells(way, shown),
        known.word("mark", "printed" if is_printed else ""),
    )


def _spread(s: Spread, digits: int) -> str:
    if s.low == s.high:
        return f"{s.median:.{digits}f}"
    return f"{s.median:.{digits}f} ({s.low:.{digits}f}-{s.high:.{digits}f})"


def draw_shapes(compared: Compared, known: Knowledge, *, alone: bool = False) -> str:
    """The picture as SVG: rebound by day of each shape, with its 90 % band.

    For a page; or, `alone`, for a file of its own.
    """
    series = []
    for way in compared.ways:
        days = np.arange(1.0, len(way.median) + 1)
        label = " = ".join(way.shapes)
        series.append(Series(label, days, way.low, way.median, way.high))
    chart = Chart(
        "shapes",
        title(known, "shapes_drawn"),
        known.word("head", "days_from_cut"),
        caption(known, "rebound", mark=compared.mark),
        tuple(series),
    )
    return draw_chart(chart, alone=alone)

"""Ways down beside each other: a table, a picture, and what the comparison is not."""

from __future__ import annotations

import numpy as np

from baclofen.drawing import Chart, Series, draw_chart
from baclofen.knowledge import Knowledge
from baclofen.planning import Compared, Plan, Tapered
from baclofen.reporting.report import Section, Table, caption, line_of, title
from baclofen.simulation import Spread


def shapes_section(compared: Compared | None, plan: Plan, known: Knowledge) -> Section | None:
    """The shapes of a way down, in the order of their length; None where none were compared."""
    if compared is None:
        return None
    printed = plan.down.regimen.steps if plan.down else ()
    rows = tuple(
        _row(way, known, is_printed=way.course.regimen.steps == printed)
        for way in sorted(compared.ways, key=lambda way: way.days)
    )
    basis = compared.why[3:]  # of the model; before it what is drawn
    table = Table(
        caption(known, "shapes"),
        known.words(
            "head", "shape", "weeks", "steps", "longest_step", "peak", "peak_on_day", "printed"
        ),
        rows,
        compared.why,
    )
    lines = (
        line_of(known, known.note("shapes.no_risk", *basis, mark=compared.mark), "caution"),
        line_of(known, known.note("shapes.pace")),
        line_of(known, known.note("shapes.australia")),
        line_of(known, known.note("shapes.drawn", people=compared.n, seed=compared.seed)),
        *(line_of(known, note, "caution") for note in compared.outside),
    )
    return Section("shapes", title(known, "shapes"), lines, table)


def _row(way: Tapered, known: Knowledge, *, is_printed: bool) -> tuple[str, ...]:
    says = known.words("shape", *way.shapes)
    names = ", ".join(f"{shape} ({words})" for shape, words in zip(way.shapes, says, strict=True))
    return (
        names,
        f"{way.days / 7:.3g}",
        f"{len(way.course.steps)}",
        known.say(known.note("cell.days", days=way.longest_step)),
        _spread(way.peak, 2),
        _spread(way.peak_day, 0),
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

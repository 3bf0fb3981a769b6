"""A chart: lines with their bands, and points that were seen."""

from __future__ import annotations

import numpy as np

from baclofen.drawing.axis import Axis
from baclofen.drawing.canvas import Canvas, Numbers, width_of, wrapped
from baclofen.drawing.legend import Key, Legend
from baclofen.drawing.widths import NARROW, Size, for_both
from baclofen.value import Value

WIDE = Size(640.0, 360.0, 62.0, 16.0, 30.0, 62.0)
SLIM = Size(NARROW, 250.0, 46.0, 14.0, 30.0, 62.0, "narrow", "-n")
#: Told apart by people who see few colours, and by their dashes in print.
COLOURS = ("#1f4e8c", "#b3541e", "#1d6b45", "#6a4b9a", "#8a5a00", "#a11d2a", "#3a7d8c")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2", "12 4", "1 4")
#: From one row of a legend to the next.
ROW = 20.0
_LINE = 15.0
#: For a file of its own; inside a page the page gives the style.
STYLE = (
    "text { font: 12px sans-serif; fill: #414b57; } .grid { stroke: #e3e8ef; } "
    ".tickline { stroke: #9aa5b3; }"
)


class Series(Value, eq=False):
    """One line with its 90 % band, of equal lengths; without a band `low` and `high` are it."""

    label: str
    x: Numbers
    low: Numbers
    middle: Numbers
    high: Numbers


class Point(Value):
    """Something that was seen; `low` and `high` when it was a range."""

    x: float
    y: float
    label: str
    low: float | None = None
    high: float | None = None


class Chart(Value, eq=False):
    """Lines and points on two axes, with the words on it. `reach` are the lowest and highest value
    of the upright one, where it is to show more than the lines do."""

    id: str
    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    points: tuple[Point, ...] = ()
    reach: tuple[float, float] | None = None


def draw_chart(chart: Chart, *, alone: bool = False) -> str:
    """The chart as SVG, for a page, as a wide and as a narrow window shows it; or, `alone`, the
    wide one with its style for a file of its own."""
    if alone:
        return _drawn(chart, WIDE, alone=True)
    return for_both(WIDE, SLIM, lambda size: _drawn(chart, size))


def _drawn(chart: Chart, size: Size, *, alone: bool = False) -> str:
    xs = np.concatenate([s.x for s in chart.series])
    # Marks of points count too; a chart of shares and scores starts at 0 where they do.
    ys = np.concatenate(
        [np.ravel(v) for s in chart.series for v in (s.low, s.high)]
        + [np.array([p.y for p in chart.points]), np.array(chart.reach or ())]
    )
    low = 0.0 if 0 <= ys.min() < 0.4 * ys.max() else float(ys.min())
    start, end = min(18.0, size.left - 44), size.width - size.right
    called = wrapped(chart.y_label, size.width - start - 4)
    # Where what it is in takes several lines, all else stands as much lower.
    lower = _LINE * (len(called) - 1)
    floor = size.height - size.bottom + lower
    x = Axis(float(xs.min()), float(xs.max()), size.left, end)
    y = Axis(low, float(ys.max()), floor, size.top + lower, rounded=True)
    canvas = Canvas(size.width)
    y.upright(canvas, size.left, across=end)
    x.along(canvas, floor, kind="tickline")
    for place, line in enumerate(called):
        canvas.text(start, 16 + _LINE * place, line, kind="axis")
    canvas.text(end, floor + 34, chart.x_label, kind="axis", anchor="end")
    for place, series in enumerate(chart.series):
        _series(canvas, series, place, x, y)
    for point in chart.points:
        _point(canvas, point, x, y, size)
    foot = size.height + lower
    if len(chart.series) > 1:
        keys = [_key(canvas, s.label, place) for place, s in enumerate(chart.series)]
        legend = Legend(keys, size.left, size.width)
        foot = legend.draw(canvas, foot - 8, step=ROW) + 8
    return canvas.svg(
        foot, id=chart.id + size.id, title=chart.title, says=_described(chart),
        kind=f"chart {size.kind}",
        style=STYLE if alone else "",
    )  # fmt: skip


def _described(chart: Chart) -> str:
    ends = [
        f"{s.label}: from {s.middle[0]:.3g} to {s.middle[-1]:.3g}, "
        f"highest {s.middle.max():.3g}, lowest {s.middle.min():.3g}"
        for s in chart.series
    ]
    return f"{chart.y_label} against {chart.x_label}. " + "; ".join(ends) + "."


def _look(place: int) -> tuple[str, str]:
    return COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]


def _series(canvas: Canvas, series: Series, place: int, x: Axis, y: Axis) -> None:
    colour, dash = _look(place)
    across = x(series.x)
    if not np.array_equal(series.low, series.high):
        canvas.band(across, y(series.low), y(series.high), colour=colour)
    canvas.curve(across, y(series.middle), colour=colour, width=1.8, dash=dash)


def _point(canvas: Canvas, point: Point, x: Axis, y: Axis, size: Size) -> None:
    a, b = x(point.x), y(point.y)
    canvas.circle(a, b, 5, fill="#fff", width=1.8)
    # Words stay inside the drawing: left of a point that stands far to the right.
    right = a > size.width - 12.0 - width_of(point.label)
    canvas.text(
        a - 9 if right else a + 9, b - 8 if b > size.top + 20 else b + 16, point.label, kind="seen",
        anchor="end" if right else "start",
    )  # fmt: skip


def _key(canvas: Canvas, label: str, place: int) -> Key:
    colour, dash = _look(place)
    return Key(
        label, 24,
        lambda x, y: canvas.line(x, y - 4, x + 24, y - 4, colour=colour, width=2, dash=dash),
    )  # fmt: skip

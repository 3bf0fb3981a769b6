"""A course over the days of a calendar: one line with its band, and the stretches it is made of.

Drawn here and not by a plotting library: it must work without a script in a printed page, and a
plotting library would cost more start-up time than all that is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.drawing.axis import Axis
from baclofen.drawing.canvas import Canvas, Numbers, width_of
from baclofen.drawing.legend import Key, Legend
from baclofen.drawing.widths import NARROW, Size, for_both

WIDE = Size(760.0, 320.0, 58.0, 14.0, 26.0, 46.0)
#: In the narrow one what the marks mean stands in a row of its own.
SLIM = Size(NARROW, 250.0, 46.0, 12.0, 48.0, 46.0, "narrow", "-n")


def draw_timeline(
    days: Numbers,
    low: Numbers,
    middle: Numbers,
    high: Numbers,
    *,
    start: date,
    stretches: Sequence[tuple[float, str]],
    y_label: str,
    title: str,
    says: str,
    id: str = "timeline",
) -> str:
    """The course as SVG, for a page that gives it its style (`band`, `median` and the rest), as a
    wide and as a narrow window shows it.

    `days`, from 0 on, and the three lines have shape (k,). `stretches` are the day on which each
    ends, and its name: a name for which there is no room is left out.
    """

    def draw(size: Size) -> str:
        canvas = Canvas(size.width)
        floor, right = size.height - size.bottom, size.width - size.right
        x = Axis(0.0, float(days[-1]), size.left, right)
        y = Axis(0.0, float(high.max()), floor, size.top, rounded=True)
        canvas.text(min(14.0, size.left - 44), 14, y_label, kind="axis")
        y.upright(canvas, size.left, across=right)
        x.along(canvas, floor, at=_dates(x, start), kind="tickline")
        _stretches(canvas, x, stretches, size)
        canvas.band(x(days), y(low), y(high), kind="band")
        canvas.curve(x(days), y(middle), kind="median")
        keys = (
            Key("median", 26, lambda a, b: canvas.line(a, b - 4, a + 26, b - 4, kind="median")),
            Key("90 % interval", 26, lambda a, b: canvas.box(a, b - 10, 26, 12, kind="band")),
        )
        wide = Legend(keys, 0, size.width).width
        below = 14 if 14 + width_of(y_label) + 18 + wide < right else 34
        Legend(keys, right - wide, size.width).draw(canvas, below)
        return canvas.svg(
            size.height, id=id + size.id, title=title, says=says, kind=f"forecast {size.kind}",
            style="",
        )  # fmt: skip

    return for_both(WIDE, SLIM, draw)


def _stretches(
    canvas: Canvas, x: Axis, stretches: Sequence[tuple[float, str]], size: Size
) -> None:  # fmt: skip
    """Where each ends, and its name under the middle of it."""
    before, taken = 0.0, 0.0
    for end, name in stretches:
        middle, half = x((before + end) / 2), width_of(name, 13) / 2
        canvas.line(x(end), size.top, x(end), size.height - size.bottom, kind="step")
        if middle - half > taken:
            canvas.text(middle, size.height - 10, name, kind="dose", anchor="middle")
            taken = middle + half + 4
        before = end


def _dates(x: Axis, start: date) -> list[tuple[float, str]]:
    """Days at the shortest interval whose words do not touch."""
    a_day = x(1.0) - x(0.0)
    every = next(n for n in (1, 2, 3, 7, 14, 28, 56) if n * a_day >= 62 or n == 56)
    days = [day for day in range(0, int(x.high) + 1, every) if x(day) <= x.end - 30]
    return [
        (float(day), f"{on.day} {on:%b}") for day in days for on in [start + timedelta(days=day)]
    ]

"""A course over the days of a calendar: one line with its band, and the stretches it is made of.

Drawn here and not by a plotting library: it must work without a script in a printed page, and a
plotting library would cost more start-up time than all that is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.drawing.axis import Axis
from baclofen.drawing.canvas import Canvas, Numbers
from baclofen.drawing.legend import Key, Legend

WIDTH, HEIGHT = 760.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 14.0, 26.0, 46.0


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
    """The course as SVG, for a page that gives it its style (`band`, `median` and the rest).

    `days`, from 0 on, and the three lines have shape (k,). `stretches` are the day on which each
    ends, and its name.
    """
    canvas = Canvas(WIDTH)
    floor, last = HEIGHT - BOTTOM, float(days[-1])
    x = Axis(0.0, last, LEFT, WIDTH - RIGHT)
    y = Axis(0.0, float(high.max()), floor, TOP, rounded=True)
    canvas.text(LEFT - 44, 14, y_label, kind="axis")
    y.upright(canvas, LEFT, across=WIDTH - RIGHT)
    x.along(canvas, floor, at=_dates(x, start), kind="tickline")
    before = 0.0
    for end, name in stretches:
        canvas.line(x(end), TOP, x(end), floor, kind="step")
        canvas.text(x((before + end) / 2), HEIGHT - 10, name, kind="dose", anchor="middle")
        before = end
    canvas.band(x(days), y(low), y(high), kind="band")
    canvas.curve(x(days), y(middle), kind="median")
    keys = (
        Key("median", 26, lambda a, b: canvas.line(a, b - 4, a + 26, b - 4, kind="median")),
        Key("90 % interval", 26, lambda a, b: canvas.box(a, b - 10, 26, 12, kind="band")),
    )
    wide = Legend(keys, 0, WIDTH).width
    Legend(keys, WIDTH - RIGHT - wide, WIDTH).draw(canvas, 14)
    return canvas.svg(HEIGHT, id=id, title=title, says=says, kind="forecast", style="")


def _dates(x: Axis, start: date) -> list[tuple[float, str]]:
    """Days at the shortest interval whose words do not touch."""
    a_day = x(1.0) - x(0.0)
    every = next(n for n in (1, 2, 3, 7, 14, 28, 56) if n * a_day >= 62 or n == 56)
    days = [day for day in range(0, int(x.high) + 1, every) if x(day) <= x.end - 30]
    return [
        (float(day), f"{on.day} {on:%b}") for day in days for on in [start + timedelta(days=day)]
    ]

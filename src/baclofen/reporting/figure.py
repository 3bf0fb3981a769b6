"""The figure of a forecast: median and 90 % band of the plasma level, as SVG.

Drawn here and not by a plotting library: it is one kind of figure, it must work without
a script in a printed page, and a plotting library would cost more start-up time than the
whole plan.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from baclofen.reporting.svg import band, line
from baclofen.simulation import Course, Exposure

WIDTH, HEIGHT = 760, 320
LEFT, RIGHT, TOP, BOTTOM = 58, 14, 26, 46


def draw_forecast(forecast: Course, *, start: date, daily_mg: tuple[float, ...]) -> str:
    """An SVG element: plasma level in ng/mL over the days of the plan, one band a step.

    It scales with the page, has a title and a description for screen readers, and uses
    line style as well as colour. `daily_mg` names the steps under the curve.
    """
    plasma = forecast["plasma_ng_mL"]
    steps = [e for e in plasma.windows.values() if e.name != "all"]
    days = float(forecast.times_h[-1]) / 24
    top = _round_up(float(np.max(plasma.high)))
    x = (forecast.times_h / 24) * (WIDTH - LEFT - RIGHT) / days + LEFT
    last = steps[-1]
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="fc-title fc-desc" '
        'xmlns="http://www.w3.org/2000/svg" class="forecast">',
        '<title id="fc-title">Predicted plasma baclofen over the plan</title>',
        f'<desc id="fc-desc">Median and 90 percent interval over {days:.0f} days. On the last step '
        f"({daily_mg[-1]:g} mg a day) the peak is {last.Cmax.median:.0f} ng/mL, 90 percent of "
        f"people between {last.Cmax.low:.0f} and {last.Cmax.high:.0f}. "
        "The table below has every number.</desc>",
        *_grid(top, days, start),
        *_steps(steps, daily_mg, days),
        f'<path class="band" d="{band(x, _y(plasma.low, top), _y(plasma.high, top))}"/>',
        f'<path class="median" d="{line(x, _y(plasma.median, top))}"/>',
        _legend(),
        "</svg>",
    ]
    return "".join(parts)


def _y(values: NDArray[np.float64], top: float) -> NDArray[np.float64]:
    return np.asarray(HEIGHT - BOTTOM - values / top * (HEIGHT - TOP - BOTTOM))


def _round_up(value: float) -> float:
    scale = 10.0 ** math.floor(math.log10(max(value, 1e-6)))
    steps = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return next(step * scale for step in steps if step * scale >= value)


def _rule(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(kind: str, x: float, y: float, words: str, anchor: str = "middle") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _grid(top: float, days: float, start: date) -> list[str]:
    parts = [_text("axis", LEFT - 44, 14, "plasma baclofen, ng/mL", "start")]
    for part in range(5):
        level = top * part / 4
        y = float(_y(np.array(level), top))
        parts += [_rule("grid", LEFT, y, WIDTH - RIGHT, y)]
        parts += [_text("tick", LEFT - 6, y + 4, f"{level:g}", "end")]
    per_day = (WIDTH - LEFT - RIGHT) / days
    # The shortest interval whose labels do not touch.
    every = next(n for n in (1, 2, 3, 7, 14, 28, 56) if n * per_day >= 62 or n == 56)
    floor = HEIGHT - BOTTOM
    for day in range(0, int(days) + 1, every):
        at, on = LEFT + day * per_day, start + timedelta(days=day)
        if at > WIDTH - RIGHT - 30:
            break
        parts += [_rule("tickline", at, floor, at, floor + 4)]
        parts += [_text("tick", at, floor + 17, f"{on.day} {on:%b}")]
    return parts


def _steps(steps: list[Exposure], daily_mg: tuple[float, ...], days: float) -> list[str]:
    per_day = (WIDTH - LEFT - RIGHT) / days
    parts, before = [], 0.0
    for exposure, daily in zip(steps, daily_mg, strict=True):
        end = exposure.end_h / 24
        at = LEFT + end * per_day
        parts += [_rule("step", at, TOP, at, HEIGHT - BOTTOM)]
        parts += [
            _text("dose", LEFT + (before + end) / 2 * per_day, HEIGHT - 10, f"{daily:g} mg/d")
        ]
        before = end
    return parts


def _legend() -> str:
    x = WIDTH - 218
    return (
        f'<line class="median" x1="{x}" x2="{x + 26}" y1="10" y2="10"/>'
        f'<text class="tick" x="{x + 32}" y="14">median</text>'
        f'<rect class="band" x="{x + 90}" y="4" width="26" height="12"/>'
        f'<text class="tick" x="{x + 122}" y="14">90 % interval</text>'
    )

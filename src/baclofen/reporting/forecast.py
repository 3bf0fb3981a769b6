"""The picture of a forecast: median and 90 % band of the plasma level over the plan."""

from __future__ import annotations

from datetime import date

from baclofen.drawing import draw_timeline
from baclofen.knowledge import Knowledge
from baclofen.reporting.report import caption, title
from baclofen.simulation import Course
from baclofen.units import mg


def draw_forecast(
    forecast: Course, known: Knowledge, *, start: date, daily_mg: tuple[float, ...]
) -> str:
    """An SVG element: plasma level in ng/mL over the days of the plan, one stretch a step.

    `daily_mg` names the steps under the curve.
    """
    plasma = forecast["plasma_ng_mL"]
    steps = [e for e in plasma.windows.values() if e.name != "all"]
    days = forecast.times_h / 24
    last = steps[-1]
    return draw_timeline(
        days, plasma.low, plasma.median, plasma.high, start=start,
        stretches=[
            (step.end_h / 24, f"{daily:g} mg/d")
            for step, daily in zip(steps, daily_mg, strict=True)
        ],
        y_label=known.word("head", "plasma"), id="fc", title=title(known, "plasma_drawn"),
        says=caption(
            known, "plasma_drawn", days=days[-1], daily=mg(daily_mg[-1]), peak=last.Cmax.median,
            low=last.Cmax.low, high=last.Cmax.high,
        ),
    )  # fmt: skip

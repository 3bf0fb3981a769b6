"""The picture of a forecast: median and 90 % band of the plasma level over the plan."""

from __future__ import annotations

from datetime import date

from baclofen.drawing import draw_timeline
from baclofen.simulation import Course


def draw_forecast(forecast: Course, *, start: date, daily_mg: tuple[float, ...]) -> str:
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
        y_label="plasma baclofen, ng/mL", id="fc",
        title="Predicted plasma baclofen over the plan",
        says=f"Median and 90 percent interval over {days[-1]:.0f} days. On the last step "
        f"({daily_mg[-1]:g} mg a day) the peak is {last.Cmax.median:.0f} ng/mL, 90 percent of "
        f"people between {last.Cmax.low:.0f} and {last.Cmax.high:.0f}. "
        "The table below has every number.",
    )  # fmt: skip

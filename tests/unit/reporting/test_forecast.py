"""The picture of a forecast draws what was computed and says the peak of its last step."""

from __future__ import annotations

from typing import Any

import pytest
from numpy.testing import assert_array_equal

from baclofen.reporting import forecast as picture
from tests.people import TODAY, answered, known, person


def test_the_curve_of_the_plan_is_drawn_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    forecast = answered(person(baclofen=()), weighs=False).forecast
    assert forecast is not None
    drawn: dict[str, Any] = {}

    def draws(days: Any, low: Any, median: Any, high: Any, **more: Any) -> str:
        drawn.update(more, days=days, low=low, median=median, high=high)
        return "drawn"

    monkeypatch.setattr(picture, "draw_timeline", draws)
    steps = [e for e in forecast["plasma_ng_mL"].windows.values() if e.name != "all"]
    daily = tuple(10.0 * (i + 1) for i in range(len(steps)))
    assert picture.draw_forecast(forecast, known(), start=TODAY, daily_mg=daily) == "drawn"
    plasma = forecast["plasma_ng_mL"]
    for name in ("low", "median", "high"):
        assert_array_equal(drawn[name], getattr(plasma, name))
    assert_array_equal(drawn["days"], forecast.times_h / 24)
    assert drawn["start"] == TODAY
    assert [end for end, _ in drawn["stretches"]] == [step.end_h / 24 for step in steps]
    assert [said for _, said in drawn["stretches"]] == [f"{mg:g} mg/d" for mg in daily]
    last = steps[-1].Cmax
    for value in (last.median, last.low, last.high):
        assert f"{value:.0f}" in drawn["says"].replace(",", "")

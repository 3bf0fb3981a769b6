"""What is left of a filling goes by each rate on its own days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from numpy.testing import assert_allclose

from baclofen.assessment import alarm_day, held, may_be_empty
from baclofen.regimen import Device, Filling, PumpOrder
from baclofen.units import mcg
from baclofen.value import replace
from tests.people import TODAY, known
from tests.tolerances import EXACT

K = known()
DAYS = 43


def order(now: float, hours: float | None, before: float | None, *, days: int = DAYS) -> PumpOrder:
    filled = TODAY - timedelta(days=days)
    return PumpOrder(
        now=mcg(now), hours_since_change=hours,
        history=() if before is None else (mcg(900), mcg(before)),
        filling=Filling(fill_mL=20, mcg_per_mL=1000, filled_on=filled, alarm_mL=2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "before", "gone_mL"),
    [
        (0, 300, 43 * 0.3), (240, 300, 33 * 0.3 + 10 * 0.24), (0, 200, 43 * 0.2),
        # Changed before the filling, or on a day that nobody tells: the one that runs.
        (24 * 60, 300, 43 * 0.24), (None, 300, 43 * 0.24), (0, None, 43 * 0.24),
    ],
)  # fmt: skip
def test_what_is_left_goes_by_the_rate_of_each_day(
    hours: float | None, before: float | None, gone_mL: float
) -> None:
    found = held(order(240, hours, before), TODAY, K)
    assert found is not None
    assert_allclose(found.nominal_mL, 20 - gone_mL, **EXACT)


def test_a_cut_of_today_does_not_put_the_alarm_off_by_what_was_given() -> None:
    """(7.1 - 2) mL at 0.24 mL a day."""
    assert alarm_day(order(240, 0, 300), TODAY, K) == TODAY + timedelta(days=21)
    assert alarm_day(order(300, None, None), TODAY, K) == TODAY + timedelta(days=17)


@pytest.mark.parametrize(("before", "is_dry"), [(300, True), (200, False)])
def test_a_pump_that_ran_faster_until_today_may_be_dry(before: float, *, is_dry: bool) -> None:
    device = Device("synchromed2", {"accuracy": 0.1, "unusable_mL": 1.0})
    running = replace(order(60, 0, before, days=60), device=device)
    assert may_be_empty(running, TODAY, K) is is_dry

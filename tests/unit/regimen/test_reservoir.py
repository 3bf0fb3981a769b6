"""Pump arithmetic against worked figures, and the slips it refuses."""

import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.regimen import Filling, bridge, days_until, left_over
from baclofen.units import mcg, mg
from tests.tolerances import EXACT


def test_days_of_a_worked_refill() -> None:
    """20 mL at 500 mcg/mL, 600 mcg a day, alarm at 2 mL: 1.2 mL a day, 15 days; at 2000, 60."""
    assert_allclose(days_until(20, down_to_mL=2, flow_mL_per_day=1.2), 15, **EXACT)
    assert_allclose(days_until(20, down_to_mL=2, flow_mL_per_day=0.3), 60, **EXACT)
    assert days_until(1, down_to_mL=2, flow_mL_per_day=0.3) == 0


def test_a_bridge_keeps_mass() -> None:
    weaker = bridge(tubing_mL=0.2, catheter_mL=0.18, old_concentration=2000,
                    new_concentration=500, old_per_day=mcg(400))  # fmt: skip
    assert_allclose(weaker.error_factor, 4, **EXACT)
    assert_allclose(weaker.old.in_mcg / weaker.hours * 24, 400, **EXACT)


def test_more_left_than_expected_is_less_delivered() -> None:
    assert left_over(expected_mL=3.1, withdrawn_mL=6.0).direction == "under-delivery"
    assert left_over(expected_mL=6.0, withdrawn_mL=3.1).direction == "over-delivery"
    assert left_over(expected_mL=3.0, withdrawn_mL=3.0).direction == "none"


def test_a_dose_in_mg_into_a_pump_is_refused() -> None:
    with pytest.raises(UnitProblem, match="thousandfold"):
        bridge(tubing_mL=0.2, catheter_mL=0.18, old_concentration=2000, new_concentration=500,
               old_per_day=mg(300))  # fmt: skip


@pytest.mark.parametrize("flow", [0.0, -0.1, float("inf"), float("nan")])
def test_an_impossible_flow_is_refused(flow: float) -> None:
    with pytest.raises(OutOfRange, match="flow"):
        days_until(20, down_to_mL=2, flow_mL_per_day=flow)


def test_an_alarm_that_is_not_below_the_fill_is_refused() -> None:
    with pytest.raises(InputRefused, match="below the fill"):
        Filling(fill_mL=20, alarm_mL=20)


def test_the_factor_without_a_bridge_is_that_of_the_bridge() -> None:
    made = bridge(tubing_mL=0.2, catheter_mL=0.18, old_concentration=2000,
                  new_concentration=500, old_per_day=mcg(400))  # fmt: skip
    assert Filling(mcg_per_mL=2000, new_mcg_per_mL=500).unbridged_factor == made.error_factor
    assert Filling(mcg_per_mL=2000, new_mcg_per_mL=2000).unbridged_factor is None

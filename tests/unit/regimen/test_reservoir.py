"""Pump arithmetic against worked figures, and the slips it refuses."""

import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.regimen import Reservoir, bridge, left_over
from baclofen.units import mcg, mg
from tests.tolerances import EXACT


def test_flow_and_days_of_a_worked_refill() -> None:
    """20 mL at 500 mcg/mL, 600 mcg a day, alarm at 2 mL: 1.2 mL a day, 15 days."""
    pump = Reservoir(20, 500, alarm_mL=2)
    assert_allclose(pump.flow_mL_per_day(mcg(600)), 1.2, **EXACT)
    assert_allclose(pump.days_to_alarm(mcg(600)), 15, **EXACT)
    assert_allclose(Reservoir(20, 2000, alarm_mL=2).days_to_alarm(mcg(600)), 60, **EXACT)


def test_an_inaccurate_pump_may_be_empty_before_it_alarms() -> None:
    pump = Reservoir(20, 500, alarm_mL=2)
    empty = pump.earliest_empty_days(mcg(100), unusable_mL=1.4, accuracy=0.145)
    assert empty < pump.days_to_alarm(mcg(100))


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
        Reservoir(20, 500).flow_mL_per_day(mg(300))


@pytest.mark.parametrize(
    "made", [lambda: Reservoir(0, 500), lambda: Reservoir(20, -1), lambda: Reservoir(20, 5e5)]
)
def test_an_impossible_reservoir_is_refused(made: object) -> None:
    with pytest.raises(OutOfRange):
        made()  # type: ignore[operator]


def test_an_alarm_above_the_fill_is_refused() -> None:
    with pytest.raises(InputRefused, match="below the fill"):
        Reservoir(20, 500, alarm_mL=25)

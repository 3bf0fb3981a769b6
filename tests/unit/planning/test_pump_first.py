"""What comes before a pump's new rate: its battery, a need that rose far, a slip, a birth."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.answering import PumpInputs, ScreenInputs
from baclofen.knowledge import Verdict
from baclofen.planning import PumpPlan
from tests.people import fired, known
from tests.saying import worded
from tests.unit.planning.test_ordered_too_much import WHO, at

K = known()
RUNS: dict[str, Any] = {
    "stage": "maintenance", "origin": "spinal", "now": "450 mcg/day", "alarm": False,
}  # fmt: skip
SCI: dict[str, Any] = WHO | {"syndrome": "sci_spasticity"}


def made(pump: dict[str, Any], **told: Any) -> PumpPlan:
    found = at(PumpInputs, SCI, pump=RUNS | pump, **told).decision
    assert isinstance(found, PumpPlan)
    return found


@pytest.mark.parametrize("asked", [{}, {"asked": "500 mcg/day"}, {"asked": "450 mcg/day"}])
def test_a_battery_near_its_end_is_said_before_the_rate(asked: dict[str, str]) -> None:
    plan = made({"alarm": "battery low", **asked})
    assert plan.verdict is Verdict.CAUTION
    assert worded(plan.headline).startswith("Battery near its end: book the replacement")
    assert (plan.new is not None) is bool(asked)
    assert "Battery" not in worded(made(asked).headline)


def test_a_need_that_rose_far_is_looked_into_before_a_raise() -> None:
    rose = {"a_year_ago": "280 mcg/day"}
    plan = made({**rose, "asked": "500 mcg/day"})
    said = worded(plan.headline)
    assert said.startswith("Look into catheter and pump before this raise")
    assert "Only where both are sound: set the pump to 500 mcg/day" in said
    next_up = {worded(one): worded(then) for one, then in plan.branches}["It is not enough"]
    assert "before raising" in next_up
    assert "mcg/day" not in next_up
    # A lower rate waits for nothing, and a need that was steady is raised.
    assert worded(made({**rose, "asked": "400 mcg/day"}).headline).startswith("Set the pump")
    steady = made({"a_year_ago": "440 mcg/day", "asked": "500 mcg/day"})
    assert worded(steady.headline).startswith("Set the pump")


@pytest.mark.parametrize("asked", ["4500 mcg/day", "45 mcg/day"])
def test_a_tenfold_rate_is_named_as_a_slip_first_of_all(asked: str) -> None:
    plan = made({"asked": asked})
    assert plan.new is None
    assert "ten times the one that runs or more, or a tenth" in worded(plan.headline).split(":")[0]
    assert plan.verdict is Verdict.AVOID


def test_a_pump_goes_on_through_a_birth() -> None:
    pregnant = {"pregnant": True, "gestation_weeks": 32}
    rules = fired(made({"asked": "450 mcg/day"}, **pregnant, medicines=[]).fit)
    assert "PRG-IT-BIRTH" in rules
    assert not rules & {"PRG-US-NEONATAL", "PRG-WAY-DOWN"}


def test_the_same_dose_again_is_no_change() -> None:
    assert made({"stage": "refill", "asked": "450 mcg/day"}).fit.kind == "continue"
    assert made({"stage": "refill", "asked": "460 mcg/day"}).fit.kind == "change"


def test_what_is_left_alone_tells_when_the_pump_is_empty_at_the_earliest() -> None:
    told = {"left_mL": 2, "concentration": 2000, "now": "420 mcg/day", "device": "SynchroMed II"}
    runs = made(told).old
    assert runs is not None
    assert runs.earliest_empty_days == pytest.approx((2 - 1.4) / (0.21 * 1.145))
    assert runs.nominal is None
    new = made({**told, "new_concentration": 1000, "asked": "420 mcg/day", "stage": "refill"})
    assert new.new is None or new.new.earliest_empty_days is None


@pytest.mark.parametrize(
    ("screening", "words"),
    [
        ({"dose": "500 mcg"}, "Likely a tenfold slip"),
        ({"dose": "50 mcg", "concentration": 500}, "Likely the wrong ampoule"),
        ({"dose": "50 mcg", "concentration": 2}, "Likely mg in a mL read as mcg"),
        ({"dose": "50 mcg", "concentration": 0.05}, "Likely mg in a mL read as mcg"),
    ],
)
def test_a_needles_slip_is_named_first(screening: dict[str, Any], words: str) -> None:
    told = SCI | {"oral_failed": True, "infection_active": False}
    refused = at(ScreenInputs, told, screening=screening)
    assert refused.verdict is Verdict.AVOID
    assert worded(refused.headline).startswith(words)
    given = at(ScreenInputs, told, screening={"dose": "50 mcg", "concentration": 50})
    assert not {rule for rule in fired(given.fit) if rule.startswith("SLIP-")}


def test_a_pumps_strength_in_mg_is_named_first() -> None:
    plan = made({"concentration": 2, "asked": "460 mcg/day"})
    assert worded(plan.headline).startswith("Likely mg in a mL read as mcg")

"""An emergency says whom to call and what to tell, and names an opioid beside baclofen first."""

from __future__ import annotations

import pytest

from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning import Plan, plan_oral
from baclofen.units import mcg, mg
from tests.people import judge, known, person
from tests.saying import worded

BY_MOUTH = BaclofenUse("oral", "active", "baclofen 20 mg TID", mg(60))
BY_PUMP = BaclofenUse("intrathecal", "active", "pump", mcg(300))
STOPPED = BaclofenUse("intrathecal", "stopped", "pump", mcg(300), hours_since_last=24.0)


def plan_of(use: BaclofenUse, signs: set[str], *medicines: str) -> Plan:
    who = person(baclofen=(use,), signs=frozenset(signs), medicines=medicines)
    fit = judge(who, None)
    assert fit.verdict is Verdict.EMERGENCY
    return plan_oral(fit, known())


@pytest.mark.parametrize(
    ("use", "signs"),
    [
        (BY_MOUTH, {"coma"}),
        (BY_MOUTH, {"confusion", "somnolence"}),
        (BY_PUMP, {"slow_breathing"}),
        (STOPPED, set()),
    ],
)
def test_it_says_whom_to_call_and_what_to_tell(use: BaclofenUse, signs: set[str]) -> None:
    headline = worded(plan_of(use, signs).headline)
    assert "call an ambulance or the emergency team" in headline
    assert "Tell them dose, route" in headline
    assert ("the pump clinic" in headline) == (use.route == "intrathecal")


def test_an_opioid_is_named_before_there_being_no_antidote_to_baclofen() -> None:
    said = [n.phrase for n in plan_of(BY_MOUTH, {"coma"}, "morphine").opening]
    assert said.index("emergency.opioid") < said.index("emergency.treat")
    without = plan_of(BY_MOUTH, {"coma"}, "paracetamol").opening
    assert "emergency.opioid" not in {n.phrase for n in without}

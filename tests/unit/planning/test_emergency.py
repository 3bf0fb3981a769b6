"""An emergency says whom to call and what to tell, and names an opioid beside baclofen first."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.answering import PumpInputs
from baclofen.knowledge import Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning import Plan, in_emergency, plan_oral
from baclofen.regimen import PumpOrder
from baclofen.units import mcg, mg
from tests.people import answered, fired, judge, known, person, plan
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


AFTER_A_STOP = BaclofenUse("oral", "stopped", "90 mg/day", mg(90), hours_since_last=120.0)
#: Advice of a dose that runs.
OF_WHAT_RUNS = ("Back to the last step", "What runs goes on", "one step back", "no raise")


@pytest.mark.parametrize("signs", [{"hallucinations", "fever"}, {"confusion"}, {"seizure"}])
def test_after_a_stop_no_rule_speaks_of_a_dose_that_runs(signs: set[str]) -> None:
    made = plan_of(AFTER_A_STOP, signs)
    said = " ".join(worded(known().rule_says(f.rule.id)) for f in made.fit.findings)
    assert not any(words in said for words in OF_WHAT_RUNS)
    assert "withdrawal" in worded(made.headline)


def test_one_sign_after_a_stop_is_seen_today_and_nothing_is_begun() -> None:
    late = BaclofenUse("oral", "stopped", "90 mg/day", mg(90), hours_since_last=240.0)
    who = person(baclofen=(late,), signs=frozenset({"somnolence"}))
    fit = judge(who, None)
    assert fit.verdict is Verdict.AVOID
    assert "SIGN-ONE-STOPPED" in fired(fit)
    assert "SIGN-ONE" not in fired(fit)
    runs = judge(person(baclofen=(BY_MOUTH, late), signs=frozenset({"somnolence"})), None)
    assert {"SIGN-ONE", "SIGN-ONE-STOPPED"} & {f.rule.id for f in runs.findings} == {"SIGN-ONE"}


@pytest.mark.parametrize(
    "why",
    [
        {"conditions": ["baclofen_overdose"]},
        {"egfr": 22.0},
        {"dialysis": True},
        {"conditions": ["aki"]},
    ],
)
def test_a_stop_after_a_poisoning_or_with_failing_kidneys_is_for_good(why: dict[str, Any]) -> None:
    stopped = BaclofenUse("oral", "stopped", "60 mg/day", mg(60), hours_since_last=240.0)
    made = plan(person(baclofen=(stopped,), **why), "start")
    assert "STOP-FOR-GOOD" in fired(made.fit)
    assert made.fit.verdict >= Verdict.AVOID
    assert (made.up, made.down) == (None, None)
    assert "60 mg" not in worded(made.headline)
    other = plan(person(baclofen=(stopped,)), "start")
    assert "STOP-FOR-GOOD" not in fired(other.fit)


@pytest.mark.parametrize(("hours", "is_named"), [(1, True), (6, True), (72, True), (73, False)])
def test_a_refill_that_may_lie_in_the_pocket_is_named_first(hours: float, is_named: bool) -> None:
    order = PumpOrder(stage="maintenance", now=mcg(300), hours_since_refill=hours)
    who = person(syndrome="sci_spasticity", baclofen=(), signs=["coma"])
    made = answered(who, None, door=PumpInputs, order=order)
    assert made.verdict is Verdict.EMERGENCY
    assert ("TOX-POCKET" in fired(made.fit)) is is_named
    opening = in_emergency(made.fit, known()).opening
    pocket = [place for place, note in enumerate(opening) if "TOX-POCKET" in note.why]
    assert bool(pocket) is is_named
    if is_named:
        assert pocket[0] <= 1


@pytest.mark.parametrize(("signs", "egfr", "leads"), [
    ({"baclofen_poisoning"}, 90.0, "emergency.toxicity"),
    ({"somnolence", "myoclonus"}, 15.0, "emergency.toxicity"),
    ({"baclofen_poisoning", "baclofen_withdrawal"}, 90.0, "emergency.either"),
    ({"hallucinations", "fever"}, 90.0, "emergency.withdrawal"),
])  # fmt: skip
def test_what_happened_leads_after_a_stop(signs: set[str], egfr: float, leads: str) -> None:
    stopped = BaclofenUse("oral", "stopped", "60 mg/day", mg(60), hours_since_last=20.0)
    fit = judge(person(baclofen=(stopped,), signs=frozenset(signs), egfr=egfr), None)
    assert fit.verdict is Verdict.EMERGENCY
    assert plan_oral(fit, known()).headline.phrase == leads
    assert ("STOP-FOR-GOOD" in fired(fit)) is ("baclofen_poisoning" in signs or egfr == 15.0)

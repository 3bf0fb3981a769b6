"""What was told and once reached nothing: each is heard at the doors it is told at."""

from __future__ import annotations

import re
from typing import Any

import pytest

from baclofen.answering import (
    Answer,
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    account_said,
    answer,
)
from baclofen.errors import InputRefused, UnitProblem
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import Verdict
from baclofen.planning import Plan
from tests.people import TODAY, fired, known
from tests.saying import worded

K = known()
BASE: dict[str, Any] = {
    "age_y": 45, "sex": "female", "weight_kg": 70, "creatinine_mg_per_dL": 0.8,
    "syndrome": "ms_spasticity",
}  # fmt: skip
NONE = BASE | {"baclofen": "none"}
PUMP = {
    "stage": "titration",
    "now": "100 mcg/day",
    "asked": "130 mcg/day",
    "hours_since_change": 30,
}


def at(door: Any, told: dict[str, Any], *answers: tuple[str, str], country: str = "US") -> Answer:
    reading = with_answers(read_patient(told, known=K, today=TODAY), answers, K, today=TODAY)
    request = reading.asks(today=TODAY, jurisdiction=country)
    return answer(door(patient=reading.patient, request=request, entries=reading.entries), K)


def test_a_volume_of_a_named_liquid_needs_its_mg_and_is_a_dose() -> None:
    """60 mL of 5 mg/5 mL four times a day is 240 mg on the first day."""
    order = {"product": "Ozobax 5 mg/5 mL", "volume_mL": 60, "times_per_day": 4, "starts": True}
    for door in (AssessInputs, PlanInputs):
        with pytest.raises(UnitProblem, match="60 mL of 1 mg/mL without its mg"):
            at(door, NONE | {"oral": order})
        made = at(door, NONE | {"oral": order | {"dose": "60 mg"}})
        assert made.verdict >= Verdict.AVOID
        assert {"DO-US-MAX", "DO-START-MOST"} <= fired(made.fit)


def test_doses_of_the_running_day_beside_none_are_a_contradiction_that_blocks_a_start() -> None:
    made = at(PlanInputs, NONE | {"request": "start", "oral": {"parts": ["20 mg"] * 3}})
    assert "SAY-NONE" in fired(made.fit)
    assert made.verdict is Verdict.NEEDS_INFO
    assert made.decision is not None
    assert "Start baclofen" not in worded(made.headline)


@pytest.mark.parametrize("request_", ["continue", "taper"])
def test_who_stopped_lately_is_never_ok_and_never_tapered(request_: str) -> None:
    told = BASE | {"stopped": "90 mg/day", "hours_since_last_dose": 40, "request": request_}
    for door in (AssessInputs, PlanInputs):
        made = at(door, told)
        assert made.verdict >= Verdict.CAUTION
        assert "WD-STOPPED" in fired(made.fit)
        assert "withdrawal" in worded(made.headline)
        assert "then taper" not in worded(made.headline)


def test_a_spinal_origin_beside_a_cerebral_indication_has_the_cerebral_limits() -> None:
    told = BASE | {"syndrome": "cerebral_spasticity", "pump": PUMP | {"origin": "spinal"}}
    made = at(PumpInputs, told)
    assert "SAY-ORIGIN" in fired(made.fit)
    assert made.verdict >= Verdict.AVOID
    assert "Set the pump" not in worded(made.headline)


def test_a_dose_asked_for_above_the_maximum_is_heard_whatever_the_request_says() -> None:
    told = BASE | {"baclofen": "20 mg four times daily", "request": "continue"}
    assert at(AssessInputs, told).verdict < Verdict.AVOID
    assert "DO-US-MAX" in fired(at(AssessInputs, told | {"requested": "120 mg/day"}).fit)
    assert at(PlanInputs, told | {"requested": "120 mg/day"}).verdict >= Verdict.AVOID


def test_a_medicine_against_clotting_is_heard_before_a_puncture() -> None:
    told = BASE | {"screening": {}, "syndrome": "sci_spasticity"}
    for name in ("apixaban", "warfarin", "enoxaparin"):
        made = at(AssessInputs, told | {"medicines": [name]})
        found = {f.rule.id: f.verdict for f in made.fit.findings}
        assert found["IT-LP-BLEED"] is Verdict.CAUTION


def test_what_was_checked_is_named() -> None:
    told = NONE | {"medicines": ["qwertyzol"]}
    made = at(PlanInputs, told, ("unread", "checked"))
    from baclofen.reporting import compose, render_text

    text = render_text(compose(made, K))
    assert "checked by whoever answered: medicine: qwertyzol" in " ".join(text.split())


def test_the_account_is_on_the_first_screen_of_text_and_page() -> None:
    from baclofen.reporting import compose, render_page, render_text

    made = at(PlanInputs, NONE | {"medicines": ["qwertyzol", "sertraline"]})
    said = worded(account_said(made.account, K))
    assert said.endswith("entries understood; not understood: qwertyzol.")
    report = compose(made, K)
    assert said in " ".join(render_text(report).split()[:140])
    head, _, _ = render_page(report, made, K).partition("</header>")
    assert said in head


def test_a_dose_answered_beside_a_file_that_says_none_is_a_contradiction() -> None:
    made = at(AssessInputs, NONE, ("baclofen", "20 mg four times daily"))
    assert "SAY-NONE" in fired(made.fit)


@pytest.mark.parametrize(
    ("key", "dangerous"),
    [
        ("alcohol", True), ("lactating", True), ("newborn", True), ("infection_active", True),
        ("surgery_planned", True), ("oral_failed", False), ("epilepsy_resistant", True),
        ("seizure_as_usual", False),
    ],
)  # fmt: skip
def test_an_answer_does_not_switch_off_a_danger(key: str, dangerous: bool) -> None:
    """Told otherwise than it stands, it is a contradiction, and the dangerous side governs."""
    told = NONE | {key: dangerous}
    made = at(AssessInputs, told, (key, str(not dangerous).lower()))
    assert getattr(made.inputs.patient, key) is dangerous
    assert "SAY-BOTH" in fired(made.fit)
    assert made.verdict >= at(AssessInputs, told).verdict


def test_dialysis_beside_its_absence_is_said() -> None:
    made = at(AssessInputs, NONE | {"dialysis": True, "no_conditions": ["dialysis"]})
    assert "SAY-BOTH" in fired(made.fit)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"baclofen": "1000 mg three times daily"}, "slip of digits"),
        ({"baclofen": "none", "requested": "1500 mg/day"}, "was 150 mg meant?"),
        ({"stopped": "10000 mg/day", "hours_since_last_dose": 20}, "slip of digits"),
        ({"baclofen": "500 mcg three times daily"}, "1,500 mcg is 1.5 mg: was that meant?"),
        ({"baclofen": "20 mcg every 8 h"}, "slip of unit"),
    ],
)
def test_a_dose_that_nobody_was_given_is_refused_when_read(
    told: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputRefused, match=re.escape(words)):
        at(AssessInputs, BASE | told)


@pytest.mark.parametrize("door", [AssessInputs, PlanInputs])
@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"baclofen": "0.35 mg/day"}, "Likely a pump's dose in mg by mouth"),
        ({"baclofen": "240 mg/day", "request": "taper"}, "Likely a zero too many"),
        ({"baclofen": "20 mg/day", "requested": "200 mg/day"}, "Likely a zero too many"),
        ({"baclofen": "0.4 mcg/day"}, "Likely a pump's rate in mg"),
        (
            {"baclofen": "30 mg/day", "oral": {"dose": "10 mg", "volume_mL": 10,
             "product": "Fleqsuvy", "times_per_day": 3}},
            "Volume, strength and dose disagree",
        ),
    ],
)  # fmt: skip
def test_a_likely_slip_comes_first(door: Any, told: dict[str, Any], first: str) -> None:
    made = at(door, BASE | told)
    assert worded(made.headline).startswith(first)
    assert made.verdict >= Verdict.AVOID
    assert not isinstance(made.decision, Plan) or made.decision.up is None


def test_a_dose_beyond_every_label_is_confirmed_then_tapered() -> None:
    told = BASE | {"egfr": 95, "baclofen": "240 mg/day", "request": "taper"}
    before = at(PlanInputs, told)
    after = at(PlanInputs, told, ("dose_confirmed", "true"))
    assert isinstance(before.decision, Plan)
    assert isinstance(after.decision, Plan)
    assert before.decision.down is None
    assert before.verdict is Verdict.NEEDS_INFO
    assert after.decision.down is not None
    assert after.verdict is Verdict.CAUTION


def test_what_a_caller_still_holds_does_not_change_a_patient() -> None:
    from baclofen.patient import Patient

    held: Any = {"dialysis"}
    who = Patient(conditions=held, medicines=[])  # type: ignore[arg-type]
    held.add("epilepsy")
    assert who.conditions == frozenset({"dialysis"})
    assert who.medicines == ()


@pytest.mark.parametrize("what", ["record.json", None, 3, ["x"]])
def test_what_is_no_record_is_refused(what: Any) -> None:
    from baclofen.errors import UnreadableFile

    with pytest.raises(UnreadableFile, match="Path, bytes or a dict"):
        read_patient(what, known=K, today=TODAY)


@pytest.mark.parametrize("said", ["20 mg three times daily", "60 mg/day"])
def test_the_running_dose_answered_again_is_a_confirmation(said: str) -> None:
    told = BASE | {"baclofen": "20 mg three times daily"}
    for door in (AssessInputs, PlanInputs):
        assert fired(at(door, told, ("baclofen", said)).fit) == fired(at(door, told).fit)


def test_a_label_for_tablets_says_nothing_against_the_needle_that_takes_their_place() -> None:
    child = {
        "age_y": 8, "weight_kg": 24, "egfr": 110, "syndrome": "cerebral_spasticity",
        "conditions": ["cerebral_palsy"], "oral_failed": True, "infection_active": False,
        "medicines": ["levetiracetam"], "baclofen": "10 mg three times daily",
        "screening": {"dose": "50 mcg", "origin": "cerebral"},
    }  # fmt: skip
    made = at(ScreenInputs, child)
    assert made.verdict is Verdict.CAUTION
    assert worded(made.headline).startswith("Give 50 mcg")


@pytest.mark.parametrize("request_", [None, "stop"])
def test_no_dose_at_all_is_a_stop_from_one_day_to_the_next(request_: str | None) -> None:
    told = BASE | {"baclofen": "60 mg/day", "requested": "0 mg/day"}
    made = at(AssessInputs, told | ({"request": request_} if request_ else {}))
    assert "W-ABRUPT-ORAL" in fired(made.fit)
    assert made.verdict >= Verdict.AVOID


def test_what_is_left_beside_what_should_be_is_a_difference() -> None:
    pump = {
        "stage": "refill", "device": "SynchroMed II", "now": "300 mcg/day", "concentration": 2000,
        "fill_mL": 20, "alarm_mL": 2, "left_mL": 12, "expected_mL": 3,
    }  # fmt: skip
    made = at(AssessInputs, {"age_y": 46, "egfr": 100, "syndrome": "ms_spasticity", "pump": pump})
    found = {f.rule.id: f.verdict for f in made.fit.findings}
    assert found["P-DISCREP"] >= Verdict.CAUTION

"""What a record says in words, whatever it stands in: dangers of these days lead, a stop is asked
about, and a note that tells of none changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baclofen.answering import PlanInputs, answer
from baclofen.assessment import Assessment
from baclofen.exchange import Reading, read_patient
from baclofen.exchange.fhir.told import is_stop, sounds_of_note
from baclofen.knowledge import Verdict
from tests.people import TODAY, fired, known
from tests.unit.exchange.build import bundle, condition, day, egfr, medicine, observation
from tests.unit.exchange.notes import GRAVE, QUIET, STOPPED, TAKEN

K = known()
Json = dict[str, Any]
WHO = {"subject": {"reference": "Patient/p"}}
ORDER = medicine("Baclofen 10 mg tablet", sig="20 mg three times daily", id="order")


def read(*more: Json, order: Json = ORDER) -> Reading:
    what = condition("24700007", onsetDateTime="2011-05-02")
    record = bundle(what, egfr(95), order, *more)
    return read_patient(json.dumps(record).encode(), known=K, today=TODAY)


def judged(reading: Reading) -> Assessment:
    inputs = PlanInputs(
        patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries,
        notes=reading.notes,
    )  # fmt: skip
    return answer(inputs, K).fit


def heard(*more: Json, order: Json = ORDER) -> set[str]:
    """Signs that count, and alarms of what is looked at first."""
    person = read(*more, order=order).patient
    asked = {a for e in person.unread if e.kind in ("condition", "sign") for a in e.alarms}
    return asked | {f"signs.{sign}" for sign in person.signs}


def result(name: str, **value: Any) -> Json:
    """A result under a name, without a code."""
    return {"resourceType": "Observation", "status": "final", **WHO, "code": {"text": name},
            "effectiveDateTime": day(0), **value}  # fmt: skip


def amount(value: float, unit: str = "") -> Json:
    return {"valueQuantity": {"value": value, **({"unit": unit} if unit else {})}}


def note(text: str, **more: Any) -> Json:
    return {"note": [{"text": text, **more}]}


# --- words of notes ----------------------------------------------------------------------


@pytest.mark.parametrize("text", GRAVE)
def test_a_grave_note_is_heard(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY)


@pytest.mark.parametrize("text", QUIET)
def test_a_note_that_tells_of_no_danger_of_now_is_quiet(text: str) -> None:
    assert sounds_of_note(text, K, today=TODAY) == ()


@pytest.mark.parametrize("text", STOPPED)
def test_a_note_by_which_it_is_not_taken_is_heard(text: str) -> None:
    assert is_stop(text, K, today=TODAY)


@pytest.mark.parametrize("text", TAKEN)
def test_a_note_by_which_it_is_taken_or_of_something_else_is_none(text: str) -> None:
    assert not is_stop(text, K, today=TODAY)


# --- results under a name ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "sign"),
    [
        (result("Level of consciousness", valueString="Unresponsive"), "coma"),
        (result("Level of consciousness", valueString="Comatose"), "coma"),
        (result("Nursing note", valueString="cannot be woken"), "coma"),
        (result("General appearance", valueString="Not rousable, breathing 6/min"), "coma"),
        (result("Bewusstseinslage", valueString="komatös"), "coma"),
        (result("Niveau de conscience", valueString="inconscient"), "coma"),
        (result("Niveau de conscience", valueString="en coma"), "coma"),
        (result("Stato di coscienza", valueString="non risvegliabile"), "coma"),
        (result("AVPU", valueString="U"), "coma"),
        (result("AVPU", valueString="P"), "coma"),
        (result("Mental status", valueString="Confused"), "confusion"),
        (result("Mental status", valueString="Disoriented, hallucinating"), "confusion"),
        (result("Sedation", valueString="Drowsy"), "somnolence"),
        (result("Vigilance", valueString="somnolent"), "somnolence"),
        (result("Drowsiness", valueString="severe"), "somnolence"),
        (result("Drowsiness", valueInteger=3), "somnolence"),
        (result("Drowsiness", valueString="yes"), "somnolence"),
        (result("Somnolence", valueBoolean=True), "somnolence"),
        (result("Unresponsive", valueBoolean=True), "coma"),
        (result("Unresponsive", valueCodeableConcept={"text": "Yes"}), "coma"),
        (result("Consciousness", valueCodeableConcept={"text": "Unresponsive"}), "coma"),
        (result("Respiratory rate", **amount(6, "/min")), "slow_breathing"),
        (result("Respiratory rate", valueString="6 per minute"), "slow_breathing"),
        (result("RR", valueInteger=6), "slow_breathing"),
        (result("Atemfrequenz", **amount(6, "/min")), "slow_breathing"),
        (result("Fréquence respiratoire", **amount(6, "/min")), "slow_breathing"),
        (result("SpO2", **amount(78, "%")), "slow_breathing"),
        (result("SpO2 on room air", **amount(78, "%")), "slow_breathing"),
        (result("O2 sat", **amount(78)), "slow_breathing"),
        (result("Sauerstoffsättigung", valueString="78 %"), "slow_breathing"),
        (result("GCS", **amount(6)), "coma"),
        (result("Glasgow Coma Scale", valueInteger=5), "coma"),
        (result("GCS", valueString="6/15"), "coma"),
    ],
)  # fmt: skip
def test_a_result_is_read_together_with_its_name(one: Json, sign: str) -> None:
    assert f"signs.{sign}" in heard(one)
    verdict = judged(read(one)).verdict
    assert verdict not in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize(
    "one",
    [
        result("Level of consciousness", valueString="Alert and oriented"),
        result("AVPU", valueString="A"),
        result("ACVPU", valueString="Alert"),
        result("Drowsiness", valueString="no"),
        result("Drowsiness", valueString="none"),
        result("Drowsiness", valueInteger=0),
        result("Confusion", valueBoolean=False),
        result("Hallucinations", valueString="nein"),
        result("Somnolence", valueString="absente"),
        result("Unresponsive", valueBoolean=False),
        result("Respiratory rate", **amount(16, "/min")),
        result("SpO2", **amount(97, "%")),
        result("GCS", valueString="15"),
        result("GCS", **amount(15)),
        result("RR", **amount(120, "mmHg")),
        result("Pain", valueString="severe"),
        result("Nursing note", valueString="Monitor for drowsiness. Slept well."),
        result("Seizures", valueInteger=0),
        result("Level of consciousness", valueString="Unresponsive") | {
            "effectiveDateTime": day(90)
        },
        result("Level of consciousness", valueString="Unresponsive") | {
            "status": "entered-in-error"
        },
    ],
)  # fmt: skip
def test_a_quiet_result_frightens_nobody(one: Json) -> None:
    assert heard(one) == set()
    assert judged(read(one)).verdict in (Verdict.OK, Verdict.CAUTION)


def test_a_later_ordinary_value_under_a_name_answers_as_one_with_a_code_does() -> None:
    slow = result("Heart rate", **amount(40, "/min")) | {"effectiveDateTime": day(3)}
    assert "signs.slow_pulse" in heard(slow)
    assert heard(slow, result("Heart rate", **amount(70, "/min"))) == set()


def test_no_later_value_answers_a_grave_one_under_a_name() -> None:
    grave = result("Heart rate", **amount(36, "/min")) | {"effectiveDateTime": day(3)}
    assert "signs.coma" in heard(grave, result("Heart rate", **amount(70, "/min")))


def test_a_value_of_a_panel_under_a_name_is_read() -> None:
    one = result("Observations") | {
        "component": [{"code": {"text": "Respiratory rate"}, **amount(6, "/min")}]
    }
    assert "signs.slow_breathing" in heard(one)


# --- notes and other resources -----------------------------------------------------------

_WOKEN = "Patient cannot be woken"
_SOMEWHERE: dict[str, Json] = {
    "flag": {"resourceType": "Flag", "status": "active", "code": {"text": _WOKEN},
             "period": {"start": day(0)}},
    "report": {"resourceType": "DiagnosticReport", "status": "final",
               "code": {"text": "Neurology consult"}, "effectiveDateTime": day(0),
               "conclusion": f"Comatose. {_WOKEN}"},
    "plan": {"resourceType": "CarePlan", "status": "active", "intent": "plan",
             "period": {"start": day(0)}, "description": _WOKEN},
    "impression": {"resourceType": "ClinicalImpression", "status": "completed", "date": day(0),
                   "summary": _WOKEN},
    "answer": {"resourceType": "QuestionnaireResponse", "status": "completed",
               "authored": day(0), "item": [
                   {"linkId": "1", "item": [
                       {"linkId": "2", "text": "Level of consciousness",
                        "answer": [{"valueString": "Unresponsive"}]}]}]},
    "message": {"resourceType": "Communication", "status": "completed", "sent": day(0),
                "payload": [{"contentString": _WOKEN}]},
    "letter": {"resourceType": "Composition", "status": "final", "date": day(0),
               "section": [{"text": {"status": "additional",
                                     "div": f"<div><p>Seen.</p><p>{_WOKEN}</p></div>"}}]},
    "condition": condition("221360009", onsetDateTime="2020-05-02")
                 | note(_WOKEN, time=day(0)),
    "value": observation("8867-4", 70, "/min", day(0)) | note(_WOKEN),
    "creatinine": observation("2160-0", 0.8, "mg/dL", day(0)) | note(_WOKEN),
}  # fmt: skip


@pytest.mark.parametrize("where", _SOMEWHERE)
def test_grave_words_lead_whatever_they_stand_in(where: str) -> None:
    one = {**WHO, **_SOMEWHERE[where]}
    assert "signs.coma" in heard(one)
    assert "UNREAD-GRAVE" in fired(judged(read(one)))


@pytest.mark.parametrize("where", _SOMEWHERE)
def test_the_same_of_long_ago_says_nothing_of_now(where: str) -> None:
    old = json.dumps({**WHO, **_SOMEWHERE[where]}).replace(day(0), day(200))
    assert heard(json.loads(old)) == set()


@pytest.mark.parametrize("where", _SOMEWHERE)
def test_words_that_tell_of_no_danger_lead_nowhere(where: str) -> None:
    quiet = json.dumps({**WHO, **_SOMEWHERE[where]})
    quiet = quiet.replace("Comatose. ", "").replace("Unresponsive", "Alert")
    one = json.loads(quiet.replace(_WOKEN, "Call if the patient cannot be woken"))
    assert heard(one) == set()


def test_an_overdose_of_an_issue_or_the_reason_of_a_procedure_is_heard() -> None:
    issue = {"resourceType": "DetectedIssue", "status": "final", "patient": WHO["subject"],
             "identifiedDateTime": day(0), "code": {"text": "Overdose"},
             "detail": "Received 200 mg baclofen instead of 20 mg"}  # fmt: skip
    assert "signs.baclofen_poisoning" in heard(issue)
    washed = {"resourceType": "Procedure", "status": "completed", **WHO,
              "code": {"text": "Gastric lavage"}, "performedDateTime": day(1),
              "reasonCode": [{"text": "Baclofen overdose"}]}  # fmt: skip
    assert judged(read(washed)).verdict is Verdict.EMERGENCY


@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement"])
def test_a_note_of_an_order_tells_of_an_overdose(kind: str) -> None:
    said = note("patient took 40 tablets last night")
    one = medicine("Baclofen 10 mg tablet", sig="20 mg three times daily", kind=kind) | said
    found = heard(one) if kind == "MedicationStatement" else heard(order=one)
    assert "signs.baclofen_poisoning" in found


@pytest.mark.parametrize("text", ["STOPPED 19 Nov by neurologist - do not give", "Ne prend plus"])
def test_a_note_of_an_order_by_which_it_is_stopped_makes_its_use_doubtful(text: str) -> None:
    (use,) = read(order=ORDER | note(text)).patient.baclofen or ()
    assert use.status == "unknown"
    assert text in use.doubt
    assert judged(read(order=ORDER | note(text))).verdict is not Verdict.OK


def test_so_does_one_of_a_statement_and_a_message_that_names_baclofen() -> None:
    told = medicine("Baclofen 10 mg tablet", sig="20 mg three times daily", id="said",
                    kind="MedicationStatement", dateAsserted=day(0))  # fmt: skip
    (use,) = (
        read(told | note("Patient says she has not taken any for a week")).patient.baclofen or ()
    )
    assert use.status == "unknown"
    message = _SOMEWHERE["message"] | {"payload": [{"contentString": "She stopped her baclofen"}]}
    (use,) = read({**WHO, **message}).patient.baclofen or ()
    assert use.status == "unknown"


def test_a_dose_given_that_did_not_stay_down_was_missed() -> None:
    doses = [
        {"resourceType": "MedicationAdministration", "id": f"a{before}{hour}", **WHO,
         "status": "completed", "medicationCodeableConcept": {"text": "Baclofen 10 mg tablet"},
         "effectiveDateTime": f"{day(before)}T{hour}:00:00Z",
         "dosage": {"dose": {"value": 20, "unit": "mg"}}, **note("spat out, not swallowed")}
        for before in (3, 2, 1) for hour in ("08", "14", "20")
    ]  # fmt: skip
    assert judged(read(*doses)).verdict not in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("text", TAKEN + QUIET)
def test_an_ordinary_note_of_the_order_keeps_ok(text: str) -> None:
    made = judged(read(order=ORDER | note(text)))
    assert made.verdict is Verdict.OK


def test_of_no_day_only_what_is_gravest_is_heard() -> None:
    drowsy = ORDER | note("Drowsy on 25 mg, so 20 mg")
    assert heard(order=drowsy) == set()
    assert heard(order=ORDER | note("Drowsy on 25 mg, so 20 mg", time=day(1)))


def test_texts_of_many_resources_are_looked_through_once() -> None:
    many = [_SOMEWHERE["value"] | WHO | {"id": f"v{n}"} for n in range(30)]
    asked = [e for e in read(*many).entries if e.state == "unread" and e.kind == "sign"]
    assert len(asked) == 1

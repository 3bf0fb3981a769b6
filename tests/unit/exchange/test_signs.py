"""Signs that a record codes as diagnoses: of now by their day, asked about without one."""

from datetime import timedelta
from typing import Any

import pytest

from baclofen.answering import AssessInputs, answer
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import ICD10CM, SNOMED, Verdict
from baclofen.patient import SIGNS
from tests.people import TODAY, known

K = known()


def record(*conditions: dict[str, Any]) -> Reading:
    """A woman of 50 on baclofen with healthy kidneys, and these diagnoses."""
    who = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1976-01-01"}
    of = {"subject": {"reference": "Patient/p"}}
    drug = {
        "resourceType": "MedicationStatement", "id": "m", "status": "active",
        "medicationCodeableConcept": {"text": "Baclofen 10 mg tablet"},
        "dosage": [{"text": "10 mg three times daily"}],
        "effectivePeriod": {"start": f"{TODAY - timedelta(days=60)}"}, **of,
    }  # fmt: skip
    egfr = {
        "resourceType": "Observation", "id": "e", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "98979-8"}]},
        "effectiveDateTime": f"{TODAY - timedelta(days=3)}",
        "valueQuantity": {"value": 95, "unit": "mL/min/{1.73_m2}"}, **of,
    }  # fmt: skip
    found = [
        {"resourceType": "Condition", "id": f"c{n}", **of, **one}
        for n, one in enumerate(conditions)
    ]
    bundle = {
        "resourceType": "Bundle", "type": "collection",
        "entry": [{"resource": one} for one in (who, drug, egfr, *found)],
    }  # fmt: skip
    import json

    return read_patient(json.dumps(bundle).encode(), known=K, today=TODAY)


def sign(code: str, system: str, days: int | None = 1, **more: Any) -> dict[str, Any]:
    began = {} if days is None else {"onsetDateTime": f"{TODAY - timedelta(days=days)}"}
    return {"code": {"coding": [{"system": system, "code": code}]}, **began, **more}


def test_every_sign_of_the_table_is_one_that_rules_know() -> None:
    assert set(K.codes.signs.values()) <= set(SIGNS)


@pytest.mark.parametrize(
    ("code", "system", "meant"),
    [
        ("271782001", SNOMED, "somnolence"), ("R40.0", ICD10CM, "somnolence"),
        ("R40.20", ICD10CM, "coma"), ("17450006", SNOMED, "myoclonus"),
        ("G93.41", ICD10CM, "encephalopathy"), ("91175000", SNOMED, "seizure"),
    ],
)  # fmt: skip
def test_a_sign_of_yesterday_is_one_of_now(code: str, system: str, meant: str) -> None:
    read = record(sign(code, system))
    assert read.patient.signs == {meant}
    inputs = AssessInputs(patient=read.patient, request=read.asks(today=TODAY))
    assert answer(inputs, K).verdict >= Verdict.AVOID


def test_by_its_words_alone() -> None:
    words = {"code": {"text": "Drowsiness"}, "onsetDateTime": f"{TODAY}"}
    assert record(words).patient.signs == {"somnolence"}
    family = {"code": {"text": "Mother has drowsiness"}, "onsetDateTime": f"{TODAY}"}
    assert record(family).patient.signs == frozenset()


@pytest.mark.parametrize("days", [7, 8])
def test_seven_days_are_the_last_and_older_ones_are_past(days: int) -> None:
    assert bool(record(sign("271782001", SNOMED, days)).patient.signs) is (days == 7)


def test_without_a_day_it_is_asked_about() -> None:
    read = record(sign("271782001", SNOMED, None))
    assert read.patient.signs == frozenset()
    assert any("Recorded without a day" in note for note in read.notes)


@pytest.mark.parametrize(
    "more",
    [
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
    ],
    ids=["resolved", "entered in error"],
)
def test_what_is_over_or_void_is_none(more: dict[str, Any]) -> None:
    assert record(sign("271782001", SNOMED, **more)).patient.signs == frozenset()


def test_a_single_seizure_of_the_past_is_a_condition_and_no_sign() -> None:
    old = sign("91175000", SNOMED, 900)
    assert record(old).patient.signs == frozenset()
    assert "seizure" in record(old).patient.conditions

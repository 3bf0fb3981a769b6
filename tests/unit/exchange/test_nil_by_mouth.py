"""That nothing may be swallowed, as records tell it: in words, by code, by an order of a diet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import read_patient, read_table
from baclofen.knowledge import Verdict
from baclofen.planning import plan_oral
from baclofen.planning.decide.raising import raise_of
from tests.hook_requests import (
    MS,
    SERTRALINE,
    SPASTICITY,
    SUBJECT,
    asked,
    cards,
    creatinine,
    order,
    patient,
    prefetch,
)
from tests.hook_requests import search as record
from tests.people import TODAY, fired, known

K = known()
Json = dict[str, Any]
RUNS = order("rq", mg=20, times=3, status="active",
             authoredOn=(TODAY - timedelta(days=60)).isoformat())  # fmt: skip


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def has(
    text: str = "", code: str = "", system: str = "http://snomed.info/sct", **more: Any
) -> Json:
    concept: Json = {"text": text} if text else {}
    if code:
        concept["coding"] = [{"system": system, "code": code}]
    return {"resourceType": "Condition", "id": "c1", "subject": SUBJECT, "code": concept,
            "clinicalStatus": {"coding": [{"code": "active"}]}, "recordedDate": ago(1),
            **more}  # fmt: skip


def diet(text: str, **more: Any) -> Json:
    return {"resourceType": "NutritionOrder", "id": "n1", "status": "active", "intent": "order",
            "patient": SUBJECT, "dateTime": ago(1), "oralDiet": {"type": [{"text": text}]},
            **more}  # fmt: skip


def judged(*held: Json) -> Assessment:
    of = (patient(), MS, SPASTICITY, creatinine(), SERTRALINE, RUNS)
    read = read_patient(record(*of, *held), known=K, today=TODAY)
    return assess(read.patient, K, read.asks(today=TODAY, kind="continue"))


def offers(fit: Assessment) -> bool:
    step = raise_of(fit, K)
    return (step is not None and step.step is not None) or plan_oral(fit, K).down is not None


ICD = "http://hl7.org/fhir/sid/icd-10-cm"
NIL = [
    *map(has, ("NPO", "Nil by mouth", "Nothing by mouth (NPO) for surgery", "Nüchtern", "à jeun",
               "Unsafe swallow, nil by mouth", "en ayunas", "a digiuno")),
    has(code="182923009"),
    has("Nil by mouth", recordedDate=None),
    diet("NPO - Nothing by mouth"),
    diet("NPO", status="unknown"),
    {**diet(""), "oralDiet": {"instruction": "Nil by mouth"}},
    {**diet(""), "oralDiet": {"type": [{"coding": [
        {"system": "http://snomed.info/sct", "code": "182923009"}]}]}},
]  # fmt: skip


@pytest.mark.parametrize("told", NIL)
def test_it_is_the_judgement_of_the_key_that_is_typed(told: Json) -> None:
    fit = judged({name: value for name, value in told.items() if value is not None})
    assert fit.person.nil_by_mouth is True
    assert "NBM-ORAL" in fired(fit)
    assert fit.verdict is Verdict.AVOID
    assert not offers(fit)


@pytest.mark.parametrize(
    "told",
    [has("Paralytic ileus"), has("Bowel obstruction"), has(code="K56.609", system=ICD),
     has(code="K56.7", system=ICD), has("Darmverschluss")],
)  # fmt: skip
def test_a_closed_bowel_is_asked_about_as_that(told: Json) -> None:
    fit = judged(told)
    assert "NBM-GUT" in fired(fit)
    assert fit.verdict is Verdict.AVOID
    assert not offers(fit)


@pytest.mark.parametrize("told", [has("NPO after midnight"), diet("NPO from midnight")])
def test_words_that_only_sound_like_it_hold_a_raise_back(told: Json) -> None:
    fit = judged(told)
    assert fit.person.nil_by_mouth is None
    assert fit.verdict is Verdict.NEEDS_INFO
    assert raise_of(fit, K) is None


OVER: Json = {"clinicalStatus": {"coding": [{"code": "resolved"}]}, "abatementDateTime": ago(20)}


@pytest.mark.parametrize(
    "told",
    [
        has("Nil by mouth", **OVER, onsetDateTime=ago(22)),
        has("Nil by mouth", recordedDate=ago(200)),
        has("Small bowel obstruction", **OVER, onsetDateTime=ago(25)),
        has("Small bowel obstruction", recordedDate=ago(400)),
        has("History of small bowel obstruction"),
        has(code="K56.41", system=ICD),
        diet("NPO", status="completed"),
        diet("NPO", dateTime=ago(200)),
        diet("NPO", status="draft"),
        diet("Regular diet"),
    ],
)  # fmt: skip
def test_what_is_over_or_no_such_diet_changes_nothing(told: Json) -> None:
    fit = judged(told)
    assert fit.person.nil_by_mouth is None
    assert fit.verdict is Verdict.OK
    assert offers(fit)


def test_typed_as_a_condition_it_is_the_same() -> None:
    told = {"age_y": 52, "egfr": 89, "syndrome": "ms_spasticity", "medicines": [],
            "baclofen": "20 mg three times daily", "conditions": ["Nil by mouth"]}  # fmt: skip
    read = read_table(told, K, today=TODAY)
    assert "NBM-ORAL" in fired(assess(read.patient, K, read.asks(today=TODAY)))


def test_whoever_opens_the_record_is_told() -> None:
    for told in (has("Nil by mouth"), diet("NPO")):
        [card] = cards(asked("patient-view", prefetch(SERTRALINE, RUNS, told)))
        assert card.indicator == "critical"
        assert "NBM-ORAL" in card.detail

"""That nothing may be swallowed, as records tell it: in words, by code, by an order of a diet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.planning import plan_oral
from baclofen.planning.decide.raising import raise_of
from baclofen.value import replace
from tests.hook_requests import (
    SERTRALINE,
    SUBJECT,
    asked,
    cards,
    order,
    prefetch,
    reading,
)
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
    read = reading(RUNS, *held)
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


@pytest.mark.parametrize("told", [has("NBM, Dr Smith to review"), diet("NPO, hold meds")])
def test_words_that_only_sound_like_it_are_asked_about_and_print_no_weeks_of_tablets(
    told: Json,
) -> None:
    fit = judged(told)
    assert fit.person.nil_by_mouth is None
    assert fit.verdict is Verdict.NEEDS_INFO
    assert "UNREAD-NBM" in fired(fit)
    assert not offers(fit)
    # Who says that it may be swallowed has answered it; the entry stays to be read.
    said = assess(replace(fit.person, nil_by_mouth=False), K, fit.request)
    assert "UNREAD-NBM" not in fired(said)
    assert plan_oral(said, K).down is not None
    assert "NBM-ORAL" in fired(assess(replace(fit.person, nil_by_mouth=True), K, fit.request))


@pytest.mark.parametrize(
    "told", [has("NPO after midnight"), diet("NPO from midnight"), diet("Jeûne à partir de 0h")]
)
def test_from_an_hour_on_it_is_asked_how_the_next_doses_are_given(told: Json) -> None:
    fit = judged(told)
    assert fit.person.nil_by_mouth is None
    assert "NBM-LATER" in fired(fit)
    assert fit.verdict is Verdict.AVOID
    assert not offers(fit)


#: Written down before the tables were filled: what each says.
SAID = {
    "nil_by_mouth": (
        "NPO", "N.P.O.", "NBM", "nil orally", "Nothing to eat or drink", "No oral intake",
        "Strict NPO", "NBM pending SALT assessment", "Nil by mouth until seen by SLT",
        "NPO pending swallow evaluation", "NPO until 14:00", "NPO since midnight", "Bowel rest",
        "nüchtern", "Nüchtern seit Mitternacht", "Nahrungs- und Flüssigkeitskarenz",
        "nichts p.o.", "orale Karenz", "Nüchtern bis Schluckversuch", "à jeun", "jeûne strict",
        "rien per os", "diète absolue", "Ni boire ni manger", "À jeun pour le bloc", "digiuno",
        "Digiuno assoluto", "nulla per os", "A digiuno per intervento", "Ayuno absoluto", "ayuno",
        "En ayunas para cirugía", "dieta absoluta", "NVO", "Nada vía oral",
    ),
    "nil_by_mouth_later": (
        "NPO after midnight for surgery", "NBM from 00:00", "Nil by mouth from 06:00",
        "NPO starting tomorrow for procedure", "Nüchtern ab Mitternacht", "Nüchtern ab 0 Uhr",
        "Morgen nüchtern für OP", "à jeun à partir de minuit", "À jeun demain matin",
        "Digiuno dalla mezzanotte", "A digiuno da domani", "En ayunas a partir de las 00:00",
    ),
    "harmless": (
        "NPO except meds", "NPO except medications", "NPO x meds", "NPO with sips for medications",
        "NPO but may take meds", "Nil by mouth except medicines", "NBM except for medicines",
        "NPO after midnight, may take meds with sips", "Nüchtern ausser Medikamente",
        "nüchtern bis auf Medikamente", "Nüchtern, Medikamente mit Schluck Wasser",
        "À jeun sauf médicaments", "Rien per os sauf traitement", "Digiuno tranne farmaci",
        "Digiuno eccetto terapia orale", "Ayuno excepto medicación",
        "Dieta absoluta excepto medicación",
    ),
    "bowel_obstruction": (
        "Acute small bowel obstruction", "Mechanical bowel obstruction",
        "High-grade small bowel obstruction", "Small bowel obstruction due to adhesions",
        "Mechanischer Darmverschluss", "akuter mechanischer Ileus", "kompletter Dünndarmileus",
        "Occlusion intestinale aiguë sur bride", "Obstrucción intestinal aguda",
        "Occlusione intestinale meccanica", "Ileo paralitico acuto",
    ),
    "": (
        "NPO no meds", "NPO including meds", "NPO hold meds", "NPO except essential meds",
        "Not NPO", "No longer NPO", "NPO discontinued", "No bowel obstruction",
        "Acute nasal obstruction", "Acute urinary obstruction", "Fasting for Ramadan",
        "Fasting glucose", "Nüchternglukose", "Risk of bowel obstruction", "Patient jeune",
        "Bowel obstruction ruled out", "History of acute bowel obstruction", "After midnight",
        "nüchtern, keine Medikamente", "À jeun y compris médicaments",
        "Mother had acute bowel obstruction", "Mechanical low back pain", "Except medications",
    ),
}  # fmt: skip


def meant(words: str) -> str:
    if keys := K.codes.condition_named(words):
        return min(keys)
    return "harmless" if K.codes.harmless_condition((), words) else ""


def test_each_name_and_what_stands_beside_it_means_what_it_says() -> None:
    wrong = {w: meant(w) for want, names in SAID.items() for w in names if meant(w) != want}
    assert wrong == {}


DIETS = {
    "food": (
        "Regular diet", "Clear liquid diet", "Diabetic diet, 1800 kcal", "Low sodium diet 2 g",
        "IDDSI level 4 pureed", "Leichte Vollkost", "passierte Kost", "Régime sans sel",
        "Alimentation mixée", "Dieta libera", "Dieta blanda", "Dieta líquida",
    ),
    "nil": ("NPO", "Jeûne", "Fasting", "Ayuno absoluto", "Digiuno", "Nüchtern"),
    "later": ("NPO after midnight", "Fasting from midnight", "Nüchtern ab Mitternacht"),
    "medicines": ("NPO x meds", "Fasting except medications", "Jeûne sauf médicaments"),
    "": ("Regular diet, not NPO", "As discussed with family", "No diet", "See note"),
}  # fmt: skip


def test_an_order_of_a_diet_is_read_from_end_to_end() -> None:
    said = {w: K.codes.swallowing.diet(w, K.codes.idle_words) for ws in DIETS.values() for w in ws}
    wrong = {w: said[w] for want, names in DIETS.items() for w in names if said[w] != want}
    assert wrong == {}


MAY_TAKE = {"oralDiet": {"type": [{"text": "NPO"}], "instruction": "may take meds with sips"}}


@pytest.mark.parametrize(
    "told", [has("NPO except meds"), diet("NPO except medications"), {**diet(""), **MAY_TAKE}]
)
def test_where_medicines_may_be_swallowed_nothing_changes(told: Json) -> None:
    fit = judged(told)
    assert fit.verdict is Verdict.OK
    assert offers(fit)


def test_a_diet_that_nobody_can_read_is_named() -> None:
    fit = judged(diet("As discussed with family"))
    assert [entry.words for entry in fit.person.unread] == ["As discussed with family"]
    assert fit.verdict is Verdict.CAUTION
    assert offers(fit)


@pytest.mark.parametrize(
    ("older", "newer", "is_nil"),
    [
        (diet("NPO", dateTime=ago(6)), diet("Regular diet", dateTime=ago(1)), False),
        (diet("NPO", dateTime=f"{ago(1)}T06:00:00Z"),
         diet("Soft diet", dateTime=f"{ago(1)}T18:00:00Z"), False),
        (diet("NPO after midnight", dateTime=ago(6)), diet("Soft diet", dateTime=ago(1)), False),
        # What is no answer: food before it, on its day, over, or words that nobody can read.
        (diet("NPO", dateTime=ago(1)), diet("Regular diet", dateTime=ago(6)), True),
        (diet("NPO", dateTime=ago(1)), diet("Regular diet", dateTime=ago(1)), True),
        (diet("NPO", dateTime=ago(6)), diet("Regular diet", dateTime=ago(1), status="revoked"),
         True),
        (diet("NPO", dateTime=ago(6)), diet("As discussed", dateTime=ago(1)), True),
        (diet("NPO", dateTime=ago(6)), diet("Regular diet, not NPO", dateTime=ago(1)), True),
    ],
)  # fmt: skip
def test_food_that_was_ordered_since_answers_it(older: Json, newer: Json, is_nil: bool) -> None:
    fit = judged(older, newer | {"id": "n2"})
    assert (fit.person.nil_by_mouth is True) is is_nil
    assert "nil_by_mouth_later" not in fit.person.conditions


@pytest.mark.parametrize(
    "told", [has("Nil by mouth", recordedDate=ago(40)), diet("NPO", dateTime=ago(40))]
)
def test_weeks_after_it_was_written_it_is_named_and_leads_no_more(told: Json) -> None:
    fit = judged(told)
    assert fit.person.nil_by_mouth is None
    assert fit.verdict is Verdict.CAUTION
    assert [entry.alarms for entry in fit.person.unread] == [()]
    assert offers(fit)


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
        {**diet(""), "oralDiet": {"type": [{"text": "Regular diet"}], "instruction": "not NPO"}},
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


@pytest.mark.parametrize(
    ("told", "indicator", "rule"),
    [
        (has("Nil by mouth"), "critical", "NBM-ORAL"),
        (diet("NPO"), "critical", "NBM-ORAL"),
        (diet("NPO after midnight"), "critical", "NBM-LATER"),
        (has("NBM, Dr Smith to review"), "warning", "UNREAD-NBM"),
    ],
)
def test_whoever_opens_the_record_is_told(told: Json, indicator: str, rule: str) -> None:
    [card] = cards(asked("patient-view", prefetch(SERTRALINE, RUNS, told)))
    assert card.indicator == indicator
    assert rule in card.detail

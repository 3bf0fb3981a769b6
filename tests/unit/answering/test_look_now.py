"""What sounds like danger and was not understood is looked at first, whatever runs or was stopped.

Conditions in words and codes, told the day before the day judged.
"""

from __future__ import annotations

import pytest

from baclofen.knowledge import Verdict
from baclofen.planning import Plan
from tests.people import known
from tests.unit.answering.test_unread_words import plan_of, raises, told
from tests.unit.exchange.build import (
    Json,
    condition,
    day,
    medicine,
)
from tests.unit.reporting.plans import agenda

CM = "http://hl7.org/fhir/sid/icd-10-cm"
WHO = "http://hl7.org/fhir/sid/icd-10"
GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
ORAL = medicine("Baclofen 10 MG Oral Tablet", sig="20 mg three times daily")
PUMP = medicine("Baclofen intrathecal 2000 mcg/mL", sig="420 mcg/day by intrathecal pump")


def _stopped(days: int) -> Json:
    ended = {"repeat": {"boundsPeriod": {"end": day(days)}}}
    sig = {"text": "20 mg three times daily", "timing": ended}
    return ORAL | {"status": "stopped", "dosageInstruction": [sig]}


WHO_HAS_IT = {"by mouth": [ORAL], "a pump": [PUMP], "both": [ORAL, PUMP], "stopped": [_stopped(5)]}


def coded(system: str, code: str) -> Json:
    return condition("") | {
        "code": {"coding": [{"system": system, "code": code}]}, "onsetDateTime": day(1),
    }  # fmt: skip


def said(plan: Plan) -> str:
    return known().say(plan.headline)


def is_looked_at(plan: Plan) -> bool:
    return said(plan).startswith("Look at the patient now") and "ambulance" in said(plan)


@pytest.mark.parametrize("who", WHO_HAS_IT)
@pytest.mark.parametrize(
    "words", ["Found unresponsive at home by carer", "Query overdose at party"]
)
def test_whatever_runs_danger_that_was_not_read_is_looked_at_first(who: str, words: str) -> None:
    plan = plan_of(WHO_HAS_IT[who], told(words))
    assert plan.fit.verdict is Verdict.NEEDS_INFO
    assert is_looked_at(plan)
    assert not raises(plan)
    of_pump = "pump clinic" in said(plan)
    assert of_pump is (who in ("a pump", "both"))


@pytest.mark.parametrize("runs", [[PUMP], [_stopped(5)]], ids=["a pump", "stopped"])
def test_fever_and_rigidity_are_looked_at_where_they_may_be_withdrawal(runs: list[Json]) -> None:
    assert is_looked_at(plan_of(runs, told("Very rigid, hot and agitated")))
    assert not is_looked_at(plan_of([ORAL], told("Very rigid, hot and agitated")))


def test_a_way_down_that_is_asked_for_says_first_to_look() -> None:
    plan = plan_of([ORAL], told("Found confused at home by carer"), kind="taper")
    assert is_looked_at(plan)
    assert plan.down is not None


@pytest.mark.parametrize(
    "entry",
    [
        told("Suicide attempt"), told("Suizidversuch"), told("Tentative de suicide"),
        told("Intento de suicidio"), told("Tentato suicidio"), told("", "82313006"),
        told("Overdose"), told("Double dose taken by mistake"), told("Took 20 tablets of baclofen"),
        told("Dosing error: given 100 mg instead of 10 mg"), told("Tablettenintoxikation"),
        told("Doppelte Dosis eingenommen"), told("Ingestione volontaria di farmaci"),
        told("Ingesta voluntaria de medicamentos"), told("Erreur de dosage hier"),
        coded(CM, "T14.91XA"), coded(WHO, "X84"), coded(GM, "X61"), coded(WHO, "T43.2"),
        coded(CM, "T43.021A"), told("Suicide attempt", onsetDateTime=None),
        told("Overdose", onsetDateTime=None),
    ],
    ids=lambda entry: str(entry["code"]),
)  # fmt: skip
def test_what_may_be_too_much_swallowed_is_asked_about_and_no_next_dose_is_ordered(
    entry: Json,
) -> None:
    plan = plan_of([ORAL], entry)
    assert plan.fit.fired("UNREAD-POISONING")
    assert is_looked_at(plan)
    assert "Was more baclofen swallowed" in said(plan)
    spoken = [said(plan), *map(known().say, (*plan.opening, *plan.options))]
    assert not any(one.startswith(("Continue", "Do not stop")) for one in spoken)
    assert plan.down is None
    assert not plan_of([], entry).up


@pytest.mark.parametrize("system", [WHO, GM])
def test_outside_the_us_edition_the_code_of_muscle_relaxants_is_poisoning_alone(
    system: str,
) -> None:
    assert plan_of([ORAL], coded(system, "T42.8")).fit.verdict is Verdict.EMERGENCY


@pytest.mark.parametrize("code", ["T42.8X5A", "T42.8X6A", "T42.8"])
def test_in_the_us_edition_the_same_code_has_other_meanings(code: str) -> None:
    assert plan_of([ORAL], coded(CM, code)).fit.verdict is Verdict.CAUTION


@pytest.mark.parametrize(
    "entry",
    [
        told("Denies suicidal ideation"), told("No overdose"), told("History of overdose"),
        told("History of suicide attempt"), told("Z.n. Suizidversuch 2012"), told("FH: suicide"),
        told("Suicide risk assessment"), told("Overdose risk screening negative"),
        told("At risk of seizures"), told("Food poisoning"), told("Lebensmittelvergiftung"),
        told("Suicide attempt", onsetDateTime="2014-05-01"), coded(CM, "Z91.51"),
        told("Overdose", onsetDateTime="2014-05-01"), coded(CM, "T43.025A"),
    ],
    ids=lambda entry: str(entry["code"]),
)  # fmt: skip
def test_what_is_past_denied_a_relatives_or_a_risk_keeps_nobody(entry: Json) -> None:
    plan = plan_of([ORAL], entry)
    assert plan.fit.verdict <= Verdict.CAUTION
    assert raises(plan)
    assert "Look at the patient" not in said(plan)
    assert plan_of([], entry).up
    assert "Look at the patient" not in said(plan_of([PUMP], entry))


def test_an_attempt_of_long_ago_is_handed_out_in_small_supplies() -> None:
    old = told("Suicide attempt", onsetDateTime="2014-05-01")
    assert agenda(plan_of([], old)).supply.most_days == 7


@pytest.mark.parametrize(
    "text",
    [
        "No responde a estímulos", "Cardiac arrest", "Insuffisance respiratoire aiguë",
        "Insufficienza respiratoria acuta", "Akute respiratorische Insuffizienz",
    ],
)  # fmt: skip
def test_what_stops_breathing_or_wakes_nobody_is_an_emergency(text: str) -> None:
    assert plan_of([ORAL], told(text)).fit.verdict is Verdict.EMERGENCY


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        (ORAL, "Collapse"), (ORAL, "Détresse respiratoire"), (ORAL, "Apnoea episodes"),
        (ORAL, "Hypoxia"), (ORAL, "Serotonin syndrome suspected"),
        (PUMP, "Low reservoir alarm"), (PUMP, "Missed pump refill"), (PUMP, "Catheter fracture"),
        (PUMP, "Pump refill overdue by 10 days"), (PUMP, "Catheter disconnected on X-ray"),
        (PUMP, "Pocket fill suspected"), (PUMP, "No refill for 5 months"),
        (PUMP, "Rebound spasticity"),
    ],
)  # fmt: skip
def test_graver_words_and_a_failing_pump_are_looked_at_while_they_are_new(
    runs: Json, text: str
) -> None:
    assert is_looked_at(plan_of([runs], told(text)))
    assert not is_looked_at(plan_of([runs], told(text, onsetDateTime="2015-05-01")))


def test_a_heat_in_words_is_a_fever_with_a_pump() -> None:
    assert plan_of([PUMP], told("Hyperthermia 41 C")).fit.verdict is Verdict.EMERGENCY


def test_itching_without_a_rash_is_itching() -> None:
    assert plan_of([PUMP], told("Pruritus without rash")).fit.verdict is Verdict.AVOID


@pytest.mark.parametrize("text", ["Insulin pump alarm", "Vertebral collapse"])
def test_another_pump_and_a_bone_are_looked_at_by_nobody(text: str) -> None:
    assert not is_looked_at(plan_of([PUMP], told(text)))


@pytest.mark.parametrize("text", ["HD Mon/Wed/Fri", "Hämodialyse 3x/Woche"])
def test_dialysis_by_its_days_is_dialysis(text: str) -> None:
    assert plan_of([ORAL], told(text)).fit.verdict is Verdict.CONTRAINDICATED

"""What contradicts itself is said, and the dangerous side governs: typed, and in records."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import ICD10CM, Verdict
from tests.people import TODAY, known
from tests.unit.exchange.build import (
    Json,
    bundle,
    condition,
    creatinine,
    dosage,
    medicine,
    patient,
)

K = known()
BASE: dict[str, Any] = {"age_y": 30, "sex": "female", "egfr": 90, "syndrome": "ms_spasticity"}
NONE: dict[str, Any] = {"baclofen": "none", "no_allergies": ["baclofen"]}
PUMP = {
    "stage": "titration",
    "now": "100 mcg/day",
    "asked": "120 mcg/day",
    "hours_since_change": 26,
}
AS_USUAL: dict[str, Any] = {
    "baclofen": "10 mg three times daily",
    "conditions": ["epilepsy"],
    "signs": ["seizure", "vomiting"],
}
IMPLANT = condition("Z45.1", "http://hl7.org/fhir/sid/icd-10-cm")
MS, DIALYSIS, PREGNANT, EPILEPSY = (
    condition(code) for code in ("426373005", "302497006", "77386006", "84757009")
)
ALLERGIC = condition("Z88.9", ICD10CM)
NO_ALLERGY: Json = {
    "resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/p"},
    "code": {"text": "No known drug allergy"},
}  # fmt: skip
BACLOFEN = medicine("baclofen 10 mg tablet", "197391", dosageInstruction=[dosage(10)])
FITS = (BACLOFEN, EPILEPSY, condition("91175000", onsetDateTime="2026-11-21"))
VOMITS = condition("422400008", onsetDateTime="2026-11-21")


def typed(table: dict[str, Any]) -> Assessment:
    told = {k: v for k, v in (BASE | table).items() if v is not None}
    reading = read_patient(told, known=K, today=TODAY)
    return assess(reading.patient, K, reading.asks(today=TODAY))


def in_record(
    *resources: Json, answers: tuple[tuple[str, str], ...] = (), **who: Any
) -> Assessment:
    base = (MS, creatinine(0.8), medicine("Sertraline"))
    made = bundle(*base, *resources, who=patient(**({"birthDate": "1996-03-14"} | who)))
    reading = with_answers(read_patient(made, known=K, today=TODAY), answers, K, today=TODAY)
    return assess(reading.patient, K, reading.asks(today=TODAY))


def said(fit: Assessment) -> set[str]:
    return {f.rule.id for f in fit.contradictions}


def governs(both: Assessment, dangerous: Assessment, rule: str) -> None:
    """The contradiction is said, and nothing that the dangerous side alone says is lost."""
    assert rule in said(both)
    assert said(dangerous) == set()
    assert both.verdict >= max(dangerous.verdict, Verdict.CAUTION)
    alone = {f.rule.id for f in dangerous.findings if f.verdict > Verdict.OK}
    assert alone <= {f.rule.id for f in both.findings}


#: rule → what is typed, and the dangerous side of it alone.
TYPED: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "SAY-DIALYSIS",
        NONE | {"dialysis": False, "conditions": ["dialysis"]},
        NONE | {"dialysis": True},
    ),
    (
        "SAY-PREGNANT",
        NONE | {"pregnant": False, "conditions": ["pregnancy"]},
        NONE | {"pregnant": True},
    ),
    (
        "SAY-PREGNANT",
        NONE | {"pregnant": False, "gestation_weeks": 9},
        NONE | {"pregnant": True, "gestation_weeks": 9},
    ),
    ("SAY-SEX", NONE | {"sex": "male", "pregnant": True}, NONE | {"pregnant": True}),
    (
        "SAY-AGE-PREGNANT",
        NONE | {"age_y": 72, "pregnant": True},
        NONE | {"age_y": 40, "pregnant": True},
    ),
    (
        "SAY-SEX",
        NONE | {"sex": "male", "conditions": ["pregnancy"]},
        NONE | {"conditions": ["pregnancy"]},
    ),
    (
        "SAY-STRENGTHS",
        NONE | {"oral": {"dose": "5 mg", "product": "Fleqsuvy", "concentration": "1 mg/mL"}},
        NONE | {"oral": {"dose": "5 mg", "product": "Fleqsuvy"}},
    ),
    (
        "SAY-DATES",
        {
            "stopped": "75 mg/day",
            "hours_since_last_dose": 100,
            "baclofen_since": date(2026, 11, 21),
        },
        {"stopped": "75 mg/day", "hours_since_last_dose": 100},
    ),
    (
        "SAY-ORIGIN",
        {"syndrome": "cerebral_spasticity", "pump": PUMP | {"origin": "spinal"}},
        {"syndrome": "cerebral_spasticity", "pump": PUMP | {"origin": "cerebral"}},
    ),
    (
        "SAY-ENDED",
        {
            "baclofen": "20 mg four times daily",
            "stopped": "75 mg/day",
            "hours_since_last_dose": 20,
        },
        {"baclofen": "20 mg four times daily"},
    ),
    ("SAY-PUMP", NONE | {"conditions": ["pump_presence"]}, NONE),
    (
        "SAY-NONE",
        NONE | {"medicines": ["Lioresal"]},
        {"medicines": ["Lioresal"], "no_allergies": ["baclofen"]},
    ),
    (
        "SAY-NONE",
        NONE | {"syndrome": "sci_spasticity", "pump": PUMP},
        {"syndrome": "sci_spasticity", "pump": PUMP},
    ),
    (
        "SAY-DOSES",
        {"baclofen": "400 mcg/day", "pump": PUMP},
        {"baclofen": "100 mcg/day", "pump": PUMP},
    ),
    (
        "SAY-DOSES",
        {"baclofen": "10 mg three times daily", "oral": {"parts": ["20 mg"] * 3}},
        {"baclofen": "20 mg three times daily", "oral": {"parts": ["20 mg"] * 3}},
    ),
    (
        "SAY-BOTH",
        NONE | {"conditions": ["epilepsy"], "no_conditions": ["epilepsy"]},
        NONE | {"conditions": ["epilepsy"]},
    ),
    (
        "SAY-BOTH",
        NONE | {"allergies": ["baclofen"]},
        {"baclofen": "none", "allergies": ["baclofen"]},
    ),
    (
        "SAY-BOTH",
        NONE | {"signs": ["coma"], "no_signs": ["coma"]},
        NONE | {"signs": ["coma"]},
    ),
    (
        "SAY-SEIZURE",
        AS_USUAL | {"seizure_as_usual": True},
        AS_USUAL | {"seizure_as_usual": False},
    ),
    (
        "SAY-ALLERGY",
        NONE | {"conditions": ["hypersensitivity"]},
        {"baclofen": "none", "conditions": ["hypersensitivity"]},
    ),
]


@pytest.mark.parametrize(
    ("rule", "both", "dangerous"), TYPED, ids=[f"{at}-{t[0]}" for at, t in enumerate(TYPED)]
)
def test_typed(rule: str, both: dict[str, Any], dangerous: dict[str, Any]) -> None:
    governs(typed(both), typed(dangerous), rule)


#: rule → resources, answers and changes of the person, and the dangerous side of it alone.
RECORDS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "SAY-DIALYSIS", {"with": (DIALYSIS,), "answers": (("dialysis", "false"),)},
        {"with": (DIALYSIS,)},
    ),
    (
        "SAY-PREGNANT", {"with": (PREGNANT,), "answers": (("pregnant", "false"),)},
        {"with": (PREGNANT,)},
    ),
    ("SAY-SEX", {"with": (PREGNANT,), "gender": "male"}, {"with": (PREGNANT,)}),
    ("SAY-AGE-PREGNANT", {"with": (PREGNANT,), "birthDate": "1954-03-14"}, {"with": (PREGNANT,)}),
    (
        "SAY-NONE", {"with": (BACLOFEN,), "answers": (("baclofen", "none"),)},
        {"with": (BACLOFEN,)},
    ),
    (
        "SAY-PUMP", {"with": (IMPLANT,), "answers": (("baclofen", "none"),)},
        {"with": (), "answers": (("baclofen", "none"),)},
    ),
    (
        "SAY-BOTH", {"with": (EPILEPSY,), "answers": (("epilepsy", "no"),)},
        {"with": (EPILEPSY,)},
    ),
    (
        "SAY-BOTH",
        {"with": (NO_ALLERGY,), "answers": (("allergy_to_baclofen", "yes"),)},
        {"answers": (("allergy_to_baclofen", "yes"),)},
    ),
    (
        "SAY-SEIZURE",
        {"with": (*FITS, VOMITS), "answers": (("seizure_as_usual", "yes"),)},
        {"with": (*FITS, VOMITS), "answers": (("seizure_as_usual", "no"),)},
    ),
    ("SAY-ALLERGY", {"with": (ALLERGIC, NO_ALLERGY)}, {"with": (ALLERGIC,)}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "both", "dangerous"), RECORDS, ids=[f"{at}-{t[0]}" for at, t in enumerate(RECORDS)]
)
def test_in_a_record(rule: str, both: dict[str, Any], dangerous: dict[str, Any]) -> None:
    def made(told: dict[str, Any]) -> Assessment:
        more = dict(told)
        return in_record(*more.pop("with", ()), **more)

    governs(made(both), made(dangerous), rule)


def test_every_rule_of_contradictions_is_tried() -> None:
    """Some cannot come of a record: it holds no order of a pump, no parts of a day, no strength
    beside the name of a liquid, and no last dose."""
    every = {rule.id for rule in K.contradictions}
    assert {rule for rule, *_ in TYPED} == every
    assert {rule for rule, *_ in RECORDS} == every - {
        "SAY-DATES", "SAY-DOSES", "SAY-ENDED", "SAY-ORIGIN", "SAY-STRENGTHS",
    }  # fmt: skip


def test_a_pump_on_record_beside_none_is_said_and_asked_about() -> None:
    table = NONE | {"conditions": ["pump_presence"]}
    implant = condition("Z96.89", ICD10CM)
    for fit in (typed(table), in_record(implant, answers=(("baclofen", "none"),))):
        assert said(fit) == {"SAY-PUMP"}
        assert fit.verdict >= Verdict.CAUTION
        assert any("SAY-PUMP" in q.rules for q in fit.questions)
    # Without that word the implant alone keeps a start back.
    for fit in (typed({"conditions": ["pump_presence"]}), in_record(implant)):
        assert said(fit) == set()
        assert fit.verdict is Verdict.NEEDS_INFO


def test_dialysis_governs_the_dose_too() -> None:
    both = typed(NONE | {"dialysis": False, "conditions": ["dialysis"]})
    assert both.verdict is Verdict.CONTRAINDICATED
    assert both.fired("CI-SEVERE-RENAL-SEED")


def test_none_beside_an_entry_counts_as_taken() -> None:
    fit = typed(NONE | {"medicines": ["Lioresal"], "request": "start"})
    assert fit.is_current_user
    assert fit.uses
    assert fit.verdict >= Verdict.AVOID
    shown = in_record(BACLOFEN, answers=(("baclofen", "none"),))
    assert [str(u.daily) for u in shown.uses] == ["30 mg"]
    assert shown.kind == "continue"


def test_kidneys_are_estimated_for_both_sexes_where_the_sex_cannot_be() -> None:
    told = NONE | {"egfr": None, "creatinine_mg_per_dL": 1.3, "weight_kg": 60, "pregnant": True}
    female, male = typed(told), typed(told | {"sex": "male"})
    assert female.kidney.egfr is not None
    assert male.kidney.egfr == female.kidney.egfr


def test_two_doses_stop_a_change_until_one_is_confirmed() -> None:
    fit = typed({"baclofen": "400 mcg/day", "pump": PUMP})
    assert fit.verdict >= Verdict.AVOID
    assert not fit.may_go_up
    assert any("SAY-DOSES" in q.rules for q in fit.questions)


def test_a_pump_with_tablets_being_weaned_contradicts_nothing() -> None:
    told = {
        "syndrome": "sci_spasticity", "baclofen": "10 mg three times daily",
        "pump": PUMP | {"weans_oral": True},
    }  # fmt: skip
    assert said(typed(told)) == set()
    none = NONE | {"syndrome": "sci_spasticity", "pump": PUMP | {"weans_oral": True}}
    assert said(typed(none)) == set()


@pytest.mark.parametrize(
    "table",
    [
        NONE | {"dialysis": False, "no_conditions": ["dialysis"]},
        NONE | {"pregnant": False, "sex": "male"},
        NONE | {"dialysis": True, "conditions": ["dialysis"]},
        {"baclofen": "100 mcg/day", "pump": PUMP},
        NONE | {"conditions": ["epilepsy"], "no_conditions": ["stroke"]},
    ],
)
def test_what_agrees_is_no_contradiction(table: dict[str, Any]) -> None:
    assert said(typed(table)) == set()

"""A pump behind what was written: a stopped dose in mg, meningitis, slips of a record.

And the ordinary order nearest to each.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from baclofen.answering import PlanInputs, PumpInputs, answer
from baclofen.exchange import read_patient
from baclofen.knowledge import load_knowledge
from baclofen.regimen import PumpOrder
from tests.people import TODAY

K = load_knowledge()
WHO: dict[str, Any] = {
    "age_y": 52, "sex": "female", "weight_kg": 68, "height_cm": 166, "creatinine_mg_per_dL": 0.8,
    "syndrome": "ms_spasticity", "conditions": ["multiple_sclerosis"], "medicines": ["sertraline"],
}  # fmt: skip


def said(what: Path | bytes | Mapping[str, Any]) -> tuple[str, str]:
    """Verdict and headline at the door of a plan, or of the pump that is typed."""
    reading = read_patient(what, known=K, today=TODAY)
    door = PumpInputs if isinstance(reading.asks(today=TODAY).order, PumpOrder) else PlanInputs
    made = answer(
        door(
            patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries,
            notes=reading.notes,
        ),
        K,
    )  # fmt: skip
    return made.verdict.value, K.say(made.headline)


def typed(**more: Any) -> tuple[str, str]:
    return said({**WHO, **more})


def resource(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "subject": {"reference": "Patient/p"}, **more}


def record(*found: dict[str, Any]) -> tuple[str, str]:
    person = {"resourceType": "Patient", "id": "p", "birthDate": "1974-03-14", "gender": "female"}
    kidneys = resource(
        "Observation", status="final", effectiveDateTime="2026-11-10",
        code={"coding": [{"system": "http://loinc.org", "code": "2160-0"}]},
        valueQuantity={"value": 0.8, "unit": "mg/dL", "system": "http://unitsofmeasure.org",
                       "code": "mg/dL"},
    )  # fmt: skip
    ms = condition("Multiple sclerosis", on="2011-05-02")
    spastic = condition("Spasticity", on="2024-02-19")
    entries = [{"resource": one} for one in (person, kidneys, ms, spastic, *found)]
    return said({"resourceType": "Bundle", "type": "collection", "entry": entries})


def condition(words: str, *, on: str = "2026-11-20", code: str = "") -> dict[str, Any]:
    coded = [{"system": "http://snomed.info/sct", "code": code}] if code else []
    active = [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical",
               "code": "active"}]  # fmt: skip
    return resource(
        "Condition", clinicalStatus={"coding": active}, onsetDateTime=on,
        code={"text": words, **({"coding": coded} if coded else {})},
    )  # fmt: skip


def order(
    words: str, medicine: str = "Baclofen 10 mg oral tablet", **dosage: Any
) -> dict[str, Any]:
    dosage = {**({"text": words} if words else {}), **dosage}
    return resource(
        "MedicationRequest", status="active", intent="order", authoredOn="2026-08-01",
        medicationCodeableConcept={"text": medicine}, dosageInstruction=[dosage],
    )  # fmt: skip


PUMP = order("300 mcg per day via intrathecal pump", "Baclofen intrathecal solution 500 mcg/mL")


# --- a stopped dose that is a pump's ----------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        {}, {"signs": ["itching"]}, {"age_y": 9, "weight_kg": 28, "height_cm": 130},
        {"pump": {"stage": "maintenance", "origin": "spinal"}},
    ],
    ids=["alone", "itching", "child", "with a table"],
)  # fmt: skip
@pytest.mark.parametrize("hours", [20, 200])
def test_a_stopped_dose_of_a_pump_in_mg_is_named_and_is_an_emergency(
    more: dict[str, Any], hours: float
) -> None:
    verdict, headline = typed(stopped="0.35 mg/day", hours_since_last_dose=hours, **more)
    assert verdict == "emergency"
    assert headline.startswith("What was stopped is likely a pump's dose in mg")
    assert "withdrawal" in headline


def test_the_same_of_a_record() -> None:
    ended = resource(
        "MedicationStatement", status="completed", medicationCodeableConcept={"text": "Baclofen"},
        effectivePeriod={"start": "2026-01-10", "end": "2026-11-21"},
        dosage=[{"text": "0.35 mg daily"}],
    )  # fmt: skip
    verdict, headline = record(ended)
    assert verdict == "emergency"
    assert headline.startswith("What was stopped is likely a pump's dose in mg")
    # Where a pump runs, its rate stands there.
    assert record(ended, PUMP)[0] != "emergency"


@pytest.mark.parametrize("dose", ["1 mg/day", "2.5 mg/day", "5 mg/day", "60 mg/day"])
def test_the_end_of_a_way_down_and_a_usual_dose_are_stops_by_mouth(dose: str) -> None:
    verdict, headline = typed(stopped=dose, hours_since_last_dose=20)
    assert verdict == "avoid"
    assert headline.startswith("Baclofen by mouth was stopped")


# --- meningitis beside a pump ------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "Meningitis", "Bacterial meningitis", "Acute bacterial meningitis", "Purulent meningitis",
        "Catheter-related meningitis", "Pneumococcal meningitis", "Bakterielle Meningitis",
        "Eitrige Meningitis", "Méningite bactérienne", "Méningite purulente",
        "Meningitis bacteriana", "Meningite batterica",
    ],
)  # fmt: skip
def test_a_meningitis_beside_a_pump_is_heard_in_words(words: str) -> None:
    verdict, headline = record(PUMP, condition(words))
    assert verdict == "avoid"
    assert "Meningitis with a pump" in headline


def test_a_meningitis_is_heard_by_its_code() -> None:
    verdict, headline = record(PUMP, condition("Infection of the CNS", code="95883001"))
    assert verdict == "avoid"
    assert "Meningitis with a pump" in headline


@pytest.mark.parametrize(
    "words", ["Myelomeningocele", "Meningioma", "Family history of bacterial meningitis"]
)
def test_what_is_no_meningitis_of_now_holds_nobody(words: str) -> None:
    verdict, headline = record(PUMP, condition(words))
    assert verdict in ("ok", "caution")
    assert "Meningitis with a pump" not in headline


def test_itching_with_a_pump_leads() -> None:
    verdict, headline = typed(baclofen="300 mcg/day", signs=["itching"])
    assert verdict == "avoid"
    assert "New itching" in headline


# --- slips in an order of a record ---------------------------------------------------------

FLEQSUVY = "Fleqsuvy 25 mg/5 mL oral suspension"
OZOBAX = "Ozobax 5 mg/5 mL oral solution"
LIORESAL = "Lioresal Liquid 5 mg/5 mL"
SPINE = "Baclofen intrathecal solution 500 mcg/mL"
A_DAY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
THRICE = {"repeat": {"frequency": 3, "period": 1, "periodUnit": "d"}}


def amount(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}


def coded(value: float, unit: str, timing: object = A_DAY) -> dict[str, Any]:
    return {"timing": timing, "doseAndRate": [{"doseQuantity": amount(value, unit)}]}


def rate(value: float, unit: str) -> dict[str, Any]:
    ratio = {"numerator": amount(value, unit), "denominator": amount(1, "d")}
    return {"doseAndRate": [{"rateRatio": ratio}], "route": {"text": "Intrathecal"}}


BY_MOUTH, IN_MG, POURED = (
    ("A dose by mouth in mcg", "Likely a pump's dose in mg by mouth"),
    ("Likely a pump's rate in mg",),
    ("Volume, strength and dose disagree",),
)


@pytest.mark.parametrize(
    ("ordered", "first"),
    [
        (order("350 mcg daily by mouth"), BY_MOUTH),
        (order("175 micrograms twice daily by mouth"), BY_MOUTH),
        (order("", **coded(350, "ug")), BY_MOUTH),
        (order("", **coded(0.35, "mg")), BY_MOUTH),
        (order("5 mg (5 mL) three times daily", FLEQSUVY), POURED),
        (order("5 mL (5 mg) three times daily", FLEQSUVY), POURED),
        (order("5 mg three times daily", FLEQSUVY, **coded(5, "mL", THRICE)), POURED),
        (order("5 mL (10 mg) three times daily", OZOBAX), POURED),
        (order("10 mL (5 mg) three times daily", LIORESAL), POURED),
        (order("0.4 mg per day via intrathecal pump", SPINE), IN_MG),
        (order("via intrathecal pump", SPINE, **rate(0.4, "mg")), IN_MG),
    ],
)
def test_a_slip_in_a_record_is_named_first(ordered: dict[str, Any], first: tuple[str]) -> None:
    verdict, headline = record(ordered)
    assert verdict == "avoid"
    assert headline.startswith(first)


@pytest.mark.parametrize(
    "ordered",
    [
        order("10 mg three times daily"),
        order("1 tablet three times daily"),
        order("5 mg (1 mL) three times daily", FLEQSUVY),
        order("25 mg (5 mL) twice daily", FLEQSUVY),
        order("5 mg (5 mL) three times daily", OZOBAX),
        order("5 mL (5 mg) three times daily", LIORESAL),
        order("10 mL, 5 mg/5 mL, three times daily", OZOBAX),
        order("10 mL of 5 mg/5 mL three times daily", OZOBAX),
        order("", OZOBAX, **coded(5, "mL", THRICE)),
        order("5000 mcg three times daily by mouth"),
        order("400 mcg per day via intrathecal pump", SPINE),
        order("via intrathecal pump", SPINE, **rate(400, "ug")),
    ],
)
def test_an_ordinary_order_is_no_slip(ordered: dict[str, Any]) -> None:
    verdict, headline = record(ordered)
    assert verdict in ("ok", "caution")
    assert not headline.startswith((*BY_MOUTH, *IN_MG, *POURED))


def test_a_stopped_order_in_mcg_by_mouth_may_be_a_pump_that_stands_still() -> None:
    ended = resource(
        "MedicationStatement", status="completed", dosage=[{"text": "350 mcg daily by mouth"}],
        medicationCodeableConcept={"text": "Baclofen oral"},
        effectivePeriod={"start": "2026-01-10", "end": "2026-11-21"},
    )  # fmt: skip
    assert record(ended)[0] == "emergency"


def test_a_rate_that_a_record_tells_as_new_counts_for_the_hours_after_it() -> None:
    def set_on(day: str) -> tuple[str, str]:
        old = order("250 mcg per day via intrathecal pump", SPINE) | {
            "status": "stopped", "authoredOn": "2026-05-01",
        }  # fmt: skip
        new = order("300 mcg per day via intrathecal pump", SPINE) | {"authoredOn": day}
        return record(old, new, condition("Somnolence", on="2026-11-22", code="271782001"))

    assert set_on("2026-11-21")[0] == "emergency"
    assert set_on("2026-11-02")[0] == "avoid"

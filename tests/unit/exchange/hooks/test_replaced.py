"""What an order names as the one before it: believed only where that is baclofen, and runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baclofen.exchange import Card, read_patient
from tests.hook_requests import SERTRALINE, asked, broken_rules, cards, order, patient, prefetch
from tests.people import TODAY, known
from tests.unit.exchange.build import dosage

Json = dict[str, Any]
EIGHTY = order("m2", mg=20, times=4, status="active", authoredOn="2026-06-01")
FORTY = order("m3", mg=10, times=4, status="active", authoredOn="2026-06-01")
OLD = order("m0", mg=5, status="stopped", authoredOn="2025-09-01")


def after(before: Json) -> Json:
    return order("o1", mg=20, times=4, priorPrescription=before)


def found(*orders: Json, held: tuple[Json, ...] = (EIGHTY,), hook: str = "order-sign") -> Card:
    (card, *_) = cards(asked(hook, prefetch(SERTRALINE, *held), *orders))
    assert broken_rules({"cards": [card.as_json()]}) == []
    return card


@pytest.mark.parametrize(
    "before",
    [
        {"reference": "MedicationRequest/x"}, {"reference": "MedicationRequest/m1"},
        {"reference": "MedicationRequest/m0"}, {"reference": "#m2"}, {"display": "the old one"},
        {"identifier": {"value": "m2"}}, {"reference": "Observation/m2"},
    ],
)  # fmt: skip
def test_what_is_no_running_order_of_baclofen_is_not_replaced(before: Json) -> None:
    card = found(after(before), held=(EIGHTY, OLD))
    assert (card.indicator, card.verdict) == ("warning", "avoid")
    assert "together 160 mg a day" in card.detail


@pytest.mark.parametrize(
    "reference",
    [
        "MedicationRequest/m2", "MedicationRequest/m2/_history/3",
        "https://ehr.example/fhir/MedicationRequest/m2",
        "https://ehr.example/fhir/MedicationRequest/m2/_history/1",
    ],
)  # fmt: skip
def test_the_order_that_runs_is_replaced_whichever_version_is_named(reference: str) -> None:
    card = found(after({"reference": reference}))
    assert (card.indicator, card.verdict) == ("info", "ok")


@pytest.mark.parametrize("reference", ["MedicationRequest/m2", "MedicationRequest/m2/_history/1"])
def test_a_pump_is_not_replaced_by_tablets_whichever_version_is_named(reference: str) -> None:
    rate = {"text": "300 mcg/day", "route": {"text": "Intrathecal"}}
    name = "Baclofen 2000 mcg/mL intrathecal"
    runs = order("m2", name, "", status="active", dosageInstruction=[rate])
    card = found(after({"reference": reference}), held=(runs,))
    assert card.indicator == "critical"
    assert "do not replace each other" in card.detail


@pytest.mark.parametrize("other", [FORTY, {**EIGHTY, "id": "m3"}])
@pytest.mark.parametrize("how", ["prior", "id", "stopped"])
def test_what_nobody_replaces_is_counted(other: Json, how: str) -> None:
    """Two run, alike or not, and one of them gives way."""
    orders = [after({"reference": "MedicationRequest/m2"}) if how == "prior" else order(
        "m2" if how == "id" else "o1", mg=20, times=4)]  # fmt: skip
    if how == "stopped":
        orders.append({**EIGHTY, "status": "stopped"})
    card = found(*orders, held=(EIGHTY, other))
    left = 40 if other is FORTY else 80
    assert card.indicator == "warning"
    assert f"({left} mg a day): together {left + 80} mg a day" in card.detail


def test_two_of_which_each_is_named_are_both_replaced() -> None:
    first = order("o1", mg=10, times=4, priorPrescription={"reference": "MedicationRequest/m2"})
    gone = {**FORTY, "status": "stopped"}
    card = found(first, gone, held=(EIGHTY, FORTY))
    assert "Nothing says" not in card.detail


def test_a_refill_replaces_all_that_runs() -> None:
    card = found(order("o1", mg=20, times=4), hook="medication-refill")
    assert (card.indicator, card.verdict) == ("info", "ok")


def test_what_was_handed_over_for_an_order_goes_with_it() -> None:
    handed = {
        "resourceType": "MedicationDispense", "id": "d1", "status": "completed",
        "subject": {"reference": "Patient/p1"}, "whenHandedOver": TODAY.isoformat(),
        "medicationCodeableConcept": {"text": "Baclofen 20 MG Oral Tablet"},
        "authorizingPrescription": [{"reference": "MedicationRequest/m2"}],
        "daysSupply": {"value": 30, "unit": "days", "code": "d"},
        "dosageInstruction": [dosage(20, frequency=4)],
    }  # fmt: skip
    card = found(after({"reference": "MedicationRequest/m2"}), held=(EIGHTY, handed))
    assert (card.indicator, card.verdict) == ("info", "ok")


@pytest.mark.parametrize(
    ("reference", "kinds"),
    [("MedicationRequest/m2", []), ("MedicationRequest/x", ["adds"]),
     ("MedicationRequest/m1", ["adds"])],
)  # fmt: skip
def test_a_record_is_read_the_same_way_at_every_door(reference: str, kinds: list[str]) -> None:
    held = [patient(), SERTRALINE, EIGHTY, after({"reference": reference})]
    bundle = {"resourceType": "Bundle", "type": "collection",
              "entry": [{"resource": one} for one in held]}  # fmt: skip
    reading = read_patient(json.dumps(bundle).encode(), known=known(), today=TODAY)
    assert [doubt.kind for doubt in reading.ordered.doubts] == kinds

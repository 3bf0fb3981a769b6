"""Requests of hooks about people of our own, and what must hold for every answer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from baclofen.exchange import Card, Reading, cards_of, read_patient, read_request, record_of
from tests.people import TODAY, known
from tests.unit.exchange.build import dosage

Json = dict[str, Any]
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
SUBJECT = {"reference": "Patient/p1"}
BACLOFEN_10 = "Baclofen 10 MG Oral Tablet"


def patient(**more: Any) -> Json:
    who = {"id": "p1", "birthDate": "1974-05-01", "gender": "female"}
    return {"resourceType": "Patient", **who, **more}


def order(
    id: str, name: str = BACLOFEN_10, code: str = "197391", *, mg: float = 10, times: int = 3,
    status: str = "draft", **more: Any,
) -> Json:  # fmt: skip
    """An order of a medicine; without a code it is told by its words alone."""
    coding = {"coding": [{"system": RXNORM, "code": code}]} if code else {}
    return {
        "resourceType": "MedicationRequest", "id": id, "status": status, "intent": "order",
        "subject": SUBJECT, "authoredOn": TODAY.isoformat(),
        "medicationCodeableConcept": {**coding, "text": name},
        "dosageInstruction": [dosage(mg, frequency=times)], **more,
    }  # fmt: skip


def condition(code: str, text: str, **more: Any) -> Json:
    coding = [{"system": "http://snomed.info/sct", "code": code}]
    return {
        "resourceType": "Condition", "subject": SUBJECT, "code": {"coding": coding, "text": text},
        "clinicalStatus": {"coding": [{"code": "active"}]}, **more,
    }  # fmt: skip


def creatinine(value: float = 0.8, on: date = TODAY) -> Json:
    return {
        "resourceType": "Observation", "status": "final", "subject": SUBJECT,
        "code": {"coding": [{"system": "http://loinc.org", "code": "2160-0"}]},
        "effectiveDateTime": on.isoformat(),
        "valueQuantity": {"value": value, "unit": "mg/dL"},
    }  # fmt: skip


def search(*found: Json) -> Json:
    entries = [{"resource": one, "search": {"mode": "match"}} for one in found]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(found), "entry": entries}


MS = condition("24700007", "Multiple sclerosis")
SPASTICITY = condition("221360009", "Spasticity")
SERTRALINE = order("m1", "Sertraline 50 MG Oral Tablet", "", status="active", mg=50, times=1)
RUNNING = order("m2", status="active", authoredOn="2026-06-01")


def reading(*held: Json, kidney: float | None = 0.8) -> Reading:
    """What is read of the record of a woman of 52 with spasticity of MS who takes sertraline, her
    kidneys known or not, with these entries."""
    values = () if kidney is None else (creatinine(kidney),)
    made = search(patient(), MS, SPASTICITY, *values, SERTRALINE, *held)
    return read_patient(made, known=known(), today=TODAY)


def prefetch(*medicines: Json, kidney: float = 0.8, **more: Any) -> Json:
    """A woman of 52 with spasticity of MS, and what she takes."""
    made = {
        "patient": patient(), "medications": search(*medicines),
        "conditions": search(MS, SPASTICITY), "allergies": None, "devices": None,
        "observations": search(creatinine(kidney)),
    }  # fmt: skip
    return {**made, **more}


def asked(hook: str, held: Json, *orders: Json, **context: Any) -> Json:
    """The request of a hook with what came beforehand and these orders."""
    made: Json = {"userId": "Practitioner/1", "patientId": "p1", **context}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in orders]}
    if hook in ("order-sign", "order-select"):
        made["draftOrders"] = bundle
    if hook == "order-select":
        made.setdefault("selections", [f"MedicationRequest/{one['id']}" for one in orders])
    if hook == "medication-refill":
        made["medications"] = bundle
    if hook == "encounter-discharge":
        made["encounterId"] = "e1"
    return {
        "hook": hook, "hookInstance": "0f5d6f0e-7f0b-4f53-9f1f-2f2f8f9f0a01", "context": made,
        "prefetch": held,
    }  # fmt: skip


def cards(request: Json, *, today: date = TODAY, jurisdiction: str = "US") -> tuple[Card, ...]:
    read, _ = read_request(json.dumps(request).encode())
    return cards_of(
        read, record_of(read, {}), known(), today=today, jurisdiction=jurisdiction,
        url="https://cds.example",
    )  # fmt: skip


def broken_rules(answer: Json, orders: int | None = None) -> list[str]:
    """Which of the rules of CDS Hooks an answer breaks: its machine-checkable ones, by name."""
    found = []
    if "systemActions" in answer:
        found.append("systemActions")
    for card in answer["cards"]:
        found += _of_card(card)
    uuids = [card.get("uuid") for card in answer["cards"]]
    if len(set(uuids)) < len(uuids):
        found.append("card uuids")
    if orders is not None and len(uuids) > orders:
        found.append("more cards than orders")
    return found


def _of_card(card: Json) -> list[str]:
    wrong = []
    UUID(card["uuid"])
    if not 0 < len(card["summary"]) < 140:
        wrong.append("summary")
    if card["indicator"] not in ("info", "warning", "critical"):
        wrong.append("indicator")
    if not card["source"].get("label"):
        wrong.append("source")
    if not all(reason.get("display") for reason in card.get("overrideReasons", ())):
        wrong.append("display of a reason")
    suggestions: Sequence[Json] = card.get("suggestions", ())
    if suggestions and card.get("selectionBehavior") not in ("at-most-one", "any"):
        wrong.append("selectionBehavior")
    if card.get("selectionBehavior") == "at-most-one" and (
        sum(one.get("isRecommended", False) for one in suggestions) > 1
    ):
        wrong.append("isRecommended")
    for suggestion in suggestions:
        if not suggestion.get("label") or "actionSelectionBehavior" in suggestion:
            wrong.append("suggestion")
        for action in suggestion["actions"]:
            deletes = action["type"] == "delete"
            if not action.get("description"):
                wrong.append("description of an action")
            if deletes is not ("resource" not in action) or deletes is not ("resourceId" in action):
                wrong.append("resource of an action")
    for link in card.get("links", ()):
        if link["type"] not in ("absolute", "smart") or (
            "appContext" in link and link["type"] != "smart"
        ):
            wrong.append("link")
    if "<" in card["detail"].replace("\\<", ""):
        wrong.append("HTML")
    return wrong

"""Small FHIR records for the tests, and one way to read them."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import load_knowledge
from baclofen.regimen import OralOrder
from baclofen.units import Dose

TODAY = date(2026, 11, 22)
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
Json = dict[str, Any]


def day(before: int) -> str:
    """A day so many days before the day of judgement."""
    return (TODAY - timedelta(days=before)).isoformat()


def patient(**changes: Any) -> Json:
    base: Json = {
        "resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1974-03-14",
        "name": [{"family": "Example", "given": ["Mara"]}],
    }  # fmt: skip
    return {k: v for k, v in (base | changes).items() if v is not None}


def bundle(
    *resources: Json, who: Json | None = None, kind: str = "collection", **more: Any
) -> Json:
    """A bundle of one patient and resources; every resource gets an id when it has none."""
    everything = (patient() if who is None else who, *resources)
    entries = [
        {"resource": {"id": f"r{n}", **resource} if "id" not in resource else resource}
        for n, resource in enumerate(everything)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries, **more}


def observation(code: str, value: float | None, unit: str = "", on: str | None = day(10),
                **more: Any) -> Json:  # fmt: skip
    made: Json = {
        "resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": LOINC, "code": code}]},
    }  # fmt: skip
    if value is not None:
        made["valueQuantity"] = {"value": value}
        if unit:
            made["valueQuantity"] |= {"unit": unit, "system": UCUM, "code": unit}
    if on:
        made["effectiveDateTime"] = on
    return made | more


def creatinine(value: float, unit: str = "mg/dL", on: str | None = day(10), **more: Any) -> Json:
    return observation("2160-0", value, unit, on, **more)


def egfr(value: float, unit: str = "mL/min/{1.73_m2}", on: str | None = day(10),
         code: str = "98979-8", **more: Any) -> Json:  # fmt: skip
    return observation(code, value, unit, on, **more)


def condition(code: str, system: str = SNOMED, status: str = "active", **more: Any) -> Json:
    return {
        "resourceType": "Condition", "subject": {"reference": "Patient/p"},
        "code": {"coding": [{"system": system, "code": code}]},
        "clinicalStatus": {"coding": [{"code": status}]},
    } | more  # fmt: skip


def medicine(text: str, rxnorm: str = "", status: str | None = "active",
             kind: str = "MedicationRequest", sig: str = "", **more: Any) -> Json:  # fmt: skip
    """An entry of a medicine list; `sig` are the words of its dosage."""
    concept: Json = {"text": text} if text else {}
    if rxnorm:
        concept["coding"] = [{"system": RXNORM, "code": rxnorm}]
    made: Json = {
        "resourceType": kind, "status": status, "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": concept,
    }  # fmt: skip
    if kind == "MedicationRequest":
        made |= {"intent": "order", "authoredOn": day(60)}
    if sig:
        made["dosage" if kind == "MedicationStatement" else "dosageInstruction"] = [{"text": sig}]
    return {k: v for k, v in (made | more).items() if v is not None}


def dosage(value: float, unit: str = "mg", frequency: float | None = 3, **more: Any) -> Json:
    """A coded dosage."""
    made: Json = {"doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}]}
    if frequency is not None:
        made["timing"] = {"repeat": {"frequency": frequency, "period": 1, "periodUnit": "d"}}
    return made | more


def write(content: object, folder: Path, name: str = "record.json") -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def read(
    content: object, folder: Path, *, today: date = TODAY, name: str = "record.json"
) -> Reading:
    """What `read_patient` makes of JSON (as data), or of the text or bytes of a file."""
    return read_patient(write(content, folder, name), known=load_knowledge(), today=today)


def said(record: Reading) -> str:
    """All notes as one text."""
    return "\n".join(record.notes)


def asked_daily(record: Reading) -> Dose | None:
    """The day's dose by mouth that a record asks about."""
    order = record.ordered.order
    return order.per_day if isinstance(order, OralOrder) else None

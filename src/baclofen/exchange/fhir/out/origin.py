"""Who made it, from what, and that it was made: Device, Provenance and AuditEvent."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.exchange.fhir.out.source import Json, Source, reference_to
from baclofen.exchange.fhir.systems import OWN
from baclofen.version import VERSION, WHAT_THIS_IS

_AUDIT = "http://dicom.nema.org/resources/ontology/DCM"
_ROLES = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def device(source: Source) -> Json:
    """This program, as the author of what it proposes."""
    return {
        "resourceType": "Device",
        "id": source.id("Device"),
        "deviceName": [{"name": "baclofen", "type": "model-name"}],
        "version": [{"value": VERSION}],
        "note": [{"text": WHAT_THIS_IS}],
    }


def patient(source: Source) -> Json:
    """Whoever the answer is about, as far as it needs to be told apart."""
    person = source.made.fit.person
    made: Json = {"resourceType": "Patient", "id": source.id("Patient")}
    if person.label:
        made["name"] = [{"text": person.label}]
    if person.sex:
        made["gender"] = person.sex
    return made


def provenance(source: Source, made: Sequence[Json]) -> Json:
    """That this program made all of it, from inputs that are named by their digest."""
    performer = {"coding": [{"system": _ROLES, "code": "author"}]}
    return {
        "resourceType": "Provenance",
        "id": source.id("Provenance"),
        "target": [reference_to(one) for one in made],
        "recorded": source.instant,
        "agent": [{"type": performer, "who": source.points_to("Device")}],
        "entity": [
            _from(f"{OWN}/inputs", source.digest),
            _from(f"{OWN}/knowledge", source.known.digest or "changed in memory"),
        ],
    }


def audit_event(source: Source) -> Json:
    """That an answer was worked out about this patient."""
    return {
        "resourceType": "AuditEvent",
        "id": source.id("AuditEvent"),
        "type": {"system": _AUDIT, "code": "110100", "display": "Application Activity"},
        "action": "E",
        "recorded": source.instant,
        "outcome": "0",
        "agent": [{"who": source.points_to("Device"), "requestor": False}],
        "source": {"observer": source.points_to("Device")},
        "entity": [{"what": source.patient}],
    }


def _from(system: str, value: str) -> Json:
    return {"role": "source", "what": {"identifier": {"system": system, "value": value}}}

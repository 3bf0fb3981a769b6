"""A record without the kidney values that nobody can read: they are unknown, and it is said."""

from __future__ import annotations

from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.observations import is_creatinine, is_egfr
from baclofen.exchange.fhir.systems import codes_of, codings
from baclofen.exchange.hooks.record import Record
from baclofen.exchange.hooks.request import Json
from baclofen.knowledge import LOINC, Knowledge
from baclofen.value import replace

_OBSERVATION = "Observation"


def without_kidney(record: Record, gap: InputRefused, known: Knowledge) -> Record | None:
    """The record without any result of the kidney, because of this refusal of one; None where it
    holds none. An older value that can be read says nothing beside a newer that cannot."""
    codes = {
        code for key, found in known.codes.observations.items()
        if is_creatinine(key) or is_egfr(key) for code in found
    }  # fmt: skip
    kept = [_without(one, codes) for one in record.resources]
    if kept == list(record.resources):
        return None
    resources = tuple(one for one in kept if one is not None)
    return replace(record, resources=resources, unread=plain(str(gap), 300))


def _without(resource: Json, codes: set[str]) -> Json | None:
    if _is_of(resource, codes):
        return None
    entries = resource.get("entry")
    if resource.get("resourceType") != "Bundle" or not isinstance(entries, list):
        return resource
    kept = [
        one for one in entries if not (isinstance(one, dict) and _is_of(one.get("resource"), codes))
    ]
    if len(kept) == len(entries):
        return resource
    return {name: value for name, value in resource.items() if name != "total"} | {"entry": kept}


def _is_of(resource: Any, codes: set[str]) -> bool:
    """Whether it is a result of the kidney, or a panel that holds one."""
    if not isinstance(resource, dict) or resource.get("resourceType") != _OBSERVATION:
        return False
    whole = Element(resource, _OBSERVATION)
    parts = (whole, *whole.children("component"))
    return any(set(codes_of(codings(part.child("code")), LOINC)) & codes for part in parts)

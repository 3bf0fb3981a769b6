"""A record without the kidney values that nobody can read: they are unknown, and it is said."""

from __future__ import annotations

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.kidney_named import kidney_named
from baclofen.exchange.fhir.observations import is_kidney
from baclofen.exchange.fhir.systems import codes_of, codings
from baclofen.exchange.hooks.entries import without
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
        if is_kidney(key) for code in found
    }  # fmt: skip
    kept = without(record.resources, lambda one: _is_of(one, codes))
    if kept == record.resources:
        return None
    return replace(record, resources=kept, unread=plain(str(gap), 300))


def _is_of(resource: Json, codes: set[str]) -> bool:
    """Whether it is a result of the kidney, or a panel that holds one."""
    if resource.get("resourceType") != _OBSERVATION:
        return False
    whole = Element(resource, _OBSERVATION)
    parts = (whole, *whole.children("component"))
    return any(
        set(codes_of(codings(part.child("code")), LOINC)) & codes or kidney_named(part, whole)
        for part in parts
    )

"""Each order together with its medicine, wherever that stands: beside it, or in the record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from baclofen.exchange.fhir.references import plain_reference
from baclofen.exchange.hooks.request import HookRequest, Json

_MEDICATION = "Medication"
#: What a medicine that stands elsewhere is called inside its order.
_HERE = "medication-of-this-order"
#: The keys that name a medicine, in R4 and R5.
MEDICINE_KEYS = ("medicationCodeableConcept", "medicationReference", "medication")
_LAST = re.compile(r"[/:]")


def medications_of(request: HookRequest, resources: Sequence[Json]) -> Mapping[str, Json]:
    """Every Medication by its address and by its id; those of the request come first."""
    found: dict[str, Json] = {}
    ours = zip(request.addresses or ("",) * len(request.orders), request.orders, strict=True)
    for address, one in (*ours, *_flat(resources)):
        if one.get("resourceType") == _MEDICATION:
            for name in (address, one.get("id")):
                if isinstance(name, str) and name:
                    found.setdefault(name, one)
    return found


def with_medicine(order: Json, medications: Mapping[str, Json]) -> Json:
    """The order, its Medication inside it where it is one of these; else as it came."""
    reference = _reference(order)
    target = reference.get("reference")
    if not isinstance(target, str) or target.startswith("#"):
        return order
    bare = plain_reference(target)
    medicine = medications.get(bare) or medications.get(_LAST.split(bare)[-1])
    contained = order.get("contained")
    if medicine is None or not isinstance(contained, list | None):
        return order
    kept = {name: value for name, value in order.items() if name != "medication"}
    inside = [*(contained or ()), {**medicine, "id": _HERE}]
    return {
        **kept,
        "contained": inside,
        "medicationReference": {**reference, "reference": f"#{_HERE}"},
    }


def with_medicine_of(order: Json, other: Json) -> Json:
    """The order with the medicine of another one in place of its own."""
    kept = {name: value for name, value in order.items() if name not in MEDICINE_KEYS}
    named = {name: other[name] for name in MEDICINE_KEYS if name in other}
    contained = other.get("contained")
    return {**kept, **named, **({} if contained is None else {"contained": contained})}


def _reference(order: Json) -> Json:
    """Its reference to a medicine, in R4 or R5; empty without."""
    medicine = order.get("medication")
    inside = medicine.get("reference") if isinstance(medicine, dict) else None
    reference = order.get("medicationReference", inside)
    return reference if isinstance(reference, dict) else {}


def _flat(resources: Iterable[Json]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each resource, and those in the entries of a bundle, with its address."""
    for one in resources:
        yield "", one
        entries = one.get("entry") if one.get("resourceType") == "Bundle" else None
        for entry in entries if isinstance(entries, list) else ():
            inner = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(inner, dict):
                address = entry.get("fullUrl")
                yield address if isinstance(address, str) else "", inner

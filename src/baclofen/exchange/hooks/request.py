"""A hook's request, read strictly: what is asked, about whom, with which orders and data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange.files import checked_bytes, decode, parse_json
from baclofen.exchange.hooks.services import HOOKS
from baclofen.value import Value

#: A resource, or a part of one, as JSON.
Json = dict[str, Any]
#: More orders of medicines at once are no session of one prescriber. Those of laboratories and
#: nurses, which nothing here reads, come by the dozen at an admission and are not counted.
MOST_ORDERS = 50
_MEDICINE = "MedicationRequest"
#: hook → the field of its context that holds orders.
ORDERS = {
    "order-select": "draftOrders", "order-sign": "draftOrders", "medication-refill": "medications",
}  # fmt: skip
#: hook → what else its context must hold beside the patient
NEEDS = {
    "patient-view": ("userId",), "order-select": ("userId", "selections"),
    "order-sign": ("userId",), "medication-refill": (), "encounter-discharge": ("userId",),
}  # fmt: skip
#: The dots that lead out of a folder are no id.
_ID = re.compile(r"(?!\.{1,2}\Z)[A-Za-z0-9\-.]{1,64}")


class HookRequest(Value):
    """One call. `orders` are the resources of its context, `addresses` what the Bundle calls each
    (empty where it does not), `selections` those that are looked at (None: all). `prefetch` is as
    it came. `server` is the FHIR server that it names; the token that came with it is never held
    here. `user` is who acts there, and `encounter` the id of the stay or visit, where the hook says
    them.
    """

    hook: str
    instance: str
    patient_id: str
    orders: tuple[Json, ...] = ()
    selections: tuple[str, ...] | None = None
    prefetch: Mapping[str, Any] = {}
    server: str = ""
    user: str = ""
    addresses: tuple[str, ...] = ()
    encounter: str = ""


def read_request(raw: bytes) -> tuple[HookRequest, Json]:
    """The request, and the document that it was read from. Raises a subclass of `InputRefused`."""
    documents = parse_json(decode(checked_bytes(raw, "request"), "request"), "request")
    document = documents[0] if len(documents) == 1 else None
    if not isinstance(document, dict):
        raise InputRefused("request", "no JSON object", "it must be one")
    hook, instance = (_text(document, name, "") for name in ("hook", "hookInstance"))
    if hook not in HOOKS:
        raise UnknownName("hook", plain(hook, 60), HOOKS)
    context = _object(document, "context", "")
    for name in NEEDS[hook]:
        if name != "selections":
            _text(context, name, "context.")
    patient_id = _text(context, "patientId", "context.").removeprefix("Patient/")
    if not _ID.fullmatch(patient_id):
        raise InputRefused("context.patientId", "no id", "it must be the id of a FHIR Patient")
    addresses, orders = _orders(context, ORDERS[hook]) if hook in ORDERS else ((), ())
    prefetch = document.get("prefetch")
    if prefetch is not None and not isinstance(prefetch, dict):
        raise InputRefused("prefetch", "no object", "it must be one, by key")
    request = HookRequest(
        hook, instance, patient_id, orders,
        _selections(context) if hook == "order-select" else None,
        prefetch or {},
        _text(document, "fhirServer", "") if "fhirServer" in document else "",
        user if isinstance(user := context.get("userId"), str) else "",
        addresses,
        visit.rpartition("/")[2] if isinstance(visit := context.get("encounterId"), str) else "",
    )  # fmt: skip
    held = document.get("fhirAuthorization")
    whose = held.get("patient") if isinstance(held, dict) else None
    if isinstance(whose, str) and whose.removeprefix("Patient/") not in ("", patient_id):
        raise InputRefused(
            "fhirAuthorization.patient", "another patient's",
            "it must be that of context.patientId",
            do="Find out for whom the token is; nothing was judged.",
        )  # fmt: skip
    if "fhirAuthorization" in document and not request.server:
        raise InputRefused(
            "fhirAuthorization", "without fhirServer", "the server that it is for must be named"
        )
    return request, document


def _text(of: Json, name: str, before: str) -> str:
    value = of.get(name)
    if not isinstance(value, str) or not value.strip():
        came = "missing" if value is None else "no text"
        raise InputRefused(f"{before}{name}", came, "it is required, as text")
    return value


def _object(of: Json, name: str, before: str) -> Json:
    value = of.get(name)
    if not isinstance(value, dict):
        came = "missing" if value is None else "no object"
        raise InputRefused(f"{before}{name}", came, "it is required, as an object")
    return value


def _orders(context: Json, name: str) -> tuple[tuple[str, ...], tuple[Json, ...]]:
    """The address and the resource of each entry."""
    bundle = _object(context, name, "context.")
    entries = bundle.get("entry", [])
    if bundle.get("resourceType") != "Bundle" or not isinstance(entries, list):
        raise InputRefused(f"context.{name}", "no Bundle", "it must be a FHIR Bundle of orders")
    found, addresses = [], []
    for place, entry in enumerate(entries):
        resource = entry.get("resource") if isinstance(entry, dict) else None
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise InputRefused(
                f"context.{name}.entry[{place}]", "without a resource",
                "each entry must hold a resource that names its type",
            )  # fmt: skip
        found.append(resource)
        address = entry.get("fullUrl")
        addresses.append(address if isinstance(address, str) else "")
    medicines = sum(one["resourceType"] == _MEDICINE for one in found)
    if medicines > MOST_ORDERS:
        raise InputRefused(
            f"context.{name}", f"{medicines} orders of medicines",
            f"it must be at most {MOST_ORDERS}",
        )  # fmt: skip
    return tuple(addresses), tuple(found)


def _selections(context: Json) -> tuple[str, ...]:
    named = context.get("selections")
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise InputRefused(
            "context.selections", "no list of texts", 'it must be as ["MedicationRequest/1"]'
        )
    return tuple(named)

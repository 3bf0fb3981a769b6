"""The orders of a request: which are baclofen, which stop it, which are other medicines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.exchange.fhir.bundle import read_entries
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order, read_orders
from baclofen.exchange.hooks.request import HookRequest, Json
from baclofen.knowledge import Knowledge
from baclofen.value import Value

_MEDICINE = "MedicationRequest"
#: An order of baclofen in one of these states takes it away.
_STOPS = ("stopped", "cancelled", "on-hold")
_VOID = ("entered-in-error", "completed")


class Drafted(Value):
    """One order of the request. `resource` is as it came; `doubt` says why it cannot be told what
    is ordered, empty where it can."""

    key: str
    resource: Json
    is_baclofen: bool
    stops: bool
    doubt: str = ""

    @property
    def draft(self) -> Json:
        """As an order that is only planned."""
        return {**self.resource, "id": self.key, "status": "draft", "intent": "order"}

    @property
    def running(self) -> Json:
        """As an order that runs."""
        made = {**self.resource, "id": self.key, "status": "active", "intent": "order"}
        made.pop("doNotPerform", None)
        return made


def drafted(request: HookRequest, known: Knowledge, today: date) -> tuple[Drafted, ...]:
    """The orders of medicines, each once, in their order. Raises as reading does."""
    orders = [one for one in request.orders if one["resourceType"] == _MEDICINE]
    orders = [one for one in orders if one.get("status") not in _VOID]
    named = _named(orders)
    read = _read(named, request, known, today)
    return tuple(
        Drafted(
            key, one, key in read and read[key].is_baclofen,
            one.get("status") in _STOPS or one.get("doNotPerform") is True,
            _doubt(read[key], known) if key in read else "",
        )
        for key, one in named
    )  # fmt: skip


def selected(orders: Iterable[Drafted], request: HookRequest) -> tuple[Drafted, ...]:
    """Those that the request asks about."""
    chosen = request.selections
    if chosen is None:
        return tuple(orders)
    ids = {reference.rpartition("/")[2] for reference in chosen}
    return tuple(one for one in orders if one.resource.get("id") in ids)


def current_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """The orders of baclofen that run by the record. Raises as reading does."""
    entries = read_entries([bundle_of(resources)], "record")
    found = read_orders(entries, known, Ledger(known), today=today)
    return tuple(order for order in found.current if order.is_baclofen)


def _named(orders: Sequence[Json]) -> list[tuple[str, Json]]:
    """Each order with a key of its own: its id, but where that is missing or of two orders."""
    ids = [_id(one) for one in orders]
    many = Counter(ids)
    return [
        (own if own and many[own] == 1 else f"draft-{place}", one)
        for place, (own, one) in enumerate(zip(ids, orders, strict=True), start=1)
    ]


def _id(resource: Json) -> str:
    id = resource.get("id")
    return id if isinstance(id, str) else ""


def _read(
    named: Sequence[tuple[str, Json]], request: HookRequest, known: Knowledge, today: date
) -> dict[str, Order]:
    """Each order as our reader has it, by its key; those about another patient are not there."""
    patient = {"resourceType": "Patient", "id": request.patient_id}
    others = [one for one in request.orders if one["resourceType"] != _MEDICINE]
    drafts = [{**one, "id": key, "status": "draft"} for key, one in named]
    entries = read_entries([bundle_of([patient, *others, *drafts])], "orders")
    found = read_orders(entries, known, Ledger(known), today=today)
    return {
        order.resource.text("id"): order
        for order in (*found.found, *found.late)
        if order.kind == _MEDICINE
    }


def _doubt(order: Order, known: Knowledge) -> str:
    """Why an order that speaks of baclofen may be something else."""
    if not order.is_baclofen:
        return ""
    codes = known.codes
    if order.taken_for.problem:
        return order.taken_for.problem
    strange = [
        c for c in order.rxnorm if c not in codes.products and c not in codes.baclofen.rxnorm
    ]
    if strange:
        return known.say(known.note("hook.strange_code", code=strange[0]))
    if codes.baclofen not in order.taken_for.ingredients:
        return known.say(known.note("hook.near_name"))
    return ""


def bundle_of(resources: Iterable[Json]) -> Json:
    """Resources as one Bundle, as the reader takes them."""
    entries = [{"resource": one} for one in resources]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}

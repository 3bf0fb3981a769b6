"""The orders of a request: which are baclofen, which stop it, which are other medicines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.errors import InputRefused
from baclofen.exchange.fhir.asked import read_draft
from baclofen.exchange.fhir.bundle import read_entries
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order, read_orders
from baclofen.exchange.fhir.references import Subject
from baclofen.exchange.fhir.series import begins_on, ends_on
from baclofen.exchange.hooks.request import ORDERS, HookRequest, Json
from baclofen.knowledge import Knowledge
from baclofen.value import Value

_MEDICINE = "MedicationRequest"
#: An order of baclofen in one of these states takes it away.
_STOPS = ("stopped", "cancelled", "on-hold")
_VOID = ("entered-in-error", "completed")


class Drafted(Value):
    """One order of the request. `resource` is as it came; `doubt` says why it cannot be told what
    is ordered, empty where it can. `is_spinal` is one for a pump or a needle, `is_judged` one whose
    dose was read, or is not written yet. `written` is the day on which it is taken to be written;
    `begins` and `ends` are the days that its dosages name, None where they name none.
    """

    key: str
    resource: Json
    is_baclofen: bool
    stops: bool
    written: date
    doubt: str = ""
    is_spinal: bool = False
    is_judged: bool = True
    begins: date | None = None
    ends: date | None = None

    def precedes(self, other: Drafted) -> bool:
        """Whether this one is over before the other begins, as a step of a plan is."""
        return self.ends is not None and other.begins is not None and self.ends < other.begins

    def draft(self, *, replaces: bool) -> Json:
        """As an order that is only planned, and takes the place of what runs or not. Its id is one
        that no order of the record has: what runs under the same id runs still."""
        made = {**self._today, "id": f"draft of {self.key}", "status": "draft"}
        if replaces:
            made.setdefault("priorPrescription", {"display": "what runs"})
        return made

    @property
    def running(self) -> Json:
        """As an order that runs, from today on: what is signed today may say that it begins
        later, and is judged all the same."""
        made = {**self._today, "id": self.key, "status": "active"}
        made.pop("doNotPerform", None)
        if "dosageInstruction" in made:
            made["dosageInstruction"] = _without_bounds(made["dosageInstruction"])
        return made

    @property
    def replaced(self) -> str:
        """The id of the order that it names as the one before it; empty without."""
        before = self.resource.get("priorPrescription")
        reference = before.get("reference") if isinstance(before, dict) else None
        return reference.rpartition("/")[2] if isinstance(reference, str) else ""

    @property
    def _today(self) -> Json:
        return {**self.resource, "intent": "order", "authoredOn": self.written.isoformat()}


def drafted(request: HookRequest, known: Knowledge, today: date) -> tuple[Drafted, ...]:
    """The orders of medicines, each once, in their order. Raises as reading does, and
    `InputRefused` for an order of another patient."""
    _only_of(request)
    orders = [one for one in request.orders if one["resourceType"] == _MEDICINE]
    orders = [one for one in orders if one.get("status") not in _VOID]
    # One that comes again, word for word, is the same order.
    orders = [one for place, one in enumerate(orders) if one not in orders[:place]]
    named = _named(orders)
    read = _read(named, request, known, today)
    return tuple(_drafted(key, one, read.get(key), known, today) for key, one in named)


def _only_of(request: HookRequest) -> None:
    """Raises `InputRefused` where an order is of another patient: whose it is must be found out."""
    subject = Subject(request.patient_id, frozenset())
    for place, one in enumerate(request.orders):
        if one["resourceType"] == _MEDICINE and subject.is_of(Element(one, _MEDICINE)) is False:
            raise InputRefused(
                f"context.{ORDERS[request.hook]}.entry[{place}]", "an order for another patient",
                "each order must be for the patient of context.patientId",
                do="Find out for whom it is meant; nothing was judged.",
            )  # fmt: skip


def _drafted(
    key: str, resource: Json, read: Order | None, known: Knowledge, today: date
) -> Drafted:
    stops = resource.get("status") in _STOPS or resource.get("doNotPerform") is True
    authored = None if read is None else read.resource.day("authoredOn")
    written = today if authored is None else min(authored.first, today)
    if read is None or not read.is_baclofen:
        return Drafted(key, resource, False, stops, written)
    asks = read_draft(read, known)
    return Drafted(
        key, resource, True, stops, written, _doubt(read, known), asks.is_spinal,
        asks.doubt is None or asks.doubt.kind == "silent", begins_on(read), ends_on(read),
    )  # fmt: skip


def _without_bounds(dosages: object) -> object:
    """Dosages without the days between which they are taken; what is no dosage stays as it came."""
    if not isinstance(dosages, list):
        return dosages
    made = []
    for dosage in dosages:
        timing = dosage.get("timing") if isinstance(dosage, dict) else None
        repeat = timing.get("repeat") if isinstance(timing, dict) else None
        if isinstance(timing, dict) and isinstance(repeat, dict):
            kept = {name: value for name, value in repeat.items() if name != "boundsPeriod"}
            made.append({**dosage, "timing": {**timing, "repeat": kept}})
        else:
            made.append(dosage)
    return made


def selected(orders: Iterable[Drafted], request: HookRequest) -> tuple[Drafted, ...]:
    """Those that the request asks about."""
    chosen = request.selections
    if chosen is None:
        return tuple(orders)
    ids = {reference.rpartition("/")[2] for reference in chosen}
    return tuple(one for one in orders if one.resource.get("id") in ids)


def current_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """The orders of baclofen that run by the record. Raises as reading does."""
    return tuple(o for o in _baclofen(resources, known, today) if o.standing.is_current)


def planned_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """Its orders that are only drafted there. Raises as reading does."""
    return tuple(o for o in _baclofen(resources, known, today) if o.standing.name == "planned")


def _baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> Iterable[Order]:
    entries = read_entries([bundle_of(resources)], "record")
    found = read_orders(entries, known, Ledger(known), today=today)
    return (o for o in (*found.found, *found.late) if o.is_baclofen)


def _named(orders: Sequence[Json]) -> list[tuple[str, Json]]:
    """Each order with a key of its own: its id, but where that is missing or of two orders."""
    ids = [_id(one) for one in orders]
    many, named = Counter(ids), []
    for place, (own, one) in enumerate(zip(ids, orders, strict=True), start=1):
        key = own if own and many[own] == 1 else f"draft-{place}"
        while key != own and key in many:
            key += "-of-the-request"
        named.append((key, one))
    return named


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

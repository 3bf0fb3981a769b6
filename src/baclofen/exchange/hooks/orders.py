"""The orders of a request: which are baclofen, which stop it, which are other medicines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from baclofen.errors import InputRefused
from baclofen.exchange.fhir.asked import read_draft
from baclofen.exchange.fhir.bundle import read_entries
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order, dosages_of, read_orders
from baclofen.exchange.fhir.nothing import gives_nothing, is_nothing
from baclofen.exchange.fhir.product import Product, product_of
from baclofen.exchange.fhir.references import Subject, plain_reference, typed
from baclofen.exchange.fhir.series import begins_on, ends_on
from baclofen.exchange.fhir.signs import read_route
from baclofen.exchange.fhir.steps import go_in_steps, of_step, read_steps, without_nothing
from baclofen.exchange.fhir.systems import codings
from baclofen.exchange.fhir.worded_steps import ends_in_words
from baclofen.exchange.hooks.boundless import without_bounds
from baclofen.exchange.hooks.medication import medications_of, with_medicine, with_medicine_of
from baclofen.exchange.hooks.request import ORDERS, HookRequest, Json
from baclofen.knowledge import Knowledge
from baclofen.value import Value, replace

_MEDICINE = "MedicationRequest"
#: What parts an id from the rest of a reference.
_LAST = re.compile(r"[/:]")
#: An order of baclofen in one of these states takes it away; two are those of other versions.
_STOPS = frozenset({"stopped", "cancelled", "on-hold", "ended", "revoked"})
_VOID = frozenset({"entered-in-error", "completed"})
#: An order that is running already goes on only in one of these; none is one that is not told.
_GOES_ON = frozenset({"active", "draft", ""})
#: What is only thought of carries nothing on.
_THOUGHTS = frozenset({"proposal", "plan", "option"})


class Drafted(Value):
    """One order of the request. `resource` is as it came; `doubt` says why it cannot be told what
    is ordered, empty where it can. `is_spinal` is one for a pump or a needle, `is_judged` one whose
    dose was read, or is not written yet. `written` is the day on which it is taken to be written;
    `begins` and `ends` are the days that its dosages name, None where they name none. `swaps` is
    the order that runs and whose place it takes by another way, empty where it does not: what went
    into the spine ends, or what was swallowed. `address` is what the request's Bundle calls it.
    `steps` are those of an order that goes in steps, as an order each; `of` is the key of the order
    that this one is a step of, empty where it is none. `product` is what it names to be swallowed.
    `then_none`: it says itself that none is taken when it is over.
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
    swaps: str = ""
    address: str = ""
    product: Product = Product()
    then_none: bool = False
    steps: tuple[Drafted, ...] = ()
    of: str = ""

    def precedes(self, other: Drafted) -> bool:
        """Whether this one is over before the other begins, as a step of a plan is."""
        return self.ends is not None and other.begins is not None and self.ends < other.begins

    @property
    def draft(self) -> Json:
        """As an order that is only planned. Its id is one that no order of the record has: what
        runs under the same id runs still."""
        return {**self._today, "id": f"draft of {self.key}", "status": "draft"}

    @property
    def running(self) -> Json:
        """As an order that runs, from today on: what is signed today may say that it begins
        later, and is judged all the same."""
        made = {**self._today, "id": self.key, "status": "active"}
        made.pop("doNotPerform", None)
        if "dosageInstruction" in made:
            made["dosageInstruction"] = without_bounds(made["dosageInstruction"])
        return made

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was called back, or says what is not to be given: perhaps never taken."""
        return _status(self.resource) == "cancelled" or self.resource.get("doNotPerform") is True

    @property
    def gone(self) -> Json:
        """As an order that is over: what the record holds under its id is taken no longer."""
        return {**self.resource, "id": self.key, "status": "stopped"}

    @property
    def is_thought_of(self) -> bool:
        """Whether it is a proposal or a plan, that nobody gives a medicine by."""
        return self.resource.get("intent") in _THOUGHTS

    @property
    def replaced(self) -> str:
        """The id of the order that it names as the one before it, whichever version; empty where
        it names none."""
        before = self.resource.get("priorPrescription")
        reference = before.get("reference") if isinstance(before, dict) else None
        if not isinstance(reference, str) or reference.startswith("#"):
            return ""
        kind, _, id = typed(reference).partition("/")
        if kind:
            return id if kind == _MEDICINE else ""
        return _LAST.split(plain_reference(reference))[-1]

    @property
    def _today(self) -> Json:
        return {**self.resource, "intent": "order", "authoredOn": self.written.isoformat()}


class Held(Value, eq=False):
    """What the record holds of baclofen: its orders by their ids, and which of them run."""

    resources: tuple[Json, ...]
    orders: Mapping[str, Order]
    running: frozenset[str]


def held_by(resources: Sequence[Json], known: Knowledge, today: date) -> Held:
    """The orders of baclofen that the record knows. Raises as reading does."""
    ours = [o for o in baclofen_of(resources, known, today) if o.kind == _MEDICINE]
    orders = {id: o for o in ours if (id := o.resource.text("id"))}
    running = frozenset(id for o in ours if o.standing.is_current and (id := o.resource.text("id")))
    return Held(tuple(resources), orders, running)


def drafted(request: HookRequest, held: Held, known: Knowledge, today: date) -> tuple[Drafted, ...]:
    """The orders of medicines, each once and with its medicine, in their order. Raises as reading
    does, and `InputRefused` for an order of another patient."""
    _only_of(request)
    running = frozenset() if request.hook == "medication-refill" else held.running
    medications = medications_of(request, held.resources)
    came = zip(request.addresses or ("",) * len(request.orders), request.orders, strict=True)
    pairs = [
        (address, with_medicine(one, medications)) for address, one in came
        if one["resourceType"] == _MEDICINE
        and (_status(one) not in _VOID or one.get("id") in running)
    ]  # fmt: skip
    # One that comes again, word for word, is the same order.
    orders = [one for _, one in pairs]
    pairs = [pair for place, pair in enumerate(pairs) if pair[1] not in orders[:place]]
    named = _named([one for _, one in pairs])
    read = _read(named, request, known, today)
    named = [(key, _by_record(one, read.get(key), held, medications)) for key, one in named]
    read = _read(named, request, known, today)
    found = [_drafted(key, one, read.get(key), held, running, known, today) for key, one in named]
    found = [
        replace(one, steps=_steps(one, read[one.key], request, held, running, known, today))
        if one.is_baclofen and not one.stops else one
        for one in found
    ]  # fmt: skip
    return tuple(
        replace(one, address=address) for one, (address, _) in zip(found, pairs, strict=True)
    )


def _steps(
    whole: Drafted, read: Order, request: HookRequest, held: Held, running: frozenset[str],
    known: Knowledge, today: date,
) -> tuple[Drafted, ...]:  # fmt: skip
    """The steps of an order, as an order each; none where it goes in none, or where they cannot be
    told: then its dose is not judged."""
    dosages = dosages_of(read.kind, read.resource)
    if not go_in_steps(dosages):
        return ()
    steps = without_nothing(
        read_steps(dosages, whole.begins or today), [is_nothing(one) for one in dosages]
    )
    # Steps that are told in words are those of the order as it was read.
    told = {"dosageInstruction": read.resource.raw["dosageInstruction"]}
    element = Element({**whole.resource, **told}, _MEDICINE)
    named = [
        (f"{whole.key} step {place}", dict(of_step(element, "dosageInstruction", step).raw))
        for place, step in enumerate(steps.steps, start=1)
    ]
    alone = _read(named, request, known, today)
    return tuple(
        replace(_drafted(key, one, alone.get(key), held, running, known, today), of=whole.key)
        for key, one in named
    )


def _by_record(
    resource: Json, read: Order | None, held: Held, medications: Mapping[str, Json]
) -> Json:
    """An order that takes away, or does not tell, a medicine: what the record knows under its id
    is that medicine, however it is called here."""
    before = held.orders.get(_id(resource))
    if before is None or (read is not None and read.is_baclofen):
        return resource
    goes_on = _status(resource) in _GOES_ON and resource.get("doNotPerform") is not True
    if goes_on and read is not None and not _is_nameless(read):
        return resource
    return with_medicine_of(resource, with_medicine(dict(before.resource.raw), medications))


def _is_nameless(order: Order) -> bool:
    """Whether nothing here tells which medicine it is: no words, and no code of a known system."""
    told = order.is_named or order.taken_for.ingredients or order.taken_for.problem
    return not (told or order.rxnorm or order.atc)


def _status(resource: Json) -> str:
    status = resource.get("status")
    return status.strip().lower() if isinstance(status, str) else ""


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
    key: str, resource: Json, read: Order | None, held: Held, running: frozenset[str],
    known: Knowledge, today: date,
) -> Drafted:  # fmt: skip
    status = _status(resource)
    stops = (
        status in _STOPS or resource.get("doNotPerform") is True
        or (_id(resource) in running and status not in _GOES_ON)
    )  # fmt: skip
    authored = None if read is None else read.resource.day("authoredOn")
    written = today if authored is None else min(authored.first, today)
    doubt = "" if read is None else _doubt(read, known)
    if read is not None and not read.is_baclofen and _id(resource) in held.running:
        doubt = known.say(known.note("hook.known_as"))
    if read is None or not (read.is_baclofen or doubt):
        return Drafted(key, resource, False, stops, written)
    asks = read_draft(read, known)
    made = Drafted(
        key, resource, True, stops, written, doubt, asks.is_spinal,
        asks.doubt is None or asks.doubt.kind == "silent", begins_on(read), ends_on(read, today),
        product=product_of(read, known), then_none=_then_none(resource),
    )  # fmt: skip
    before = next((id for id in (made.replaced, _id(resource)) if id in held.running), "")
    if not before:
        return made
    swaps = before if _is_other_way(read, held.orders[before], known) else ""
    return replace(made, stops=stops or gives_nothing(read), swaps=swaps)


def _then_none(resource: Json) -> bool:
    """Whether an order says that none is taken when it is over: in words, or as a last step."""
    dosages = dosages_of("MedicationRequest", Element(resource, _MEDICINE))
    steps = go_in_steps(dosages) and any(map(is_nothing, dosages))
    return steps or any(map(ends_in_words, dosages))


def _is_other_way(one: Order, other: Order, known: Knowledge) -> bool:
    """Whether one of two orders goes into the spine and the other is swallowed."""
    ways = {read_route(order, known)[0] for order in (one, other)}
    return ways == {"oral", "intrathecal"}


def selected(orders: Iterable[Drafted], request: HookRequest) -> tuple[Drafted, ...]:
    """Those that the request asks about: by id, whichever version, or as its Bundle calls them; all
    where it asks about an order that is not among them."""
    chosen = request.selections
    if chosen is None:
        return tuple(orders)
    plain = {plain_reference(reference) for reference in chosen}
    ids = {_LAST.split(reference)[-1] for reference in plain}
    orders = tuple(orders)
    found = tuple(
        one for one in orders
        if one.resource.get("id") in ids or (one.address and one.address in plain)
    )  # fmt: skip
    # It asks about an order of a medicine that is none of these: nobody knows which is meant.
    is_lost = not found and any(typed(one).startswith(f"{_MEDICINE}/") for one in chosen)
    return orders if is_lost else found


def current_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """The orders of baclofen that run by the record. Raises as reading does."""
    return tuple(o for o in baclofen_of(resources, known, today) if o.standing.is_current)


def ended_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """Its orders that are over by the record: carried out, or stopped. Raises as reading does."""
    found = (o for o in baclofen_of(resources, known, today) if o.kind == _MEDICINE)
    return tuple(
        o for o in found
        if o.standing.name == "past" and o.standing.status in ("completed", "stopped")
    )  # fmt: skip


def replaced_by(
    starts: Iterable[Drafted], stops: Iterable[Drafted], running: Iterable[Order]
) -> tuple[Order, ...]:
    """What runs and ends with these orders: signed under the same id, named as the order before, or
    stopped in the same breath. What else is named as the order before takes nothing away."""
    gone = {o.key for o in stops} | {id for o in starts for id in (o.of or o.key, o.replaced)}
    return tuple(order for order in running if order.resource.text("id") in gone)


def planned_baclofen(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """Its orders that are only drafted there. Raises as reading does."""
    return tuple(o for o in baclofen_of(resources, known, today) if o.standing.name == "planned")


def baclofen_of(resources: Sequence[Json], known: Knowledge, today: date) -> tuple[Order, ...]:
    """All entries on it that the record holds, of whichever kind. Raises as reading does."""
    entries = read_entries([bundle_of(resources)], "record")
    found = read_orders(entries, known, Ledger(known), today=today)
    return tuple(o for o in (*found.found, *found.late) if o.is_baclofen)


def void(order: Order) -> Json:
    """An order of the record as one that is not there."""
    return {**order.resource.raw, "status": "entered-in-error"}


def is_for(order: Order, where: frozenset[str]) -> bool:
    """Whether an order says that it counts there."""
    concepts = order.resource.children("category")
    return any(coding.code in where for concept in concepts for coding in codings(concept))


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
    """Why an order that is, or may be, of baclofen may be something else."""
    if _is_nameless(order):
        return known.say(known.note("hook.nameless"))
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

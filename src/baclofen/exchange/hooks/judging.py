"""One request's record, read with what is ordered, and judged: what every case is made by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from baclofen.answering import Answer, AssessInputs, Decision, answer, judge
from baclofen.assessment import Kind, oral_dose
from baclofen.exchange.fhir.product import Product
from baclofen.exchange.fhir.supply import Supply, supply_of
from baclofen.exchange.hooks.entries import is_named, without
from baclofen.exchange.hooks.lapse import Lapse, lapse_of
from baclofen.exchange.hooks.orders import (
    Drafted,
    Held,
    baclofen_of,
    bundle_of,
    current_baclofen,
    drafted,
    held_by,
    planned_baclofen,
)
from baclofen.exchange.hooks.record import Record
from baclofen.exchange.hooks.request import HookRequest, Json
from baclofen.exchange.reading import Reading, read_bundle
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import TaperPolicy
from baclofen.planning import runs_above
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.units import Dose
from baclofen.value import Value, replace

#: What a case is about: an order of baclofen, one that stops it, or a part of it, another medicine
#: beside it, a discharge that ends it, comes after its end, does not say, goes on otherwise, or is
#: of someone who may take it, what may have stopped in silence, or the patient.
About = Literal[
    "order", "stop", "part", "beside", "ends", "ended", "unsaid", "lapsed", "home", "unknown",
    "patient",
]  # fmt: skip


#: Rules that are told of whoever takes it when the record is opened, though none advises against
#: what runs: a supply that ends, a kidney result that nobody can use, and words that sound as if
#: nothing might be swallowed.
TOLD_ON_OPENING = ("SUPPLY-ENDS", "ASK-KIDNEY-UNREAD", "ASK-KIDNEY-SLIP", "UNREAD-NBM")


class Case(Value, eq=False):
    """One thing to say something about, with its answer. `new` are the rules that another medicine
    brings, `decision` what the plan of this case is, which is not offered unless it `offers`.
    `has_gap`: what runs is replaced for some days only, or only later; `takes_away`: it is
    replaced by what goes another way; `is_perhaps`: whether baclofen is taken is not known. `ran`
    is the day's dose that ended with a stay, None where it is not told. `steps` are the days' doses
    by mouth of an order that goes in steps, None where one is not judged, and `step` which of them,
    counted from 1, this case is of. `runs_as` is the product of what ends, `lapse` how what is
    counted as taken may have stopped. `most_ends`: with the orders that are stopped more ends at
    once than runs on, and more than anybody begins with. `is_least`: what ends is a dose below
    which no step of a way down is made. `supply` is what is told of that of someone who asks for a
    refill by mouth."""

    about: About
    made: Answer
    decision: Decision | None
    order: Drafted | None = None
    new: tuple[str, ...] = ()
    offers: bool = True
    has_gap: bool = False
    takes_away: bool = False
    is_perhaps: bool = False
    ran: Dose | None = None
    steps: tuple[Dose | None, ...] = ()
    step: int = 0
    runs_as: Product = Product()
    lapse: Lapse | None = None
    most_ends: bool = False
    is_least: bool = False
    supply: Note | None = None

    @property
    def key(self) -> str:
        return self.about if self.order is None else self.order.key


class Judge(Value, eq=False, dict=True):
    """One request: its record, as of one day under one label."""

    request: HookRequest
    record: Record
    known: Knowledge
    today: date
    jurisdiction: str

    @cached_property
    def orders(self) -> tuple[Drafted, ...]:
        return drafted(self.request, self.held, self.known, self.today)

    @property
    def lacks_medicines(self) -> bool:
        return self.record.lacks_medicines

    @cached_property
    def held(self) -> Held:
        return held_by(self.record.resources, self.known, self.today)

    def lapsed(self, reading: Reading) -> Case | None:
        """Baclofen whose orders ended in these days, or are on hold."""
        running = current_baclofen(self.record.resources, self.known, self.today)
        lapse = lapse_of(running, self.known, self.today)
        if lapse is None:
            return None
        return replace(self.judged("lapsed", reading), lapse=lapse)

    def ending(
        self, about: About, reading: Reading, product: Product, *, order: Drafted | None = None
    ) -> Case:
        """What ends, with the way down in the product that is taken. That product is nobody's
        order: the judgement is the one without it."""
        case = self.judged(about, reading, order=order, kind="taper", taper=TaperOrder())
        if product.as_order is not None:
            poured = self.judged(
                about, reading, kind="taper", taper=TaperOrder(), product=product.as_order
            )
            case = replace(case, decision=poured.decision)
        return replace(case, runs_as=product)

    def changed(self, reading: Reading) -> Kind | None:
        """Going on with a dose by mouth, or another, or a first one beside a pump; None where none
        is asked for, or none runs."""
        days = self.known.number("patient.recent_baclofen")
        # What ended before that is of the past: who orders it now begins anew.
        uses = [one for one in reading.patient.baclofen or () if one.counts(self.today, days)]
        asks = reading.ordered.order
        if not uses or not isinstance(asks, OralOrder):
            return None
        if all(use.route == "intrathecal" and use.status != "stopped" for use in uses):
            return "start"
        return "continue" if asks.daily == _runs(reading) else "change"

    def of_patient(self) -> tuple[Case, ...]:
        """The patient on baclofen, where something advises against what runs, or where something of
        the record was not supplied or cannot be read."""
        reading = self.read(())
        if not reading.patient.baclofen:
            return ()
        if (lapsed := self.lapsed(reading)) is not None:
            return (lapsed,)
        case = self.judged("patient", reading)
        fit = case.made.fit
        is_told = case.made.verdict >= Verdict.AVOID or any(fit.fired(id) for id in TOLD_ON_OPENING)
        is_told = is_told or runs_above(fit, self.known)
        lacks = self.record.unread or self.record.lacking or self.lacks_medicines
        return (case,) if is_told or lacks else ()

    def read(self, more: Iterable[Json], *, replaced: frozenset[str] = frozenset()) -> Reading:
        """The record with these entries; an entry of the same id gives way to them, and so does
        another medicine that the request stops. At a refill of what runs, what was handed over of
        it is a matter of the supply alone. Drafts of baclofen that the record holds, as those of a
        plan that was stored, are those of the request, or of nobody: only what is asked now is
        judged as asked. What is `replaced` ends with the drafts."""
        gone = (one.gone for one in self.orders if one.stops and not one.is_baclofen)
        more = (*more, *gone)
        again = {(one["resourceType"], one.get("id")) for one in more} | self.drafts | self.fetched
        kept = without(self.record.resources, lambda one: is_named(one, again))
        bundle = bundle_of((*kept, *more))
        return read_bundle(
            bundle, known=self.known, today=self.today, no_medicines=self.record.no_medicines,
            replaced=replaced,
        )  # fmt: skip

    def judged(
        self, about: About, reading: Reading, *, order: Drafted | None = None,
        kind: Kind | None = None, taper: TaperOrder | None = None,
        product: OralOrder | None = None,
    ) -> Case:  # fmt: skip
        request = reading.asks(today=self.today, kind=kind, jurisdiction=self.jurisdiction)
        if taper is not None:
            request = replace(request, taper=taper, order=product, doubts=())
        inputs = AssessInputs(
            patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes
        )
        made = answer(inputs, self.known)
        _, decision = judge(made.fit, self.known, seed=inputs.seed)
        return Case(about, made, decision, order)

    def least_last(self, case: Case) -> date:
        """The day up to which orders must last in place of what runs: as long as a step of a way
        down where the dose falls, else as the slow one."""
        steps = self.known.of(TaperPolicy)
        asks, runs = case.made.fit.request.day_by_mouth, oral_dose(case.made.fit.uses)
        falls = asks is not None and runs is not None and asks < runs
        return last_of(self.today, steps.fast_steps_days[0] if falls else steps.slow_step_days)

    @cached_property
    def fetched(self) -> set[tuple[str, Any]]:
        """What was handed over of the baclofen that a refill continues; none where no order of it
        runs: then it is a sign that it is taken."""
        if self.request.hook != "medication-refill" or not self.held.running:
            return set()
        found = baclofen_of(self.record.resources, self.known, self.today)
        ids = {(o.kind, o.resource.text("id")) for o in found if o.kind == "MedicationDispense"}
        return {(kind, id) for kind, id in ids if id}

    def supply(self, product: Product) -> Supply | None:
        """What is told of the supply of this product, be it in the record or as handed over."""
        found = baclofen_of(self.record.resources, self.known, self.today)
        return supply_of(found, product, self.known, self.today)

    @cached_property
    def drafts(self) -> set[tuple[str, Any]]:
        """The drafts of baclofen that the record holds itself."""
        planned = planned_baclofen(self.record.resources, self.known, self.today)
        ids = {order.resource.text("id") for order in planned} - {""}
        return {("MedicationRequest", id) for id in ids}


def last_of(today: date, days: int) -> date:
    """The last of so many days from today on."""
    return today + timedelta(days=days - 1)


def _runs(reading: Reading) -> Dose | None:
    """The one daily dose by mouth that runs; None where there is none, or two."""
    doses = {use.daily for use in reading.patient.baclofen or () if use.route == "oral"}
    return doses.pop() if len(doses) == 1 else None

"""What a request comes to: one case for each order that matters, or for the patient, judged."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from baclofen.answering import Answer, AssessInputs, Decision, answer, judge
from baclofen.assessment import Kind
from baclofen.exchange.hooks.orders import (
    Drafted,
    bundle_of,
    current_baclofen,
    drafted,
    selected,
)
from baclofen.exchange.hooks.record import Record
from baclofen.exchange.hooks.request import HookRequest, Json
from baclofen.exchange.reading import Reading, read_bundle
from baclofen.knowledge import Knowledge, Verdict
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.units import Dose
from baclofen.value import Value, replace

#: What a case is about: an order of baclofen, one that stops it, another medicine beside it, a
#: discharge that ends it or does not say, or the patient.
About = Literal["order", "stop", "beside", "ends", "unsaid", "patient"]
#: The codes of a MedicationRequest.category that say where it counts.
_IN_HOSPITAL, _AT_HOME = "inpatient", frozenset({"outpatient", "community", "discharge"})


class Case(Value, eq=False):
    """One thing to say something about, with its answer. `new` are the rules that another medicine
    brings, `decision` what the plan of this case is."""

    about: About
    made: Answer
    decision: Decision | None
    order: Drafted | None = None
    new: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return self.about if self.order is None else self.order.key


class Asker(Value):
    """Judges one request: its record, as of one day under one label."""

    request: HookRequest
    record: Record
    known: Knowledge
    today: date
    jurisdiction: str

    def cases(self) -> tuple[Case, ...]:
        """Every case, in the order of the orders. Raises as reading does."""
        match self.request.hook:
            case "patient-view":
                return self._of_patient()
            case "encounter-discharge":
                return self._of_discharge()
        return self._of_orders()

    def _of_orders(self) -> tuple[Case, ...]:
        orders = drafted(self.request, self.known, self.today)
        starts = [o for o in orders if o.is_baclofen and not o.stops]
        stops = [o for o in orders if o.is_baclofen and o.stops]
        beside = [o for o in orders if not o.is_baclofen and not o.stops]
        asked = {o.key for o in selected(orders, self.request)}
        found = [self._ordered(o, beside) for o in starts if o.key in asked]
        if not starts:
            found += [self._stopped(o) for o in stops if o.key in asked]
            found += self._beside([o for o in beside if o.key in asked])
        return tuple(found)

    def _ordered(self, order: Drafted, beside: Iterable[Drafted]) -> Case:
        """An order of baclofen, with what is ordered beside it counted as taken."""
        together = [one.running for one in beside]
        # What cannot be identified is judged as if it were baclofen, and no dose is taken from it.
        reading = self._read([*together, *([] if order.doubt else [order.draft])])
        kind: Kind | None = "start" if order.doubt and not reading.patient.baclofen else None
        if reading.patient.baclofen and isinstance(asks := reading.ordered.order, OralOrder):
            kind = "continue" if asks.daily == _runs(reading) else "change"
        if self.request.hook == "medication-refill" and kind != "change":
            kind = "continue"
        return self._judged("order", reading, order=order, kind=kind)

    def _stopped(self, order: Drafted) -> Case:
        """An order that takes baclofen away: judged as one who takes it, with the way down."""
        reading = self._read([order.running])
        return self._judged("stop", reading, order=order, kind="taper", taper=TaperOrder())

    def _beside(self, orders: Iterable[Drafted]) -> Iterable[Case]:
        """Other medicines for someone on baclofen, where one brings a rule that advises against."""
        orders = tuple(orders)
        if not orders:
            return
        before = self._read(())
        if not before.patient.baclofen:
            return
        was = _against(self._judged("patient", before).made)
        for order in orders:
            case = self._judged("beside", self._read([order.running]), order=order)
            if new := tuple(id for id in _against(case.made) if id not in was):
                yield Case("beside", case.made, case.decision, order, new)

    def _of_patient(self) -> tuple[Case, ...]:
        """The patient on baclofen, where something advises against what runs."""
        reading = self._read(())
        if not reading.patient.baclofen:
            return ()
        case = self._judged("patient", reading)
        return (case,) if case.made.verdict >= Verdict.AVOID else ()

    def _of_discharge(self) -> tuple[Case, ...]:
        """Baclofen that ends with the stay, or of which nothing says that it goes on."""
        reading = self._read(())
        if not reading.patient.baclofen:
            return ()
        running = current_baclofen(self.record.resources, self.known, self.today)
        where = {code for order in running for code in _categories(order.resource.raw)}
        if where & _AT_HOME:
            return self._of_patient()
        if _IN_HOSPITAL in where:
            return (self._judged("ends", reading, kind="taper", taper=TaperOrder()),)
        case = self._judged("unsaid", reading)
        return (case,)

    def _read(self, more: Iterable[Json]) -> Reading:
        """The record with these entries; an entry of the same id gives way to them."""
        more = tuple(more)
        replaced = {(one["resourceType"], one.get("id")) for one in more}
        kept = [_without(one, replaced) for one in self.record.resources]
        bundle = bundle_of(one for one in (*kept, *more) if one is not None)
        return read_bundle(bundle, known=self.known, today=self.today)

    def _judged(
        self, about: About, reading: Reading, *, order: Drafted | None = None,
        kind: Kind | None = None, taper: TaperOrder | None = None,
    ) -> Case:  # fmt: skip
        request = reading.asks(today=self.today, kind=kind, jurisdiction=self.jurisdiction)
        if taper is not None:
            request = replace(request, taper=taper, order=None)
        inputs = AssessInputs(
            patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes
        )
        made = answer(inputs, self.known)
        _, decision = judge(made.fit, self.known, seed=inputs.seed)
        return Case(about, made, decision, order)


def _runs(reading: Reading) -> Dose | None:
    """The one daily dose by mouth that runs; None where there is none, or two."""
    doses = {use.daily for use in reading.patient.baclofen or () if use.route == "oral"}
    return doses.pop() if len(doses) == 1 else None


def _against(made: Answer) -> tuple[str, ...]:
    return tuple(f.rule.id for f in made.fit.findings if f.verdict >= Verdict.AVOID)


def _categories(order: Any) -> Iterable[str]:
    for category in order.get("category") or ():
        for coding in category.get("coding") or () if isinstance(category, dict) else ():
            if isinstance(coding, dict) and isinstance(coding.get("code"), str):
                yield coding["code"]


def _without(resource: Json, gone: set[tuple[str, Any]]) -> Json | None:
    """The resource, or the bundle without those entries; None where it is one of them."""
    if (resource.get("resourceType"), resource.get("id")) in gone:
        return None
    entries = resource.get("entry")
    if resource.get("resourceType") != "Bundle" or not gone or not isinstance(entries, list):
        return resource
    kept = [entry for entry in entries if not _is_one_of(entry, gone)]
    return {**resource, "entry": kept, **_total(resource, len(entries) - len(kept))}


def _is_one_of(entry: Any, gone: set[tuple[str, Any]]) -> bool:
    inner = entry.get("resource") if isinstance(entry, dict) else None
    return isinstance(inner, dict) and (inner.get("resourceType"), inner.get("id")) in gone


def _total(bundle: Json, fewer: int) -> Json:
    total = bundle.get("total")
    return {"total": total - fewer} if isinstance(total, int) else {}

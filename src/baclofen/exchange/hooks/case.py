"""What a request comes to: one case for each order that matters, or for the patient, judged."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from baclofen.answering import Answer, AssessInputs, Decision, answer, judge
from baclofen.assessment import Kind, oral_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.series import ends_on
from baclofen.exchange.fhir.signs import is_long_ago
from baclofen.exchange.hooks.entries import is_named, without
from baclofen.exchange.hooks.orders import (
    Drafted,
    Held,
    bundle_of,
    current_baclofen,
    drafted,
    held_by,
    is_for,
    planned_baclofen,
    selected,
    void,
)
from baclofen.exchange.hooks.policy import indicator_of
from baclofen.exchange.hooks.record import Record
from baclofen.exchange.hooks.request import HookRequest, Json
from baclofen.exchange.reading import Reading, read_bundle
from baclofen.knowledge import Knowledge, Verdict
from baclofen.knowledge.numbers import TaperPolicy
from baclofen.regimen import OralOrder, TaperOrder
from baclofen.units import Dose
from baclofen.value import Value, replace

#: What a case is about: an order of baclofen, one that stops it, another medicine beside it, a
#: discharge that ends it, does not say, goes on otherwise, or is of someone who may take it, or the
#: patient.
About = Literal["order", "stop", "beside", "ends", "unsaid", "home", "unknown", "patient"]
#: The codes of a MedicationRequest.category that say where it counts.
_IN_HOSPITAL = frozenset({"inpatient"})
_AT_HOME = frozenset({"outpatient", "community", "discharge"})

#: Baclofen that may be taken, where the record tells of no medicine.
_PERHAPS: Json = {
    "resourceType": "MedicationRequest", "id": "baclofen-perhaps", "status": "active",
    "intent": "order", "medicationCodeableConcept": {"text": "Baclofen"},
}  # fmt: skip
_NEXT_DAY = timedelta(days=1)


class Case(Value, eq=False):
    """One thing to say something about, with its answer. `new` are the rules that another medicine
    brings, `decision` what the plan of this case is, which is not offered unless it `offers`.
    `has_gap`: what runs is replaced for some days only, or only later; `takes_away`: it is
    replaced by what goes another way; `is_perhaps`: whether baclofen is taken is not known."""

    about: About
    made: Answer
    decision: Decision | None
    order: Drafted | None = None
    new: tuple[str, ...] = ()
    offers: bool = True
    has_gap: bool = False
    takes_away: bool = False
    is_perhaps: bool = False

    @property
    def key(self) -> str:
        return self.about if self.order is None else self.order.key


class Asker(Value, eq=False, dict=True):
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
        """All that is ordered is judged together; what is selected gets the cards."""
        orders = self._orders
        starts = [o for o in orders if o.is_baclofen and not o.stops]
        stops = [o for o in orders if o.is_baclofen and o.stops]
        beside = [o for o in orders if not o.is_baclofen and not o.stops]
        asked = {o.key for o in selected(orders, self.request)}
        replaces = self._all_replaced(starts, stops)
        begun = [o for o in starts if o.key in asked]
        found = [self._ordered(o, starts, beside, replaces=replaces) for o in begun]
        ended = [
            self._stopped(o) for o in stops
            if o.key in asked and self._takes_away(o) and not self._is_carried_on(o, starts)
        ]  # fmt: skip
        found = [self._swapped(case) for case in found]
        if replaces and self._running and not ended:
            until = self._covered(starts)
            found = [self._with_gap(case, until, starts) for case in found]
        found += ended
        if not any(not o.doubt for o in begun):
            found += self._beside(beside, starts, asked)
        return tuple(_offered_once(found))

    def _all_replaced(self, starts: Iterable[Drafted], stops: Iterable[Drafted]) -> bool:
        """Whether the orders of baclofen take the place of all that runs: signed under the same id,
        named as the order before, stopped in the same breath, or a refill."""
        gone = {o.key for o in stops} | {name for o in starts for name in (o.key, o.replaced)}
        is_refill = self.request.hook == "medication-refill"
        return is_refill or all(order.resource.text("id") in gone for order in self._running)

    def _is_carried_on(self, stop: Drafted, starts: Iterable[Drafted]) -> bool:
        """Whether orders carry on what another one takes away, and not for a few days only."""
        alike = [start for start in starts if _goes_on(stop, start, self.today)]
        until = self._covered(alike)
        least = _last(self.today, self.known.of(TaperPolicy).fast_steps_days[0])
        return bool(alike) and (until is None or until >= least)

    def _covered(self, starts: Iterable[Drafted]) -> date | None:
        """The last day up to which orders follow each other from today without a gap; the day
        before where none covers today or begins tomorrow, None where one has no end."""
        until = self.today - _NEXT_DAY
        for one in sorted(starts, key=lambda one: one.begins or self.today):
            begins = one.begins or self.today
            if begins > max(until, self.today) + _NEXT_DAY or one.is_thought_of:
                continue
            if one.ends is None:
                return None
            until = max(until, one.ends)
        return until

    def _with_gap(self, case: Case, until: date | None, starts: Iterable[Drafted]) -> Case:
        """A case of orders that take the place of what runs and do not carry it on: they end before
        one step of a way down would, or the next begins only after a gap."""
        if until is None or case.order is None or case.order.doubt:
            return case
        steps = self.known.of(TaperPolicy)
        asks, runs = case.made.fit.request.day_by_mouth, oral_dose(case.made.fit.uses)
        falls = asks is not None and runs is not None and asks < runs
        days = steps.fast_steps_days[0] if falls else steps.slow_step_days
        later = any(one.begins is not None and one.begins > until + _NEXT_DAY for one in starts)
        if not later and until >= _last(self.today, days):
            return case
        return replace(case, has_gap=True, offers=False)

    def _swapped(self, case: Case) -> Case:
        """A case of an order that takes the place of one that goes another way, and of no other."""
        if case.order is None or not case.order.swaps or case.order.doubt:
            return case
        others = [s for s in self._orders if s.is_baclofen and s.stops]
        if any(s.resource.get("id") == case.order.swaps for s in others):
            return case
        return replace(case, takes_away=True, offers=False)

    def _takes_away(self, stop: Drafted) -> bool:
        """Whether a stop takes baclofen from someone. A draft that is called back while another
        order runs on takes nothing, nor what is not to be given to someone who takes none."""
        id = stop.resource.get("id")
        if id in self._held.running or not (stop.is_withdrawn or stop.doubt):
            return True
        is_draft = stop.resource.get("doNotPerform") is not True and bool(id) and not stop.doubt
        if is_draft and self._held.running:
            return False
        return self._read(()).patient.baclofen != ()

    @cached_property
    def _orders(self) -> tuple[Drafted, ...]:
        return drafted(self.request, self._held, self.known, self.today)

    @property
    def _lacks_medicines(self) -> bool:
        return "medications" in self.record.lacking

    @cached_property
    def _held(self) -> Held:
        return held_by(self.record.resources, self.known, self.today)

    @cached_property
    def _running(self) -> list[Order]:
        """The orders of baclofen that run; where there are none, what else tells that it does."""
        running = current_baclofen(self.record.resources, self.known, self.today)
        return [o for o in running if o.kind == "MedicationRequest"] or list(running)

    def _ordered(
        self, order: Drafted, starts: Iterable[Drafted], beside: Iterable[Drafted], *,
        replaces: bool,
    ) -> Case:  # fmt: skip
        """An order of baclofen, with what is ordered beside it counted as taken."""
        together = [one.running for one in beside]
        # What cannot be identified is judged as if it were baclofen, and no dose is taken from it.
        known = [one for one in starts if not one.doubt]
        others = [o for o in known if not (o.precedes(order) or order.precedes(o))]
        drafts = [one.draft(replaces=replaces) for one in others]
        # What it follows is what will run, where it takes the place of what runs now and lasts as
        # long as a step does.
        least = self.known.of(TaperPolicy).fast_steps_days[0] if self._running else 0
        follows = replaces or not self._running
        earlier = [o for o in known if follows and o.precedes(order) and self._lasts(o) >= least]
        last = max(earlier, key=lambda one: one.ends or one.written, default=None)
        drafts += [] if last is None else [*map(void, self._running), last.running]
        reading = self._read([*together, *drafts], begins=True)
        kind = self._kind(order, reading)
        return self._judged("order", reading, order=order, kind=kind)

    def _lasts(self, order: Drafted) -> int:
        """For how many days an order is, from its own start or today; none where it has no end."""
        begins = order.begins or self.today
        return 0 if order.ends is None else (order.ends - begins).days + 1

    def _kind(self, order: Drafted, reading: Reading) -> Kind | None:
        """A start, or going on, or a change of what runs; None where the reader tells."""
        is_first = order.doubt and not reading.patient.baclofen
        kind: Kind | None = "start" if is_first else self._changed(reading)
        if self.request.hook == "medication-refill" and kind not in ("change", "start"):
            kind = "continue"
        return kind

    def _changed(self, reading: Reading) -> Kind | None:
        """Going on with a dose by mouth, or another, or a first one beside a pump; None where none
        is asked for, or none runs."""
        uses, asks = reading.patient.baclofen or (), reading.ordered.order
        if not uses or not isinstance(asks, OralOrder):
            return None
        if all(use.route == "intrathecal" and use.status != "stopped" for use in uses):
            return "start"
        return "continue" if asks.daily == _runs(reading) else "change"

    def _stopped(self, order: Drafted) -> Case:
        """An order that takes baclofen away: judged as one who takes it, with the way down. What
        the record holds tells the dose where that runs."""
        is_held = {order.resource.get("id"), order.replaced} & self._held.running
        reading = self._read([] if is_held else [order.running])
        return self._judged("stop", reading, order=order, kind="taper", taper=TaperOrder())

    def _beside(
        self, orders: Iterable[Drafted], starts: Iterable[Drafted], asked: Container[str]
    ) -> Iterable[Case]:
        """Other medicines for someone on baclofen, or for whom it is drafted too, where one brings
        a rule that advises against: by itself, or with those ordered before it."""
        chosen = [o for o in orders if o.key in asked]
        if not chosen:
            return
        kept = [o.running for o in (*starts, *orders) if o.key not in asked and not o.doubt]
        before = self._read(kept)
        is_perhaps = before.patient.baclofen is None and self._lacks_medicines
        if is_perhaps:
            kept.append(_PERHAPS)
            before = self._read(kept)
        if not before.patient.baclofen:
            return
        now = self._judged("patient", before)
        was = told = _against(now.made)
        is_told = now.made.verdict < Verdict.CONTRAINDICATED
        for place, order in enumerate(chosen, start=1):
            alone = self._judged("beside", self._read([*kept, order.running]), order=order)
            more = [o.running for o in chosen[:place]]
            case = self._judged("beside", self._read([*kept, *more]), order=order)
            new = [id for id in _against(alone.made) if id not in was]
            new += [id for id in _against(case.made) if id not in told]
            told = (*told, *new)
            # What is to be acted on today is said once: in an emergency beside any order, and
            # where baclofen must not be taken beside one that matters to someone who does.
            matters = case.made.verdict is Verdict.EMERGENCY or bool(_said(alone) - _said(now))
            if new or (matters and not is_told and not is_perhaps):
                is_told = True
                rules = tuple(dict.fromkeys(new))
                yield replace(case, new=rules, is_perhaps=is_perhaps)

    def _of_patient(self) -> tuple[Case, ...]:
        """The patient on baclofen, where something advises against what runs, or where something of
        the record was not supplied or cannot be read."""
        reading = self._read(())
        if not reading.patient.baclofen:
            return ()
        case = self._judged("patient", reading)
        is_told = case.made.verdict >= Verdict.AVOID
        return (case,) if is_told or self.record.unread or self.record.lacking else ()

    def _of_discharge(self) -> tuple[Case, ...]:
        """Baclofen that ends with the stay, or of which nothing says that it goes on."""
        reading = self._read(())
        if reading.patient.baclofen is None and self._lacks_medicines:
            return (self._judged("unknown", reading),)
        if not reading.patient.baclofen:
            return ()
        running = current_baclofen(self.record.resources, self.known, self.today)
        home = [o for o in running if is_for(o, _AT_HOME) and not is_long_ago(o, self.today)]
        stay = [o for o in running if o not in home and is_for(o, _IN_HOSPITAL)]
        if home:
            return self._going_home(home) if stay else self._of_patient()
        if stay:
            return (self._judged("ends", reading, kind="taper", taper=TaperOrder()),)
        case = self._judged("unsaid", reading)
        return (case,)

    def _going_home(self, home: Sequence[Order]) -> tuple[Case, ...]:
        """What is ordered for home in place of what the stay gave, where it is not the same, or is
        soon over."""
        raw = [dict(one.resource.raw) for one in home]
        today = {"intent": "order", "status": "draft", "authoredOn": self.today.isoformat()}
        drafts = [
            {"priorPrescription": {"display": "what the stay gave"}, **one, **today,
             "id": f"home {place}"} for place, one in enumerate(raw)
        ]  # fmt: skip
        reading = self._read([*map(void, home), *drafts], begins=True)
        ends = [ends_on(one, self.today) for one in home]
        least = _last(self.today, self.known.of(TaperPolicy).fast_steps_days[0])
        is_over = all(day is not None and day < least for day in ends)
        case = self._judged("home", reading, kind=self._changed(reading))
        swaps = any(doubt.kind == "beside" for doubt in reading.ordered.doubts)
        case = replace(case, has_gap=is_over, takes_away=swaps)
        is_quiet = indicator_of(case.made.fit, case.made.verdict) == "info"
        is_whole = not (self.record.unread or self.record.lacking)
        return () if is_quiet and not is_over and is_whole else (case,)

    def _read(self, more: Iterable[Json], *, begins: bool = False) -> Reading:
        """The record with these entries; an entry of the same id gives way to them, and so does
        another medicine that the request stops. Where baclofen `begins`, drafts of it that the
        record holds are those of the request, or of nobody."""
        gone = (one.gone for one in self._orders if one.stops and not one.is_baclofen)
        more = (*more, *gone)
        replaced = {(one["resourceType"], one.get("id")) for one in more}
        if begins:
            replaced |= self._drafts
        kept = without(self.record.resources, lambda one: is_named(one, replaced))
        bundle = bundle_of((*kept, *more))
        return read_bundle(
            bundle, known=self.known, today=self.today, no_medicines=self.record.no_medicines
        )

    def _judged(
        self, about: About, reading: Reading, *, order: Drafted | None = None,
        kind: Kind | None = None, taper: TaperOrder | None = None,
    ) -> Case:  # fmt: skip
        request = reading.asks(today=self.today, kind=kind, jurisdiction=self.jurisdiction)
        if taper is not None:
            request = replace(request, taper=taper, order=None, doubts=())
        inputs = AssessInputs(
            patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes
        )
        made = answer(inputs, self.known)
        _, decision = judge(made.fit, self.known, seed=inputs.seed)
        return Case(about, made, decision, order)

    @cached_property
    def _drafts(self) -> set[tuple[str, Any]]:
        """The drafts of baclofen that the record holds itself."""
        planned = planned_baclofen(self.record.resources, self.known, self.today)
        ids = {order.resource.text("id") for order in planned} - {""}
        return {("MedicationRequest", id) for id in ids}


def _goes_on(stop: Drafted, start: Drafted, today: date) -> bool:
    """Whether an order carries on what another one takes away: baclofen by the same way, with a
    dose that can be judged, by the next day. What is not, is an abrupt stop."""
    begins = start.begins is None or start.begins <= today + _NEXT_DAY
    told = not start.doubt and start.is_judged and not start.is_thought_of
    return told and start.is_spinal == stop.is_spinal and begins


def _last(today: date, days: int) -> date:
    """The last of so many days from today on."""
    return today + timedelta(days=days - 1)


def _offered_once(cases: Iterable[Case]) -> Iterable[Case]:
    """Cases of which one at most offers the way down: two of them taken over are two doses."""
    is_offered = False
    for case in cases:
        yield replace(case, offers=not is_offered) if case.about == "stop" else case
        is_offered = is_offered or case.about == "stop"


def _runs(reading: Reading) -> Dose | None:
    """The one daily dose by mouth that runs; None where there is none, or two."""
    doses = {use.daily for use in reading.patient.baclofen or () if use.route == "oral"}
    return doses.pop() if len(doses) == 1 else None


def _against(made: Answer) -> tuple[str, ...]:
    return tuple(f.rule.id for f in made.fit.findings if f.verdict >= Verdict.AVOID)


def _said(case: Case) -> frozenset[str]:
    """The rules that say anything of it."""
    return frozenset(f.rule.id for f in case.made.fit.findings if f.verdict is not Verdict.OK)

"""What a request comes to: one case for each order that matters, or for the patient, judged."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from datetime import date, timedelta
from functools import cached_property

from baclofen.answering import Answer
from baclofen.assessment import Kind, oral_dose
from baclofen.exchange.fhir.dosage import on_day, read_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.signs import read_route
from baclofen.exchange.hooks.discharge import of_discharge
from baclofen.exchange.hooks.judging import Case, Judge, last_of
from baclofen.exchange.hooks.orders import (
    Drafted,
    current_baclofen,
    replaced_by,
    selected,
    void,
)
from baclofen.exchange.hooks.policy import TOLD_BESIDE
from baclofen.exchange.hooks.refilled import refilled, supply_note
from baclofen.exchange.hooks.request import Json
from baclofen.exchange.hooks.stepped import by_order, worst_of
from baclofen.exchange.hooks.summed import as_one
from baclofen.exchange.reading import Reading
from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import OldDose, TaperPolicy
from baclofen.planning import Plan
from baclofen.regimen import OralOrder
from baclofen.units import Dose, sum_of
from baclofen.value import replace

#: Baclofen that may be taken, where the record tells of no medicine.
_PERHAPS: Json = {
    "resourceType": "MedicationRequest", "id": "baclofen-perhaps", "status": "active",
    "intent": "order", "medicationCodeableConcept": {"text": "Baclofen"},
}  # fmt: skip
_NEXT_DAY = timedelta(days=1)


class Asker(Judge):
    """Finds every case of one request."""

    def cases(self) -> tuple[Case, ...]:
        """Every case, in the order of the orders. Raises as reading does."""
        match self.request.hook:
            case "patient-view":
                return self.of_patient()
            case "encounter-discharge":
                return of_discharge(self)
        return self._of_orders()

    def _of_orders(self) -> tuple[Case, ...]:
        """All that is ordered is judged together; what is selected gets the cards."""
        orders = self.orders
        written = [o for o in orders if o.is_baclofen and not o.stops]
        starts = [one for o in written for one in (o.steps or (o,))]
        stops = [o for o in orders if o.is_baclofen and o.stops]
        beside = [o for o in orders if not o.is_baclofen and not o.stops]
        asked = {o.key for o in selected(orders, self.request)}
        gone = self._replaced(starts, stops)
        replaces = all(order.resource.where in gone for order in self._running)
        begun = [o for o in starts if (o.of or o.key) in asked]
        found = [self._ordered(o, starts, beside, gone) for o in begun]
        ended = [
            self._stopped(o, starts) for o in stops
            if o.key in asked and self._takes_away(o) and not self._is_carried_on(o, starts)
        ]  # fmt: skip
        found = [self._swapped(case) for case in found]
        if replaces and self._running and not ended:
            until = self._covered(starts)
            found = [self._with_gap(case, until, starts) for case in found]
        found = [self._as_written(group, written) for group in by_order(found)]
        found += ended
        if not any(not o.doubt for o in begun):
            found += self._beside(beside, starts, asked)
        return tuple(_offered_once(found))

    def _replaced(self, starts: Iterable[Drafted], stops: Iterable[Drafted]) -> frozenset[str]:
        """The places of what runs and ends with these orders; all of it for a refill."""
        running = current_baclofen(self.record.resources, self.known, self.today)
        is_refill = self.request.hook == "medication-refill"
        ends = running if is_refill else replaced_by(starts, stops, running)
        return frozenset(order.resource.where for order in ends)

    def _is_carried_on(self, stop: Drafted, starts: Iterable[Drafted]) -> bool:
        """Whether orders carry on what another one takes away, and not for a few days only."""
        alike = [start for start in starts if _goes_on(stop, start, self.today)]
        until = self._covered(alike)
        least = last_of(self.today, self.known.of(TaperPolicy).fast_steps_days[0])
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

    def _as_written(self, cases: Sequence[Case], written: Iterable[Drafted]) -> Case:
        """The case of one order: of one that goes in steps that of the step that is judged worst.
        Nothing is offered in place of all of them."""
        orders = [case.order for case in cases if case.order is not None]
        whole = next((one for one in written if orders and one.key == orders[0].of), None)
        least = self.known.of(OldDose).start_max_mg_per_day
        last = cases[-1].made.fit.request.day_by_mouth
        is_high = last is not None and last.in_mg > least
        if whole is None:
            # What says itself that none follows is a stop that is put off.
            ends = is_high and cases[0].order is not None and cases[0].order.then_none
            return replace(cases[0], has_gap=True, offers=False) if ends else cases[0]
        is_short = 0 < self._lasts(orders[-1]) < self.known.of(TaperPolicy).slow_step_days
        if is_high and (is_short or whole.then_none):
            cases = [*cases[:-1], replace(cases[-1], has_gap=True)]
        steps = tuple(case.made.fit.request.day_by_mouth for case in cases)
        place = worst_of(cases)
        return replace(cases[place], order=whole, offers=False, steps=steps, step=place + 1)

    def _with_gap(self, case: Case, until: date | None, starts: Iterable[Drafted]) -> Case:
        """A case of orders that take the place of what runs and do not carry it on: they end before
        one step of a way down would, or the next begins only after a gap."""
        if until is None or case.order is None or case.order.doubt:
            return case
        later = any(one.begins is not None and one.begins > until + _NEXT_DAY for one in starts)
        if not later and until >= self.least_last(case):
            return case
        return replace(case, has_gap=True, offers=False)

    def _swapped(self, case: Case) -> Case:
        """A case of an order that takes the place of one that goes another way, and of no other."""
        if case.order is None or not case.order.swaps or case.order.doubt:
            return case
        others = [s for s in self.orders if s.is_baclofen and s.stops]
        if any(s.resource.get("id") == case.order.swaps for s in others):
            return case
        return replace(case, takes_away=True, offers=False)

    def _takes_away(self, stop: Drafted) -> bool:
        """Whether a stop takes baclofen from someone. A draft that is called back while another
        order runs on takes nothing, nor what is not to be given to someone who takes none."""
        id = stop.resource.get("id")
        if id in self.held.running or not (stop.is_withdrawn or stop.doubt):
            return True
        is_draft = stop.resource.get("doNotPerform") is not True and bool(id) and not stop.doubt
        if is_draft and self.held.running:
            return False
        return self.read(()).patient.baclofen != ()

    @cached_property
    def _running(self) -> list[Order]:
        """The orders of baclofen that run; where there are none, what else tells that it does."""
        running = current_baclofen(self.record.resources, self.known, self.today)
        return [o for o in running if o.kind == "MedicationRequest"] or list(running)

    def _ordered(
        self, order: Drafted, starts: Iterable[Drafted], beside: Iterable[Drafted],
        gone: frozenset[str],
    ) -> Case:  # fmt: skip
        """An order of baclofen, with what is ordered beside it counted as taken."""
        together = [one.running for one in beside]
        # What cannot be identified is judged as if it were baclofen, and no dose is taken from it.
        known = [one for one in starts if not one.doubt]
        others = [o for o in known if not (o.precedes(order) or order.precedes(o))]
        drafts = [one.draft for one in others]
        # What it follows is what will run, where it takes the place of what runs now and lasts as
        # long as a step does.
        least = self.known.of(TaperPolicy).fast_steps_days[0]
        follows = all(one.resource.where in gone for one in self._running)
        earlier = [o for o in known if follows and o.precedes(order) and self._lasts(o) >= least]
        last = max(earlier, key=lambda one: one.ends or one.written, default=None)
        if last is not None:
            drafts += [*map(void, self._running), last.running]
            gone |= {f"MedicationRequest/{last.key}"}
        reading = self.read([*together, *drafts], replaced=gone)
        # A refill is of one of them, beside which the others run on.
        written = {one.of or one.key for one in known}
        if follows and len(written) == 1 and self.request.hook != "medication-refill":
            reading = as_one(reading)
        kind = self._kind(order, reading)
        if self.request.hook != "medication-refill" or order.is_spinal or order.doubt:
            return self.judged("order", reading, order=order, kind=kind)
        supply = self.supply(order.product)
        if supply is not None:
            reading = refilled(reading, supply, self.known, self.today)
        case = self.judged("order", reading, order=order, kind=kind)
        return replace(case, supply=supply_note(supply, self.known))

    def _lasts(self, order: Drafted) -> int:
        """For how many days an order is, from its own start or today; none where it has no end."""
        begins = order.begins or self.today
        return 0 if order.ends is None else (order.ends - begins).days + 1

    def _kind(self, order: Drafted, reading: Reading) -> Kind | None:
        """A start, or going on, or a change of what runs; None where the reader tells."""
        is_first = order.doubt and not reading.patient.baclofen
        kind: Kind | None = "start" if is_first else self.changed(reading)
        if self.request.hook == "medication-refill" and kind not in ("change", "start"):
            kind = "continue"
        return kind

    def _stopped(self, order: Drafted, starts: Iterable[Drafted]) -> Case:
        """An order that takes baclofen away: judged as one who takes it, with the way down. What
        the record holds tells the dose where that runs. Beside another order that may carry it on,
        and whose dose is not known, no way down is offered: both would be taken."""
        is_held = {order.resource.get("id"), order.replaced} & self.held.running
        reading = self.read([] if is_held else [order.running])
        stops = [one for one in self.orders if one.is_baclofen and one.stops]
        ended = {id for one in stops for id in (one.resource.get("id"), one.replaced)}
        left = self._left(frozenset(id for id in ended if isinstance(id, str)))
        if is_held and left is not None:
            asks = replace(reading.ordered, order=OralOrder(daily=left), doubts=())
            part = replace(as_one(reading), ordered=asks)
            if (runs := oral_dose(part.patient.baclofen or ())) is not None:
                case = self.judged("part", part, order=order, kind="continue")
                ends_mg = runs.in_mg - left.in_mg
                least = self.known.of(OldDose).start_max_mg_per_day
                return replace(case, offers=False, most_ends=ends_mg > max(left.in_mg, least))
        if self.held.running <= ended:
            reading = as_one(reading)
        case = self.ending("stop", reading, order.product, order=order)
        beside = any(one.is_spinal == order.is_spinal and not one.is_thought_of for one in starts)
        is_least = _is_least(case)
        return replace(case, offers=not (beside or is_least), is_least=is_least)

    def _left(self, ended: frozenset[str]) -> Dose | None:
        """What runs on by mouth where these orders end; None where that is none, or where a dose
        of it is not known."""
        runs = [order for order in self._running if order.resource.text("id") not in ended]
        oral = [order for order in runs if read_route(order, self.known)[0] == "oral"]
        doses = [read_dose(on_day(order, self.today), self.known) for order in oral]
        return sum_of(None if dose.doubt else dose.daily for dose in doses)

    def _beside(
        self, orders: Iterable[Drafted], starts: Iterable[Drafted], asked: Container[str]
    ) -> Iterable[Case]:
        """Other medicines for someone on baclofen, or for whom it is drafted too, where one brings
        a rule that advises against: by itself, or with those ordered before it."""
        chosen = [o for o in orders if o.key in asked]
        if not chosen:
            return
        kept = [o.running for o in (*starts, *orders) if o.key not in asked and not o.doubt]
        before = self.read(kept)
        is_perhaps = before.patient.baclofen is None and self.lacks_medicines
        if is_perhaps:
            kept.append(_PERHAPS)
            before = self.read(kept)
        if not before.patient.baclofen:
            return
        now = self.judged("patient", before)
        was = told = _against(now.made)
        is_told = now.made.verdict < Verdict.CONTRAINDICATED
        for place, order in enumerate(chosen, start=1):
            alone = self.judged("beside", self.read([*kept, order.running]), order=order)
            more = [o.running for o in chosen[:place]]
            case = self.judged("beside", self.read([*kept, *more]), order=order)
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


def _is_least(case: Case) -> bool:
    """Whether what ends is the last step of a way down: no lower one is made of tablets."""
    runs, plan = oral_dose(case.made.fit.uses), case.decision
    down = plan.down if isinstance(plan, Plan) else None
    return runs is not None and down is not None and all(s.daily >= runs for s in down.steps)


def _goes_on(stop: Drafted, start: Drafted, today: date) -> bool:
    """Whether an order carries on what another one takes away: baclofen by the same way, with a
    dose that can be judged, by the next day. What is not, is an abrupt stop."""
    begins = start.begins is None or start.begins <= today + _NEXT_DAY
    told = not start.doubt and start.is_judged and not start.is_thought_of
    return told and start.is_spinal == stop.is_spinal and begins


def _offered_once(cases: Iterable[Case]) -> Iterable[Case]:
    """Cases of which one at most offers the way down: two of them taken over are two doses."""
    is_offered = False
    for case in cases:
        is_stop = case.about == "stop"
        yield replace(case, offers=case.offers and not is_offered) if is_stop else case
        is_offered = is_offered or is_stop


def _against(made: Answer) -> tuple[str, ...]:
    found = made.fit.findings
    return tuple(f.rule.id for f in found if f.verdict >= Verdict.AVOID or f.rule.id in TOLD_BESIDE)


def _said(case: Case) -> frozenset[str]:
    """The rules that say anything of it."""
    return frozenset(f.rule.id for f in case.made.fit.findings if f.verdict is not Verdict.OK)

"""What the orders of a record lead to: the dose of each day by their own days, back and ahead.

One order may go in steps, and several may follow each other. Never guessed: where two that are not
parts of one day's dose lie over each other, or none is written for days before the next, nobody
can tell how much is to be taken then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from baclofen.assessment import by_mouth_now
from baclofen.exchange.fhir.dosage import read_dose
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.nothing import is_nothing
from baclofen.exchange.fhir.of_the_day import Hours, are_one_regimen, hours_of
from baclofen.exchange.fhir.series import begins_on, ends_on
from baclofen.exchange.fhir.signs import read_route
from baclofen.exchange.fhir.steps import go_in_steps, of_step, read_steps
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, DoseAhead, DoseBefore
from baclofen.units import Dose, mg, sum_of
from baclofen.value import Value, replace

_TOLD = ("MedicationRequest", "MedicationStatement")
_NEXT_DAY = timedelta(days=1)
#: Days of more orders and steps than these are not laid over each other.
_MANY = 200


class Span(Value):
    """The days of one order, or of one of its steps, from the first to the last, None for one
    without an end. `daily` is its dose a day, 0 mg where it gives none, None where that was not
    read; `hours` is when in the day it is taken."""

    first: date
    last: date | None
    daily: Dose | None
    hours: Hours | None = None

    def is_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def with_ahead(
    uses: tuple[BaclofenUse, ...], ours: Iterable[Order], over: Iterable[Order],
    later: Iterable[Order], known: Knowledge, today: date, *, replaced: frozenset[str],
) -> tuple[BaclofenUse, ...]:  # fmt: skip
    """The uses; the only one that runs by mouth with the doses of its steps that are over, as those
    of orders `over` that another one followed, and with those that are ordered ahead by `ours` or
    by orders that begin `later`. What ends with a draft, as `replaced` has it by its place, leads
    to nothing any more."""
    found = by_mouth_now(uses)
    by_mouth = [o for o in ours if o.standing.is_active and _is_oral(o, known)]
    runs = next(filter(None, ([o for o in by_mouth if o.kind == kind] for kind in _TOLD)), [])
    if len(found) != 1 or any(order.resource.where in replaced for order in runs):
        return uses
    past = [o for o in over if o.kind in _TOLD and _is_oral(o, known)]
    follow = [
        o for o in later
        if o.kind == "MedicationRequest" and o.standing.is_active and _is_oral(o, known)
    ]  # fmt: skip
    # What stands twice, word for word, is one order.
    every = dict.fromkeys(_spans(order, known, today) for order in (*past, *runs, *follow))
    spans = tuple(span for of_one in every for span in of_one)
    use = found[0]
    is_few = len(spans) <= _MANY
    is_sure = is_few and use.daily is not None and _sum_on(spans, today, known) == use.daily
    ahead = _ahead(spans, known, today, is_sure=is_sure)
    ends = bool(ahead) and ahead[-1].daily is not None and ahead[-1].daily.in_mcg == 0
    made = replace(
        use, ahead=ahead, until=None if ends else use.until,
        before=_steps_before(use, spans, known, today) if is_sure else use.before,
    )  # fmt: skip
    return tuple(made if one is use else one for one in uses)


def _is_oral(order: Order, known: Knowledge) -> bool:
    """Whether an order is for the mouth, or for a route that is not stated."""
    return read_route(order, known)[0] != "intrathecal"


def _spans(order: Order, known: Knowledge, today: date) -> tuple[Span, ...]:
    """The days of an order; of one that goes in steps those of each. None where these cannot be
    told: then its dose was not read either."""
    dosages = dosages_of(order.kind, order.resource)
    since = order.standing.since
    if go_in_steps(dosages):
        name = "dosage" if order.kind == "MedicationStatement" else "dosageInstruction"
        made = []
        for step in read_steps(dosages, since or date.min).steps:
            alone = replace(order, resource=of_step(order.resource, name, step))
            is_none = all(is_nothing(dosages[at]) for at in step.places)
            daily = mg(0) if is_none else read_dose(alone, known).daily
            made.append(Span(step.first, step.last, daily, hours_of(alone, known)))
    else:
        first = begins_on(order) or since or date.min
        last = order.standing.carried or ends_on(order, since or today)
        made = [Span(first, last, read_dose(order, known).daily, hours_of(order, known))]
    if order.then_none and made and made[-1].last is not None:
        made.append(Span(made[-1].last + _NEXT_DAY, None, mg(0)))
    return tuple(made)


def _ahead(
    spans: Sequence[Span], known: Knowledge, today: date, *, is_sure: bool
) -> tuple[DoseAhead, ...]:
    """The doses of the days to come on which another one is due than the day before. None is told
    of days after the last order; days without one before the next are not sure, but for the few by
    which people are late (`plan.supply_late`)."""
    begin = [span.first for span in spans if span.first > today]
    end = [span.last + _NEXT_DAY for span in spans if span.last is not None and span.last >= today]
    if len(spans) > _MANY:
        return (DoseAhead(None, min(begin)),) if begin else ()
    grace = known.number("plan.supply_late")
    made: list[DoseAhead] = []
    for day in sorted({*begin, *end}):
        if not any(span.is_on(day) for span in spans):
            following = min((first for first in begin if first > day), default=None)
            if following is None:
                break
            if (following - day).days <= grace:
                continue
        daily = _sum_on(spans, day, known) if is_sure else None
        if not made or made[-1].daily != daily:
            made.append(DoseAhead(daily, day))
    if made and is_sure and made[0].daily == _sum_on(spans, today, known):
        del made[0]
    return tuple(made)


def _steps_before(
    use: BaclofenUse, spans: Sequence[Span], known: Knowledge, today: date
) -> tuple[DoseBefore, ...]:
    """What ran before, with the steps of what runs that are over. What a part of the day's dose
    that came or went has made of it is told by the other orders of the record."""
    ends = {span.last + _NEXT_DAY for span in spans if span.last is not None and span.last < today}
    days = sorted({span.first for span in spans if span.first <= today})
    sums = [(day, _sum_on(spans, day, known)) for day in days]
    over = [
        DoseBefore(daily, until)
        for (_, daily), (until, then) in pairwise(sums)
        if until in ends and daily is not None and daily.in_mcg > 0 and daily != then
    ]
    least = use.before[-1].until if use.before else date.min
    return (*use.before, *(one for one in over if one.until > least))


def _sum_on(spans: Iterable[Span], day: date, known: Knowledge) -> Dose | None:
    """The dose of a day; None where no order is of it, the dose of one was not read, or several lie
    over each other that are no parts of one day's dose, and differ: one and its renewal do not."""
    live = [span for span in spans if span.is_on(day)]
    if not live or any(span.daily is None for span in live):
        return None
    given = [span for span in live if span.daily is not None and span.daily.in_mcg > 0]
    if len(given) < 2 or are_one_regimen([span.hours for span in given], known):
        return sum_of(span.daily for span in given) if given else mg(0)
    doses = {span.daily for span in given}
    return doses.pop() if len(doses) == 1 else None

"""Orders of one medicine that follow each other, as the steps of a plan do: one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from math import ceil

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.lengths import bounds_days
from baclofen.exchange.fhir.medicines import Order, dosages_of
from baclofen.exchange.fhir.steps import last_day
from baclofen.exchange.fhir.timing import repeat_of, times_a_day


def begins_on(order: Order) -> date | None:
    """The first day that its dosages name as their start; None where one of them names none."""
    starts = [period.day("start") if period else None for period in _periods(order)]
    return None if not starts or None in starts else min(day.first for day in starts if day)


def ends_on(order: Order, today: date) -> date | None:
    """The last day that its dosages name as their end; None where one of them names none. A length
    or a number of doses counts from their start, and from `today` where none is named."""
    if (last := last_day(dosages_of(order.kind, order.resource), today)) is not None:
        return last
    ends = [_end(dosage, today) for dosage in dosages_of(order.kind, order.resource)]
    return None if not ends or None in ends else max(day for day in ends if day)


def _end(dosage: Element, today: date) -> date | None:
    repeat = repeat_of(dosage)
    if repeat is None:
        return None
    period = repeat.child("boundsPeriod")
    if period and (end := period.day("end")):
        return end.last
    start = period.day("start") if period else None
    days, count = bounds_days(repeat), repeat.number("count")
    if days is None and count is not None:
        # So many doses, and no word of how often: at most one a day.
        days = count / (times_a_day(dosage.child("timing"))[0] or 1)
    return None if days is None else days_after(start.first if start else today, ceil(days) - 1)


def in_turn(ours: Sequence[Order], today: date) -> tuple[list[Order], list[Order], list[Order]]:
    """Those that count on this day; those whose dosages begin later; and those whose own days are
    over and that another one follows, which begins on the day after or was begun since."""
    later = [o for o in ours if o.standing.is_current and _is_after(begins_on(o), today)]
    now = [o for o in ours if o not in later]
    starts = [(begins_on(o), o) for o in now if o.standing.is_current]
    followed = [
        o for o in now
        if (end := o.standing.ran_out) is not None and o.standing.is_current
        and any(_is_after(day, end) for day, other in starts if other is not o)
    ]  # fmt: skip
    return [o for o in now if o not in followed], later, followed


def at_once(planned: Sequence[Order], today: date) -> tuple[list[Order], list[Order]]:
    """Drafts that are taken together first, and those that begin only once these are over."""
    spans = [(begins_on(o) or today, ends_on(o, today), o) for o in planned]
    alive = [span for span in spans if span[1] is None or span[1] >= today] or spans
    if not alive:
        return [], []
    alive.sort(key=lambda span: span[0])
    first, until = [alive[0][2]], alive[0][1]
    rest = []
    for begins, ends, order in alive[1:]:
        # Without an end it is not over when the next begins.
        if until is not None and begins > until:
            rest.append(order)
            continue
        first.append(order)
        until = None if until is None or ends is None else max(until, ends)
    return first, rest


def _is_after(day: date | None, other: date) -> bool:
    return day is not None and day > other


def _periods(order: Order) -> Iterable[Element | None]:
    for dosage in dosages_of(order.kind, order.resource):
        repeat = repeat_of(dosage)
        yield repeat.child("boundsPeriod") if repeat else None

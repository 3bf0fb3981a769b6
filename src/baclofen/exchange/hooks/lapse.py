"""Baclofen whose orders are over by the record, or on hold: it may have stopped in silence.

A record seldom marks an order as completed by itself: one that ran out stays active for years. What
ended within the time in which a stop counts as of now is told to whoever opens the record; what
ended before is asked about where it is taken up again (`why_lapsed`). A supply that is used up is
none of this before its grace is over (`patient.supply_grace`): people miss doses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import read_dose
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.series import begins_on, in_turn
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import OldDose
from baclofen.units import Dose, sum_of
from baclofen.value import Value

_NEXT_DAY = timedelta(days=1)


class Lapse(Value):
    """`on` is the day on which the last order ended, None for one on hold; `daily` is the day's
    dose where it is told."""

    on: date | None
    daily: Dose | None


def lapse_of(current: Iterable[Order], known: Knowledge, today: date) -> Lapse | None:
    """How all baclofen that the record still counts may have stopped in these days; None where one
    order runs, or follows by tomorrow, and where all of it is no more than a first dose."""
    now, later, _ = in_turn(list(current), today)
    follow = (begins_on(order) for order in later)
    if not now or any(day is not None and day <= today + _NEXT_DAY for day in follow):
        return None
    ends = [_end(order, known, today) for order in now]
    if any(end is None for end in ends):
        return None
    daily = sum_of(read_dose(order, known).daily for order in now)
    least = known.of(OldDose).start_max_mg_per_day
    if daily is not None and daily.unit == "mg" and daily.in_mg <= least:
        return None
    days = [day for day in ends if isinstance(day, date)]
    return Lapse(max(days, default=None), daily)


def _end(order: Order, known: Knowledge, today: date) -> date | Literal["hold"] | None:
    """Since when an order stands still in these days; None where it runs, or stood still long
    before."""
    standing = order.standing
    least = days_after(today, -known.number("patient.recent_baclofen"))
    if standing.status == "on-hold":
        changed = order.resource.day("statusChanged")
        return None if changed is not None and changed.last < least else "hold"
    if standing.ran_out is not None and standing.ran_out >= least:
        return standing.ran_out
    return None

"""Orders by mouth whose first day is to come: what is just over goes on to them, or they stand
alone.

A renewal is written before its first day, and the order before it is marked as over on its last
one: nobody stopped anything. Where no order runs until then, what is taken is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.dosage import read_dose
from baclofen.exchange.fhir.ledger import Ledger
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.series import begins_on
from baclofen.exchange.fhir.signs import is_long_ago, read_route
from baclofen.knowledge import Knowledge
from baclofen.value import replace

_TOLD = ("MedicationRequest", "MedicationStatement")
_NEXT_DAY = timedelta(days=1)
#: What an order would be beside a start of today: the rule on it.
_DOUBLES = "DUP-BACLOFEN"


def to_come(
    ours: Iterable[Order], late: Iterable[Order], known: Knowledge, today: date
) -> list[tuple[Order, date]]:
    """The orders and statements by mouth that begin on a later day, each with it: of `ours` by
    their dosages, the `late` ones by the day on which they are written."""
    by_dosage = ((order, begins_on(order)) for order in ours)
    by_date = ((order, begins_on(order) or order.standing.since) for order in late)
    return [
        (order, day) for order, day in (*by_dosage, *by_date)
        if day is not None and day > today and _says(order, known) and order.standing.is_current
    ]  # fmt: skip


def carried_on(
    ours: Sequence[Order], coming: Sequence[tuple[Order, date]], known: Knowledge, today: date
) -> list[Order]:
    """Orders by mouth, the last that are over as running until the one that follows begins, where
    no more days lie between than by which people are late (`plan.supply_late`); else, and where
    nothing tells their end, as doubtful. What somebody stopped goes on only where the next order
    begins on the day after; and none does beside an order that runs."""
    at_once = {order.resource.where for order, _ in coming}
    here = [o for o in ours if o.resource.where not in at_once and _says(o, known)]
    if not coming or any(o.standing.is_active for o in here):
        return list(ours)
    begins = min(day for _, day in coming)
    grace = int(known.number("plan.supply_late"))
    over = [o for o in here if _is_over(o, begins, days_after(today, -grace), today)]
    if not over:
        return list(ours)
    last = max(_end(o) or o.standing.since or date.min for o in over)
    ended = {o.resource.where for o in over if (_end(o) or o.standing.since or date.min) == last}
    return [_carried(o, begins, grace) if o.resource.where in ended else o for o in ours]


def _says(order: Order, known: Knowledge) -> bool:
    """Whether it says what is taken a day, by mouth or by a route that is not told."""
    is_told = order.is_baclofen and order.kind in _TOLD
    return is_told and read_route(order, known)[0] != "intrathecal"


def _end(order: Order) -> date | None:
    """The last day of what is over, marked as that or not."""
    return order.standing.ended or order.standing.ran_out


def _is_over(order: Order, begins: date, least: date, today: date) -> bool:
    """Whether it ended on the last days, or on a day of these months that is not told, and what
    begins then may be its renewal."""
    standing, end = order.standing, _end(order)
    if standing.status == "stopped":
        return standing.name == "past" and end is not None and begins <= end + _NEXT_DAY
    if standing.status not in ("active", "completed"):
        return False
    if end is None:
        return standing.name == "past" and not is_long_ago(order, today)
    return end >= least


def _carried(order: Order, begins: date, grace: int) -> Order:
    standing, end = order.standing, _end(order)
    made = replace(
        standing, name="current", ended=None, ran_out=None, is_used_up=False,
        told=standing.told or standing.since,
    )  # fmt: skip
    until = begins - _NEXT_DAY
    if end is not None and (until - end).days <= grace:
        return replace(order, standing=replace(made, doubt="", carried=until))
    when = "on a day that is not told" if end is None else f"on {end}"
    doubt = f"over {when}, and the next order begins on {begins}"
    return replace(order, standing=replace(made, doubt=doubt))


def write_to_come(
    coming: Iterable[tuple[Order, date]], known: Knowledge, ledger: Ledger
) -> None:  # fmt: skip
    """Writes into the ledger what is ordered for a later day while nothing runs until then: a start
    waits until somebody has read it, also where none is taken now."""
    told: set[str] = set()
    for order, day in coming:
        daily = read_dose(order, known).daily
        dose = "its dose not read" if daily is None else f"{daily} a day"
        words = f"baclofen ordered from {day}, {dose}: what is taken until then?"
        if words not in told:
            ledger.unread(order.resource, "condition", words, sounds=(_DOUBLES,))
        told.add(words)

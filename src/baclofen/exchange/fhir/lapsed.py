"""Whether what runs by the record may not have been taken for a while: then it is not taken up.

What was handed over, ordered or given until some day tells what could be had, not what was taken:
its end is no stop, and its want beside an active order may be a gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.product import Product
from baclofen.exchange.fhir.signs import Sign, read_route
from baclofen.exchange.fhir.standing import NOT_TAKEN
from baclofen.exchange.fhir.supply import Supply, gap_of, supply_of
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse
from baclofen.units import months_before
from baclofen.value import replace

#: For so long after a supply has ended it is asked whether baclofen is taken.
ASKED_MONTHS = 6


def why_lapsed(ours: Sequence[Order], known: Knowledge, today: date) -> str:
    """Why all orders of baclofen that the record still counts may have been without a dose for
    days: on hold, or ended longer ago than a stop counts as of now, or all that was handed over for
    them. Empty where one of them runs, or none is there."""
    current = [order for order in ours if order.standing.is_current]
    reasons = [_why(order, known, today) for order in current]
    if not reasons or all(reasons):
        return reasons[0] if reasons else ""
    supply = supply_of(ours, Product(), known, today)
    # Whoever was asked since then, and said that it is taken, had some.
    said = (o.standing.told for o in current if o.kind == "MedicationStatement")
    if supply is None or not supply.is_handed or any(day and day > supply.last for day in said):
        return ""
    return why_used_up(supply, known, today)


def why_used_up(supply: Supply, known: Knowledge, today: date) -> str:
    """Why someone with this supply may have been without a dose for longer than a stop counts as of
    now; empty where it lasted longer."""
    if supply.last >= _least(known, today):
        return ""
    return f"what was {'handed over' if supply.is_handed else 'ordered'} lasted until {supply.last}"


def _why(order: Order, known: Knowledge, today: date) -> str:
    standing, name = order.standing, plain(order.name, 60)
    if standing.status == "on-hold":
        return f"{name} is on hold"
    if standing.ran_out is not None and standing.ran_out < _least(known, today):
        return f"{name} is {standing.doubt}"
    return ""


def with_gaps(ours: Sequence[Order], known: Knowledge, today: date) -> list[Order]:
    """Active orders as doubtful, where what was handed over last is used up for longer than a stop
    counts as of now, and nothing was handed over, ordered or stated since."""
    last = unsupplied_since(ours, known, today)
    if last is None or last >= _least(known, today):
        return list(ours)
    doubt = f"marked as active, but what was handed over last was used up on {last}"
    return [
        replace(o, standing=replace(o.standing, doubt=doubt, ran_out=last, until=None))
        if o.standing.is_active and not _is_by_pump(o, known)
        else o
        for o in ours
    ]


def unsupplied_since(ours: Sequence[Order], known: Knowledge, today: date) -> date | None:
    """The day on which all that was handed over for the mouth must have been used up, where nothing
    was handed over, ordered or stated since; None where it is not past, or where a filling does not
    tell for how long it was."""
    supply = supply_of(ours, Product(), known, today)
    if supply is None or not (supply.is_handed and supply.is_whole) or supply.last >= today:
        return None
    standings = [o.standing for o in ours if o.standing.is_current]
    spoken = (day for one in standings for day in (one.told, one.since) if day)
    return None if any(day > supply.last for day in spoken) else supply.last


def with_used_up(
    uses: Iterable[BaclofenUse], ours: Sequence[Order], known: Knowledge, today: date
) -> tuple[BaclofenUse, ...]:
    """The uses; those by mouth that go on by their orders, and those that may have lapsed since,
    with the day on which their supply ended, and the one on which it was handed over again, where
    that is a few days ago. A time without that somebody ordered is told by what ran before."""
    last = unsupplied_since(ours, known, today)
    if last is None and (gap := gap_of(ours, known, today)) is not None:
        return tuple(
            replace(use, used_up=gap.since, supplied_again=gap.until)
            if use.status == "active" and use.route != "intrathecal" and not use.begins_anew
            else use
            for use in uses
        )
    lapsed = bool(last) and all(
        order.standing.status == "active" for order in ours
        if order.standing.is_current and not _is_by_pump(order, known)
    )  # fmt: skip
    goes_on = ("active", "unknown") if lapsed else ("active",)
    return tuple(
        replace(use, used_up=last) if use.status in goes_on and use.route != "intrathecal" else use
        for use in uses
    )


def used_up_on(signs: Sequence[Sign], ours: Iterable[Order], today: date) -> date | None:
    """The day on which the last supply of baclofen ended, where nobody told a stop since it was
    handed over, and it is not so long ago that it is taken as over. A bolus by needle is none."""
    supplies = [
        s.use for s in signs
        if s.is_used_up and s.use.stopped_on is not None and not _is_bolus(s)
    ]  # fmt: skip
    last = max(supplies, key=lambda use: use.stopped_on or today, default=None)
    if last is None or last.stopped_on is None:
        return None
    begun = last.ordered_on or last.stopped_on
    told = [s.use.stopped_on for s in signs if not s.is_used_up]
    told += [o.standing.since for o in ours if o.standing.status == NOT_TAKEN]
    if any(day is not None and day >= begun for day in told):
        return None
    return last.stopped_on if last.stopped_on >= months_before(today, ASKED_MONTHS) else None


def _is_bolus(sign: Sign) -> bool:
    return sign.kind == "MedicationAdministration" and sign.use.route == "intrathecal"


def _least(known: Knowledge, today: date) -> date:
    return days_after(today, -known.number("patient.recent_baclofen"))


def _is_by_pump(order: Order, known: Knowledge) -> bool:
    return read_route(order, known)[0] == "intrathecal"

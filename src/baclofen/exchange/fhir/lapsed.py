"""Whether what runs by the record may not have been taken for a while: then it is not taken up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.medicines import Order
from baclofen.exchange.fhir.product import Product
from baclofen.exchange.fhir.supply import Supply, supply_of
from baclofen.knowledge import Knowledge


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
    if supply.last >= days_after(today, -known.number("patient.recent_baclofen")):
        return ""
    return f"what was {'handed over' if supply.is_handed else 'ordered'} lasted until {supply.last}"


def _why(order: Order, known: Knowledge, today: date) -> str:
    standing, name = order.standing, plain(order.name, 60)
    if standing.status == "on-hold":
        return f"{name} is on hold"
    least = days_after(today, -known.number("patient.recent_baclofen"))
    if standing.ran_out is not None and standing.ran_out < least:
        return f"the order of {name} ended on {standing.ran_out}"
    return ""

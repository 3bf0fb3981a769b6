"""Whether what runs by the record may not have been taken for a while: then it is not taken up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from baclofen.cleaned import plain
from baclofen.exchange.fhir.dates import days_after
from baclofen.exchange.fhir.medicines import Order
from baclofen.knowledge import Knowledge


def why_lapsed(ours: Iterable[Order], known: Knowledge, today: date) -> str:
    """Why all orders of baclofen that the record still counts may have been without a dose for
    days: on hold, or ended longer ago than a stop counts as of now. Empty where one of them runs,
    or none is there."""
    current = [order for order in ours if order.standing.is_current]
    reasons = [_why(order, known, today) for order in current]
    return reasons[0] if reasons and all(reasons) else ""


def _why(order: Order, known: Knowledge, today: date) -> str:
    standing, name = order.standing, plain(order.name, 60)
    if standing.status == "on-hold":
        return f"{name} is on hold"
    least = days_after(today, -known.number("patient.recent_baclofen"))
    if standing.ran_out is not None and standing.ran_out < least:
        return f"the order of {name} ended on {standing.ran_out}"
    return ""

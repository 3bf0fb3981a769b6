"""When a refill comes: long before what was fetched can be used up, or long after it must be."""

from __future__ import annotations

from datetime import date

from baclofen.exchange.fhir.lapsed import why_used_up
from baclofen.exchange.fhir.supply import Supply
from baclofen.exchange.reading import Reading
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import OldDose
from baclofen.regimen import OrderDoubt
from baclofen.units import Dose
from baclofen.value import replace


def refilled(reading: Reading, supply: Supply, known: Knowledge, today: date) -> Reading:
    """What a refill asks for, with the doubt of one that comes at such a time. A dose that anybody
    may begin with is taken up without asking when the last one was."""
    doubts = reading.ordered.doubts
    order = reading.ordered.order
    asks = getattr(order, "per_day", None)
    least = known.of(OldDose).start_max_mg_per_day
    is_low = isinstance(asks, Dose) and asks.unit == "mg" and asks.in_mg <= least
    if supply.is_early(today, known.number("records.refill_early")):
        how = "was handed over" if supply.is_handed else "was ordered"
        because = f"what {how} on {supply.on} lasts until {supply.until}"
        doubts = (*doubts, OrderDoubt(kind="early", because=because))
    elif (because := why_used_up(supply, known, today)) and not is_low:
        lapsed = OrderDoubt(kind="lapsed", because=because)
        doubts = (*(one for one in doubts if one.kind != "lapsed"), lapsed)
    return replace(reading, ordered=replace(reading.ordered, doubts=doubts))


def supply_note(supply: Supply | None, known: Knowledge) -> Note:
    """Until when what was fetched lasts, or that nothing tells it."""
    if supply is None:
        return known.note("hook.supply.unknown")
    if not supply.is_handed:
        return known.note("hook.supply.ordered", on=supply.on, until=supply.until)
    return known.note("hook.supply.handed", on=supply.on, days=supply.days, until=supply.until)

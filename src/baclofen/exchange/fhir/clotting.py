"""Before a needle: the INR of the day, and medicines against clotting that ended lately."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from baclofen.exchange.fhir.medicines import Orders
from baclofen.exchange.fhir.observations import Results
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import NeedleLimits
from baclofen.patient import LIMITS, EndedMedicine
from baclofen.value import Value


class Clotting(Value):
    """`inr` is of the day judged; `ended` are the medicines with the day on which they ended."""

    inr: float | None
    ended: tuple[EndedMedicine, ...]
    notes: tuple[str, ...]


def read_clotting(results: Results, orders: Orders, known: Knowledge, *, today: date) -> Clotting:
    """Only an INR of the day is one; of several the highest. Of what ended, the latest day."""
    notes: list[str] = []
    low, high, _ = LIMITS["inr"]
    found = []
    for result in results.of("inr"):
        quantity = result.what.child("valueQuantity")
        value = quantity.number("value") if quantity else None
        if value is None or (quantity and quantity.text("comparator")) or not low <= value <= high:
            notes.append(
                f"An INR{f' of {result.on}' if result.on else ''} could not be read as a number: "
                "look at it."
            )
        elif result.on is None:
            notes.append(f"An INR of {value:g} has no date and was not used.")
        else:
            found.append((result.on, value))
    inr = None
    if found:
        newest = max(on for on, _ in found)
        value = max(v for on, v in found if on == newest)
        if newest == today:
            inr = value
        else:
            notes.append(
                f"The newest INR, {value:g}, is of {newest}: before a needle one of the day counts."
            )
    ended = tuple(_ended(orders, known))
    if ended:
        told = listed(f"{one.medicine.name}, to {one.on}" for one in ended)
        notes.append(f"Against clotting, and ended by the record: {told}. Confirm the last dose.")
    return Clotting(inr, ended, tuple(notes))


def _ended(orders: Orders, known: Knowledge) -> Iterator[EndedMedicine]:
    """Each medicine against clotting that ended and is not taken now, with its latest day."""
    counted = known.of(NeedleLimits).counted
    taken = {i.name for order in orders.current for i in order.taken_for.ingredients}
    last: dict[str, EndedMedicine] = {}
    for order in orders.found:
        day = order.standing.ended
        if order.standing.name != "past" or day is None:
            continue
        for substance in order.taken_for.ingredients:
            if substance.name in taken or not counted.intersection(substance.classes):
                continue
            before = last.get(substance.name)
            if before is None or before.on < day:
                last[substance.name] = EndedMedicine(order.as_medicine, day)
    yield from last.values()

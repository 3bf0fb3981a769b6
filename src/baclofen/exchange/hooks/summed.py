"""Several orders that run and end together, as one use of their sum."""

from __future__ import annotations

from baclofen.assessment import begun, first_seen
from baclofen.exchange.reading import Reading
from baclofen.patient import BaclofenUse
from baclofen.units import sum_of
from baclofen.value import replace


def as_one(reading: Reading) -> Reading:
    """What runs by mouth in several orders as one use, where the dose of each is known without a
    doubt: one order that takes the place of all of them is held against their sum, and what ends
    with them is taken twice no longer."""
    uses = reading.patient.baclofen or ()
    runs = tuple(use for use in uses if use.route == "oral" and use.status == "active")
    total = sum_of(None if use.doubt else use.daily for use in runs)
    if len(runs) < 2 or total is None:
        return reading
    others = tuple(use for use in uses if use not in runs)
    one = BaclofenUse(
        "oral", "active", " + ".join(use.as_written for use in runs), total,
        begun(runs), ordered_on=first_seen(runs),
    )  # fmt: skip
    return replace(reading, patient=replace(reading.patient, baclofen=(one, *others)))

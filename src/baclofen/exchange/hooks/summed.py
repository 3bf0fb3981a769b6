"""Several orders that run and end together, as one use of their sum."""

from __future__ import annotations

from baclofen.exchange.reading import Reading
from baclofen.patient import BaclofenUse
from baclofen.value import replace


def as_one(reading: Reading) -> Reading:
    """What runs by mouth in several orders as one use, where the dose of each is known without a
    doubt: one order that takes the place of all of them is held against their sum, and what ends
    with them is taken twice no longer."""
    uses = reading.patient.baclofen or ()
    runs = tuple(use for use in uses if use.route == "oral" and use.status == "active")
    doses = [use.daily for use in runs if use.daily is not None and not use.doubt]
    others = tuple(use for use in uses if use not in runs)
    if len(runs) < 2 or len(doses) < len(runs) or len({dose.unit for dose in doses}) > 1:
        return reading
    total = doses[0]
    for dose in doses[1:]:
        total += dose
    starts = [use.since for use in runs]
    one = BaclofenUse(
        "oral", "active", " + ".join(use.as_written for use in runs), total,
        None if None in starts else min(day for day in starts if day),
    )  # fmt: skip
    return replace(reading, patient=replace(reading.patient, baclofen=(one, *others)))

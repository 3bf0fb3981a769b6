"""Which label governs, and what is sold, in a jurisdiction."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import AdultTitration, DayHours, TabletsSold
from baclofen.regimen import Tablets

Hours = tuple[float, ...]


def oral_schedule(known: Knowledge, jurisdiction: str) -> AdultTitration:
    """The adult oral titration of this jurisdiction, or of the wider one it belongs to."""
    found = known.local(AdultTitration, jurisdiction)
    assert found is not None  # noqa: S101 - every jurisdiction has one: checked when loaded
    return found


def tablets(known: Knowledge, jurisdiction: str) -> tuple[Tablets, str]:
    """The tablets of this market, and the id of the entry that says so."""
    sold = known.local(TabletsSold, jurisdiction)
    assert sold is not None  # noqa: S101 - every jurisdiction has them: checked when loaded
    return Tablets(sold.tablets_mg, sold.halves_mg), sold.id


def hours_of_day(known: Knowledge) -> Mapping[int, Hours]:
    """Hours of the clock by the number of doses a day. Facts: `plan.clock`."""
    return {len(hours): hours for hours in known.of(DayHours).hours}

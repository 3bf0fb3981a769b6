"""A supply that ends soon comes first: running out is the abrupt stop that can be seen coming."""

from __future__ import annotations

from baclofen.assessment import Assessment, supply_end
from baclofen.knowledge import Knowledge, Note


def supply_ends(fit: Assessment, known: Knowledge) -> Note | None:
    """On which day the supply by mouth ends, where that is soon; None else."""
    day = supply_end(fit.uses, fit.request.today) if fit.fired("SUPPLY-ENDS") else None
    if day is None:
        return None
    is_today = known.note("supply.today") if day == fit.request.today else None
    return known.note("supply.ends", day=day, today=is_today)


def with_supply_end(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it that the supply ends soon."""
    ends = supply_ends(fit, known)
    if ends is None:
        return headline
    return known.note("supply.first", *ends.why, *headline.why, ends=ends, headline=headline)

"""A supply that ends soon, or should be used up, comes first: running out is the abrupt stop that
can be seen coming."""

from __future__ import annotations

from baclofen.assessment import Assessment, supplied_again, supply_end, used_up
from baclofen.knowledge import Knowledge, Note

#: Rules on what should be used up since days.
_FOR_DAYS = ("SUPPLY-GAP", "SUPPLY-SIGN")
#: Rules on a supply that came again after a gap.
AGAIN = ("SUPPLY-AGAIN", "SUPPLY-AGAIN-SIGN")


def supply_ends(fit: Assessment, known: Knowledge) -> Note | None:
    """On which day the supply by mouth ends, where that is soon; None else."""
    day = supply_end(fit.uses, fit.request.today) if fit.fired("SUPPLY-ENDS") else None
    if day is None:
        return None
    is_today = known.note("supply.today") if day == fit.request.today else None
    return known.note("supply.ends", day=day, today=is_today)


def supply_over(fit: Assessment, known: Knowledge) -> Note | None:
    """On which day what was handed over should have been used up, where that is past, or was when
    more was; None else."""
    if (gap := supplied_again(fit.uses)) is not None and fit.fired(*AGAIN):
        return known.note("supply.again", ended=gap[0], again=gap[1])
    day = used_up(fit.uses)
    if day is None or not fit.fired("SUPPLY-LATE", *_FOR_DAYS):
        return None
    return known.note("supply.gap" if fit.fired(*_FOR_DAYS) else "supply.late", day=day)


def supply_note(fit: Assessment, known: Knowledge) -> Note | None:
    """That the supply ends soon, or should be used up; None else."""
    return supply_ends(fit, known) or supply_over(fit, known)


def with_supply_end(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it that the supply ends soon, or should be used up."""
    ends = supply_note(fit, known)
    if ends is None:
        return headline
    return known.note("supply.first", *ends.why, *headline.why, ends=ends, headline=headline)

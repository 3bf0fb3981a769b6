"""When the highest dose that is borne has had its time: then it is decided whether to go on."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import Reevaluation
from baclofen.value import Value


class Decision(Value):
    """The weeks at the highest dose after which it is decided, from and to (in the UK one number),
    and whether they have passed."""

    weeks: tuple[float, ...]
    is_due: bool


def decision_weeks(known: Knowledge, jurisdiction: str) -> tuple[float, ...]:
    """One number, or from and to. Facts: `DO-REEVAL`."""
    weeks = known.of(Reevaluation).weeks
    return known.here(weeks, jurisdiction) or weeks["else"]


def decision_of(fit: Assessment, known: Knowledge) -> Decision | None:
    """None where no time at the highest dose is told."""
    told = [u.weeks_at_maximum for u in fit.uses if u.weeks_at_maximum is not None]
    if not told:
        return None
    weeks = decision_weeks(known, fit.request.jurisdiction)
    return Decision(weeks, max(told) >= weeks[0])

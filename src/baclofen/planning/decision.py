"""When the highest dose that is borne has had its time: then it is decided whether to go on."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.value import Value


class Decision(Value):
    """The weeks at the highest dose after which it is decided, from and to (in the UK one number),
    and whether they have passed."""

    weeks: tuple[float, ...]
    is_due: bool


def decision_weeks(known: Knowledge, jurisdiction: str) -> tuple[float, ...]:
    """One number, or from and to. Facts: `DO-REEVAL`."""
    values: Any = known.rules["DO-REEVAL"].values
    if "UK" in known.family(jurisdiction):
        return (values["weeks_uk"],)
    return tuple(values["weeks_fr_sg"])


def decision_of(fit: Assessment, known: Knowledge) -> Decision | None:
    """None where no time at the highest dose is told."""
    told = [u.weeks_at_maximum for u in fit.uses if u.weeks_at_maximum is not None]
    if not told:
        return None
    weeks = decision_weeks(known, fit.request.jurisdiction)
    return Decision(weeks, max(told) >= weeks[0])

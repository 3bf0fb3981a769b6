"""What was changed lately, named: what ran before, what runs, and since when."""

from __future__ import annotations

from baclofen.assessment import (
    Assessment,
    Change,
    changed_by_mouth,
    changed_by_pump,
    is_cut,
)
from baclofen.knowledge import Knowledge, Note

#: Rules on what was set lately, by mouth and by pump.
BY_MOUTH = ("SET-CUT-FAR", "SET-CUT-SIGN", "SET-RAISE-FAR", "SET-AFTER-NONE")
BY_PUMP = ("SET-RATE-TENFOLD", "SET-RATE-FAR")


def was_cut(fit: Assessment, known: Knowledge) -> bool:
    """Whether the dose by mouth was cut so lately that a sign may come of it."""
    today = fit.request.today
    return is_cut(fit.person, changed_by_mouth(fit.uses, today, known), today, known)


def what_changed(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What was changed lately by more than the rules allow, one note a route; none else."""
    today, found = fit.request.today, []
    if fit.fired(*BY_MOUTH) or was_cut(fit, known):
        found.append(changed_by_mouth(fit.uses, today, known))
    if fit.fired(*BY_PUMP):
        found.append(changed_by_pump(fit.request, fit.uses, today, known))
    return tuple(_named(change, known) for change in found if change is not None)


def _named(change: Change, known: Knowledge) -> Note:
    day = None if change.on is None else known.note("set.since", day=change.on)
    if change.before.in_mcg == 0:
        return known.note("set.after_none", now=change.now, since=day)
    return known.note("set.changed", before=change.before, now=change.now, since=day)

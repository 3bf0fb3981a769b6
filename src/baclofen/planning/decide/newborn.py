"""A newborn that was exposed before birth: it is watched, and nothing is begun."""

from __future__ import annotations

from baclofen.assessment import Assessment, watches_newborn
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.decide.plan import Plan


def newborn_first(fit: Assessment, known: Knowledge) -> Note | None:
    """What is done for an exposed newborn, the most pressing first; None for everybody else, and
    where a dose of its own is asked about."""
    if fit.fired("NEWBORN-SIGN"):
        return known.note("newborn.now")
    if not watches_newborn(fit.person, fit.request, fit.uses, known):
        return None
    withdraws = fit.fired("NEWBORN-WITHDRAWS")
    return known.note("newborn.withdraws" if withdraws else "newborn.watched")


def for_newborn(fit: Assessment, known: Knowledge, headline: Note) -> Plan:
    """The plan of a newborn that is watched: no dose, no step."""
    return Plan(
        fit,
        headline=headline,
        opening=(known.note("newborn.signs"),),
        refusals=(known.note("newborn.not_begun"),),
    )

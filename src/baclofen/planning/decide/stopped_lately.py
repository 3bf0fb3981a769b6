"""What is said to someone who stopped baclofen lately, and of taking it up again."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import BaclofenUse
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.units import sum_of

#: Rules by which the prescriber decides whether the dose that was stopped is taken up again.
_RESUMED = ("STOP-NOW", "STOP-SIGNS", "STOP-UNDATED")


def headline_stopped(fit: Assessment, known: Knowledge, stopped: Sequence[BaclofenUse]) -> Note:
    """For someone who takes none any more: what the stop calls for, the gravest first, and the most
    that may be taken up where the old dose is above it."""
    if fit.fired("CI-HYPERSENS"):
        return known.note("running.hypersensitive_stopped")
    of_the_stop = [f.rule.id for f in fit.findings if f.rule.topic == "stop"]
    if not of_the_stop:
        return known.note("running.stopped_lately")
    headline = known.rule_says(of_the_stop[0])
    most = _old_dose_refused(fit, known, stopped) if _may_resume(fit) else None
    if most is None:
        return headline
    return known.note("running.stopped_above", *most.why, headline=headline, most=most)


def resuming(fit: Assessment, known: Knowledge, stopped: Sequence[BaclofenUse]) -> Note:
    """Who decides on taking it up again: in the first days the prescriber, up to the most that is
    allowed; later, or where it is refused, nobody."""
    if not _may_resume(fit):
        return known.note("running.no_restart")
    return _old_dose_refused(fit, known, stopped) or known.note("running.resumed_by")


def _may_resume(fit: Assessment) -> bool:
    return fit.fired(*_RESUMED) and not fit.fired("STOP-FOR-GOOD", "CI-HYPERSENS")


def _old_dose_refused(
    fit: Assessment, known: Knowledge, stopped: Sequence[BaclofenUse]
) -> Note | None:
    """That the dose that was stopped is above the most that the rules allow here, with that most;
    None where it is not, or is not told. Where they allow none, their rule speaks."""
    daily = sum_of(use.daily for use in stopped if use.route != "intrathecal")
    if daily is None:
        return None
    ceiling, why = ceiling_for(fit, known)
    if daily <= ceiling or ceiling.in_mg <= 0:
        return None
    return known.note("running.old_dose_refused", *why, daily=daily, ceiling=ceiling)

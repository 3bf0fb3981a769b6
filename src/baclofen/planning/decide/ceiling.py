"""A dose above the most that the rules allow: one that runs is said, kept, or come down to; one
that is ordered is advised against."""

from __future__ import annotations

from baclofen.assessment import Assessment, oral_dose, oral_is_added
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.patient import BaclofenUse
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.steady import is_near_an_edge, stays
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.planning.say.advice import ids_of, kidney_day
from baclofen.planning.say.refusal import Refusal
from baclofen.units import Dose


def above_ceiling(
    fit: Assessment, known: Knowledge, running: list[BaclofenUse]
) -> tuple[Note, ...]:
    """A running dose above what the rules would allow is said, not changed."""
    daily = oral_dose(running)
    if daily is None:
        return ()
    ceiling, why = ceiling_for(fit, known)
    if daily <= ceiling:
        return ()
    # As the headline has it: whatever keeps from going up is decided on today.
    when = known.note("running.soon" if fit.may_go_up else "running.today")
    if ceiling.in_mg > 0:
        return (known.note("running.above_most", *why, daily=daily, ceiling=ceiling, when=when),)
    return (known.note("running.above_none", *why, daily=daily, when=when),)


def ordered_above(fit: Assessment, known: Knowledge) -> tuple[Refusal, ...]:
    """A start or a raise by mouth that is ordered, above the most to which one would go here with
    weak kidneys: what a plan of the same patient never reaches is not called possible.

    Avoid from the band in which poisoning was seen at usual doses; a caution where kidneys are
    mildly weak, which another sample may not show. What merely goes on is said elsewhere, and so
    is what is above the label's own most, or where kidneys leave nothing.

    Facts: `kidney.egfr_mid_fraction`.
    """
    daily, runs, share = fit.request.day_by_mouth, oral_dose(fit.uses), allowed_share(fit)
    if daily is None or not 0 < share < 1 or fit.comes_down:
        return ()
    is_more = runs is None or daily > runs or oral_is_added(fit.request, fit.uses)
    ceiling, why = ceiling_for(fit, known)
    if not is_more or daily <= ceiling:
        return ()
    is_weak = share <= known.number("kidney.egfr_mid_fraction")
    note = known.note("ordered.above_most", *why, daily=daily, ceiling=ceiling)
    return (Refusal(note, Verdict.AVOID if is_weak else Verdict.CAUTION),)


def kept_above(fit: Assessment, known: Knowledge, running: list[BaclofenUse]) -> tuple[Note, ...]:
    """That a dose above what these kidneys leave of a start stays, and until when."""
    daily = oral_dose(running)
    if daily is None or not stays(fit, known, daily):
        return ()
    ceiling, why = ceiling_for(fit, known)
    edge = None
    if is_near_an_edge(fit, known):
        edge = known.note("running.kept_at_edge", day=kidney_day(fit, known))
    return (
        known.note("running.kept", *why, *ids_of(edge), daily=daily, ceiling=ceiling, edge=edge),
    )


def kept_in_the_end(above: tuple[Note, ...], down: Steps | None, fit: Assessment) -> Dose | None:
    """The dose at which the way down of whoever goes on ends: the first within the most that these
    rules allow. None where nothing is above it, nothing may stay, or a way of its own is asked
    for."""
    if not above or down is None or fit.kind != "continue" or not fit.may_go_up:
        return None
    most = above[0].value("ceiling") if above[0].phrase == "running.above_most" else None
    if not isinstance(most, Dose):
        return None
    return next((step.daily for step in down.steps if step.daily <= most), None)

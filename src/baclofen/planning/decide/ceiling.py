"""A running dose above the most that the rules allow: said, kept, or come down to."""

from __future__ import annotations

from baclofen.assessment import (
    Assessment,
    by_mouth_now,
    oral_dose,
    oral_is_added,
    oral_sum_mg,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import KidneyTiers, SlowStart
from baclofen.patient import BaclofenUse
from baclofen.planning.reckon.child import child_dosing, is_as_adult
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.steady import is_near_an_edge, stays
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.planning.say.advice import ids_of, kidney_day
from baclofen.regimen import OralOrder
from baclofen.units import Dose, mg
from baclofen.value import Value


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


def asked_above(fit: Assessment, known: Knowledge) -> Note | None:
    """That more is begun with, or raised to, than weak kidneys leave, with what runs already where
    the order comes on top of it, or that no dose is computed for them; None where they cut nothing,
    and where as much or more runs already."""
    asked, daily = fit.request.day_by_mouth, oral_dose(fit.uses)
    is_settled = not fit.fired("REN-MISLEAD") or allowed_share(fit) > 0
    if asked is None or fit.comes_down or (is_settled and not _are_weak(fit, known)):
        return None
    runs = oral_sum_mg(fit.uses) if oral_is_added(fit.request, fit.uses) else None
    if not runs and daily is not None and asked <= daily:
        return None
    ceiling, why = ceiling_for(fit, known)
    if not is_settled:
        return known.note("asked.none_computed", *why, asked=asked)
    together = mg(asked.in_mg + runs) if runs else asked
    if together <= ceiling or ceiling.in_mg <= 0:
        return None
    if runs:
        return known.note(
            "asked.sum_above_kidneys", *why, asked=asked, runs=mg(runs), together=together,
            ceiling=ceiling,
        )  # fmt: skip
    return known.note("asked.above_kidneys", *why, asked=asked, ceiling=ceiling)


class TooHighStart(Value):
    """That a first order is above what weak kidneys get to start with; `is_far`: by two steps or
    more, and nothing leaves it open that it runs already."""

    note: Note
    is_far: bool


def begun_above(fit: Assessment, known: Knowledge) -> TooHighStart | None:
    """That more is begun with than the most of a start with weak kidneys; None where they cut
    nothing, where some runs already, and where it is told that this is no start."""
    asked, order = fit.request.day_by_mouth, fit.request.order
    if asked is None or fit.kind != "start" or by_mouth_now(fit.uses) or not _are_weak(fit, known):
        return None
    found = _start_most(fit, known)
    if found is None or asked <= found[0]:
        return None
    most, far, why = found
    # Of whom nobody knows whether it is taken, the order may be of what runs.
    is_first = fit.person.baclofen == () or (isinstance(order, OralOrder) and bool(order.starts))
    is_far = is_first and asked >= far
    phrase = "asked.far_above_start" if is_far else "asked.above_start"
    return TooHighStart(known.note(phrase, *why, asked=asked, most=most), is_far)


def _start_most(fit: Assessment, known: Knowledge) -> tuple[Dose, Dose, tuple[str, ...]] | None:
    """The most of a start by mouth with weak kidneys, the dose two steps above it, and the ids;
    None where no label has a dose for this child.

    Facts: `REN-TIERS-PROJECT`, `DO-CEREBRAL-PROJECT`.
    """
    if is_as_adult(fit, known):
        most, add = known.of(KidneyTiers).start_most_mg_per_day, known.of(SlowStart).add_mg_per_day
        return mg(most), mg(most + 2 * add), (KidneyTiers.entry, SlowStart.entry)
    shape = child_dosing(fit, known)
    if shape is None:
        return None
    return mg(shape.start), mg(shape.start + 2 * shape.add), (*shape.why, *fit.kidney.fraction_why)


def _are_weak(fit: Assessment, known: Knowledge) -> bool:
    """Whether the kidneys leave half of a dose or less, and some: where they cut a third, what is
    above it stays a caution.

    Facts: `kidney.egfr_mid_fraction`.
    """
    return 0 < allowed_share(fit) <= known.number("kidney.egfr_mid_fraction")


def runs_above(fit: Assessment, known: Knowledge) -> bool:
    """Whether more runs by mouth than weak kidneys leave, and it may not just go on."""
    daily = oral_dose(fit.uses)
    if daily is None or not _are_weak(fit, known) or stays(fit, known, daily):
        return False
    return daily > ceiling_for(fit, known)[0]


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

"""A liquid of another strength than before: what the same volume would hold."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder


def strength_changed(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """By how much the volume of each dose changes; nothing where the strength stays, or is not
    told."""
    order = fit.request.order
    if not isinstance(order, OralOrder) or not order.changes_strength:
        return ()
    before, now = order.before_mg_per_mL, order.strength
    if not before or not now:
        return ()
    return (known.note("liquid.changed", before=before, now=now, share=now / before),)


def with_strength(
    headline: Note, fit: Assessment, running: Sequence[BaclofenUse], known: Knowledge
) -> Note:
    """The headline, and before it the change of strength with the day's volumes of what runs."""
    order = fit.request.order
    if not isinstance(order, OralOrder) or not strength_changed(fit, known):
        return headline
    before, now, daily = order.before_mg_per_mL, order.strength, oral_dose(running)
    volumes = None
    if before and now and daily is not None:
        volumes = known.note(
            "liquid.volumes", daily=daily, poured=daily.in_mg / now,
            poured_before=daily.in_mg / before,
        )  # fmt: skip
    return known.note(
        "liquid.first", *headline.why, before=before, now=now, volumes=volumes, headline=headline
    )

"""A liquid of another strength than before: what the same volume would hold."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
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

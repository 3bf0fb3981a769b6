"""A tube is told: whether the gut may be used comes first, and which liquid it is is asked."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.regimen import OralOrder


def with_tube_first(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it what is settled before a dose goes down the tube."""
    if not fit.fired("NBM-TUBE"):
        return headline
    return known.note("tube.first", *headline.why, headline=headline)


def in_mg(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """Which liquid it is, where a tube is told and no product."""
    order = fit.request.order
    if not isinstance(order, OralOrder) or order.tube is None:
        return ()
    if order.product is not None or order.mg_per_mL is not None:
        return ()
    return (known.note("tube.in_mg"),)

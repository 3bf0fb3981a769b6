"""Whom an answer is about."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note


def about_patient(fit: Assessment, known: Knowledge) -> Note:
    """Whom it is about, in a few words."""
    person = fit.person
    age = person.age_y
    weight = person.weight_kg
    told: list[Note | None] = [
        known.note("about.sex", sex=person.sex) if person.sex else known.note("about.no_sex"),
        known.note("about.no_age") if age is None else known.note("about.age", age=age),
        None if weight is None else known.note("about.weight", weight=weight),
        known.note("indication.named", syndrome=fit.syndrome) if fit.syndrome else None,
    ]
    parts = tuple(note for note in told if note is not None)
    if person.label:
        return known.note("about.named", label=person.label, parts=parts)
    return known.note("about.unnamed", parts=parts)

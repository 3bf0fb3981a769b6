"""Whom an answer is about."""

from __future__ import annotations

import math

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note

_MONTHS, _DAYS = 12, 365.25
#: From this age on an age is told in years.
_IN_YEARS_FROM = 2
#: A month that is told as a part of a year is that month.
_ROUNDING = 1e-2


def about_patient(fit: Assessment, known: Knowledge) -> Note:
    """Whom it is about, in a few words."""
    person = fit.person
    age = person.age_y
    weight = person.weight_kg
    told: list[Note | None] = [
        known.note("about.sex", sex=person.sex) if person.sex else known.note("about.no_sex"),
        known.note("about.no_age") if age is None else age_said(age, known),
        None if weight is None else known.note("about.weight", weight=weight),
        known.note("indication.named", syndrome=fit.syndrome) if fit.syndrome else None,
    ]
    parts = tuple(note for note in told if note is not None)
    if person.label:
        return known.note("about.named", label=person.label, parts=parts)
    return known.note("about.unnamed", parts=parts)


def age_said(age_y: float, known: Knowledge) -> Note:
    """An age in completed years; a small child's in months, a newborn's in days."""
    months = math.floor(_MONTHS * age_y + _ROUNDING)
    if months >= _MONTHS * _IN_YEARS_FROM:
        return known.note("about.age", age=math.floor(age_y + _ROUNDING))
    if months >= 1:
        return known.note("about.age_months", months=months)
    return known.note("about.age_days", days=round(_DAYS * age_y))

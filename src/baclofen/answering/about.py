"""Whom an answer is about."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge


def about_patient(fit: Assessment, known: Knowledge) -> str:
    """Whom it is about, in a few words."""
    person = fit.person
    age = f"{person.age_y:.0f} y" if person.age_y is not None else "age not known"
    parts = [person.sex or "sex not known", age]
    if person.weight_kg is not None:
        parts.append(f"{person.weight_kg:.0f} kg")
    if fit.syndrome:
        parts.append(known.say(known.note("indication.named", syndrome=fit.syndrome)))
    who = f"{person.label}: " if person.label else ""
    return who + ", ".join(parts)

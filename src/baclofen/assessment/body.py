"""Whether weight and height can be those of this person, and which slip they look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.knowledge import Knowledge, Note, weight_z
from baclofen.knowledge.numbers import BodyMass, HeavyForAge, LightForAge
from baclofen.patient import Patient, body_mass_index
from baclofen.units import convert


def body_fields(person: Patient, syndrome: str | None, known: Knowledge) -> dict[str, Any]:
    """Fields of the case on the body; what cannot be reckoned is not told."""
    light = known.of(LightForAge)
    return {
        "weight_z": _z(person, person.weight_kg),
        "bmi": bmi(person, person.weight_kg, person.height_cm),
        "weight_confirmed": person.weight_confirmed is True,
        "low_weight_explained": bool(person.conditions.intersection(light.explained_by))
        or syndrome in light.explained_by_syndrome,
    }


def bmi(person: Patient, kg: float | None, cm: float | None) -> float | None:
    """Body mass index of an adult, kg/m2; None in a child, or where either is not told."""
    if not person.is_adult or kg is None or cm is None:
        return None
    return round(body_mass_index(weight_kg=kg, height_cm=cm), 9)  # 60 is 60, not a hair more


def _z(person: Patient, kg: float | None) -> float | None:
    age = person.age_y
    if kg is None or age is None or not person.is_minor:
        return None
    z = weight_z(kg, age_y=age, sex=person.sex)
    return None if z is None else round(z, 9)  # 3 SD are 3, not a hair more


def body_notes(person: Patient, known: Knowledge) -> tuple[Note, ...]:
    """Which slip would make this weight and height those of a body; none where they are."""
    if person.weight_confirmed or _fits(person, person.weight_kg, person.height_cm, known):
        return ()
    slips = tuple(_likely(person, known))
    return (known.note("body.likely", slips=slips),) if slips else ()


def _likely(person: Patient, known: Knowledge) -> Iterator[Note]:
    kg, cm = person.weight_kg, person.height_cm
    if kg is None:
        return
    if cm is not None and kg != cm and _fits(person, cm, kg, known):
        yield known.note("body.exchanged", weight=cm, height=kg)
    if _fits(person, light := convert(kg, "lb", "kg"), cm, known):
        yield known.note("body.pounds", weight=light)
    if (
        cm is not None
        and person.is_adult
        and _fits(person, kg, tall := convert(cm, "in", "cm"), known)
    ):
        yield known.note("body.inches", height=tall)


def _fits(person: Patient, kg: float | None, cm: float | None, known: Knowledge) -> bool:
    """Whether this could be a body; what cannot be judged could."""
    z, index, limits = _z(person, kg), bmi(person, kg, cm), known.of(BodyMass)
    low, high = -known.of(LightForAge).below_sd, known.of(HeavyForAge).above_sd
    return (z is None or low <= z <= high) and (
        index is None or limits.least_kg_per_m2 <= index <= limits.most_kg_per_m2
    )

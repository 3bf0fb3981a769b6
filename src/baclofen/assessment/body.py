"""Whether weight and height can be those of this person, and which slip they look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.knowledge import Knowledge, Note, bmi_of_95th, weight_z
from baclofen.knowledge.numbers import BodyMass, HeavyForAge, HeavyForHeight, LightForAge
from baclofen.patient import LIMITS, Patient, body_mass_index
from baclofen.units import convert


def body_fields(person: Patient, syndrome: str | None, known: Knowledge) -> dict[str, Any]:
    """Fields of the case on the body; what cannot be reckoned is not told."""
    light = known.of(LightForAge)
    return {
        "weight_z": _z(person, person.weight_kg),
        "bmi": bmi(person, person.weight_kg, person.height_cm) or _bmi_at_least(person, known),
        "bmi_of_95th": _of_95th(person, person.weight_kg, person.height_cm),
        "weight_confirmed": person.weight_confirmed is True,
        "low_weight_explained": bool(person.conditions.intersection(light.explained_by))
        or syndrome in light.explained_by_syndrome,
    }


def bmi(person: Patient, kg: float | None, cm: float | None) -> float | None:
    """Body mass index, kg/m2, of an adult or of a child whose age has one by the chart; None in
    others, or where weight or height is not told."""
    is_judged = person.is_adult or _of_95th(person, kg, cm) is not None
    if kg is None or cm is None or not is_judged:
        return None
    return round(body_mass_index(weight_kg=kg, height_cm=cm), 9)  # 60 is 60, not a hair more


def _bmi_at_least(person: Patient, known: Knowledge) -> float | None:
    """The body mass index that an adult without a told height has at least, where that is beyond
    what is believed; else None.

    Facts: `BODY-MASS`.
    """
    limits = known.of(BodyMass)
    least = bmi(person, person.weight_kg, limits.tallest_cm) if person.height_cm is None else None
    return least if least is not None and least > limits.most_kg_per_m2 else None


def _of_95th(person: Patient, kg: float | None, cm: float | None) -> float | None:
    """The body mass index of a child as a share of the 95th percentile of the age."""
    if kg is None or cm is None or person.age_y is None or not person.is_minor:
        return None
    index = body_mass_index(weight_kg=kg, height_cm=cm)
    share = bmi_of_95th(index, age_y=person.age_y, sex=person.sex)
    return None if share is None else round(share, 9)  # an edge is met in print


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
        and bmi(person, kg, cm) is not None
        and _fits(person, kg, tall := convert(cm, "in", "cm"), known)
    ):
        yield known.note("body.inches", height=tall)


def _fits(person: Patient, kg: float | None, cm: float | None, known: Knowledge) -> bool:
    """Whether this could be a body; what cannot be judged could."""
    tallest = LIMITS["height_cm"][1]
    if cm is not None and cm > tallest:
        return False
    z, index, share = _z(person, kg), bmi(person, kg, cm), _of_95th(person, kg, cm)
    low, high = -known.of(LightForAge).below_sd, known.of(HeavyForAge).above_sd
    limits, most = known.of(BodyMass), known.of(HeavyForHeight).most_of_95th
    return (
        (z is None or low <= z <= high)
        and (share is None or share <= most)
        and (index is None or limits.least_kg_per_m2 <= index <= limits.most_kg_per_m2)
    )

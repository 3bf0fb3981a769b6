"""Answers of every kind that are written as FHIR, for the tests of what is written."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from baclofen.answering import (
    Answer,
    AssessInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
)
from baclofen.exchange import fhir_of
from baclofen.patient import BaclofenUse
from baclofen.regimen import OralOrder, PumpOrder, ScreeningOrder
from baclofen.units import mcg, mg
from tests.once import Once
from tests.people import answered, known, on_baclofen, person

AT = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
_PUMP = PumpOrder(stage="titration", now=mcg(100), asked=mcg(120), hours_since_change=26)


def _on_pump() -> Answer:
    use = BaclofenUse("intrathecal", "active", "pump", mcg(100))
    who = person(baclofen=(use,), age_y=45.0)
    return answered(who, "change", door=PumpInputs, order=_PUMP)


ANSWERS: Once[Answer] = Once({
    "start": lambda: answered(person(weight_kg=70, baclofen=()), weighs=False),
    "start_uk": lambda: answered(
        person(weight_kg=70, baclofen=()), jurisdiction="UK", weighs=False
    ),
    "start_weighed": lambda: answered(
        person(syndrome="sci_spasticity", weight_kg=70, baclofen=())
    ),
    "start_by_night": lambda: answered(
        person(weight_kg=70, baclofen=()), order=OralOrder(worst_at="night"), weighs=False
    ),
    "start_old": lambda: answered(person(age_y=70.0, weight_kg=60, baclofen=()), weighs=False),
    "start_liquid": lambda: answered(
        person(baclofen=()), order=OralOrder(product="solution_1"), weighs=False
    ),
    "start_granules": lambda: answered(
        person(baclofen=()), order=OralOrder(product="granules"), weighs=False
    ),
    "child_uk": lambda: answered(
        person(age_y=9.0, weight_kg=30, baclofen=()), jurisdiction="UK", weighs=False
    ),
    "goes_on": lambda: answered(on_baclofen(mg(60)), "continue", weighs=False),
    "taper": lambda: answered(on_baclofen(mg(80)), "taper", door=TaperInputs),
    "failing_kidneys": lambda: answered(on_baclofen(mg(30), egfr=20.0), "continue", weighs=False),
    "questions": lambda: answered(person(egfr=None), weighs=False),
    "overridden": lambda: answered(
        person(age_y=70.0, egfr=50.0, baclofen=()), overrides=("REN-BEERS",), reason="tried all",
        weighs=False,
    ),
    "emergency": lambda: answered(
        on_baclofen(signs=["slow_breathing"]), "continue", weighs=False
    ),
    "dead": lambda: answered(person(deceased=True), weighs=False),
    "judged": lambda: answered(person(), door=AssessInputs),
    "needle": lambda: answered(
        person(oral_failed=True), None, door=ScreenInputs, order=ScreeningOrder(dose=mcg(50))
    ),
    "pump": _on_pump,
})  # fmt: skip


def written(name: str, **options: Any) -> dict[str, Any]:
    """The bundle of one of them."""
    return fhir_of(ANSWERS[name], known(), at=AT, **options)


def resources(bundle: dict[str, Any], kind: str = "") -> list[dict[str, Any]]:
    """The resources of a bundle; of one type where it is named."""
    found = [entry["resource"] for entry in bundle["entry"]]
    return [one for one in found if one["resourceType"] == kind] if kind else found

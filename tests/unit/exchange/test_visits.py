"""Reasons of visits and procedures of the last days: what nobody told as a diagnosis."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from baclofen.patient import Patient
from tests.unit.exchange.build import SNOMED, bundle, day, read


def visit(words: str, *, status: str = "finished", code: str = "", **more: Any) -> dict[str, Any]:
    concept: dict[str, Any] = {"text": words}
    if code:
        concept["coding"] = [{"system": SNOMED, "code": code, "display": words}]
    return {"resourceType": "Encounter", "status": status, "reasonCode": [concept]} | more


def period(start: int, end: int | None = None) -> dict[str, Any]:
    made = {"start": day(start)} | ({} if end is None else {"end": day(end)})
    return {"period": made}


def of(tmp_path: Path, *resources: dict[str, Any]) -> Patient:
    return read(bundle(*resources), tmp_path).patient


@pytest.mark.parametrize(
    ("when", "counts"),
    [
        (period(1, 1), True), (period(40, 7), True), (period(40, 8), False),
        (period(400, 400), False), (period(2), True), (period(9), False),
        (period(9) | {"status": "in-progress"}, True), (period(-3, -3), False),
        (period(1, 1) | {"status": "cancelled"}, False), (period(1) | {"status": "planned"}, False),
    ],
)  # fmt: skip
def test_the_reason_of_a_visit_of_the_last_days_is_a_sign(
    tmp_path: Path, when: dict[str, Any], counts: bool
) -> None:
    found = of(tmp_path, visit("Seizure", code="91175000") | when)
    assert ("seizure" in found.signs) is counts
    assert ("seizure" in found.conditions) is counts


def test_a_visit_without_a_day_is_asked_about(tmp_path: Path) -> None:
    found = of(tmp_path, visit("Very drowsy"))
    assert found.signs == frozenset()
    assert [entry.alarms for entry in found.unread] == [("signs.somnolence",)]


@pytest.mark.parametrize("words", ["Drug overdose", "brought in unresponsive by ambulance crew"])
def test_a_reason_that_sounds_of_danger_is_asked_about(tmp_path: Path, words: str) -> None:
    found = of(tmp_path, visit(words, **period(1, 1)))
    (asked,) = found.unread
    assert any(alarm.startswith("signs.") for alarm in asked.alarms)


@pytest.mark.parametrize(
    "words", ["Annual check", "Medication review", "Physiotherapy", "Nephrology follow-up", "Cold"]
)
def test_an_ordinary_visit_is_not_asked_about(tmp_path: Path, words: str) -> None:
    found = of(tmp_path, visit(words, **period(1, 1)))
    assert found.unread == ()
    assert found.signs == frozenset()


def procedure(words: str, ago: int | None) -> dict[str, Any]:
    done = {} if ago is None else {"performedDateTime": day(ago)}
    return {"resourceType": "Procedure", "status": "completed", "code": {"text": words}} | done


@pytest.mark.parametrize(
    "words",
    [
        "Insertion of endotracheal tube", "Mechanical ventilation", "Intubation", "Beatmung",
        "Ventilation mécanique", "Cardiopulmonary resuscitation",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("ago", "counts"), [(1, True), (7, True), (8, False), (900, False)])
def test_a_tube_or_a_ventilator_of_the_last_days_is_asked_about_as_a_sign(
    tmp_path: Path, words: str, ago: int, counts: bool
) -> None:
    (asked,) = of(tmp_path, procedure(words, ago)).unread
    assert ("signs.slow_breathing" in asked.alarms) is counts
    assert (asked.kind == "sign") is counts


@pytest.mark.parametrize(
    "words",
    [
        "Diarrhea", "Acute diarrhoea", "Durchfall seit gestern", "Diarrhée aiguë", "diarrea",
        "Magen-Darm-Grippe", "Norovirus infection", "Gastroenteritis", "D&V", "Brechdurchfall",
    ],
)  # fmt: skip
@pytest.mark.parametrize(("ago", "counts"), [(1, True), (30, False)])
def test_diarrhoea_is_a_sick_day(tmp_path: Path, words: str, ago: int, counts: bool) -> None:
    ill = {"resourceType": "Condition", "code": {"text": words}, "onsetDateTime": day(ago)}
    found = of(tmp_path, ill)
    assert ("vomiting" in found.signs) is counts
    assert found.unread == ()


def test_rhabdomyolysis_of_these_days_is_a_sign_and_hyperkalaemia_is_asked_about(
    tmp_path: Path,
) -> None:
    ill = {"resourceType": "Condition", "onsetDateTime": day(1)}
    found = of(tmp_path, ill | {"code": {"text": "Rhabdomyolysis"}})
    assert found.signs == {"dark_urine"}
    assert found.conditions == {"rhabdomyolysis"}
    assert of(tmp_path, ill | {"code": {"text": "Rhabdomyolyse"}}) == found
    over = {"abatementDateTime": day(900), "onsetDateTime": day(920)}
    assert not of(tmp_path, ill | {"code": {"text": "Rhabdomyolysis"}} | over).conditions
    (asked,) = of(tmp_path, ill | {"code": {"text": "Hyperkaliämie"}}).unread
    assert asked.alarms == ("aki", "ckd")

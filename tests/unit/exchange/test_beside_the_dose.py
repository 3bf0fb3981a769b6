"""What a label prints beside a dose, what a nurse writes beside an amount, and what a pump is
called: none of it changes a dose; whatever could is still refused."""

from __future__ import annotations

from typing import Any

import pytest

from baclofen.exchange.fhir.sig import read_any
from baclofen.knowledge import Verdict
from tests.people import fired
from tests.unit.exchange.build import day, medicine
from tests.unit.exchange.test_told import ORDER, WHO, judged, read

Json = dict[str, Any]


@pytest.mark.parametrize("words", [
    "1 tablet three times daily with food. May cause drowsiness. Avoid alcohol. "
    "Do not stop suddenly.",
    "TAKE ONE TABLET BY MOUTH THREE TIMES DAILY. WARNING: MAY CAUSE DROWSINESS. IF AFFECTED DO NOT "
    "DRIVE OR OPERATE MACHINERY. AVOID ALCOHOLIC DRINK",
    "One to be taken three times a day. Do not stop taking this medicine unless your doctor tells "
    "you to.",
    "1-1-1 Tablette zum Essen", "3x täglich 1 Tablette zu den Mahlzeiten, kann müde machen",
    "1-1-1, nicht plötzlich absetzen",
    "1 comprimé 3 fois par jour pendant les repas. Peut provoquer une somnolence. "
    "Ne pas arrêter brutalement.",
    "1 comprimido cada 8 horas después de las comidas. Puede causar sueño. Evitar alcohol.",
    "1 compressa 3 volte al giorno dopo i pasti, può causare sonnolenza",
])  # fmt: skip
def test_a_label_of_a_pharmacy_is_read(words: str) -> None:
    sig = read_any(words, 10, None)
    assert sig is not None
    assert str(sig.daily) == "30 mg"


@pytest.mark.parametrize("words", [
    "1 tablet three times daily. If drowsy take half. Avoid alcohol.",
    "1 tablet three times daily, may cause drowsiness then halve", "1 tablet tid. Do not stop.",
    "1 tablet three times daily after food, then stop", "1 tablet with food",
    "1 tablet not with food three times daily", "1-1-1 Tablette zum Essen, bei Bedarf mehr",
    "1 tablet three times daily, avoid alcohol or skip the dose",
])  # fmt: skip
def test_what_may_change_a_dose_is_refused(words: str) -> None:
    assert read_any(words, 10, None) is None


@pytest.mark.parametrize("words", [
    "300 mcg/day via implanted pump", "300 mcg/day by implanted pump",
    "300 µg/24 h intrathekal über Pumpe", "300 microgrammes par jour par pompe implantée",
    "300 mcg/día por bomba implantada", "300 mcg al giorno tramite pompa impiantata",
])  # fmt: skip
def test_a_pump_by_other_words_is_one(words: str) -> None:
    sig = read_any(words, None, None)
    assert sig is not None
    assert str(sig.daily) == "300 mcg"


@pytest.mark.parametrize("words", [
    "Tomar después de las comidas", "Tomar con un vaso de agua después de las comidas",
    "Nach dem Essen einnehmen", "May cause drowsiness. If affected do not drive.",
])  # fmt: skip
def test_an_instruction_of_meals_undoes_no_dose(words: str) -> None:
    dosage = [{**ORDER["dosageInstruction"][0], "patientInstruction": words}]
    fit = judged(read(order={**ORDER, "dosageInstruction": dosage}))
    assert fit.verdict is Verdict.OK
    assert fit.may_go_up


def given(hour: int, words: str) -> Json:
    return {"resourceType": "MedicationAdministration", "status": "completed", "id": f"g{hour}",
            **WHO, "medicationCodeableConcept": {"text": "Baclofen 10 mg tablet"},
            "effectiveDateTime": f"{day(1)}T{hour:02d}:00:00Z",
            "dosage": {"text": words}}  # fmt: skip


@pytest.mark.parametrize(("first", "then"), [
    ("20 mg", "20 mg given"), ("2 tablets", "two tablets"), ("2 tablets", "2 Tabletten"),
    ("20 mg with breakfast", "20 mg with lunch"), ("20 mg", "2 tablets"),
    ("2 tablets given with breakfast", "zwei Tabletten"),
])  # fmt: skip
def test_two_doses_of_a_chart_are_no_double(first: str, then: str) -> None:
    fit = judged(read(given(8, first), given(14, then)))
    assert "DUP-BACLOFEN" not in fired(fit)
    assert fit.verdict is Verdict.OK
    assert fit.may_go_up


def test_two_orders_in_different_words_stay_two() -> None:
    other = medicine("Baclofen 10 mg tablet", sig="10 mg at night", id="other")
    assert "DUP-BACLOFEN" in fired(judged(read(other)))


@pytest.mark.parametrize("words", [
    "20 mg given, 15 minutes late", "20 mg given at 08:15", "20 mg given 10 minutes early",
    "20 mg given by 2 nurses", "20 mg given, pain 3/10", "20 mg, 200 mL water",
    "20 mg gegeben um 8:15", "20 mg donnés, 10 minutes de retard",
])  # fmt: skip
def test_a_figure_of_something_else_is_no_amount(words: str) -> None:
    assert judged(read(given(8, words))).verdict is Verdict.OK


@pytest.mark.parametrize("words", ["20 mg, 10 mg wasted", "20 mg and 3 more", "20 or 30 mg"])
def test_a_second_amount_is_still_asked_about(words: str) -> None:
    assert judged(read(given(8, words))).verdict >= Verdict.CAUTION

"""Values in words are judged as those with a code are: at a record's door, typed, and noted."""

from __future__ import annotations

import pytest

import baclofen as bac
from baclofen.exchange import in_words
from baclofen.patient import Patient
from tests.people import known
from tests.unit.exchange.build import TODAY, Json, bundle, condition, day, observation

SATURATION, BREATHS, PULSE, SCORE, HEAT = "59408-5", "9279-1", "8867-4", "9269-2", "8310-5"


def read(*entries: Json) -> Patient:
    return bac.read_patient(bundle(*entries), known=known(), today=TODAY).patient


def told(text: str) -> Json:
    return condition("") | {"code": {"text": text}, "onsetDateTime": day(1)}


def heard(patient: Patient) -> set[str]:
    """What is asked about as a sign."""
    return {alarm for entry in patient.unread for alarm in entry.alarms if "signs." in alarm}


@pytest.mark.parametrize(
    ("text", "code", "value", "unit"),
    [
        ("SpO2 78 %", SATURATION, 78, "%"), ("Oxygen saturation 78 %", SATURATION, 78, "%"),
        ("Sättigung 75 %", SATURATION, 75, "%"), ("sats 78", SATURATION, 78, "%"),
        ("Saturation en oxygène 80 %", SATURATION, 80, "%"), ("Satura 78 %", SATURATION, 78, "%"),
        ("Saturazione 79%", SATURATION, 79, "%"), ("Saturación: 79 %", SATURATION, 79, "%"),
        ("sat 78 on air", SATURATION, 78, "%"), ("SpO2 88%", SATURATION, 88, "%"),
        ("SpO2 97 %", SATURATION, 97, "%"), ("Atemfrequenz 6/min", BREATHS, 6, "/min"),
        ("6 breaths per minute", BREATHS, 6, "/min"), ("RR 10", BREATHS, 10, "/min"),
        ("Respiratory rate 16/min", BREATHS, 16, "/min"), ("Pulse 38", PULSE, 38, "/min"),
        ("Herzfrequenz 140/min", PULSE, 140, "/min"), ("HR 72 bpm", PULSE, 72, "/min"),
        ("GCS 9/15", SCORE, 9, "{score}"), ("GCS 13", SCORE, 13, "{score}"),
        ("GCS 15/15", SCORE, 15, "{score}"), ("Temperature 41.2", HEAT, 41.2, "Cel"),
        ("Fieber 39,1 °C", HEAT, 39.1, "Cel"), ("Temp 34.2", HEAT, 34.2, "Cel"),
        ("Temperature 98.4 F", HEAT, 36.9, "Cel"),
    ],
)  # fmt: skip
def test_words_and_a_code_tell_the_same(text: str, code: str, value: float, unit: str) -> None:
    words, coded = read(told(text)), read(observation(code, value, unit, on=day(1)))
    assert words.signs == coded.signs
    assert heard(words) == heard(coded)
    assert bool(words.unread) == bool(coded.unread)


@pytest.mark.parametrize(
    "text",
    [
        "Transferrin saturation 45 %", "Target saturation 88-92 %", "Sat 45 minutes in a chair",
        "RR 80/60", "Pulse pressure 35", "Fever for 38 days", "Ferritin 40, iron saturation 32 %",
        "Hold if HR < 50", "Ejection fraction 40 %",
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_no_sign(text: str) -> None:
    values = in_words(text, known())
    assert not values.signs
    assert not values.sounds


def test_what_stands_beside_a_value_is_still_read() -> None:
    patient = read(told("SpO2 78 %, seizure at home"))
    assert patient.signs == {"slow_breathing"}
    assert "signs.seizure" in heard(patient)


def test_values_are_typed_as_signs() -> None:
    def typed(text: str) -> Patient:
        table = {"age_y": 52, "baclofen": "none", "signs": [text]}
        return bac.read_patient(table, known=known(), today=TODAY).patient

    assert typed("SpO2 78 %").signs == {"slow_breathing"}
    assert typed("SpO2 97 %").signs == frozenset()
    assert heard(typed("SpO2 88 %")) == {"signs.slow_breathing"}
    assert typed("Temperature 41.2").signs == {"fever"}
    assert heard(typed("Temperature 41.2")) == {"signs.baclofen_withdrawal"}

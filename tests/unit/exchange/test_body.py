"""Weight and height."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.errors import OutOfRange
from baclofen.exchange.fhir import quantities
from tests.unit.exchange.build import bundle, day, observation, patient, read, said

WEIGHT, MEASURED, HEIGHT = "29463-7", "3141-9", "8302-2"


@pytest.mark.parametrize(
    "spellings", [quantities.CREATININE, quantities.EGFR, quantities.WEIGHT, quantities.HEIGHT]
)
def test_spellings_stand_in_the_form_they_are_looked_up_in(spellings: dict[str, str]) -> None:
    assert [quantities.bare(spelling) for spelling in spellings] == list(spellings)


@pytest.mark.parametrize(
    ("value", "unit", "kg"),
    [(68, "kg", 68), (68_000, "g", 68), (150, "[lb_av]", 68.0389), (150, "lbs", 68.0389)],
)
def test_weight_in_kg(tmp_path: Path, value: float, unit: str, kg: float) -> None:
    person = read(bundle(observation(WEIGHT, value, unit)), tmp_path).patient
    assert person.weight_kg is not None
    assert round(person.weight_kg, 4) == kg
    assert person.weight_on == date(2026, 11, 12)


@pytest.mark.parametrize(
    ("value", "unit", "cm"), [(166, "cm", 166), (1.66, "m", 166), (65, "[in_i]", 165.1)]
)
def test_height_in_cm(tmp_path: Path, value: float, unit: str, cm: float) -> None:
    person = read(bundle(observation(HEIGHT, value, unit)), tmp_path).patient
    assert person.height_cm is not None
    assert round(person.height_cm, 4) == cm


def test_the_newest_counts_of_both_codes(tmp_path: Path) -> None:
    content = bundle(
        observation(WEIGHT, 70, "kg", on=day(300)), observation(MEASURED, 66, "kg", on=day(3)),
        observation(WEIGHT, 99, "kg", on="2026-12-24"),
    )  # fmt: skip
    assert read(content, tmp_path).patient.weight_kg == 66


@pytest.mark.parametrize(
    "odd",
    [
        observation(WEIGHT, 150, "", on=day(1)),
        observation(WEIGHT, 150, "stone", on=day(1)),
        observation(WEIGHT, 150, on=day(1), valueQuantity={"value": 150, "unit": "kg",
                                                           "code": "[lb_av]"}),
        observation(WEIGHT, 150, on=day(1), valueQuantity={"value": 150, "unit": "kg",
                                                           "comparator": ">"}),
    ],
)  # fmt: skip
def test_without_a_clear_unit_it_is_left_out_and_said(
    tmp_path: Path, odd: dict[str, object]
) -> None:
    record = read(bundle(observation(WEIGHT, 68, "kg"), odd), tmp_path)
    assert record.patient.weight_kg == 68
    assert "1 weight result could not be read and was left out (" in said(record)


@pytest.mark.parametrize(
    ("code", "value", "unit", "words"),
    [
        (WEIGHT, -4, "kg", "weight_kg is -4 kg; it must be between 0.3 and 400"),
        (WEIGHT, 4000, "kg", "weight_kg is 4000 kg"),
        (WEIGHT, 7, "kg", "weight_kg is 7 kg; it must be between 20 and 400 in an adult"),
        (HEIGHT, 1.66, "cm", "height_cm is 1.66 cm; it must be between 20 and 260"),
    ],
)
def test_an_impossible_newest_value_is_refused(
    tmp_path: Path, code: str, value: float, unit: str, words: str
) -> None:
    with pytest.raises(OutOfRange, match=words):
        read(bundle(observation(code, value, unit)), tmp_path)


def test_two_weights_on_one_day_are_said(tmp_path: Path) -> None:
    content = bundle(observation(WEIGHT, 70, "kg"), observation(MEASURED, 154, "kg"))
    record = read(content, tmp_path)
    assert record.patient.weight_kg == 70
    assert "(70 and 154 kg): the lower was used; confirm it." in said(record)


def test_a_weight_without_a_date_is_not_used_and_said(tmp_path: Path) -> None:
    record = read(bundle(observation(WEIGHT, 70, "kg", on=None)), tmp_path)
    assert record.patient.weight_kg is None
    assert "The weight on record has no date and was not used: confirm it." in record.notes


def test_the_height_of_a_child_grows_old(tmp_path: Path) -> None:
    content = bundle(
        observation(HEIGHT, 138, "cm", on="2020-08-31"), who=patient(birthDate="2010-08-02")
    )
    record = read(content, tmp_path)
    assert record.patient.height_cm == 138
    assert "The height is of 2020-08-31, when the patient was growing: measure." in record.notes


@pytest.mark.parametrize(
    ("days", "earlier", "remarked"),
    [
        (3, 140, True),
        (3, 35, True),
        (3, 100, False),
        (30, 35, True),
        (31, 35, False),
        (90, 140, False),
    ],
)
def test_a_weight_that_halves_or_doubles_within_days_is_remarked_on(
    tmp_path: Path, days: int, earlier: float, remarked: bool
) -> None:
    weights = [
        observation(WEIGHT, 70, "kg", on=day(2)),
        observation(WEIGHT, earlier, "kg", on=day(2 + days)),
    ]
    record = read(bundle(*weights), tmp_path)
    assert record.patient.weight_kg == 70
    assert ("weigh again" in said(record)) is remarked


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (observation("29463-7", 70, "stone"), "weight: 70 stone"),
        (observation("8302-2", None), "height: no number"),
    ],
)
def test_a_value_that_cannot_be_read_is_named_as_not_understood(
    tmp_path: Path, result: dict[str, Any], words: str
) -> None:
    record = read(bundle(result), tmp_path)
    assert [e.words for e in record.entries if e.state == "unread"] == [words]


def test_what_is_no_type_of_fhir_is_not_understood(tmp_path: Path) -> None:
    """Cut short, it could have been anything; a type that states nothing is harmless."""
    record = read(bundle({"resourceType": "Cond"}, {"resourceType": "Schedule"}), tmp_path)
    assert [(e.words, e.state) for e in record.entries[-2:]] == [
        ("Cond", "unread"), ("Schedule", "harmless"),
    ]  # fmt: skip

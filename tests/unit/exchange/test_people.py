"""The Patient resource."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen.assessment.body import body_fields, body_notes
from baclofen.errors import OutOfRange
from baclofen.exchange.fhir.dates import Day, ages_of, years_between
from tests.people import known
from tests.unit.exchange.build import bundle, observation, patient, read, said

BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"


@pytest.mark.parametrize(
    ("born", "age", "note"),
    [
        ("1974-11-22", 52, ""),
        ("1974-11-23", 51, ""),
        ("1974", 51, "given as 1974: the age is 51 or 52"),
        ("1974-11", 51, "given as 1974-11: the age is 51 or 52"),
        ("1974-02", 52, ""),
        ("2008", 17, "given as 2008: the age is 17 or 18"),
        ("2026-11-22", 0, ""),
        # A child's to the day: ten months less some days, and a birthday on its day.
        ("2026-02-01", 0.8064, ""),
        ("2026-02", 0.7338, ""),
        ("2026-01-22", 0.8333, ""),
        ("2016-11-22", 10, ""),
        ("2016-02-29", 10.7311, ""),
    ],
)
def test_age_in_completed_years_and_a_childs_to_the_day(
    tmp_path: Path, born: str, age: float | None, note: str
) -> None:
    record = read(bundle(who=patient(birthDate=born)), tmp_path)
    assert record.patient.age_y == age
    assert note in said(record)
    assert bool(note) == ("date of birth" in said(record))


@pytest.mark.parametrize(("born", "kg"), [("2026-02-01", 9.2), ("2024-12-10", 15.0)])
def test_a_small_child_is_held_against_those_of_its_months(
    tmp_path: Path, born: str, kg: float
) -> None:
    who = read(
        bundle(observation("29463-7", kg, "kg"), who=patient(birthDate=born)), tmp_path
    ).patient
    seen = body_fields(who, None, known())
    assert abs(seen["weight_z"]) < 2
    assert body_notes(who, known()) == ()


def test_nobody_is_older_than_by_the_calendar() -> None:
    for days in range(0, 6600, 13):
        born, day = date(2008, 2, 29), date(2008, 2, 29) + timedelta(days=days)
        age, _ = ages_of(Day(born, born), day)
        assert years_between(born, day) <= age < years_between(born, day) + 1


def test_born_after_the_day_judged_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutOfRange) as refusal:
        read(bundle(who=patient(birthDate="2027-01-01")), tmp_path)
    assert str(refusal.value) == (
        "Patient/p.birthDate is 2027-01-01; it must be on or before the day judged, 2026-11-22."
    )


def test_an_age_beyond_all_ages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutOfRange, match="age_y is 146 y; it must be between 0 and 120"):
        read(bundle(who=patient(birthDate="1880-01-01")), tmp_path)


@pytest.mark.parametrize(
    ("gender", "at_birth", "sex", "note"),
    [
        ("female", None, "female", ""),
        ("female", "F", "female", ""),
        ("male", "UNK", "male", ""),
        ("female", "M", None, "gender as female and the sex at birth as male"),
        ("other", "F", None, "recorded as other: kidney estimates are made for both"),
        ("unknown", None, None, "recorded as unknown"),
        (None, "F", None, "The sex is not recorded"),
    ],
)
def test_sex_where_the_record_is_of_one_mind(
    tmp_path: Path, gender: str | None, at_birth: str | None, sex: str | None, note: str
) -> None:
    extension = [{"url": BIRTH_SEX, "valueCode": at_birth}] if at_birth else None
    record = read(bundle(who=patient(gender=gender, extension=extension)), tmp_path)
    assert record.patient.sex == sex
    assert note in said(record)


@pytest.mark.parametrize(
    ("given", "died", "on"),
    [
        ({"deceasedBoolean": True}, True, None),
        ({"deceasedBoolean": False}, False, None),
        ({"deceasedDateTime": "2020-05-01T10:00:00Z"}, True, date(2020, 5, 1)),
        ({"deceasedDateTime": "2026"}, True, date(2026, 1, 1)),
        ({"deceasedDateTime": "2027-01-01"}, False, date(2027, 1, 1)),
    ],
)
def test_death(tmp_path: Path, given: dict[str, Any], died: bool, on: date | None) -> None:
    record = read(bundle(who=patient(**given)), tmp_path)
    assert (record.patient.deceased, record.patient.deceased_on) == (died, on)


def test_the_age_of_the_dead_is_that_at_death(tmp_path: Path) -> None:
    who = patient(birthDate="1890-01-01", deceasedDateTime="1960-05-01")
    record = read(bundle(who=who), tmp_path)
    assert record.patient.age_y == 70
    assert "The age is that on the day of death, 1960-05-01." in record.notes


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ([{"family": "Núñez", "given": ["Ana", "María"]}], "Ana María Núñez (p)"),
        ([{"use": "old", "text": "A"}, {"use": "official", "text": "B\nC"}], "B C (p)"),
        ([{"family": "<script>\u202e"}], "<script>\ufffd (p)"),
        (None, "p"),
    ],
)
def test_label(tmp_path: Path, names: object, label: str) -> None:
    record = read(bundle(who=patient(name=names)), tmp_path)
    assert record.patient.label == label
    assert record.patient.from_record


def test_a_record_that_is_no_longer_the_record_says_so(tmp_path: Path) -> None:
    who = patient(active=False, link=[{"type": "replaced-by", "other": {"reference": "Patient/q"}}])
    notes = said(read(bundle(who=who), tmp_path))
    assert "no longer in use" in notes
    assert "points to another record" in notes

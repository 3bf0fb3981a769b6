"""Dosages in Spanish, how often by a slash, tablets handed over, and a course that is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from baclofen.exchange.fhir.sig import read_sig
from baclofen.exchange.fhir.sig_asides import days_of_course
from baclofen.units import mg
from tests.unit.exchange.build import bundle, condition, day, medicine, read

SPASTIC = condition("221360009", onsetDateTime="2012-01-01")


@pytest.mark.parametrize(
    ("words", "daily"),
    [
        ("20 mg por la mañana", 20), ("10 mg a mediodía", 10), ("10 mg al mediodía", 10),
        ("10 mg por la noche", 10), ("10 mg 3x/Tag", 30), ("10 mg 3 x / Tag", 30),
        ("10 mg three times daily, 90 tablets", 30), ("10 mg tid, 84 tabs", 30),
    ],
)  # fmt: skip
def test_words_of_a_dose(words: str, daily: float) -> None:
    sig = read_sig(words)
    assert sig is not None
    assert sig.daily == mg(daily)


@pytest.mark.parametrize(
    "words", ["10 mg three times daily 90 tablets tid", "10 mg, 90 tablets", "10 mg tid, 2 tablets"]
)
def test_what_may_be_a_dose_of_its_own_is_not_read(words: str) -> None:
    assert read_sig(words) is None


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("20 mg three times daily for 10 days", 10), ("20 mg 3x täglich für 2 Wochen.", 14),
        ("20 mg 3 fois par jour pendant 10 jours", 10), ("20 mg cada 8 horas durante 7 días", 7),
        ("20 mg 3 volte al giorno per 10 giorni", 10), ("10 mg tid for 30 days", None),
        ("10 mg tid for 3 days then 20 mg tid", None), ("10 mg tid for spasms", None),
    ],
)  # fmt: skip
def test_how_long_a_course_is_taken(words: str, days: int | None) -> None:
    assert days_of_course(words) == days


@pytest.mark.parametrize(("written", "is_over"), [(200, True), (3, False)])
def test_a_course_in_words_that_is_over_is_doubtful(
    written: int, is_over: bool, tmp_path: Path
) -> None:
    order = medicine("Baclofen 10 mg", sig="20 mg three times daily for 10 days",
                     authoredOn=day(written))  # fmt: skip
    uses = read(bundle(SPASTIC, order), tmp_path).patient.baclofen or ()
    assert (not any(use.status == "active" for use in uses)) is is_over

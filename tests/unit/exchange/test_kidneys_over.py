"""Dialysis and injuries that are over, and good values behind low ones: what answers what."""

from __future__ import annotations

import pytest

from baclofen.knowledge import Verdict
from tests.unit.exchange.build import Json, creatinine, day, egfr, observation
from tests.unit.exchange.test_kidney_unread import judged, read
from tests.unit.exchange.test_kidneys_elsewhere import NONE, begins, done, on_it, reading, words

FINE = (Verdict.OK, Verdict.CAUTION)
HELD = (Verdict.NEEDS_INFO, Verdict.AVOID, Verdict.CONTRAINDICATED)
OVER: Json = {"clinicalStatus": {"coding": [{"code": "resolved"}]}}
GOOD = (creatinine(0.8, on=day(10)), creatinine(0.8, on=day(2)))


def cystatin(level: float, of: int) -> Json:
    return observation("33863-2", level, "mg/L", on=day(of))


@pytest.mark.parametrize("before", [8, 10, 14, 30, 60, 85])
def test_one_good_value_behind_one_that_allowed_none_begins_and_raises_nothing(before: int) -> None:
    for low, good in (
        (creatinine(3.0, on=day(before)), creatinine(0.8, on=day(0))),
        (egfr(18, on=day(before)), egfr(92, on=day(0))),
    ):
        made = judged(read(low, good))
        assert made.fit.fired("ASK-KIDNEY-DOUBT")
        assert made.verdict is Verdict.NEEDS_INFO, "what runs is not cut"
        assert not made.fit.kidney.known
        assert judged(reading(NONE, low, good)).verdict is Verdict.NEEDS_INFO


def test_a_second_good_value_answers_it_and_so_does_time() -> None:
    low = creatinine(3.0, on=day(20))
    assert judged(read(low, *GOOD)).verdict in FINE
    assert judged(read(creatinine(3.0, on=day(120)), GOOD[1])).verdict in FINE
    assert judged(read(creatinine(1.4, on=day(20)), GOOD[1])).verdict in FINE


def test_a_sign_beside_it_is_an_emergency() -> None:
    confused = words("Confusion", onsetDateTime=day(1))
    low, good = creatinine(3.0, on=day(10)), creatinine(0.8, on=day(0))
    assert judged(read(low, good, confused)).verdict is Verdict.EMERGENCY
    assert judged(read(good, confused)).verdict is not Verdict.EMERGENCY


@pytest.mark.parametrize("before", [8, 14, 30, 60, 85])
def test_a_reported_egfr_answers_no_cystatin_and_no_clearance(before: int) -> None:
    for good in (egfr(92, on=day(1)), creatinine(0.8, on=day(1))):
        assert judged(read(cystatin(3.5, before), good)).verdict is Verdict.CONTRAINDICATED
    clearance = observation("2164-2", 14, "mL/min", on=day(before))
    assert judged(read(clearance, egfr(92, on=day(1)))).verdict is Verdict.CONTRAINDICATED


def test_a_cystatin_of_months_ago_and_a_good_one_say_nothing() -> None:
    assert judged(read(cystatin(3.5, 120), egfr(92, on=day(1)))).verdict in FINE
    assert judged(read(cystatin(0.8, 30), egfr(92, on=day(1)))).verdict in FINE


@pytest.mark.parametrize(
    "text",
    ["Hemodialysis", "Haemodialysis", "Dialysis", "On dialysis", "Dependence on renal dialysis"],
)
def test_a_dialysis_that_is_over_cuts_nothing(text: str) -> None:
    for told in (
        words(text, onsetDateTime="2020-01-01", abatementDateTime="2020-03-01", **OVER),
        words(text, onsetDateTime="2020-01-01", **OVER),
        words(text, onsetDateTime="2020-01-01", abatementDateTime="2020-03-01"),
    ):
        assert on_it(told).verdict in FINE
        assert begins(told).verdict in FINE


def test_a_dialysis_that_ended_lately_is_asked_about() -> None:
    told = words("Haemodialysis", onsetDateTime=day(60), abatementDateTime=day(25), **OVER)
    assert on_it(told).verdict is Verdict.NEEDS_INFO
    assert begins(told).verdict is Verdict.NEEDS_INFO


def test_a_dialysis_that_good_values_contradict_is_asked_about_and_cuts_nothing() -> None:
    kidney = words("Kidney transplant", onsetDateTime="2018")
    since = words("Dependence on renal dialysis", onsetDateTime="2012")
    for held in (
        (since, kidney, egfr(75, on=day(5)), egfr(76, on=day(80))),
        (since, *GOOD),
        (done("Hemodialysis", of=60), *GOOD),
        (done("Hemodialysis", of=60), done("Hemodialysis", of=70), *GOOD),
    ):
        made = judged(read(*held))
        assert made.verdict is Verdict.NEEDS_INFO
        assert not made.fit.fired("CI-SEVERE-RENAL-SEED")
        assert judged(read(*held, words("Drowsiness", onsetDateTime=day(1)))).verdict is (
            Verdict.EMERGENCY
        )


def test_a_dialysis_that_nothing_later_contradicts_counts() -> None:
    for held in (
        (words("Dependence on renal dialysis", onsetDateTime="2012"), GOOD[1]),
        (done("Hemodialysis", of=5), *GOOD),
        (words("Dependence on renal dialysis"), *GOOD),
        (done("Hemodialysis", of=60), creatinine(5.0, on=day(10)), creatinine(0.8, on=day(2))),
    ):
        assert judged(read(*held)).verdict is Verdict.CONTRAINDICATED


def test_an_injury_that_two_like_values_answer_cuts_nothing() -> None:
    for ago in (12, 40, 85):
        told = words("Acute kidney injury", onsetDateTime=day(ago))
        assert judged(read(told, *GOOD)).verdict in FINE
        assert judged(read(told, GOOD[1])).verdict in HELD
    new = words("Acute kidney injury", onsetDateTime=day(3))
    assert judged(read(new, *GOOD)).verdict in HELD
    worse = (creatinine(1.5, on=day(10)), creatinine(1.5, on=day(2)))
    told = words("Acute kidney injury", onsetDateTime=day(40))
    assert judged(read(told, *worse)).verdict in HELD

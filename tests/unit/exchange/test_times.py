"""What a record says of time: ages, the weeks of a pregnancy, the day of an INR, what ended."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.errors import InputRefused, OutOfRange
from baclofen.exchange import Reading, read_patient, with_answers
from baclofen.knowledge import load_knowledge
from baclofen.regimen import PumpOrder, ScreeningOrder
from tests.unit.exchange.build import (
    TODAY,
    Json,
    bundle,
    condition,
    day,
    egfr,
    medicine,
    observation,
    patient,
    read,
    said,
)

K = load_knowledge()
START = {"request": "start", "egfr": 90, "baclofen": "none", "syndrome": "ms_spasticity"}


def typed(**table: Any) -> Reading:
    return read_patient(START | table, known=K, today=TODAY)


def judged(reading: Reading, jurisdiction: str = "US") -> Assessment:
    return assess(reading.patient, K, reading.asks(today=TODAY, jurisdiction=jurisdiction))


def asks_for_birth(fit: Assessment) -> bool:
    return any(q.question.id == "birth_date" for q in fit.questions)


# --- two ages ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "used", "asked"),
    [
        ("1961", 65, True),  # the old start slowly
        ("2014", 11, True),  # no label below 12 y
        ("1974", 52, False), ("1974-02", 52, False), ("1961-12", 64, False),
        ("1961-11", 65, True), ("2014-11-22", 12, False),
    ],
)  # fmt: skip
def test_the_worse_of_two_ages(born: str, used: float, asked: bool) -> None:
    fit = judged(typed(born=born, weight_kg=40))
    assert fit.person.age_y == used
    assert asks_for_birth(fit) is asked


def test_whether_a_patient_is_of_age_is_asked_and_a_child_of_years_is_asked_too() -> None:
    grown = judged(typed(born="2008", weight_kg=60))
    assert asks_for_birth(grown)
    small = judged(typed(born="2019", weight_kg=22), "UK")
    assert (small.person.age_y, asks_for_birth(small)) == (6, True)


def test_the_answer_settles_it_and_another_age_is_refused() -> None:
    reading = typed(born="1961")
    for words in ('"1961-12-24"', '"1961-12"'):
        fit = judged(with_answers(reading, [("born", words)], K, today=TODAY))
        assert (fit.person.age_y, asks_for_birth(fit)) == (64, False)
    assert judged(with_answers(reading, [("age_y", "65")], K, today=TODAY)).person.age_y == 65
    with pytest.raises(InputRefused, match="the record states 64"):
        with_answers(reading, [("age_y", "70")], K, today=TODAY)


@pytest.mark.parametrize("born", ["1961-00-00", "1961-13", "61", "1961-05-12T10:00:00Z"])
def test_a_date_of_birth_that_is_none_is_refused(born: str) -> None:
    with pytest.raises(InputRefused, match="born is"):
        typed(born=born)


def test_a_date_of_birth_stands_alone_and_is_not_to_come() -> None:
    with pytest.raises(InputRefused, match="age_y stands beside it"):
        typed(born="1961", age_y=65)
    with pytest.raises(OutOfRange, match="born is 2027"):
        typed(born="2027")
    assert typed(born=date(1961, 5, 12)).patient.age_y == 65


def test_a_record_with_a_year_of_birth(tmp_path: Path) -> None:
    record = read(bundle(egfr(90), who=patient(birthDate="1961")), tmp_path)
    fit = assess(record.patient, K, Request(today=TODAY, kind="start"))
    assert (fit.person.age_y, asks_for_birth(fit)) == (65, True)
    assert any("64 or 65" in K.say(note) for note in fit.notes)


# --- pregnancy --------------------------------------------------------------------------------


def pregnancy(tmp_path: Path, *results: Json, born: str = "1996-03-14") -> Reading:
    return read(bundle(*results, who=patient(birthDate=born)), tmp_path)


def due(on: str, code: str = "11778-8", told: str | None = day(30)) -> Json:
    return observation(code, None, on=told, valueDateTime=on)


@pytest.mark.parametrize(
    ("result", "weeks"),
    [
        (due("2027-01-31"), 30.0),
        (due("2027-01-31", told=None), 30.0),
        (observation("49051-6", 28, "wk", on=day(14)), 30.0),
        (observation("18185-9", 196, "d", on=day(14)), 30.0),
        (observation("49051-6", None, on=day(14), valueInteger=28), 30.0),
        (observation("49051-6", 28, "wk", on=None), None),
        (observation("49051-6", 28, "ounces", on=day(14)), None),
        (due("2026-09-01"), None),
        (observation("49051-6", 28, "wk", on=day(200)), None),
    ],
)  # fmt: skip
def test_the_week_of_a_pregnancy(tmp_path: Path, result: Json, weeks: float | None) -> None:
    record = pregnancy(tmp_path, result)
    assert record.patient.gestation_weeks == weeks
    assert record.patient.pregnant is (None if weeks is None else True)


def test_of_several_the_newest_counts(tmp_path: Path) -> None:
    record = pregnancy(
        tmp_path, due("2027-03-31", told=day(90)), observation("49051-6", 28, "wk", on=day(14))
    )
    assert record.patient.gestation_weeks == 30
    assert "different weeks" in said(record)


def test_a_childs_gestational_age_is_not_her_own_pregnancy(tmp_path: Path) -> None:
    record = pregnancy(tmp_path, observation("49051-6", 34, "wk", on=day(14)), born="2026-11-01")
    assert (record.patient.pregnant, record.patient.gestation_weeks) == (None, None)


@pytest.mark.parametrize(
    ("code", "on", "told"),
    [("LA15173-0", day(20), True), ("LA26683-5", day(20), None), ("LA15173-0", day(400), None)],
)
def test_the_status_of_a_pregnancy(tmp_path: Path, code: str, on: str, told: bool | None) -> None:
    status = observation("82810-3", None, on=on,
                         valueCodeableConcept={"coding": [{"code": code}]})  # fmt: skip
    assert pregnancy(tmp_path, status).patient.pregnant is told


PREGNANT = "77386006"


def closed(**when: Any) -> Json:
    """A pregnancy that was closed."""
    return condition(PREGNANT, status="resolved", **when)


@pytest.mark.parametrize(
    ("end", "counts"),
    [
        (closed(onsetDateTime=day(150), abatementDateTime=day(5)), False),
        (closed(onsetDateTime=day(150)), False),
        (closed(abatementDateTime=day(5)), False),
        # Of nothing that is dated nobody knows which it was; an earlier one was another.
        (closed(), True),
        (closed(onsetDateTime=day(900), abatementDateTime=day(640)), True),
        (closed(onsetDateTime=day(150), abatementDateTime=day(45)), True),
        (condition(PREGNANT, onsetDateTime=day(150)), True),
    ],
)
def test_a_due_date_counts_until_that_pregnancy_ended(
    tmp_path: Path, end: Json, counts: bool
) -> None:
    record = pregnancy(tmp_path, due("2027-01-31"), end)
    assert record.patient.gestation_weeks == (30.0 if counts else None)
    assert record.patient.pregnant is (True if counts else None)
    assert ("has ended" in said(record)) is not counts


def test_a_status_counts_until_a_pregnancy_ended(tmp_path: Path) -> None:
    status = observation("82810-3", None, on=day(20),
                         valueCodeableConcept={"coding": [{"code": "LA15173-0"}]})  # fmt: skip
    over = closed(onsetDateTime=day(150), abatementDateTime=day(5))
    assert pregnancy(tmp_path, status).patient.pregnant is True
    assert pregnancy(tmp_path, status, over).patient.pregnant is None


# --- before a needle --------------------------------------------------------------------------

APIXABAN = medicine("apixaban 5 MG Oral Tablet")


def stopped(name: str, days_ago: int) -> Json:
    return medicine(name, status="stopped", statusChanged=day(days_ago))


def acts(record: Reading, stage: str = "screening") -> bool | None:
    order = ScreeningOrder() if stage == "screening" else PumpOrder(stage=stage)  # type: ignore[arg-type]
    fit = assess(record.patient, K, Request(today=TODAY, order=order))
    return fit.fired("IT-LP-TIMES") or (
        None if any(q.question.id == "antithrombotic_acts" for q in fit.questions) else False
    )


@pytest.mark.parametrize(
    ("days_ago", "acting"), [(0, True), (2, True), (3, None), (400, None)]
)  # after its time what else is taken is asked for
def test_what_was_stopped_acts_from_its_last_day_on(
    tmp_path: Path, days_ago: int, acting: bool | None
) -> None:
    record = read(bundle(stopped("apixaban", days_ago), egfr(90)), tmp_path)
    assert [one.medicine.name for one in record.patient.ended] == ["apixaban"]
    assert acts(record) is acting


def test_what_runs_again_has_not_ended(tmp_path: Path) -> None:
    record = read(bundle(stopped("apixaban", 40), APIXABAN, egfr(90)), tmp_path)
    assert record.patient.ended == ()
    assert acts(record) is True


def test_what_does_not_bleed_is_not_kept(tmp_path: Path) -> None:
    assert read(bundle(stopped("metformin", 2)), tmp_path).patient.ended == ()


def test_a_typed_last_day(tmp_path: Path) -> None:
    def told(until: date) -> Reading:
        medicines = [{"name": "warfarin", "until": until}]
        return typed(medicines=medicines, inr=1.2)

    assert acts(told(date(2026, 11, 20))) is True
    assert acts(told(date(2026, 11, 1))) is None
    assert acts(told(date(2026, 12, 1))) is True  # it is taken still
    gone = typed(medicines=[{"name": "baclofen", "until": date(2026, 11, 20)}], request="continue")
    (use,) = gone.patient.baclofen or ()
    assert (use.status, use.stopped_on) == ("stopped", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("on", "code", "inr"),
    [
        (day(0), "6301-6", 3.1),
        (day(0), "34714-6", 3.1),
        (day(1), "6301-6", None),
        (None, "6301-6", None),
    ],
)
def test_only_an_inr_of_the_day_counts(
    tmp_path: Path, on: str | None, code: str, inr: float | None
) -> None:
    record = read(bundle(observation(code, 3.1, "{INR}", on=on)), tmp_path)
    assert record.patient.inr == inr
    assert ("INR" in said(record)) is (inr is None)


@pytest.mark.parametrize(("stage", "acting"), [("replacement", True), ("start", True)])
def test_a_new_pump_is_an_implant(tmp_path: Path, stage: str, acting: bool) -> None:
    record = read(bundle(APIXABAN, medicine("aspirin 75 MG"), egfr(90)), tmp_path)
    assert acts(record, stage) is acting
    assert acts(record, "refill") is False


# --- baclofen, its days and its supply --------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "status"), [(date(2026, 10, 1), "unknown"), (date(2026, 12, 1), "active")]
)
def test_a_typed_order_that_ended(until: date, status: str) -> None:
    reading = typed(request="continue", baclofen="10 mg three times daily", baclofen_until=until)
    (use,) = reading.patient.baclofen or ()
    assert use.status == status
    assert judged(reading).fired("USE-UNCLEAR") is (status == "unknown")


# --- kidneys ----------------------------------------------------------------------------------


def test_an_older_low_value_of_the_last_months_is_kept(tmp_path: Path) -> None:
    values = (egfr(25, on=day(60)), egfr(70, on=day(20)), egfr(80, on=day(400)))
    record = read(bundle(*values), tmp_path)
    assert [v.value for v in record.patient.kidney] == [25, 70]

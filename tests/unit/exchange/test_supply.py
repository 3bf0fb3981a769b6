"""Until when a record's baclofen lasts: told at the doors, and to whoever opens the record."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from baclofen.assessment import Request, assess
from baclofen.planning import plan_oral
from tests.hook_requests import SERTRALINE, asked, cards, order, prefetch
from tests.people import TODAY, fired, known, person
from tests.saying import worded
from tests.unit.exchange.build import bundle, medicine, read

K = known()
TABLETS = "Baclofen 10 MG Oral Tablet"
TID = "10 mg three times daily"
Json = dict[str, Any]


def later(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


LASTS = {"expectedSupplyDuration": {"value": 28, "unit": "d"}}


def ordered(last: int) -> Json:
    return medicine(TABLETS, sig=TID, authoredOn=later(last - 28), dispenseRequest=LASTS)


def handed_over(last: int) -> Json:
    return medicine(TABLETS, kind="MedicationDispense", status="completed", sig=TID,
                    whenHandedOver=later(last - 28),
                    daysSupply={"value": 28, "unit": "d"})  # fmt: skip


def stated(last: int) -> Json:
    return medicine(TABLETS, kind="MedicationStatement", sig=TID,
                    effectivePeriod={"start": later(-200), "end": later(last)})  # fmt: skip


@pytest.mark.parametrize("told", [ordered, handed_over, stated])
@pytest.mark.parametrize(("days", "is_said"), [(0, True), (5, True), (6, False)])
def test_a_records_supply_that_ends_soon_is_said(
    told: Any, days: int, is_said: bool, tmp_path: Path
) -> None:
    found = read(bundle(told(days)), tmp_path).patient.baclofen
    assert found is not None
    assert [use.until for use in found] == [date.fromisoformat(later(days))]
    fit = assess(person(baclofen=found), K, Request(today=TODAY, kind="continue"))
    assert ("SUPPLY-ENDS" in fired(fit)) is is_said
    said = worded(plan_oral(fit, K).headline)
    assert ("The supply of baclofen by mouth ends on" in said) is is_said


def test_what_follows_in_the_record_makes_it_silent(tmp_path: Path) -> None:
    found = read(bundle(ordered(2), {**ordered(27), "id": "m9"}), tmp_path).patient.baclofen
    assert found is not None
    fit = assess(person(baclofen=found), K, Request(today=TODAY, kind="continue"))
    assert "SUPPLY-ENDS" not in fired(fit)


@pytest.mark.parametrize(("days", "is_told"), [(0, True), (5, True), (6, False)])
def test_whoever_opens_the_record_is_told(days: int, *, is_told: bool) -> None:
    runs = order("m2", status="active", authoredOn=later(days - 28), dispenseRequest=LASTS)
    made = cards(asked("patient-view", prefetch(SERTRALINE, runs)))
    assert bool(made) is is_told
    if is_told:
        day = TODAY + timedelta(days=days)
        said = f"The supply of baclofen by mouth ends on {day.day} {day:%B %Y}; it must not stop"
        assert made[0].summary.startswith(said)
        assert "SUPPLY-ENDS" in made[0].rules


@pytest.mark.parametrize(("ended", "is_asked"), [(60, True), (10, False)])
def test_a_draft_for_someone_whose_tablets_must_be_used_up_asks_for_the_last_dose(
    ended: int, *, is_asked: bool, tmp_path: Path
) -> None:
    """An order that runs without an end says nothing of it; what was handed over does."""
    runs = {**medicine(TABLETS, sig=TID, authoredOn=later(-300)), "id": "m1"}
    again = {**medicine(TABLETS, sig="20 mg three times daily"), "id": "m9", "status": "draft",
             "priorPrescription": {"reference": "MedicationRequest/m1"}}  # fmt: skip
    asks = read(bundle(runs, {**handed_over(-ended), "id": "d1"}, again), tmp_path).ordered
    assert [one.kind for one in asks.doubts] == (["lapsed"] if is_asked else [])
    said = {**medicine(TABLETS, kind="MedicationStatement", sig=TID, dateAsserted=later(-2)),
            "id": "s1"}  # fmt: skip
    told = read(bundle(runs, {**handed_over(-ended), "id": "d1"}, said, again), tmp_path).ordered
    assert "lapsed" not in [one.kind for one in told.doubts]

"""Who is old and has weak kidneys, and nothing else: decided on soon, and not today."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import KidneyRisk
from baclofen.patient import BaclofenUse, DoseBefore
from baclofen.planning.decide.soon import is_decided_soon
from baclofen.units import mg
from tests.people import TODAY, fired, judge, known, person

K = known()
DAYS = timedelta(days=K.of(KidneyRisk).within_days)
LONG_AGO = TODAY - timedelta(days=400)
#: Below the eGFR of which the Beers criteria speak; and a CrCl far below a good eGFR.
BEERS: dict[str, Any] = {"age_y": 72.0, "egfr": 55.0}
CRCL: dict[str, Any] = {
    "age_y": 85.0, "egfr": None, "creatinine_mg_per_dL": 0.9, "weight_kg": 45.0,
    "height_cm": 158.0,
}  # fmt: skip


def taken(**given: Any) -> BaclofenUse:
    base: dict[str, Any] = {
        "route": "oral", "status": "active", "as_written": "baclofen tablets", "daily": mg(10),
        "since": LONG_AGO, "dose_since": LONG_AGO,
    }  # fmt: skip
    return BaclofenUse(**(base | given))


def is_soon(*uses: BaclofenUse, **given: Any) -> bool:
    return is_decided_soon(judge(person(baclofen=uses or (taken(),), **given), "continue"), K)


@pytest.mark.parametrize(("who", "rule"), [(BEERS, "REN-BEERS"), (CRCL, "REN-OLD-CRCL-AVOID")])
def test_age_with_weak_kidneys_alone_is_decided_soon(who: dict[str, Any], rule: str) -> None:
    fit = judge(person(baclofen=(taken(),), **who), "continue")
    assert fit.verdict is Verdict.AVOID
    assert rule in fired(fit)
    assert is_decided_soon(fit, K)


def test_nothing_or_more_that_speaks_against_it_is_not() -> None:
    assert not is_soon(egfr=95.0)
    assert not is_soon(**BEERS, conditions=("aki",))


def test_a_sign_is_decided_today() -> None:
    assert not is_soon(**BEERS, signs=("itching",))


def test_more_than_these_kidneys_leave_is_decided_today() -> None:
    assert not is_soon(taken(daily=mg(60)), **BEERS)


@pytest.mark.parametrize(("days_ago", "soon"), [(-1, False), (0, True), (1, True)])
def test_what_was_begun_or_changed_in_the_days_of_poisoning_is_not(
    days_ago: int, soon: bool
) -> None:
    day = TODAY - DAYS - timedelta(days=days_ago)
    assert is_soon(taken(since=day, dose_since=day), **BEERS) is soon
    assert is_soon(taken(dose_since=day), **BEERS) is soon
    assert is_soon(taken(before=(DoseBefore(mg(5), day),)), **BEERS) is soon


def test_what_is_not_clear_is_decided_today() -> None:
    assert not is_soon(taken(daily=None), **BEERS)
    assert not is_soon(taken(status="unknown"), **BEERS)

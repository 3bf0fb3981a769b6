"""A pump of which something is told beside its table: a stop, a refill by its day, an alarm's date,
a sign that holds a raise. And the ordinary pump beside each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, Request, assess
from baclofen.exchange import read_patient
from baclofen.knowledge import Verdict, load_knowledge
from baclofen.patient import BaclofenUse, Patient
from baclofen.planning import PumpPlan, plan_pump
from baclofen.regimen import Filling, PumpOrder
from baclofen.units import mcg
from tests.people import TODAY
from tests.saying import worded

K = load_knowledge()
FULL: dict[str, Any] = {"fill_mL": 20, "alarm_mL": 2, "concentration": 500}
RUNS: dict[str, Any] = {"stage": "maintenance", "now": "300 mcg/day"}
RAISED: dict[str, Any] = {
    "stage": "titration", "now": "300 mcg/day", "asked": "330 mcg/day", "hours_since_change": 48,
}  # fmt: skip


def on(days: int) -> date:
    return TODAY + timedelta(days=days)


def judged(who: dict[str, Any], pump: dict[str, Any]) -> Assessment:
    typed = {
        "age_y": 41, "sex": "female", "weight_kg": 65, "egfr": 95, "syndrome": "sci_spasticity",
        "pump": {"origin": "spinal", **FULL, **pump}, **who,
    }  # fmt: skip
    reading = read_patient(typed, known=K, today=TODAY)
    return assess(reading.patient, K, reading.asks(today=TODAY))


def plan(who: dict[str, Any] | None = None, **pump: Any) -> PumpPlan:
    return plan_pump(judged(who or {}, pump), K)


STOPPED: dict[str, Any] = {"stopped": "300 mcg/day", "hours_since_last_dose": 3}


@pytest.mark.parametrize(
    "pump",
    [
        {"stage": "maintenance"}, {"stage": "refill"}, {"stage": "replacement"}, {"stage": "start"},
        RUNS, RAISED,
    ],
    ids=["bare", "refill", "replacement", "start", "runs", "raised"],
)  # fmt: skip
@pytest.mark.parametrize("signs", [[], ["itching"], ["somnolence"]], ids=["", "itching", "drowsy"])
@pytest.mark.parametrize("hours", [3, 100, None])
def test_a_stopped_pump_is_heard_beside_a_table_of_it(
    pump: dict[str, Any], signs: list[str], hours: float | None
) -> None:
    told = {"stopped": "300 mcg/day", "hours_since_last_dose": hours}
    made = plan({**{k: v for k, v in told.items() if v is not None}, "signs": signs}, **pump)
    assert made.verdict is Verdict.EMERGENCY
    assert made.fit.fired("STOP-PUMP")
    assert made.new is None
    assert "withdrawal" in worded(made.headline)


def of_a_record(days_ago: int, **pump: Any) -> Assessment:
    """A record whose order of a pump ended so long ago, beside a table of the pump."""
    ended = BaclofenUse("intrathecal", "stopped", "300 mcg a day", stopped_on=on(-days_ago))
    order = PumpOrder(
        origin="spinal",
        now=mcg(300),
        filling=Filling(fill_mL=20, alarm_mL=2, mcg_per_mL=500),
        **pump,
    )
    person = Patient(age_y=41, syndrome="sci_spasticity", baclofen=(ended,), from_record=True)
    return assess(person, K, Request(today=TODAY, order=order))


def test_an_old_order_of_a_record_ends_where_a_new_one_begins() -> None:
    assert of_a_record(2).fired("STOP-PUMP")
    assert of_a_record(2, hours_since_change=96).fired("STOP-PUMP")
    assert of_a_record(2, interruption_hours=24, interruption_stands=True).fired("STOP-PUMP")
    assert not of_a_record(2, hours_since_change=60).fired("STOP-PUMP")
    assert not of_a_record(2, interruption_hours=24).fired("STOP-PUMP")
    assert not of_a_record(2, interruption_unknown=True).fired("STOP-PUMP")


@pytest.mark.parametrize("days", [0, 1, 2, 3])
@pytest.mark.parametrize(
    "sign", ["somnolence", "myoclonus", "confusion", "delirium", "hallucinations", "encephalopathy"]
)
@pytest.mark.parametrize("pump", [RUNS, RAISED], ids=["runs", "raised"])
def test_a_refill_told_by_its_day_counts_as_one_told_by_hours(
    days: int, sign: str, pump: dict[str, Any]
) -> None:
    told = {key: value for key, value in pump.items() if key != "hours_since_change"}
    fit = judged({"signs": [sign]}, {**told, "filled_on": on(-days)})
    assert fit.verdict is Verdict.EMERGENCY
    assert fit.fired("TOX-PUMP")


@pytest.mark.parametrize("sign", ["coma", "slow_breathing"])
@pytest.mark.parametrize(
    "pump",
    [
        {**RUNS, "filled_on": on(0)}, {**RUNS, "filled_on": on(-1)}, {**RUNS, "filled_on": on(-3)},
        {**RUNS, "stage": "refill"},
        {**RUNS, "stage": "refill", "filled_on": on(-60), "withdrawn_mL": 3},
    ],
    ids=["today", "yesterday", "3 days", "refill", "drawn"],
)  # fmt: skip
def test_coma_soon_after_a_refill_names_the_pocket(sign: str, pump: dict[str, Any]) -> None:
    made = plan({"signs": [sign]}, **pump)
    assert made.verdict is Verdict.EMERGENCY
    assert made.fit.fired("TOX-POCKET")
    assert "pocket" in " ".join(worded(note) for note in made.opening)


def test_the_hours_go_before_the_day_and_an_old_refill_is_none() -> None:
    drowsy = {"signs": ["somnolence"]}
    assert not judged(drowsy, {**RUNS, "filled_on": on(-4)}).fired("TOX-PUMP")
    assert not judged(drowsy, {**RUNS, "stage": "refill", "filled_on": on(-60)}).fired("TOX-PUMP")
    both = {**RUNS, "filled_on": on(-3), "hours_since_refill": 80}
    assert not judged(drowsy, both).fired("TOX-PUMP")
    assert judged({}, {**RUNS, "filled_on": on(-1)}).verdict in (Verdict.OK, Verdict.CAUTION)


@pytest.mark.parametrize("pump", [RUNS, RAISED], ids=["runs", "raised"])
@pytest.mark.parametrize("days", [3, 6, 10])
def test_no_refill_is_booked_after_a_told_alarm(pump: dict[str, Any], days: int) -> None:
    made = plan(**{**pump, "filled_on": on(-10), "alarm_on": on(days)})
    shown = made.new or made.old
    assert shown is not None
    day = shown.on(shown.offered)
    assert day is not None
    assert TODAY <= day <= max(TODAY, on(days - 5))
    assert f"{day.day} {day:%B %Y}" in worded(made.headline)


def test_a_raise_brings_the_told_alarm_nearer_and_a_cut_puts_it_off_for_nobody() -> None:
    told = {"filled_on": on(-10), "alarm_on": on(14)}
    raised, cut = (
        plan(**{**RAISED, "asked": asked, **told}).new for asked in ("390 mcg/day", "270 mcg/day")
    )
    assert raised is not None
    assert cut is not None
    assert raised.on(raised.offered) == on(5)
    assert cut.on(cut.offered) == on(9)


def test_the_visit_that_is_booked_and_the_headline_agree() -> None:
    told = {"filled_on": on(-10), "refill_on": on(8), "alarm_on": on(10)}
    made = plan(**{**RUNS, **told})
    assert f"{on(5).day} {on(5):%B %Y}" in worded(made.headline)
    assert any(f"{on(5).day} {on(5):%B %Y}" in worded(note) for note in made.supply)


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("pump", [RUNS, RAISED], ids=["runs", "raised"])
@pytest.mark.parametrize("filled", [{}, {"filled_on": on(-30)}], ids=["untold", "filled"])
def test_an_alarm_of_today_or_tomorrow_is_a_refill_now_and_no_raise(
    days: int, pump: dict[str, Any], filled: dict[str, Any]
) -> None:
    made = plan(**{**pump, **filled, "alarm_on": on(days)})
    assert made.verdict is Verdict.AVOID
    assert made.fit.fired("P-ALARM-NEAR")
    assert made.new is None
    assert "refill now" in worded(made.headline).lower()


def test_an_ordinary_alarm_date_holds_nobody() -> None:
    made = plan(**{**RAISED, "filled_on": on(-10), "alarm_on": on(30)})
    assert made.new is not None
    assert not made.fit.fired("P-ALARM-NEAR")
    refilled = plan(**{**RUNS, "stage": "refill", "alarm_on": on(1)})
    assert not refilled.fit.fired("P-ALARM-NEAR")
    assert refilled.verdict in (Verdict.OK, Verdict.CAUTION)
    assert refilled.old is not None
    assert refilled.old.on(refilled.old.offered) == on(25)


def test_where_nothing_can_be_counted_the_told_alarm_gives_the_day() -> None:
    made = plan(**{**RUNS, "alarm_on": on(20)})
    assert "not known" not in worded(made.headline)
    assert f"{on(15).day} {on(15):%B %Y}" in worded(made.headline)


@pytest.mark.parametrize("stage", ["maintenance", "titration", "refill"])
@pytest.mark.parametrize(
    ("sign", "word"), [("vomiting", "Vomiting"), ("weak_legs", "New weakness of the legs")]
)
@pytest.mark.parametrize("raises", [True, False])
def test_a_sign_that_holds_a_raise_is_named_and_no_pause_is_told(
    stage: str, sign: str, word: str, raises: bool
) -> None:
    made = plan({"signs": [sign]}, **{**(RAISED if raises else RUNS), "stage": stage})
    said = worded(made.headline)
    assert "gave nothing" not in said
    assert word in said
    assert "P-PAUSED" not in made.headline.why
    assert made.new is None
    assert bool(made.refusals) is raises


def test_a_pause_is_said_with_its_hours_whatever_sign_stands_beside_it() -> None:
    made = plan({"signs": ["vomiting"]}, **{**RUNS, "interruption_hours": 24})
    assert "gave nothing for 24 hours" in worded(made.headline)


REFILLED: dict[str, Any] = {**RUNS, "stage": "refill"}
FILLED: dict[str, dict[str, Any]] = {
    "today": {"filled_on": on(0)},
    "untold": {},
    "hours": {"hours_since_refill": 0},
    "drawn": {"filled_on": on(-25), "withdrawn_mL": 5, "expected_mL": 5},
}


@pytest.mark.parametrize("filled", FILLED.values(), ids=FILLED)
@pytest.mark.parametrize("days", [0, 1, 3, 5])
@pytest.mark.parametrize("asked", [{}, {"asked": "330 mcg/day", "hours_since_change": 600}])
@pytest.mark.parametrize("stage", ["refill", "replacement"])
def test_at_a_refill_the_alarm_of_the_old_filling_bounds_nothing(
    stage: str, asked: dict[str, Any], days: int, filled: dict[str, Any]
) -> None:
    pump = {**REFILLED, "stage": stage, **asked, **filled}
    made, untold = plan(**pump, alarm_on=on(days)), plan(**pump)
    assert made.verdict is untold.verdict
    assert worded(made.headline) == worded(untold.headline)
    assert f"{TODAY.day} {TODAY:%B %Y}" not in worded(made.headline)
    assert (made.new or made.old) == (untold.new or untold.old)


def test_an_alarm_that_may_be_of_the_new_filling_still_bounds_its_refill() -> None:
    made = plan(**{**REFILLED, "filled_on": on(0), "alarm_on": on(20)})
    assert made.old is not None
    assert made.old.on(made.old.offered) == on(15)
    late = plan(**{**REFILLED, "filled_on": on(0), "alarm_on": on(20), "refill_on": on(25)})
    assert late.fit.fired("P-BOOKED-LATE")


def test_a_visit_with_an_old_filling_and_nothing_drawn_keeps_its_alarm() -> None:
    made = plan(**{**REFILLED, "filled_on": on(-10), "alarm_on": on(10)})
    assert made.old is not None
    assert made.old.on(made.old.offered) == on(5)

"""A pump that rings, is overdue, stood still or gave too little: no rate until that is settled."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from baclofen.answering import PumpInputs, answer
from baclofen.assessment import assess
from baclofen.errors import UnknownName
from baclofen.exchange import read_patient
from baclofen.knowledge import Verdict, load_knowledge
from baclofen.planning import PumpPlan, plan_pump, work_figures
from tests.people import TODAY
from tests.saying import worded

K = load_knowledge()
FULL: dict[str, Any] = {"fill_mL": 20, "alarm_mL": 2, "concentration": 500}
#: Four weeks after a filling, at a rate that leaves a good part of it.
WEEKS: dict[str, Any] = {**FULL, "now": "100 mcg/day", "filled_on": TODAY - timedelta(days=28)}


def plan(who: dict[str, Any] | None = None, **pump: Any) -> PumpPlan:
    base = {
        "stage": "titration", "origin": "spinal", "now": "300 mcg/day", "hours_since_change": 48,
    }  # fmt: skip
    typed = {"age_y": 41, "egfr": 95, "pump": base | pump, **(who or {})}
    reading = read_patient(typed, known=K, today=TODAY)
    return plan_pump(assess(reading.patient, K, reading.asks(today=TODAY)), K)


STANDING: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "rings": ({}, {"alarm": True}),
    "low reservoir": ({}, {"alarm": "low reservoir"}),
    "fault": ({}, {"fault": True}),
    "alarm passed": ({}, {"alarm_on": TODAY - timedelta(days=4)}),
    "alarm passed by the count": (
        {}, {**FULL, "now": "400 mcg/day", "filled_on": TODAY - timedelta(days=23), "left_mL": 1.9},
    ),
    "booked late": (
        {}, {"alarm_on": TODAY + timedelta(days=9), "refill_on": TODAY + timedelta(days=10)},
    ),
    "old drug": ({}, {"filled_on": TODAY - timedelta(days=181)}),
    "most is left": ({}, {**WEEKS, "left_mL": 19.8}),
    "most is gone": ({}, {**WEEKS, "left_mL": 10.0}),
    "itching": ({"signs": ["itching"]}, {}),
    "meningitis": ({"conditions": ["meningitis"]}, {}),
    "long pause": ({}, {"interruption_hours": 49}),
}  # fmt: skip


@pytest.mark.parametrize("asked", [None, "300 mcg/day", "330 mcg/day", "900 mcg/day"])
@pytest.mark.parametrize("name", STANDING)
def test_while_something_stands_no_rate_is_set_and_none_is_in_the_headline(
    name: str, asked: str | None
) -> None:
    who, pump = STANDING[name]
    made = plan(who, **pump, **({"asked": asked} if asked else {}))
    assert made.verdict is Verdict.AVOID
    assert (made.new, made.offer, made.branches) == (None, None, ())
    assert re.search(r"mcg(/day|/h| a day)", worded(made.headline)) is None
    # What is wrong with the pump is said first, however far off the rate is that is asked for.
    fired = {f.rule.id for f in made.fit.findings if f.rule.topic == "pump-state"}
    assert fired & set(made.refusals[0].note.why) or made.slips
    assert not {"raise_range_mcg_per_day", "next_range_mcg_per_day", "max_next_mcg_per_day"} & {
        figure.name for figure in work_figures(made.fit, K)
    }
    assert "abruptly" in worded(made.opening[0]) or "old rate" in worded(made.opening[0])


@pytest.mark.parametrize(
    "name", ["rings", "low reservoir", "fault", "alarm passed", "most is left", "long pause"]
)
def test_with_any_sign_it_is_an_emergency(name: str) -> None:
    who, pump = STANDING[name]
    made = plan({**who, "signs": ["itching"]}, **pump)
    assert made.verdict is Verdict.EMERGENCY
    assert "pump clinic" in worded(made.headline)


@pytest.mark.parametrize(
    "alarm", ["empty reservoir", "end of service", "motor stall", "stopped", "memory failure"]
)
def test_an_alarm_that_says_that_nothing_flows_is_an_emergency(alarm: str) -> None:
    assert plan(alarm=alarm).fit.fired("P-STANDS-STILL")


def test_a_battery_near_its_end_is_no_emergency_and_no_refusal() -> None:
    made = plan(alarm="battery low", asked="330 mcg/day")
    assert made.verdict is Verdict.CAUTION
    assert made.new is not None


def test_an_unknown_kind_of_alarm_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match="motor stall"):
        plan(alarm="beeping")


def test_a_pause_that_is_not_over_is_an_emergency_and_one_that_is_over_is_not() -> None:
    assert plan(interruption="not over").verdict is Verdict.EMERGENCY
    assert plan(interruption="not over", interruption_hours=5).verdict is Verdict.EMERGENCY
    over = plan(asked="300 mcg/day", interruption_hours=48)
    assert over.verdict is Verdict.CAUTION
    assert over.new is not None  # the old rate, in the detail
    assert "mcg" not in worded(over.headline)
    assert "48 hours" in worded(over.headline)
    raised = plan(asked="330 mcg/day", interruption_hours=48)
    assert raised.new is None
    assert plan(interruption_hours=0, asked="330 mcg/day").new is not None


@pytest.mark.parametrize(
    ("pump", "verdict"),
    [
        ({"left_mL": 0}, Verdict.EMERGENCY),
        ({"left_mL": 1.4}, Verdict.EMERGENCY),
        ({"left_mL": 0, "interruption_hours": 60}, Verdict.EMERGENCY),  # it is empty now
        ({"stage": "refill", "left_mL": 0, "interruption_hours": 0}, Verdict.CAUTION),
        ({"stage": "refill", "withdrawn_mL": 0, "expected_mL": 1.5}, Verdict.EMERGENCY),
        ({"stage": "refill", "withdrawn_mL": 1, "expected_mL": 1.5}, Verdict.AVOID),
        ({**FULL, "filled_on": TODAY - timedelta(days=120)}, Verdict.EMERGENCY),
    ],
)
def test_an_empty_reservoir_is_an_emergency(pump: dict[str, Any], verdict: Verdict) -> None:
    assert plan(**pump).verdict is verdict


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
def test_the_day_of_the_alarm_is_the_last_for_a_refill(days: int, late: bool) -> None:
    alarm = TODAY + timedelta(days=9)
    made = plan(alarm_on=alarm, refill_on=alarm + timedelta(days=days))
    assert made.fit.fired("P-BOOKED-LATE") is late
    counted = plan(**FULL, now="100 mcg/day", filled_on=TODAY,
                   refill_on=TODAY + timedelta(days=90 + days))  # fmt: skip
    assert counted.fit.fired("P-BOOKED-LATE") is late


def test_the_rate_asked_for_decides_when_the_alarm_comes() -> None:
    booked = {**FULL, "now": "100 mcg/day", "filled_on": TODAY, "hours_since_change": 200,
              "refill_on": TODAY + timedelta(days=85)}  # fmt: skip
    assert not plan(**booked).fit.fired("P-BOOKED-LATE")
    assert plan(**booked, asked="125 mcg/day").fit.fired("P-BOOKED-LATE")


@pytest.mark.parametrize(
    ("left", "far"), [(17.2, False), (17.3, True), (11.5, True), (11.7, False)]
)
def test_more_than_half_of_what_should_have_gone_is_far_off(left: float, far: bool) -> None:
    # 5.6 mL should have gone in four weeks, and 14.4 mL be left.
    assert plan(**WEEKS, left_mL=left).fit.fired("P-VOLUME-HALF") is far


def test_below_a_millilitre_a_reading_is_no_fault() -> None:
    early = {**FULL, "now": "100 mcg/day", "filled_on": TODAY - timedelta(days=4)}
    assert not plan(**early, left_mL=20).fit.fired("P-VOLUME-HALF")
    assert plan(**early, left_mL=20.3).fit.fired("P-VOLUME-HALF")


@pytest.mark.parametrize(
    ("left", "amiss"), [(15.7, False), (15.8, True), (13.1, False), (13.0, True)]
)
def test_a_quarter_of_what_should_have_gone_leads_and_holds_a_raise_back(
    left: float, amiss: bool
) -> None:
    # Of 5.6 mL: less than the 2 mL from which on every difference is looked into.
    made = plan(**WEEKS, left_mL=left, asked=WEEKS["now"])
    assert made.fit.fired("P-VOLUME-QUARTER") is amiss
    assert not made.fit.fired("P-VOLUME-HALF", "P-DISCREP")
    assert ("given since the last filling" in worded(made.headline)) is amiss
    assert (plan(**WEEKS, left_mL=left, asked="110 mcg/day").new is None) is amiss


def test_coma_after_a_refill_names_the_pocket() -> None:
    for more in ([], ["confusion", "somnolence"]):
        made = plan({"signs": ["coma", *more]}, hours_since_refill=5)
        assert made.verdict is Verdict.EMERGENCY
        assert "pocket" in " ".join(worded(note) for note in made.opening)
    late = plan({"signs": ["coma"]}, hours_since_refill=90)
    assert "pocket" not in " ".join(worded(note) for note in late.opening)


@pytest.mark.parametrize(
    ("level", "high"), [("C5", True), ("T6", True), ("T7", False), ("L2", False)]
)
def test_a_lesion_at_t6_or_above_is_at_special_risk(level: str, high: bool) -> None:
    assert plan({"lesion_level": level}).fit.fired("W-ABRUPT-IT-RISK") is high


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(UnknownName, match="lesion level"):
        plan({"lesion_level": "T13"})


def test_a_routine_refill_keeps_its_plan() -> None:
    typed = {"age_y": 41, "egfr": 95, "signs": [], "pump": {
        "stage": "refill", "origin": "spinal", "device": "SynchroMed II", "now": "300 mcg/day",
        "asked": "330 mcg/day", "expected_mL": 3.0, "withdrawn_mL": 3.6, **FULL,
        "alarm_on": date(2026, 11, 26), "refill_on": TODAY,
    }}  # fmt: skip
    reading = read_patient(typed, known=K, today=TODAY)
    made = answer(PumpInputs(
        patient=reading.patient, request=reading.asks(today=TODAY), entries=reading.entries), K
    )  # fmt: skip
    assert made.verdict <= Verdict.CAUTION
    assert isinstance(made.decision, PumpPlan)
    assert made.decision.new is not None

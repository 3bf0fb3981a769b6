"""Missed doses, nothing by mouth, pregnancy, a liquid of another strength: what the plan says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from baclofen.assessment import Assessment, assess
from baclofen.exchange import read_table
from baclofen.knowledge import Note, Verdict
from baclofen.planning import Plan, plan_oral
from baclofen.units import mg
from tests.people import TODAY, known
from tests.saying import worded

K = known()
WHO: dict[str, Any] = {
    "age_y": 32, "sex": "female", "weight_kg": 68, "egfr": 95, "syndrome": "ms_spasticity",
}  # fmt: skip
ON: dict[str, Any] = {"baclofen": "10 mg three times daily"}


def judged(place: str = "US", **told: Any) -> Assessment:
    record = read_table(WHO | told, K, today=TODAY)
    return assess(record.patient, K, record.asks(today=TODAY, jurisdiction=place))


def plan(place: str = "US", **told: Any) -> Plan:
    return plan_oral(judged(place, **told), K)


def phrases(*notes: Note) -> set[str]:
    return {note.phrase for note in notes}


# --- before the delivery ----------------------------------------------------------------------


@pytest.mark.parametrize(("weeks", "is_late"), [(20, False), (32, False), (34, True), (39, True)])
def test_a_way_down_that_may_not_end_before_the_delivery_is_said(
    weeks: float, is_late: bool
) -> None:
    made = plan(**ON, request="taper", pregnant=True, gestation_weeks=weeks)
    assert ("delivery.too_late" in phrases(*made.opening)) is is_late
    assert ("delivery.in_time" in phrases(*made.reasons)) is not is_late


def test_the_date_never_makes_it_faster() -> None:
    usual = plan(**ON, request="taper", pregnant=False)
    late = plan(**ON, request="taper", pregnant=True, gestation_weeks=39)
    assert usual.down is not None
    assert late.down is not None
    assert late.down.regimen == usual.down.regimen


def test_without_the_week_the_newborn_is_planned_for() -> None:
    made = plan(**ON, request="taper", pregnant=True)
    assert "delivery.week_untold" in phrases(*made.reasons)
    pump = plan(baclofen="300 mcg/day", pregnant=True, gestation_weeks=30)
    # A pump goes on through the birth: its rule plans for the newborn.
    assert pump.fit.fired("PRG-IT-BIRTH")
    assert not phrases(*pump.reasons)


def test_the_day_that_it_is_due_tells_the_week() -> None:
    due = TODAY + timedelta(weeks=10)
    assert judged(**ON, pregnant=True, due_on=due).person.gestation_weeks == 30
    note = plan(**ON, request="taper", pregnant=True, due_on=TODAY + timedelta(days=20)).opening[-1]
    assert note.value("due") == TODAY + timedelta(days=20)


def test_no_one_else_is_told_of_a_delivery() -> None:
    made = plan(**ON, request="taper", pregnant=False)
    assert not any(p.startswith("delivery") for p in phrases(*made.opening, *made.reasons))


@pytest.mark.parametrize("place", sorted(K.jurisdictions))
def test_a_start_that_is_allowed_could_be_tapered_before_the_delivery(place: str) -> None:
    """What the label begins and this project's way down take fits into the weeks of the rule."""
    up = plan(place, baclofen="none", request="start", conditions=["multiple_sclerosis"]).up
    assert up is not None
    top = up.steps[-1].daily
    down = plan(place, baclofen=f"{top.in_mg:g} mg/day", request="taper").down
    assert down is not None
    rule = K.rules["PRG-NO-START"]
    assert rule.values is not None
    early = K.rules["PRG-WAY-DOWN"].values
    assert early is not None
    days = up.regimen.days + down.regimen.days + 7 * early["early_weeks"]
    assert days <= 7 * rule.values["weeks"]


# --- nothing by mouth -------------------------------------------------------------------------


def test_nothing_by_mouth_prints_no_way_down_and_no_dose_into_the_spine() -> None:
    made = plan(**ON, request="continue", nil_by_mouth=True)
    assert made.down is None
    assert "running.nothing_by_mouth" in phrases(*made.reasons)
    assert worded(made.headline).startswith("Do not stop baclofen abruptly")
    assert "no ratio leads to a dose into the spine" in worded(made.refusals[0])


def test_a_tube_is_the_way() -> None:
    made = judged(**ON, nil_by_mouth=True, oral={"tube": "peg", "product": "solution"})
    assert not made.fired("NBM-ORAL")


def test_nobody_begins_what_cannot_be_swallowed() -> None:
    assert plan(baclofen="none", request="start", nil_by_mouth=True).up is None


# --- sick days --------------------------------------------------------------------------------


def test_on_a_sick_day_nothing_is_raised_and_the_way_down_stays() -> None:
    made = plan(**ON, request="continue", signs=["vomiting"])
    assert not made.fit.may_go_up
    assert made.down is not None
    assert plan(baclofen="none", request="start", signs=["vomiting"]).up is None


# --- slow starts ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "first"),
    [
        ({"conditions": ["psychosis_schizophrenia"]}, mg(5)),
        ({"conditions": ["suicidality"]}, mg(5)),
        ({"conditions": ["epilepsy"], "epilepsy_resistant": True}, mg(5)),
        ({"conditions": ["epilepsy"], "epilepsy_resistant": False}, mg(15)),
        ({"conditions": ["depression"]}, mg(15)),
    ],
)
def test_who_begins_slowly(told: dict[str, Any], first: object) -> None:
    up = plan(baclofen="none", request="start", **told).up
    assert up is not None
    assert up.steps[0].daily == first


def test_whether_seizures_resist_is_asked_where_an_epilepsy_is_told() -> None:
    def asks(**told: Any) -> bool:
        fit = judged(baclofen="none", request="start", **told)
        return any("W-SLOW-RISK" in q.rules and q.question.id == "epilepsy_resistant"
                   for q in fit.questions)  # fmt: skip

    assert asks(conditions=["epilepsy"])
    assert not asks()


# --- a liquid ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "share"), [("5 mg/5 mL", 2), ("25 mg/5 mL", 0.4), ("10 mg/5 mL", None)]
)
def test_a_liquid_of_another_strength(before: str, share: float | None) -> None:
    order = {"product": "solution 10 mg/5 mL", "concentration_before": before}
    for told in ({"baclofen": "none", "request": "start"}, {**ON, "request": "continue"}):
        made = plan(oral=order, **told)
        changed = [n for n in made.reasons if n.phrase == "liquid.changed"]
        assert [n.value("share") for n in changed] == ([] if share is None else [share])
        assert made.fit.fired("PR-LIQ-CHANGE") is (share is not None)


def test_the_change_of_strength_stands_first_with_the_volumes_and_without_a_step_up() -> None:
    order = {"product": "Fleqsuvy", "concentration_before": "5 mg/5 mL"}
    made = plan(oral=order, **ON, request="continue")
    assert made.headline.phrase == "liquid.first"
    said = worded(made.headline)
    assert "from 1 to 5 mg in a mL" in said
    assert "6 mL a day of the new one, no longer 30 mL" in said
    assert "Continue baclofen" in said
    phrases = {note.phrase for note in made.options}
    assert "change.other_liquid" in phrases
    assert "change.either" not in phrases
    same = plan(oral=order | {"concentration_before": "25 mg/5 mL"}, **ON, request="continue")
    assert same.headline.phrase != "liquid.first"
    assert "change.other_liquid" not in {note.phrase for note in same.options}


# --- an emergency -----------------------------------------------------------------------------


def test_the_pump_clinic_is_called_where_there_is_a_pump() -> None:
    by_pump = plan(baclofen="300 mcg/day", signs=["coma"])
    assert "the pump clinic" in worded(by_pump.headline)
    assert "pump" not in worded(plan(**ON, signs=["coma"]).headline)


def test_how_long_ago_it_was_swallowed_is_told_on() -> None:
    made = plan(swallowed={"amount": "300 mg", "hours_ago": 3})
    (note,) = (n for n in made.opening if n.phrase == "emergency.swallowed")
    assert note.value("hours") == 3
    silent = plan(swallowed={"amount": "300 mg"})
    assert "emergency.swallowed" not in phrases(*silent.opening)


# --- what is asked ----------------------------------------------------------------------------


def test_a_question_lists_no_sign_that_was_told() -> None:
    fit = judged(**ON, signs=["confusion"], no_signs=["fever"])
    (asked,) = (q for q in fit.questions if q.question.id == "signs")
    words = " ".join(worded(asked.says(text, known())) for text in ("ask", "provided", "say"))
    assert "confusion" not in words
    assert "fever" not in words
    assert "drowsiness" in words


def test_a_child_whose_creatinine_is_told_is_asked_for_the_height() -> None:
    told = {k: v for k, v in WHO.items() if k != "egfr"} | {"age_y": 9, "weight_kg": 28}
    told |= {"creatinine": "0.5 mg/dL", "baclofen": "none", "request": "start"}

    def asked(table: dict[str, Any]) -> set[str]:
        record = read_table(table, K, today=TODAY)
        fit = assess(record.patient, K, record.asks(today=TODAY, jurisdiction="UK"))
        return {q.question.id for q in fit.questions if q.blocks}

    assert asked(told) == {"height"}
    assert asked(told | {"height_cm": 130}) == set()
    without = {k: v for k, v in told.items() if k != "creatinine"}
    assert asked(without) == {"kidney_known"}


def test_who_decides_when_is_said_once() -> None:
    failing = plan(egfr=20, **ON)
    assert failing.above
    assert not any("decides soon" in worded(n) for n in (failing.headline, *failing.options))
    above = plan(baclofen="85 mg/day", dose_confirmed=True)
    assert "decides soon" in worded(above.above[0])


def test_an_illness_that_passes_is_no_reason_to_come_down() -> None:
    ill = plan(baclofen="20 mg three times daily", signs=["vomiting"])
    assert "how the doses are kept in" in worded(ill.headline)
    assert "stepwise reduction" not in worded(ill.headline)
    assert ill.down is not None
    drowsy = plan(baclofen="20 mg three times daily", signs=["somnolence"])
    assert "on the stepwise reduction below" in worded(drowsy.headline)
    asked = plan(baclofen="20 mg three times daily", signs=["vomiting"], request="taper")
    assert "on the stepwise reduction below" in worded(asked.headline)


def test_what_may_no_longer_be_taken_is_not_kept_up_as_read() -> None:
    ended = plan(baclofen="10 mg three times daily", baclofen_until=TODAY - timedelta(days=260))
    said = [worded(note) for note in ended.options]
    assert worded(ended.headline).startswith("Find out first whether baclofen (30 mg a day")
    assert any(x.startswith("Continue: only if it turns out to be taken") for x in said)
    assert not any("keep the dose as read" in x for x in said)
    runs = plan(baclofen="10 mg three times daily")
    assert any("keep the dose as read" in worded(note) for note in runs.options)


def test_a_volume_that_is_not_the_dose_is_told_in_figures() -> None:
    order = {"product": "Fleqsuvy", "dose": "5 mg", "times_per_day": 3, "volume_mL": 5}
    words = worded(plan(baclofen="none", oral=order).headline)
    assert words.startswith("Volume, strength and dose disagree")
    assert "5 mL of 5 mg in each mL is 25 mg; 5 mg is told." in words


@pytest.mark.parametrize("sign", ["limpness", "slow_pulse", "low_temperature"])
def test_a_sign_that_counts_beside_another_is_no_moment_for_more(sign: str) -> None:
    goes_on = plan(**ON, signs=[sign])
    assert goes_on.verdict is Verdict.CAUTION
    (change,) = (worded(n) for n in goes_on.options if worded(n).startswith("Change"))
    assert "no step up is offered. New limpness" in change
    assert plan(**ON, signs=[sign], request="change").verdict is Verdict.AVOID
    assert plan(**ON, signs=[sign], request="taper").verdict is Verdict.CAUTION


@pytest.mark.parametrize(
    ("hours", "daily", "verdict"),
    [(120, "60 mg/day", "avoid"), (120, "15 mg/day", "caution"), (60, "60 mg/day", "avoid")],
)
def test_after_a_stop_of_days_the_old_dose_is_not_ordered_again(
    hours: float, daily: str, verdict: str
) -> None:
    told = {"stopped": "60 mg/day", "hours_since_last_dose": hours, "requested": daily}
    fit = judged("UK", **told)
    assert fit.verdict.value == verdict
    assert fit.fired("STOP-OLD-DOSE") is (hours > 72 and verdict == "avoid")
    assert fit.fired("STOP-NOW") is (hours <= 72)


@pytest.mark.parametrize(
    ("told", "most"),
    [
        ({"stopped": "60 mg/day", "egfr": 45}, "at most 40 mg a day"),
        ({"stopped": "120 mg/day"}, "at most 80 mg a day"),
        ({"stopped": "60 mg/day"}, None),
        ({"stopped": "60 mg/day", "egfr": 22}, None),
    ],
)
def test_an_old_dose_above_what_the_rules_allow_is_not_taken_up_as_it_was(
    told: dict[str, Any], most: str | None
) -> None:
    made = plan("US", **told, hours_since_last_dose=30)
    for said in (worded(made.headline), " ".join(worded(n) for n in made.options)):
        assert ("is not taken up as it was" in said) is (most is not None)
        assert most is None or most in said


def test_whoever_stopped_what_they_do_not_bear_is_not_told_of_taking_it_up() -> None:
    made = plan("US", stopped="60 mg/day", hours_since_last_dose=30, allergies=["baclofen"])
    assert "in someone who stopped it lately: it is not taken up again" in worded(made.headline)
    assert "taken up again is for the prescriber" not in " ".join(worded(n) for n in made.options)

"""Where two doors once gave two doses: the worked figures and the plan, case by case."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.assessment import Assessment, Request, assess
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.patient import Patient
from baclofen.planning import plan_oral, plan_pump, plan_screening, work_figures
from baclofen.regimen import Device, Filling, PumpOrder
from baclofen.units import mcg, mg
from tests.people import TODAY, known
from tests.saying import worded
from tests.tolerances import EXACT

K = known()
PUMP: dict[str, Any] = {
    "age_y": 41, "egfr": 95, "syndrome": "sci_spasticity", "weight_kg": 70, "baclofen": "none",
}  # fmt: skip
ADULT: dict[str, Any] = {"age_y": 45, "egfr": 95, "syndrome": "ms_spasticity"}
STORED = {"tubing_mL": 0.199, "catheter_mL_per_cm": 0.0022}
CHILD: dict[str, Any] = {
    "age_y": 9, "weight_kg": 28, "egfr": 110, "syndrome": "cerebral_spasticity",
}  # fmt: skip


def judged(place: str = "US", **table: Any) -> Assessment:
    record = read_table(table, K, today=TODAY)
    return assess(record.patient, K, record.asks(today=TODAY, jurisdiction=place))


def figures(fit: Assessment) -> dict[str, Any]:
    return {f.name: f.value for f in work_figures(fit, K)}


# --- the pump -----------------------------------------------------------------------------


def started(place: str = "US", **tried: Any) -> Assessment:
    return judged(place, **PUMP, pump={"stage": "start", "screening": {"dose": "50 mcg", **tried}})


def test_a_bolus_badly_borne_starts_the_pump_at_the_bolus() -> None:
    fit = started(responded=True, effect_hours=6, badly_tolerated=True)
    assert plan_pump(fit, K).first == mcg(50)
    assert figures(fit)["initial_mcg_per_day"] == 50


@pytest.mark.parametrize(
    "tried", [{"responded": False, "effect_hours": 6}, {"effect_hours": 6}, {"responded": True}]
)
def test_without_a_bolus_that_worked_no_first_rate_is_worked(tried: dict[str, Any]) -> None:
    fit = started(**tried)
    assert plan_pump(fit, K).first is None
    assert "initial_mcg_per_day" not in figures(fit)


def test_where_baclofen_is_contraindicated_no_dose_is_worked() -> None:
    fit = judged(
        **PUMP, infection_active=True, conditions=["sepsis"],
        pump={"stage": "start", "fill_mL": 20, "alarm_mL": 2, "concentration": 500,
              "screening": {"dose": "50 mcg", "responded": True, "effect_hours": 6}},
    )  # fmt: skip
    assert fit.verdict is Verdict.CONTRAINDICATED
    assert not {"initial_mcg_per_day", "mcg_per_h", "days_to_alarm"} & set(figures(fit))


def test_a_pump_that_runs_has_no_first_rate() -> None:
    tried = {"dose": "50 mcg", "responded": True, "effect_hours": 6}
    fit = judged(**PUMP, pump={"stage": "start", "now": "300 mcg/day", "screening": tried})
    assert plan_pump(fit, K).first is None
    assert "initial_mcg_per_day" not in figures(fit)


@pytest.mark.parametrize("place", ["US", "UK", "DE"])
def test_a_new_pump_has_its_limits_under_every_label(place: str) -> None:
    fit = judged(place, **PUMP, pump={"stage": "replacement", "now": "400 mcg/day"})
    offer = plan_pump(fit, K).offer
    assert offer is not None
    assert figures(fit)["raise_range_mcg_per_day"] == (offer.low.in_mcg, offer.high.in_mcg)


def test_where_the_origin_is_not_told_both_doors_keep_the_lower_limit() -> None:
    who = PUMP | {"syndrome": "other"}
    fit = judged(
        **who, pump={"stage": "titration", "now": "100 mcg/day", "hours_since_change": 30}
    )  # fmt: skip
    assert_allclose(figures(fit)["next_range_mcg_per_day"], (105, 115), **EXACT)


def test_a_rate_that_stood_still_is_not_raised_from() -> None:
    fit = judged(
        **PUMP, pump={"stage": "maintenance", "now": "300 mcg/day", "interruption_hours": 72}
    )  # fmt: skip
    assert plan_pump(fit, K).offer is None
    assert not {"raise_range_mcg_per_day", "cut_range_mcg_per_day"} & set(figures(fit))


def test_a_pump_of_one_flow_waits_two_days_in_germany_and_has_no_bridge() -> None:
    pump: dict[str, Any] = {
        "stage": "titration", "device": "Codman 3000", "now": "100 mcg/day",
        "hours_since_change": 30, "concentration": 500,
    }  # fmt: skip
    fit = judged("DE", **PUMP, pump=pump)
    offer = plan_pump(fit, K).offer
    assert offer is not None
    assert (offer.wait_h, figures(fit)["wait_hours"]) == (18, 18)
    assert figures(judged("US", **PUMP, pump=pump))["wait_hours"] == 0
    other = pump | {
        "stage": "refill", "new_concentration": 1000, "asked": "200 mcg/day", "tubing_mL": 0.2,
        "catheter_mL": 0.18,
    }  # fmt: skip
    assert "V_mL" not in figures(judged("DE", **PUMP, pump=other))


def test_when_the_last_change_is_not_told_nobody_says_that_a_raise_may_come_now() -> None:
    fit = judged(**PUMP, pump={"stage": "titration", "now": "100 mcg/day"})
    plan = plan_pump(fit, K)
    assert plan.offer is not None
    assert plan.offer.wait_h is None
    assert worded(plan.headline).startswith("The pump runs at 100 mcg/day")
    assert "wait_hours" not in figures(fit)


def test_days_count_from_what_is_left_in_the_reservoir() -> None:
    pump = {
        "now": "100 mcg/day", "fill_mL": 20, "alarm_mL": 2, "concentration": 500,
        "filled_on": TODAY.replace(day=2), "stage": "maintenance",
    }  # fmt: skip
    fit = judged(**PUMP, pump=pump)
    old = plan_pump(fit, K).old
    assert old is not None
    assert_allclose(old.days_to_alarm, 70, **EXACT)  # type: ignore[arg-type]
    shown = figures(fit)
    assert shown["days_to_alarm"] == old.days_to_alarm
    assert shown["refill_by_day_project"] == old.nominal
    assert shown["earliest_empty_days"] == old.earliest_empty_days


def test_what_is_left_of_the_old_strength_is_not_counted_at_the_new() -> None:
    pump = {
        "now": "100 mcg/day", "asked": "100 mcg/day", "fill_mL": 20, "alarm_mL": 2, "left_mL": 5,
        "concentration": 500, "new_concentration": 2000, "stage": "refill",
    }  # fmt: skip
    assert "days_left" not in figures(judged(**PUMP, pump=pump))
    same = {k: v for k, v in pump.items() if k != "new_concentration"}
    assert_allclose(figures(judged(**PUMP, pump=same))["days_left"], 15, **EXACT)


def test_the_least_flow_is_that_of_the_pump_at_hand() -> None:
    own = {"device": "Another pump", "least_mL_per_day": 0.3}
    fit = judged(**PUMP, pump={"now": "100 mcg/day", "concentration": 2000, **own})
    shown = figures(fit)
    assert shown["min_flow_mL_day"] == 0.3
    assert "conc_1000_flow_mL_day" not in shown
    assert "min_flow_mL_day" not in figures(
        judged(**PUMP, pump={"now": "100 mcg/day", "concentration": 2000, "device": "Another"})
    )


def test_a_bridge_counts_the_catheter_by_its_confirmed_volume() -> None:
    """The volume of a cm comes from the stored figures of the device, not with the order."""
    order = PumpOrder(
        stage="refill", now=mcg(300), asked=mcg(300), device=Device("synchromed2", STORED),
        filling=Filling(mcg_per_mL=500, new_mcg_per_mL=2000, catheter_cm=80),
    )  # fmt: skip
    fit = assess(Patient(age_y=41), K, Request(today=TODAY, order=order))
    bridge = plan_pump(fit, K).bridge
    assert bridge is not None
    shown = figures(fit)
    assert_allclose(shown["V_mL"], 0.375, **EXACT)
    assert (shown["V_mL"], shown["duration_h"]) == (bridge.volume_mL, bridge.hours)


def test_the_way_off_tablets_is_worked_only_where_it_is_planned() -> None:
    who = PUMP | {"baclofen": ["60 mg/day"]}
    pump: dict[str, Any] = {"stage": "titration", "now": "100 mcg/day", "hours_since_change": 30}
    asked = judged(**who, pump={**pump, "weans_oral": True})
    wean = plan_pump(asked, K).wean
    assert wean is not None
    assert figures(asked)["first_cut_mg"] == tuple(d.in_mg for d in wean.cut) == (15, 30)
    assert figures(asked)["wean_first"] == wean.begins == "baclofen"
    unasked = judged(**who, pump=pump)
    assert plan_pump(unasked, K).wean is None
    assert "first_cut_mg" not in figures(unasked)


# --- the needle ---------------------------------------------------------------------------


def test_a_child_without_a_weight_has_no_first_bolus() -> None:
    who: dict[str, Any] = {"age_y": 7, "syndrome": "cerebral_spasticity"}
    fit = judged(**who, screening={})
    assert plan_screening(fit, K, seed=1).next is None
    assert "first_dose_mcg" not in figures(fit)
    small = judged(**who, weight_kg=15, screening={})
    assert figures(small)["first_dose_mcg"] == 25


@pytest.mark.parametrize("last", [{"badly_tolerated": True, "responded": False}, {}])
def test_no_higher_bolus_follows_one_badly_borne_or_not_judged(last: dict[str, Any]) -> None:
    given = [{"dose": "50 mcg", "hours_ago": 30, **last}]
    fit = judged(**PUMP, screening={"given": given})
    assert plan_screening(fit, K, seed=1).next is None
    assert "next_dose_mcg" not in figures(fit)


def test_a_trial_that_is_over_says_the_first_rate_and_waits_for_nothing() -> None:
    given = [{"dose": "50 mcg", "hours_ago": 5, "responded": True, "effect_hours": 10}]
    fit = judged(**PUMP, screening={"given": given})
    assert plan_screening(fit, K, seed=1).start == mcg(50)
    assert figures(fit)["initial_mcg_per_day"] == 50
    assert "wait_hours" not in figures(fit)


# --- by mouth -----------------------------------------------------------------------------


def test_a_slow_start_is_worked_as_it_is_planned() -> None:
    fit = judged(**(ADULT | {"age_y": 72}), request="start")
    up = plan_oral(fit, K).up
    assert up is not None
    shown = figures(fit)
    assert shown["mg_per_day_by_step"] == tuple(s.daily.in_mg for s in up.steps)
    assert shown["mg_per_day_by_step"][:2] == (5, 10)
    assert shown["label_start_mg_per_day"] == 15


def test_no_steps_are_worked_where_none_are_planned() -> None:
    fit = judged(**(ADULT | {"egfr": 20}), request="start")
    assert plan_oral(fit, K).up is None
    assert "mg_per_day_by_step" not in figures(fit)


def test_kidneys_cut_the_ceiling_of_both_doors() -> None:
    fit = judged(**(ADULT | {"egfr": 45}), baclofen=["45 mg/day"], request="change")
    plan = plan_oral(fit, K)
    assert any("no step up; 40 mg a day is the most" in worded(n) for n in plan.options)
    shown = figures(fit)
    assert shown["ceiling_mg_per_day"] == 40
    assert shown["further_increase_allowed"] is False
    assert shown["label_max_mg_per_day"] == 80


def test_what_kidneys_leave_of_a_dose_asked_for_is_never_above_the_ceiling() -> None:
    fit = judged(
        **(ADULT | {"egfr": 45}), request="start", oral={"per_day": "300 mg/day"}
    )  # fmt: skip
    assert figures(fit)["adjusted_mg_per_day"] == 40


def test_past_the_weeks_at_the_highest_dose_nobody_offers_a_step_up() -> None:
    fit = judged("SG", **ADULT, baclofen=["45 mg/day"], weeks_at_maximum=9, request="continue")
    assert any("decide whether it helps" in worded(n) for n in plan_oral(fit, K).options)
    shown = figures(fit)
    assert (shown["decision_due"], shown["further_increase_allowed"]) == (True, False)


@pytest.mark.parametrize(
    ("place", "parts", "evening"),
    [("US", [20, 20, 20], None), ("UK", [20, 20, 20], 25), ("US", [10, 10, 10], 15),
     ("US", [5, 10, 10], None)],
)  # fmt: skip
def test_the_larger_evening_dose_keeps_the_label_and_leaves_a_morning_dose(
    place: str, parts: list[int], evening: float | None
) -> None:
    """The US label's largest single dose is 20 mg, the UK's 25."""
    fit = judged(
        place, **ADULT, baclofen=[f"{sum(parts)} mg/day"],
        oral={"parts": [f"{p} mg" for p in parts], "worst_at": "night"},
    )  # fmt: skip
    shown = figures(fit)
    assert shown.get("next_schedule", {}).get("evening_mg") == evening
    assert shown.get("dose_change") == (None if evening is None else 0)


@pytest.mark.parametrize(
    ("previous", "back"), [("25 mg/day", None), ("40 mg/day", 40), ("130 mg/day", None)]
)
def test_back_to_a_dose_only_where_the_plan_goes_back(previous: str, back: float | None) -> None:
    fit = judged(
        **ADULT, baclofen=["30 mg/day"], request="taper",
        taper={"previous": previous, "returned": True},
    )  # fmt: skip
    down = plan_oral(fit, K).down
    assert (down is not None) is (back is not None)
    assert figures(fit).get("return_to_mg_per_day") == back


def test_a_raise_that_was_not_borne_goes_back_only_downward() -> None:
    who = {**ADULT, "baclofen": ["30 mg/day"], "request": "continue"}
    assert "return_to_mg_per_day" not in figures(judged(**who, taper={"previous": "60 mg/day"}))
    assert figures(judged(**who, taper={"previous": "20 mg/day"}))["return_to_mg_per_day"] == 20


def test_two_uses_or_a_doubt_are_no_clear_dose() -> None:
    fit = judged(**ADULT, baclofen=["30 mg/day", "20 mg/day"], request="change")
    assert not {"next_mg_per_day", "further_increase_allowed"} & set(figures(fit))


# --- children -----------------------------------------------------------------------------


def test_a_childs_way_down_is_worked_by_weight() -> None:
    fit = judged("UK", **CHILD, baclofen=["30 mg/day"], request="taper")
    down = plan_oral(fit, K).down
    assert down is not None
    shown = figures(fit)
    assert_allclose(shown["step_mg"], (5, 8.4), **EXACT)
    assert shown["step_days"] == (7, 7)
    assert shown["taper_mg_per_day_by_step"] == tuple(s.daily.in_mg for s in down.steps)
    levels = (30.0, *shown["taper_mg_per_day_by_step"])
    assert max(a - b for a, b in pairwise(levels)) <= shown["step_mg"][1]
    why = {id for f in work_figures(fit, K) if f.name == "step_mg" for id in f.why}
    assert why == {"T-PROJECT", "T-CHILD-PROJECT"}


def test_a_child_abroad_has_no_start_by_a_foreign_label() -> None:
    fit = judged("US", **CHILD, request="start")
    assert plan_oral(fit, K).up is None
    assert not {"start_mg_per_day", "max_mg_per_day", "per_dose_mg", "form"} & set(figures(fit))


def test_weak_kidneys_cut_all_of_a_childs_doses() -> None:
    fit = judged("UK", **(CHILD | {"egfr": 45}), request="start")
    up = plan_oral(fit, K)
    assert up.ceiling is not None
    shown = figures(fit)
    assert_allclose(shown["start_mg_per_day"], 0.3 * 28 / 2, **EXACT)
    assert_allclose(shown["maint_mg_per_day"], (0.75 * 28 / 2, 2 * 28 / 2), **EXACT)
    assert shown["ceiling_mg_per_day"] == up.ceiling.in_mg


def test_the_french_label_prefers_four_doses() -> None:
    fit = judged("FR", **CHILD, request="start")
    assert_allclose(figures(fit)["per_dose_mg"], 0.3 * 28 / 4, **EXACT)


# --- ways down, liquids -------------------------------------------------------------------


def test_the_weeks_are_never_below_the_labels_floor_nor_short_of_the_steps() -> None:
    german = judged("DE", **ADULT, baclofen=["10 mg/day"], request="stop")
    shown = figures(german)
    assert (shown["min_weeks"], shown["weeks"][0]) == (3, 3)
    poured = judged(
        **ADULT, baclofen=["60 mg/day"], request="taper", oral={"product": "oral solution 1 mg/mL"}
    )  # fmt: skip
    down = plan_oral(poured, K).down
    assert down is not None
    assert figures(poured)["weeks"][1] >= down.weeks


def test_a_liquid_of_two_strengths_gives_no_volume() -> None:
    oral = {"dose": "10 mg", "product": "Fleqsuvy 25 mg/5 mL", "concentration": "1 mg/mL"}
    fit = judged(request="prepare", oral=oral)
    assert "volume_mL" not in figures(fit)


def test_in_an_emergency_no_dose_is_worked() -> None:
    fit = judged(
        **ADULT, baclofen=["30 mg/day"], signs=["hallucinations"], request="taper",
        taper={"previous": "40 mg/day"},
    )  # fmt: skip
    assert fit.verdict is Verdict.EMERGENCY
    shown = set(figures(fit))
    assert not {"step_mg", "weeks", "return_to_mg_per_day", "ceiling_mg_per_day"} & shown


def test_a_pump_beside_tablets_leaves_the_dose_by_mouth_clear() -> None:
    fit = judged(**ADULT, baclofen=["110 mg/day", "300 mcg/day"], request="continue")
    plan = plan_oral(fit, K)
    assert plan.exceeds
    assert figures(fit)["ceiling_mg_per_day"] == mg(80).in_mg

"""The pump's plan, case by case, with figures worked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.assessment import assess
from baclofen.errors import InputRefused, NotPlanned
from baclofen.exchange import read_table
from baclofen.knowledge import Verdict
from baclofen.knowledge.numbers import PumpStrengths
from baclofen.planning import PumpPlan, plan_pump
from baclofen.units import mcg, mg
from tests.people import TODAY, known
from tests.saying import worded
from tests.tolerances import EXACT, printed

K = known()
WHO: dict[str, Any] = {
    "age_y": 41, "egfr": 95, "syndrome": "cerebral_spasticity", "weight_kg": 70,
}  # fmt: skip
FULL: dict[str, Any] = {"fill_mL": 20, "alarm_mL": 2, "concentration": 500}
CONFIRMED: dict[str, Any] = {
    "device": "SynchroMed II", "accuracy": 0.145, "unusable_mL": 1.4, "most_mL_per_day": 24,
    "least_mL_per_day": 0.048,
}  # fmt: skip


def plan(who: dict[str, Any] | None = None, place: str = "US", **pump: Any) -> PumpPlan:
    record = read_table({**WHO, **(who or {}), "pump": pump}, K, today=TODAY)
    return plan_pump(assess(record.patient, K, record.asks(today=TODAY, jurisdiction=place)), K)


def words(made: PumpPlan) -> str:
    notes = [made.headline, *made.cautions, *made.supply, *(r.note for r in made.refusals)]
    return " ".join(worded(n) for n in notes)


# --- the first rate ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "hours", "bad", "first"),
    [("US", 6, False, 100), ("US", 8, False, 100), ("US", 9, False, 50), ("DE", 9, False, 100),
     ("DE", 13, False, 50), ("US", 6, True, 50)],
)  # fmt: skip
def test_the_first_dose_is_twice_the_bolus_or_the_same(
    place: str, hours: float, bad: bool, first: float
) -> None:
    tried = {
        "dose": "50 mcg", "responded": True, "effect_hours": hours, "badly_tolerated": bad,
    }  # fmt: skip
    made = plan(place=place, stage="start", origin="spinal", screening=tried)
    assert made.first == mcg(first)
    assert made.new is not None
    assert made.new.per_day == mcg(first)
    assert_allclose(made.new.per_hour.in_mcg, first / 24, **EXACT)


@pytest.mark.parametrize(
    ("tried", "verdict", "says"),
    [
        (None, "needs-info", "never from a dose by mouth"),
        ({"dose": "50 mcg", "effect_hours": 6}, "needs-info", "whether the test bolus worked"),
        ({"dose": "50 mcg", "responded": True}, "needs-info", "how many hours"),
        ({"dose": "100 mcg", "responded": False}, "contraindicated", "did not work"),
    ],
)
def test_without_a_bolus_that_worked_there_is_no_first_dose(
    tried: dict[str, Any] | None, verdict: str, says: str
) -> None:
    pump: dict[str, Any] = {"stage": "start"} | ({"screening": tried} if tried else {})
    made = plan({"baclofen": "60 mg/day"}, **pump)
    assert (made.new, made.first) == (None, None)
    assert made.verdict.value == verdict or made.verdict > Verdict.NEEDS_INFO
    assert says in words(made)


@pytest.mark.parametrize("now", ["868 mcg/day", "84 mcg/day"])
@pytest.mark.parametrize("gap", [{}, {"interruption_hours": 20}])
def test_a_pump_that_runs_is_not_started_anew(now: str, gap: dict[str, Any]) -> None:
    tried = {"dose": "100 mcg", "responded": True, "effect_hours": 6}
    made = plan(stage="start", now=now, screening=tried, **gap)
    assert (made.first, made.new, made.wean) == (None, None, None)
    assert made.old is not None  # what runs is shown
    assert made.verdict >= Verdict.AVOID
    assert "never started anew" in words(made)


@pytest.mark.parametrize("gap", [{"interruption_hours": 60}, {"interruption": "unknown"}])
def test_a_pump_that_stood_still_is_started_anew_without_its_old_rate(gap: dict[str, Any]) -> None:
    tried = {"dose": "50 mcg", "responded": True, "effect_hours": 6}
    made = plan(stage="start", now="868 mcg/day", screening=tried, **gap)
    assert made.new is not None
    assert (made.old, made.change_percent) == (None, None)


def test_a_response_from_scores_alone_is_a_caution() -> None:
    tried = {"dose": "50 mcg", "effect_hours": 6, "ashworth_before": 3, "ashworth_after": 2}
    made = plan(stage="start", screening=tried)
    assert made.new is not None
    assert made.verdict is Verdict.CAUTION
    assert "a cut from memory" in words(made)


# --- changes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "pump", "high"),
    [
        ({"syndrome": "sci_spasticity"}, {"stage": "titration"}, 130),
        ({}, {"stage": "titration"}, 115),
        ({"age_y": 9, "weight_kg": 28, "syndrome": "sci_spasticity"}, {"stage": "titration"}, 115),
        ({"syndrome": "other"}, {"stage": "titration"}, 115),
        ({"syndrome": "sci_spasticity"}, {"stage": "refill"}, 140),
        ({}, {"stage": "maintenance"}, 120),
        ({"syndrome": "other"}, {"stage": "refill"}, 120),
    ],
)
def test_how_far_a_raise_goes(who: dict[str, Any], pump: dict[str, Any], high: float) -> None:
    asked: dict[str, Any] = {"now": "100 mcg/day", "hours_since_change": 30, **pump}
    within = plan(who, asked=f"{high} mcg/day", **asked)
    beyond = plan(who, asked=f"{high + 1} mcg/day", **asked)
    assert within.new is not None, words(within)
    assert within.new.per_day == mcg(high)
    assert beyond.new is None
    assert beyond.verdict is Verdict.AVOID
    offered = plan(who, **asked)
    assert offered.offer is not None
    assert_allclose(offered.offer.high.in_mcg, high, **EXACT)


def test_a_high_dose_goes_up_by_a_fifth_at_most() -> None:
    who = {"syndrome": "sci_spasticity"}
    assert plan(who, stage="refill", now="900 mcg/day", asked="1080 mcg/day").new is not None
    assert plan(who, stage="refill", now="900 mcg/day", asked="1170 mcg/day").new is None


def test_a_raise_within_a_day_or_at_an_unknown_time_is_refused() -> None:
    asked: dict[str, Any] = {
        "stage": "titration", "now": "100 mcg/day", "asked": "110 mcg/day",
    }  # fmt: skip
    assert plan(**asked, hours_since_change=12).verdict is Verdict.AVOID
    unknown = plan(**asked)
    assert unknown.new is None
    assert unknown.verdict is Verdict.NEEDS_INFO
    assert plan(**asked, hours_since_change=24).new is not None


def test_what_runs_must_be_told() -> None:
    made = plan(stage="maintenance", asked="110 mcg/day")
    assert made.new is None
    assert "What runs now is not told" in words(made)


@pytest.mark.parametrize(
    ("now", "asked", "factor"),
    [
        ("100 mcg/day", "100 mcg/h", 24), ("240 mcg/day", "10 mcg/day", 1 / 24),
        ("10 mcg/h", "10 mcg/day", 1 / 24), ("5 mcg/day", "5000 mcg/day", 1000),
        ("5000 mcg/day", "5 mcg/day", 1 / 1000), ("12 mcg/day", "300 mcg/day", 24),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stage", ["titration", "refill", "maintenance"])
def test_a_slip_of_unit_is_named(stage: str, now: str, asked: str, factor: float) -> None:
    """Also where it lands at a usual dose (12 to 300), and where no rule limits it (a cut)."""
    made = plan(stage=stage, now=now, asked=asked, hours_since_change=48)
    assert [s.factor for s in made.slips] == [pytest.approx(factor)]
    assert made.new is None
    assert "Likely slip" in worded(made.headline) or "Likely slip" in words(made)


def test_a_slip_in_what_runs_takes_the_old_rate_away() -> None:
    made = plan(stage="maintenance", history=["400 mcg/day"], now="17.5 mcg/day",
                asked="18 mcg/day")  # fmt: skip
    assert (made.old, made.new) == (None, None)
    assert "The running dose" in words(made)


def test_a_dose_converted_with_the_vial_is_named() -> None:
    volumes: dict[str, Any] = {"tubing_mL": 0.2, "catheter_mL": 0.2}
    made = plan(stage="refill", now="400 mcg/day", asked="100 mcg/day", new_concentration=2000,
                **FULL, **volumes)  # fmt: skip
    assert made.new is None
    assert [round(s.factor, 2) for s in made.slips if s.by_concentration] == [0.25]
    small = plan({"syndrome": "sci_spasticity"}, stage="refill", now="400 mcg/day",
                 asked="500 mcg/day", new_concentration=400, **FULL, **volumes)  # fmt: skip
    assert small.new is not None  # 25 % is allowed, and may be meant: asked about, not refused
    assert "the ratio of the concentrations" in words(small)


def test_zero_is_no_setting() -> None:
    made = plan(stage="titration", now="100 mcg/day", asked="0 mcg/day")
    assert made.new is None
    assert made.refusals[0].note.why == ("W-ABRUPT-IT",) or "set to nothing" in words(made)


def test_an_override_prints_no_dose_beyond_a_limit() -> None:
    record = read_table(
        {**WHO, "pump": {"stage": "refill", "now": "100 mcg/day", "asked": "150 mcg/day"}}, K,
        today=TODAY,
    )  # fmt: skip
    request = record.asks(
        today=TODAY, overrides=("ITM-CHANGE-ANY", "ITM-REFILL-CEREBRAL"), reason="wanted"
    )
    assert plan_pump(assess(record.patient, K, request), K).new is None


# --- the reservoir ----------------------------------------------------------------------


def test_old_and_new_side_by_side_by_hand() -> None:
    """20 mL at 500 filled ten days ago at 100 mcg/day: 18 mL left; 115 mcg/day takes 0.23 a day."""
    made = plan(stage="titration", now="100 mcg/day", asked="115 mcg/day", hours_since_change=30,
                filled_on=date(2026, 11, 12), **FULL, **CONFIRMED)  # fmt: skip
    old, new = made.old, made.new
    assert old is not None
    assert new is not None
    assert made.change_percent == pytest.approx(15)
    assert_allclose([old.days_to_alarm, new.days_to_alarm], [80, 16 / 0.23], **EXACT)  # type: ignore[arg-type]
    worst = 20 - 2 * 1.145 - 1.4
    empties = [worst / (0.2 * 1.145), worst / (0.23 * 1.145)]
    assert_allclose([old.earliest_empty_days, new.earliest_empty_days], empties, **EXACT)  # type: ignore[arg-type]
    assert (old.nominal, new.nominal) == (75, 64)
    assert (old.offered, new.offered) == (69, 59)
    assert new.on(new.offered) == date(2027, 1, 20)
    assert made.verdict is Verdict.CAUTION  # it may be empty before the nominal refill
    assert "before the nominal refill on 25 January 2027: book 20 January 2027" in words(made)


def test_a_precise_pump_keeps_its_nominal_refill() -> None:
    exact = {**CONFIRMED, "accuracy": 0.01}
    made = plan(stage="refill", now="300 mcg/day", asked="300 mcg/day", **FULL, **exact)
    assert made.new is not None
    assert made.new.offered == made.new.nominal == 25
    assert made.to_confirm == ()


def test_drug_life_caps_the_refill_and_counts_from_the_filling() -> None:
    long: dict[str, Any] = {"fill_mL": 40, "alarm_mL": 2, "concentration": 2000}
    made = plan(stage="maintenance", now="200 mcg/day", filled_on=date(2026, 9, 23), **long,
                **CONFIRMED)  # fmt: skip
    assert made.old is not None
    assert made.old.nominal == 180 - 60 - 5


def test_memory_figures_are_named_until_confirmed() -> None:
    made = plan(stage="refill", now="100 mcg/day", **FULL, device="SynchroMed II")
    assert {f.name for f in made.to_confirm} == {"accuracy", "most_mL_per_day"}
    assert made.verdict >= Verdict.CAUTION
    assert "error of the flow 14.5 %" in words(made)
    unnamed = plan(stage="refill", now="100 mcg/day", **FULL)
    assert "The pump is not named" in words(unnamed)
    confirmed = plan(stage="refill", now="100 mcg/day", **FULL, **CONFIRMED)
    assert not confirmed.to_confirm


def test_another_pump_never_borrows_figures() -> None:
    made = plan(stage="refill", now="100 mcg/day", **FULL, device="Prometra II")
    assert made.old is not None
    assert made.old.earliest_empty_days is None
    assert made.old.offered is None
    assert "Take them from its manual" in words(made)
    limits: dict[str, Any] = {"device": "Prometra II", "least_mL_per_day": 0.3}
    assert plan(stage="refill", now="100 mcg/day", **FULL, **limits).verdict is Verdict.AVOID


def test_a_pump_that_may_be_empty_offers_no_rate() -> None:
    late: dict[str, Any] = {"stage": "maintenance", "now": "500 mcg/day", "asked": "500 mcg/day",
            "filled_on": date(2026, 11, 4), **FULL}  # fmt: skip
    made = plan(**late)
    assert (made.old, made.new) == (None, None)
    assert "may have run empty" in words(made)
    assert "book" not in words(made)
    drawn = plan(stage="refill", now="500 mcg/day", expected_mL=2.0, withdrawn_mL=1.0)
    assert "may have run empty" in words(drawn)


def test_left_over_volumes_and_late_alarms_are_said() -> None:
    made = plan(stage="refill", now="300 mcg/day", expected_mL=3.1, withdrawn_mL=6.0,
                alarm_on=date(2026, 11, 20), interruption_hours=0)  # fmt: skip
    assert "+2.9 mL, likely under-delivery" in words(made)
    assert "2 days ago: refill today" in words(made)
    apart: dict[str, Any] = {
        "stage": "refill",
        "now": "300 mcg/day",
        "expected_mL": 3.1,
        "interruption_hours": 0,
    }
    assert plan(**apart, asked="320 mcg/day", withdrawn_mL=6.0).new is None
    assert plan(**apart, asked="300 mcg/day", withdrawn_mL=6.0).new is not None
    assert plan(**apart, asked="320 mcg/day", withdrawn_mL=4.0).new is not None


def test_a_flow_that_the_pump_cannot_give_names_itself_and_what_fits() -> None:
    low = plan(stage="maintenance", now="100 mcg/day", asked="90 mcg/day", hours_since_change=800,
               tubing_mL=0.2, catheter_mL=0.2, new_concentration=2000, **FULL,
               device="SynchroMed II")  # fmt: skip
    assert low.new is None
    said = worded(low.headline)
    # 90 / 2,000 = 0.045 mL a day; 90 / 0.048 = 1,875 mcg/mL.
    assert "0.045 mL/day, below the 0.048 mL/day" in said
    assert "at most 1,875 mcg/mL" in said
    high = plan(stage="maintenance", now="100 mcg/day", hours_since_change=800, **FULL,
                **CONFIRMED | {"most_mL_per_day": 0.19})  # fmt: skip
    assert "0.2 mL/day, above the 0.19 mL/day" in words(high)


@pytest.mark.parametrize(
    ("told", "most"),
    [({"fill_mL": 45}, 40), ({"fill_mL": 45, "device": "SynchroMed II"}, 40),
     ({"left_mL": 41, "device": "Prometra II"}, 40),
     ({"fill_mL": 50.5, "device": "Codman 3000"}, 50),
     ({"fill_mL": 49, "device": "Codman 3000"}, None),
     ({"fill_mL": 45, "device": "a pump of our own"}, None), ({"fill_mL": 40}, None)],
)  # fmt: skip
def test_a_volume_beyond_the_pump_is_asked_about_and_no_refill_is_counted_from_it(
    told: dict[str, Any], most: float | None
) -> None:
    made = plan(stage="maintenance", now="300 mcg/day", asked="300 mcg/day",
                **{**FULL, "filled_on": TODAY, **told})  # fmt: skip
    assert (f"holds {most} mL at most" in words(made)) is (most is not None)
    assert made.fit.fired("P-RESERVOIR") is (most is not None)
    if most is not None:
        assert (made.new, made.verdict) == (None, Verdict.NEEDS_INFO)
        assert made.old is not None
        assert (made.old.nominal, made.old.days_to_alarm) == (None, None)


@pytest.mark.parametrize(
    ("drawn_mL", "says"),
    [(8.0, "Too little was given since the last filling: 4 mL more are left than expected, 25 %"),
     (1.5, "Too much was given since the last filling: 2.5 mL less are left than expected, 16 %"),
     (5.0, "Stay at 300 mcg/day")],
)  # fmt: skip
def test_what_was_given_amiss_leads(drawn_mL: float, says: str) -> None:
    made = plan(stage="refill", now="300 mcg/day", asked="300 mcg/day", expected_mL=4.0,
                withdrawn_mL=drawn_mL, **FULL)  # fmt: skip
    assert worded(made.headline).startswith(says)
    assert "Stay at 300 mcg/day" in worded(made.headline)


def test_a_concentration_above_any_sold_is_refused_with_its_own_reason() -> None:
    made = plan(stage="refill", now="300 mcg/day", **{**FULL, "concentration": 5000})
    assert made.new is None
    assert "more than 2,000 mcg/mL" in worded(made.headline)
    assert "test doses" not in worded(made.headline)
    (strongest,) = (K.rules["P-CONC-STRONG"].values or {}).values()
    assert strongest == max(K.of(PumpStrengths).pump_mcg_per_mL)


# --- standing still ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "gap", [{"interruption_hours": 49}, {"interruption": "unknown"},
            {"interruption": "drug holiday"}],
)  # fmt: skip
def test_after_a_long_pause_the_old_rate_is_not_offered(gap: dict[str, Any]) -> None:
    made = plan(stage="refill", now="300 mcg/day", asked="300 mcg/day", **FULL, **gap)
    assert (made.old, made.new, made.offer) == (None, None, None)
    assert made.verdict is Verdict.AVOID
    assert "pump clinic" in worded(made.opening[0])
    tried = {"dose": "50 mcg", "responded": True, "effect_hours": 6}
    again = plan(stage="start", screening=tried, **gap)
    assert again.new is not None  # a new start after a new test


def test_a_short_pause_is_a_caution() -> None:
    made = plan(stage="maintenance", now="300 mcg/day", asked="300 mcg/day", interruption_hours=20)
    assert made.new is not None
    assert "gave nothing for 20 hours" in words(made)
    assert made.verdict is Verdict.CAUTION


def test_a_faulty_pump_is_read_out_first() -> None:
    made = plan(stage="maintenance", now="300 mcg/day", asked="330 mcg/day", fault=True)
    assert made.new is None
    assert "read out today" in words(made)


def test_an_emergency_computes_nothing() -> None:
    made = plan({"signs": ["fever"]}, stage="maintenance", now="300 mcg/day", asked="300 mcg/day")
    assert made.verdict is Verdict.EMERGENCY
    assert (made.old, made.new, made.offer, made.bridge) == (None, None, None, None)
    assert made.opening


# --- concentration, modes, wean ---------------------------------------------------------


def test_the_bridge_of_the_example() -> None:
    made = plan(stage="refill", now="300 mcg/day", asked="300 mcg/day", new_concentration=2000,
                tubing_mL=0.199, catheter_cm=80, catheter_mL_per_cm=0.0022, **FULL)  # fmt: skip
    assert made.bridge is not None
    assert made.new is not None
    assert_allclose(made.bridge.volume_mL, 0.375, **EXACT)
    assert_allclose([made.bridge.old.in_mcg, made.bridge.hours, made.bridge.shown.in_mcg],
                    [187.5, 15, 750], **EXACT)  # fmt: skip
    assert_allclose(made.new.days_to_alarm or 0, 15 / 24 + (18 - 0.375) / 0.15, **EXACT)


@pytest.mark.parametrize(
    ("pump", "says"),
    [
        ({"tubing_mL": 0.199}, "that of the catheter"),
        ({"tubing_mL": 0.199, "catheter_cm": 80}, "catheter_mL_per_cm"),
        ({}, "4 times what is meant"),
        ({"tubing_mL": 0.2, "catheter_mL": 0.2, "filled_on": date(2026, 10, 1)}, "new filling"),
    ],
)
def test_without_volumes_there_is_no_new_concentration(pump: dict[str, Any], says: str) -> None:
    made = plan(stage="refill", now="300 mcg/day", fill_mL=20, alarm_mL=2, concentration=2000,
                new_concentration=500, **pump)  # fmt: skip
    assert (made.new, made.bridge) == (None, None)
    assert says in words(made)


def test_rates_by_time_of_day() -> None:
    flex = [{"from": "06:00", "rate": "10 mcg/h"}, {"from": "22:00", "rate": "16 mcg/h"}]
    made = plan({"syndrome": "sci_spasticity"}, stage="maintenance", now="240 mcg/day", flex=flex,
                concentration=500)  # fmt: skip
    assert made.mode is not None
    assert made.new is not None
    assert made.new.per_day == mcg(10 * 16 + 16 * 8)
    assert made.change_percent == pytest.approx(20)


def test_a_day_has_at_most_thirteen_steps() -> None:
    def steps(n: int) -> list[dict[str, str]]:
        return [{"from": f"{h:02}:00", "rate": "10 mcg/h"} for h in range(n)]

    asked: dict[str, Any] = {"stage": "maintenance", "now": "240 mcg/day"}
    assert plan(**asked, flex=steps(13)).new is not None
    made = plan(**asked, flex=steps(14))
    assert made.new is None
    assert made.refusals[0].note.why == ("P-FLEX13",)


def test_steps_keep_the_pumps_limits_and_name_a_slip() -> None:
    asked: dict[str, Any] = {"stage": "maintenance", "now": "240 mcg/day", "concentration": 2000}
    slow = [{"from": "00:00", "rate": "0.2 mcg/h"}, {"from": "12:00", "rate": "19.8 mcg/h"}]
    assert "lowest step of the day" in words(plan(**asked, flex=slow))
    mixed = [{"from": "00:00", "rate": "10 mcg/day"}, {"from": "01:00", "rate": "10 mcg/h"}]
    assert "Between two steps" in words(plan(**asked, flex=mixed))


def test_a_steep_step_is_said_although_the_sum_is_within_the_rule() -> None:
    steep = [{"from": "00:00", "rate": "40 mcg/h"}, {"from": "02:00", "rate": "7.2 mcg/h"}]
    made = plan(stage="maintenance", now="240 mcg/day", flex=steep)
    assert made.new is not None
    assert "The highest step runs at 960 mcg/day" in words(made)


def test_boluses_by_the_clock() -> None:
    boluses = {"dose": "30 mcg", "times_per_day": 4, "base": "5 mcg/h"}
    made = plan(stage="maintenance", now="240 mcg/day", boluses=boluses)
    assert made.new is not None
    assert made.new.per_day == mcg(240)
    large = {"dose": "120 mcg", "times_per_day": 1, "base": "5 mcg/h"}
    assert "above any test bolus" in words(plan(stage="maintenance", now="240 mcg/day",
                                               boluses=large))  # fmt: skip


@pytest.mark.parametrize(
    "pump",
    [
        {"now": "100 mg/day"},
        {"asked": "0.1 mg/day"},
        {"asked": "300 mcg/day", "flex": [{"from": "00:00", "rate": "10 mcg/h"}]},
        {"flex": [{"from": "00:00", "rate": "1 mg/h"}]},
        {"flex": [{"from": "noon", "rate": "10 mcg/h"}]},
        {"flex": [{"from": "06:00", "rate": "10 mcg/h"}, {"from": "05:00", "rate": "9 mcg/h"}]},
        {"boluses": {"dose": "1 mg", "times_per_day": 2, "base": "5 mcg/h"}},
        {"boluses": {"dose": "10 mcg", "times_per_day": 2.5, "base": "5 mcg/h"}},
        {"accuracy": 14.5},
        {"interruption": "a while"},
        {"device": "!"},
    ],
)
def test_what_is_refused_at_the_door(pump: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        plan(**pump)


def test_baclofen_by_mouth_goes_first_and_stepwise() -> None:
    who = {"baclofen": "60 mg/day", "medicines": ["tizanidine", "sertraline"]}
    made = plan(who, stage="titration", now="100 mcg/day", weans_oral=True)
    assert made.wean is not None
    assert made.wean.cut == (mg(15), mg(30))
    assert made.wean.rest == (mg(30), mg(45))
    assert made.wean.others == ("tizanidine",)


def test_at_a_start_the_dose_by_mouth_is_told_and_neither_doubled_nor_stopped() -> None:
    screening = {"dose": "50 mcg", "responded": True, "effect_hours": 7}
    taking = plan({"baclofen": "60 mg/day"}, stage="start", screening=screening)
    assert taking.verdict is Verdict.CAUTION
    assert "ITM-ORAL-WEAN" in {f.rule.id for f in taking.fit.findings}
    assert "60 mg a day by mouth are not stopped" in known().say(taking.headline)
    assert taking.wean is not None
    assert (taking.wean.now, taking.wean.rest) == (mg(60), (mg(30), mg(45)))
    none = plan({"baclofen": "none"}, stage="start", screening=screening)
    assert none.wean is None
    assert "by mouth" not in known().say(none.headline)


def test_a_needle_is_no_pump() -> None:
    record = read_table({**WHO, "screening": {}}, K, today=TODAY)
    with pytest.raises(NotPlanned, match="No pump is ordered"):
        plan_pump(assess(record.patient, K, record.asks(today=TODAY)), K)


def test_device_facts_and_rules_say_the_same() -> None:
    """The figures of P-SPEC and P-VOLUMES, figure by figure, each with how it was come by."""
    spec: Any = K.rules["P-SPEC"].values
    volumes: Any = K.rules["P-VOLUMES"].values
    least, most = spec["flow_mL_per_day"]
    told = {
        "least_mL_per_day": least, "most_mL_per_day": most, "unusable_mL": spec["unusable_mL"],
        "tubing_mL": volumes["tubing_mL"], "catheter_mL_per_cm": volumes["catheter_mL_per_cm"],
    }  # fmt: skip
    for name, value in told.items():
        fact = K.facts[f"device.synchromed2.{name}"]
        assert fact.value == value
        seen = name in ("least_mL_per_day", "unusable_mL")
        assert fact.how == ("seen" if seen else "memory")
    assert_allclose(least, 0.048, **printed(3))


# --- pumps of one flow ------------------------------------------------------------------

RUNS: dict[str, Any] = {
    "device": "Codman 3000", "now": "300 mcg/day", "fill_mL": 30, "concentration": 300,
    "filled_on": TODAY, "interruption_hours": 0,
}  # fmt: skip


def test_a_pump_of_one_flow_changes_its_dose_only_with_the_concentration() -> None:
    kept = plan(**RUNS, asked="315 mcg/day")
    assert kept.new is None
    assert kept.verdict is Verdict.AVOID
    assert "one flow, 1 mL/day as it runs: filled with 300 mcg/mL it gives 300" in words(kept)
    assert "That dose needs 315 mcg/mL" in words(kept)
    filled = plan(**RUNS, asked="315 mcg/day", new_concentration=315)
    assert filled.new is not None
    assert filled.new.flow_mL_per_day == pytest.approx(1.0)
    assert filled.bridge is None
    assert "Fill the pump with 315 mcg/mL, for 315 mcg/day" in worded(filled.headline)
    assert "until its tubing and catheter have cleared it still gives 300 mcg" in words(filled)
    assert "P-SLIP" not in {id for note in filled.cautions for id in note.why}
    unmeant = plan(**RUNS, new_concentration=500)
    assert unmeant.new is None
    assert "it gives 500 mcg/day, not 300" in words(unmeant)


def test_a_pump_of_one_flow_takes_no_modes_and_nothing_is_guessed_of_it() -> None:
    flex = [{"from": "06:00", "rate": "10 mcg/h"}, {"from": "18:00", "rate": "15 mcg/h"}]
    assert "neither boluses nor rates by the time" in words(plan(**RUNS, flex=flex))
    untold = {**RUNS, "concentration": None}
    made = plan(**{k: v for k, v in untold.items() if v is not None}, asked="315 mcg/day")
    assert made.new is None
    assert made.verdict is Verdict.NEEDS_INFO
    assert "Tell both" in words(made)


def test_germany_waits_two_days_between_raises_with_a_pump_of_one_flow() -> None:
    asked = {
        **RUNS, "stage": "titration", "asked": "330 mcg/day", "new_concentration": 330,
        "hours_since_change": 30,
    }  # fmt: skip
    assert "at most one raise in 48 hours" in words(plan(place="DE", **asked))
    assert plan(place="DE", **{**asked, "hours_since_change": 49}).new is not None
    assert plan(place="US", **asked).new is not None
    programmable = {**asked, "device": "SynchroMed II", "tubing_mL": 0.2, "catheter_mL": 0.2}
    assert "48 hours" not in words(plan(place="DE", **programmable))


@pytest.mark.parametrize(
    ("age", "device", "told"),
    [(11, "Prometra II", True), (12, "Prometra II", False), (11, "SynchroMed II", False)],
)
def test_a_pump_is_a_caution_in_someone_younger_than_it_was_studied_in(
    age: float, device: str, told: bool
) -> None:
    made = plan({"age_y": age}, device=device, now="300 mcg/day", asked="315 mcg/day")
    assert ("P-PROMETRA-LIMITS" in {id for n in made.cautions for id in n.why}) is told


def test_a_filling_that_was_drawn_gives_no_date_and_the_new_one_is_asked_for() -> None:
    told: dict[str, Any] = {
        "stage": "refill", "now": "300 mcg/day", "withdrawn_mL": 7.6, "expected_mL": 7.7,
        **FULL, **CONFIRMED,
    }  # fmt: skip
    old = plan(filled_on=date(2026, 9, 1), **told)
    assert old.old is not None
    assert old.old.days_to_alarm is None
    said = {note.phrase for note in old.supply}
    assert {"refill.drawn_out", "refill.as_expected"} <= said
    assert "over-delivery" not in words(old)
    new = plan(filled_on=TODAY, **told)
    assert new.old is not None
    assert new.old.days_to_alarm is not None


def test_of_a_drawn_filling_an_alarm_that_was_due_still_counts() -> None:
    """What ran low before it was drawn ran low."""
    told: dict[str, Any] = {
        "stage": "refill", "now": "300 mcg/day", "withdrawn_mL": 1.6, **FULL, **CONFIRMED
    }  # fmt: skip
    made = plan(filled_on=date(2026, 7, 1), **told)
    assert made.fit.verdict >= Verdict.AVOID


@pytest.mark.parametrize("given", [{"alarm": "low reservoir"}, {}])
def test_a_visit_is_not_booked_for_a_day_that_has_passed(given: dict[str, Any]) -> None:
    made = plan(
        stage="maintenance", now="600 mcg/day", device="SynchroMed II", fill_mL=20, alarm_mL=2,
        concentration=2000, filled_on=date(2026, 9, 25), refill_on=date(2026, 11, 23), **given,
    )  # fmt: skip
    said = words(made)
    assert "book it by" not in said
    assert "the visit on 23 November 2026 is not waited for. Refill today." in said


@pytest.mark.parametrize(
    ("daily", "cut", "rest"),
    [("75 mg/day", (20, 35), (40, 55)), ("60 mg/day", (15, 30), (30, 45)),
     ("10 mg/day", (5, 5), (5, 5)), ("5 mg/day", (5, 5), (0, 0))],
)  # fmt: skip
def test_a_step_of_the_wean_is_one_that_tablets_give(
    daily: str, cut: tuple[float, float], rest: tuple[float, float]
) -> None:
    made = plan({"baclofen": daily}, "UK", stage="titration", now="100 mcg/day", weans_oral=True)
    assert made.wean is not None
    assert tuple(d.in_mg for d in made.wean.cut) == cut
    assert tuple(d.in_mg for d in made.wean.rest) == rest


# --- hour and day -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "meant"),
    [("120 mcg/h", "120 mcg"), ("2100 mcg/day", "87.5 mcg"), ("5 mcg/day", "120 mcg")],
)
def test_a_running_rate_that_nobody_was_given_is_named_as_a_slip(now: str, meant: str) -> None:
    made = plan(stage="maintenance", now=now, hours_since_change=900, concentration=2000)
    assert made.verdict is Verdict.AVOID
    assert worded(made.headline).startswith("Likely a slip of hour and day")
    assert f"it is {meant} a day" in worded(made.headline)
    assert made.offer is None


@pytest.mark.parametrize("now", ["2003 mcg/day", "12 mcg/day", "300 mcg/day"])
def test_a_rate_of_the_trials_is_none(now: str) -> None:
    made = plan(stage="maintenance", now=now, hours_since_change=900, concentration=2000)
    assert not made.fit.fired("SLIP-HOUR")


def test_a_reservoir_empty_long_before_its_alarm_is_one() -> None:
    """50 mcg an hour typed for 50 a day: 20 mL of 500 last 8 days, and the alarm is due in 100."""
    filled = date.fromordinal(TODAY.toordinal() - 3)
    alarm = date.fromordinal(TODAY.toordinal() + 97)
    dates: dict[str, Any] = {"filled_on": filled, "alarm_on": alarm}
    made = plan(stage="maintenance", now="50 mcg/h", **FULL, **dates)
    assert worded(made.headline).startswith("Likely a slip of hour and day")
    assert "it is 50 mcg a day" in worded(made.headline)
    right = plan(stage="maintenance", now="50 mcg/day", **FULL, **dates)
    assert not right.fit.fired("SLIP-HOUR")


def test_a_rate_that_was_read_off_the_pump_again_is_believed() -> None:
    told: dict[str, Any] = {"hours_since_change": 900, "concentration": 2000}
    made = plan({"rate_confirmed": True}, stage="maintenance", now="120 mcg/h", **told)
    assert not made.fit.fired("SLIP-HOUR")
    assert made.verdict is Verdict.CAUTION
    assert made.old is not None
    assert made.old.per_day == mcg(2880)
    untrue = plan({"rate_confirmed": False}, stage="maintenance", now="120 mcg/h", **told)
    assert untrue.fit.fired("SLIP-HOUR")
    # Against an earlier dose too: 300 mcg a day before, 12.5 now.
    slow: dict[str, Any] = {"stage": "maintenance", "now": "12.5 mcg/day",
                            "history": ["300 mcg/day"], **told}  # fmt: skip
    assert plan(**slow).slips
    assert not plan({"rate_confirmed": True}, **slow).slips


@pytest.mark.parametrize(
    ("now", "most"), [("1600 mcg/day", 1920), ("1800 mcg/day", 2003), ("1950 mcg/day", None)]
)
def test_no_raise_is_offered_above_what_pumps_gave_in_trials(now: str, most: float | None) -> None:
    made = plan({"rate_confirmed": True}, stage="maintenance", now=now, hours_since_change=900,
                concentration=2000)  # fmt: skip
    left = [n for n in made.cautions if n.phrase == "pump.no_raise_left"]
    if most is None:
        assert made.offer is None
        assert left
    else:
        assert made.offer is not None
        assert_allclose(made.offer.high.in_mcg, most, **EXACT)
        assert not left


def test_the_slip_comes_before_a_withdrawal_that_it_implies() -> None:
    """250 mcg an hour empties 20 mL of 2000 in a week; it stays an emergency until it is read."""
    filled = date.fromordinal(TODAY.toordinal() - 21)
    made = plan(stage="maintenance", now="250 mcg/h", fill_mL=20, alarm_mL=2, concentration=2000,
                filled_on=filled)  # fmt: skip
    said = worded(made.headline)
    assert made.verdict is Verdict.EMERGENCY
    assert said.startswith("Likely a slip of hour and day")
    assert "it is 250 mcg a day" in said
    assert "possible baclofen withdrawal" in said

"""Target files: what is read, what is refused by name, and how a prediction is scored."""

import math
from typing import Any

import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused
from baclofen.qualification import (
    STATISTICS,
    Gate,
    Qualification,
    Result,
    judge,
    own_targets,
    read_target,
    summarise,
)
from tests.people import known
from tests.tolerances import EXACT, published

SUBJECT = {
    "age_y": 30, "sex": "male", "weight_kg": 70, "height_cm": 175, "crcl_mL_min": 105,
}  # fmt: skip
TABLET = {"route": "oral", "form": "tablet", "mg": 20}
SPINAL = {**SUBJECT, "syndrome": "spasticity_sci", "ashworth_1_5": 4.0}


def raw(statistic: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "t", "fact": "f", "subject": SUBJECT, "regimen": [{**TABLET, "at_h": 0}],
        "output": "plasma_ng_mL", "statistic": statistic, "value": 1.0, "unit": "", **more,
    }  # fmt: skip


def found(statistic: str, **more: Any) -> float:
    result = judge(read_target(raw(statistic, **more)), known())
    assert not result.problem
    return result.predicted


EVERY_8_H = [{**TABLET, "every_h": 8, "days": 5}]
TYPICAL_CL_F = 7.3 / 0.74

#: What each statistic must be in the typical adult, by reasoning apart from the code.
EXPECTED: dict[str, tuple[dict[str, Any], float, float]] = {
    "AUC_0_inf": ({}, 20_000 / TYPICAL_CL_F, 1.001),
    "CL_F": ({}, TYPICAL_CL_F, 1.001),
    "CL_F_per_kg": ({}, TYPICAL_CL_F / 70, 1.001),
    "non_renal_fraction": ({}, 1.0 / 7.3, 1.001),
    "fraction_of_dose_by_h": (
        {"output": "urine_unchanged_mg", "until_h": 96}, 0.74 * 6.3 / 7.3, 1.001,
    ),
    "mean_last_day": ({"regimen": EVERY_8_H}, 60_000 / 24 / TYPICAL_CL_F, 1.001),
    "AUC_ratio_last_day": (
        {"regimen": EVERY_8_H,
         "versus": {"regimen": [{**TABLET, "mg": 10, "every_h": 8, "days": 5}]}},
        2.0, 1.001,
    ),
    "mean_ratio_last_day": (
        {"regimen": EVERY_8_H, "output": "csf_lumbar_ng_mL", "versus": {"output": "plasma_ng_mL"}},
        0.118, 1.01,
    ),
    "one_minus_CL_F_ratio": (
        {"versus": {"subject": {**SUBJECT, "crcl_mL_min": 210}}}, 1 - 7.3 / 13.6, 1.001,
    ),
    "Cmax_ratio": ({"versus": {"regimen": [{**TABLET, "mg": 40, "at_h": 0}]}}, 0.5, 1.001),
    "terminal_half_life": ({}, 4.72, 1.01),
    # One compartment of 65.4 mL cleared at 30 mL/h.
    "half_life_between": (
        {"regimen": [{"route": "intrathecal", "bolus_mcg": 50, "at_h": 0}],
         "output": "csf_lumbar_ng_mL", "from_h": 1, "until_h": 3},
        math.log(2) * 65.4 / 30, 1.001,
    ),
    # From 0 to 95 % in ln 20 time constants.
    "time_to_fraction_of_plateau": (
        {"regimen": [{"route": "intrathecal", "mcg_per_day": 100, "days": 3}],
         "output": "csf_lumbar_ng_mL", "fraction": 0.95},
        math.log(20) * 65.4 / 30, 1.01,
    ),
}  # fmt: skip


@pytest.mark.parametrize("statistic", EXPECTED)
def test_a_statistic_is_what_reasoning_says(statistic: str) -> None:
    more, value, fold = EXPECTED[statistic]
    assert_allclose(found(statistic, **more), value, **published(fold))


def test_peak_and_its_time_and_area_to_a_time_agree_with_each_other() -> None:
    peak, time = found("Cmax"), found("tmax")
    assert 1.0 < time < 1.6
    at_peak = found("at_h", at_h=time)
    assert_allclose(at_peak, peak, **published(1.001))
    assert found("AUC_0_t", until_h=4) < found("AUC_0_t", until_h=8) < found("AUC_0_inf")


def test_the_swing_is_of_the_last_interval() -> None:
    swing = found("swing_percent_last_interval", regimen=EVERY_8_H)
    early = found("swing_percent_last_interval", regimen=[{**TABLET, "every_h": 8, "days": 2 / 3}])
    assert 188 < swing < 439
    assert early != swing


def test_a_score_has_its_lowest_point_after_a_bolus() -> None:
    bolus = {
        "subject": SPINAL, "output": "ashworth_1_5",
        "regimen": [{"route": "intrathecal", "bolus_mcg": 50, "at_h": 0}],
    }  # fmt: skip
    at = found("time_of_minimum", **bolus)
    lowest, before, after = (found("at_h", at_h=h, **bolus) for h in (at, at - 1, at + 1))
    assert lowest < min(before, after)


def test_populations_differ_between_people_and_repeat() -> None:
    cv = found("AUC_between_subject_cv_percent", population=1000)
    # Log-normal: a SD of 0.21 of log clearance is a CV of 21.2 %.
    assert_allclose(cv, 21.2, **published(1.10))
    more = {"output": "prob_drowsiness", "population": 200}
    four_weeks = [{**TABLET, "times_per_day": 4, "days": 28}]
    assert found("population_mean", **more) == found("population_mean", **more)
    excess = found("excess_over_placebo", regimen=four_weeks, **more)
    assert 0.1 < excess < found("population_mean", regimen=four_weeks, **more)


def test_a_dose_into_a_vein_lowers_the_reflex_most_where_it_is_lowest() -> None:
    vein = {
        "subject": SPINAL, "output": "hm_ratio",
        "regimen": [{"route": "intravenous", "mg": 26.6}],
    }  # fmt: skip
    at = found("time_of_minimum", **vein)
    assert_allclose(found("at_h", at_h=at, **vein), found("lowest", **vein), **published(1.001))


def test_a_cohort_needs_more_after_a_year_than_after_a_month() -> None:
    def cohort(days: int) -> dict[str, Any]:
        pump = {"route": "intrathecal", "mcg_per_day": 83.2, "days": days}
        return {"subject": SPINAL, "output": "dose_to_hold", "regimen": [pump]}

    month, year = (found("dose_ratio_of_cohort", **cohort(days)) for days in (30, 365))
    assert 1 < month < year


def test_an_effect_wears_off_with_tolerance_and_rebounds_after_a_stop() -> None:
    pump = [{"route": "intrathecal", "mcg_per_day": 200, "days": 200}]
    kept = found("share_of_effect_kept", subject=SPINAL, output="ashworth_1_5", regimen=pump)
    assert 0.5 < kept < 1
    above = found(
        "share_above_baseline", subject=SPINAL, output="ashworth_1_5", regimen=pump,
        population=40, until_h=72,
    )  # fmt: skip
    assert 0 < above <= 1


def test_every_statistic_of_the_vocabulary_has_been_tried() -> None:
    tried = {
        *EXPECTED, "Cmax", "tmax", "at_h", "AUC_0_t", "swing_percent_last_interval",
        "time_of_minimum", "AUC_between_subject_cv_percent", "population_mean",
        "excess_over_placebo", "lowest", "dose_ratio_of_cohort", "share_of_effect_kept",
        "share_above_baseline",
    }  # fmt: skip
    assert tried == set(STATISTICS)


def test_routes_run_side_by_side_and_entries_of_one_follow_each_other() -> None:
    dosing = read_target(
        raw(
            "mean_last_day",
            regimen=[
                {**TABLET, "every_h": 8, "days": 2},
                {**TABLET, "mg": 5, "every_h": 8, "days": 1},
                {"route": "intrathecal", "mcg_per_day": 100, "days": 4},
                {"haemodialysis_h": [24, 28]},
            ],
        )
    ).arm.dosing
    assert [g.time_h for g in dosing.given] == [0, 8, 16, 24, 32, 40, 48, 56, 64]
    assert dosing.until_h == 96
    assert dosing.sessions[0].start_h == 24


def test_a_child_has_its_clearance_de_indexed() -> None:
    child = {"age_y": 8, "sex": "female", "weight_kg": 25, "height_cm": 128, "egfr_mL_min_173": 120}
    body = read_target(raw("CL_F", subject=child)).arm.body
    assert_allclose(body.crcl, 120 * math.sqrt(25 * 128 / 3600) / 1.73, **EXACT)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"statistic": "Cmaximum"}, "statistic of target t"),
        ({"statistic": "AUC_0_t"}, "without until_h"),
        ({"output": "blood"}, "output of the model"),
        ({"subject": {**SPINAL, "mas_0_4": 3}}, "two scores of tone"),
        ({"subject": {**SUBJECT, "mood": 3}}, "mood"),
        ({"subject": {"age_y": 30, "weight_kg": 70}}, "without a kidney value"),
        ({"subject": {**SUBJECT, "syndrome": "gout"}}, "gout"),
        ({"subject": {**SUBJECT, "ashworth_1_5": 3}}, "ashworth"),
        ({"regimen": [{"route": "rectal", "mg": 5}]}, "rectal"),
        ({"regimen": [{"route": "intrathecal", "mcg": 5}]}, "bolus_mcg"),
        ({"regimen": [{"route": "oral", "form": "cream", "mg": 5}]}, "not modelled"),
        ({"regimen": [{"route": "oral"}]}, "incomplete"),
        ({"low": 1.0, "high": 2.0}, "value, or low and high"),
        ({"output": "dose_to_hold"}, "goes with dose_ratio_of_cohort alone"),
        ({"statistic": "dose_ratio_of_cohort"}, "goes with dose_ratio_of_cohort alone"),
        ({"output": "occupancy_cord"}, "never observed"),
        ({"ratio": [2.1, 2.5]}, "a miss that is expected says why"),
        ({"expect": "why", "ratio": [1.8, 2.5]}, "within two-fold is no miss"),
        ({"expect": "why", "ratio": [0.3, 0.5]}, "within two-fold is no miss"),
        ({"expect": "why", "ratio": [2.5, 2.1]}, "it must rise"),
    ],
)
def test_what_cannot_be_expressed_is_named(change: dict[str, Any], says: str) -> None:
    entry = raw("Cmax") | change
    try:
        target = read_target(entry)
    except InputRefused as gap:
        said = str(gap)
    else:
        result = judge(target, known())
        said = result.problem
        assert not result.within(2)
        assert "not expressed" in result.line
    assert says in said


def result_of(predicted: float, **figure: float) -> Result:
    entry = {k: v for k, v in raw("Cmax", **figure).items() if k != "value" or "value" in figure}
    return Result(read_target(entry), predicted)


@pytest.mark.parametrize(
    ("ratio", "as_expected", "verdict"),
    [
        (2.39, False, "missed (not as expected)"),
        (2.4, True, "missed (expected miss)"),
        (2.6, True, "missed (expected miss)"),
        (2.61, False, "missed (not as expected)"),
        (1.9, False, "within 2-fold (not as expected)"),
    ],
)
def test_an_expected_miss_is_strict_on_both_sides(
    ratio: float, as_expected: bool, verdict: str
) -> None:
    target = read_target(raw("Cmax") | {"expect": "why", "ratio": [2.4, 2.6]})
    result = Result(target, ratio)
    assert (result.as_expected, result.verdict) == (as_expected, verdict)
    found = Qualification((result,), (), "composite").unexpected
    assert found == (() if as_expected else ("t",))


@pytest.mark.parametrize(
    ("value", "as_expected", "verdict"),
    [
        (15.0, False, "PASSED, a failure was expected"),
        (15.1, False, "FAILED"),
        (16.0, True, "failed (expected)"),
        (17.1, False, "FAILED"),
    ],
)
def test_an_expected_failure_of_a_gate_is_strict_on_both_sides(
    value: float, as_expected: bool, verdict: str
) -> None:
    gate = Gate("g", "says", value, 0.0, 15.0, "%", (), "why", (15.2, 17.0))
    assert (gate.as_expected, gate.verdict) == (as_expected, verdict)
    found = Qualification((), (gate,), "composite").unexpected
    assert found == (() if as_expected else ("g",))


def test_every_miss_that_this_project_expects_says_how_far_it_goes() -> None:
    expected = [t for t in own_targets(known()) if t.expect]
    assert expected
    assert all(t.expect_ratio for t in expected)


def test_a_miss_expected_in_a_file_of_others_may_go_as_far_as_it_likes() -> None:
    result = Result(read_target(raw("Cmax") | {"expect": "why"}), 9.0)
    assert (result.as_expected, result.verdict) == (True, "missed (expected miss)")


def test_a_miss_that_nobody_announced_is_unexpected() -> None:
    target = read_target(raw("Cmax"))
    for ratio in (0.5, 1.0, 2.0):
        assert Result(target, ratio).as_expected
    assert not Result(target, 2.01).as_expected
    assert not Result(target, 0.49).as_expected
    assert not Result(target, math.nan).as_expected
    assert Gate("g", "says", 15.0, 0.0, 15.0, "%", ()).as_expected
    assert not Gate("g", "says", 15.1, 0.0, 15.0, "%", ()).as_expected


@pytest.mark.parametrize(
    ("figure", "predicted", "ratio"),
    [
        ({"value": 2.0}, 3.0, 1.5),
        ({"low": 2.0, "high": 4.0}, 3.0, 1.0),
        ({"low": 2.0, "high": 4.0}, 5.0, 1.25),
        ({"low": 2.0, "high": 4.0}, 1.0, 0.5),
        ({"low": 0.0, "high": 5.0}, 0.001, 1.0),
        ({"low": 0.0, "high": 5.0}, 10.0, 2.0),
    ],
)
def test_a_ratio_is_to_the_nearest_end(
    figure: dict[str, float], predicted: float, ratio: float
) -> None:
    assert_allclose(result_of(predicted, **figure).ratio, ratio, **EXACT)


def test_what_is_not_finite_or_not_positive_fails_both_folds() -> None:
    for predicted in (math.nan, math.inf, 0.0, -1.0):
        result = result_of(predicted, value=1.0)
        assert not result.within(1.25)
        assert not result.within(2.0)


def test_a_summary_counts_and_averages_folds() -> None:
    results = [result_of(p, value=1.0) for p in (2.0, 0.5, 1.0, 10.0)]
    summary = summarise("d", results)
    assert (summary.n, summary.within_125, summary.within_2) == (4, 1, 3)
    assert_allclose(summary.afe, 10**0.25, **EXACT)
    assert_allclose(summary.aafe, 40**0.25, **EXACT)


def test_the_project_has_targets_of_its_own_in_every_domain() -> None:
    own = own_targets(known())
    assert len(own) >= 45
    assert len({t.id for t in own}) == len(own)
    assert {t.domain for t in own} == {
        "kinetics by mouth", "kinetics in CSF", "time course", "reflex", "tone by mouth",
        "tone after a bolus", "tone on a pump", "spasms", "pain", "tolerance and rebound",
        "side effects by mouth", "side effects on a pump", "overdose",
    }  # fmt: skip
    assert {t.standing for t in own} == {"fitted", "kept back", "new"}
    assert {known().facts[t.fact].split for t in own} >= {"calibration", "validation"}

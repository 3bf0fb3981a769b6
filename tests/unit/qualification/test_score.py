"""Scores that cannot flatter: falls and not ends, predictors beside, bands of a group's mean."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused
from baclofen.qualification import (
    Band,
    Beside,
    Qualification,
    Result,
    Target,
    beside,
    group_means,
    judge,
    measured,
    own_targets,
    read_target,
    summarise,
)
from tests.people import known
from tests.tolerances import EXACT

SUBJECT = {
    "age_y": 45, "sex": "male", "weight_kg": 70, "height_cm": 175, "crcl_mL_min": 105,
    "syndrome": "spasticity_sci",
}  # fmt: skip


def target(output: str, value: float, start: float | None = None, **more: Any) -> Target:
    baseline = {} if start is None else {"ashworth_1_5": start}
    return read_target(
        {
            "id": "t", "fact": "f", "subject": {**SUBJECT, **baseline}, "output": output,
            "regimen": [{"route": "intrathecal", "bolus_mcg": 50, "at_h": 0}],
            "statistic": "at_h", "at_h": 4, "value": value, **more,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("figure", "raw", "counts"),
    [
        (target("ashworth_1_5", 2.0, 4.0), 2.5, 0.5),
        (target("ashworth_1_5", 2.0, 4.0), 4.0, 0.0),
        (target("mas_0_4", 1.0, 4.0), 1.5, 0.5),
        (target("hm_ratio", 0.5), 0.2, 0.8),
        (target("tone_ratio", 0.5), 1.1, -0.1),
        (target("prob_drowsiness", 0.5), 0.3, 0.3),
        (target("csf_lumbar_ng_mL", 100.0), math.e, 1.0),
    ],
)  # fmt: skip
def test_a_figure_counts_by_what_the_drug_did(figure: Target, raw: float, counts: float) -> None:
    assert_allclose(measured(figure, raw), counts, **EXACT)


def test_everyone_ends_at_one_score_is_no_prediction() -> None:
    """From 4 to 2 and from 2 to 1.5 are falls of two thirds and of a half: an end of 1.5 for both
    is near as an end, and off by a quarter of the first fall."""
    deep, shallow = target("ashworth_1_5", 2.0, 4.0), target("ashworth_1_5", 1.5, 2.0)
    assert_allclose(Result(deep, 1.5).ratio, 2.5 / 2.0, **EXACT)
    assert_allclose(Result(shallow, 1.5).ratio, 1.0, **EXACT)
    assert not Result(target("ashworth_1_5", 3.5, 4.0), 1.5).within(2)


def test_a_range_of_ends_is_a_range_of_falls() -> None:
    figure = read_target(
        {"id": "t", "fact": "f", "subject": SUBJECT, "output": "hm_ratio", "statistic": "at_h",
         "at_h": 4, "regimen": [{"route": "intrathecal", "bolus_mcg": 50, "at_h": 0}],
         "low": 0.2, "high": 0.6}
    )  # fmt: skip
    assert_allclose(Result(figure, 0.1).seen, (0.4, 0.8), **EXACT)
    assert_allclose(Result(figure, 0.1).ratio, 0.9 / 0.8, **EXACT)
    assert Result(figure, 0.5).error == 0


def test_a_trial_never_helps_to_predict_itself() -> None:
    def of(id: str, fact: str, end: float) -> Target:
        return target("ashworth_1_5", end, 4.0, id=id, fact=fact)

    three = [of("a", "one", 2.5), of("b", "one", 2.5), of("c", "two", 1.0), of("d", "three", 4.0)]
    found = beside(three)
    assert_allclose(found["a"].constant, 0.5, **EXACT)  # of c and d alone
    assert_allclose(found["c"].constant, (0.5 + 0.5 + 0.0) / 3, **EXACT)
    assert found["a"].last == 0
    assert "t" not in beside([target("ashworth_1_5", 2.0, 4.0)])


def test_levels_go_with_those_of_the_same_output_and_statistic_alone() -> None:
    levels = [target("csf_lumbar_ng_mL", v, id=str(v), fact=str(v)) for v in (50.0, 100.0, 200.0)]
    other = target("csf_cisternal_ng_mL", 9.0, id="o", fact="o")
    found = beside([*levels, other])
    assert_allclose(math.exp(found["50.0"].constant), math.sqrt(100.0 * 200.0), **EXACT)
    assert found["50.0"].last is None
    assert "o" not in found


def result(predicted: float, *, constant: float, band: tuple[float, float]) -> Result:
    figure = target("tone_ratio", 0.5, n=10)
    low, high = band
    return Result(
        figure, predicted, band=Band(low, high, 1 - predicted, 0.1),
        beside=Beside(constant, 0.2, 0.0),
    )  # fmt: skip


def test_the_model_must_beat_both_that_know_no_drug() -> None:
    good = summarise("d", [result(0.45, constant=0.8, band=(0.4, 0.6))])
    assert good.beats_beside
    for error, wanted in (
        (good.error, 0.05), (good.constant_error, 0.3), (good.last_error, 0.5)
    ):  # fmt: skip
        assert error is not None
        assert_allclose(error, wanted, **EXACT)
    assert not summarise("d", [result(0.2, constant=0.45, band=(0.1, 0.3))]).beats_beside
    assert not summarise("d", [result(1.0, constant=0.9, band=(0.9, 1.1))]).beats_beside
    assert summarise("d", []).beats_beside is None


def test_a_wide_band_does_not_win_by_its_width() -> None:
    near = result(0.5, constant=0.5, band=(0.45, 0.55)).interval_score
    wide = result(0.5, constant=0.5, band=(0.0, 1.0)).interval_score
    missed = result(0.9, constant=0.5, band=(0.85, 0.95)).interval_score
    assert near is not None
    assert wide is not None
    assert missed is not None
    assert near < wide < missed
    assert_allclose(missed, 0.1 + 20 * 0.35, **EXACT)


@pytest.mark.parametrize(
    ("held", "of", "chance"), [(26, 26, True), (11, 26, False), (21, 26, True), (0, 1, True)]
)
def test_bands_that_hold_too_few_are_told_from_chance(held: int, of: int, chance: bool) -> None:
    inside = result(0.5, constant=0.5, band=(0.4, 0.6))
    outside = result(0.9, constant=0.5, band=(0.8, 0.95))
    summary = summarise("d", [inside] * held + [outside] * (of - held))
    assert (summary.covered, summary.banded) == (held, of)
    assert summary.coverage_is_chance is chance


def test_the_mean_of_few_people_strays_further_than_that_of_many() -> None:
    def spread(n: int, **more: Any) -> float:
        means = group_means(target("ashworth_1_5", 2.0, 4.0, n=n, **more), known())
        assert means is not None
        return float(np.std(means))

    assert spread(4) > spread(400)
    assert spread(4, sd=3.0) > spread(4, sd=0.1)
    # An error told by itself needs no people, and goes before what they would give.
    assert spread(0, se=0.5) > spread(0, se=0.001)
    assert spread(4, sd=0.1, se=0.5) == spread(0, se=0.5)
    assert group_means(target("ashworth_1_5", 2.0, 4.0), known()) is None


@pytest.mark.parametrize(
    ("output", "start", "low", "high"),
    [("ashworth_1_5", 4.0, 1.0, 5.0), ("mas_0_4", 4.0, 0.0, 4.0), ("hm_ratio", None, 0.0, 99.0)],
)
def test_no_mean_lies_beyond_its_scale(
    output: str, start: float | None, low: float, high: float
) -> None:
    """However far a few people stray: with such an error most would."""
    means = group_means(target(output, 0.9, start, se=50.0), known())
    assert means is not None
    assert (means.min(), max(means.max(), high)) == (low, high)


def test_a_band_leaves_out_one_draw_in_ten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of forty draws it ends at the second from either end, and not at the third."""
    draws = np.arange(1.0, 41.0) / 10
    monkeypatch.setattr("baclofen.qualification.score.group_means", lambda *_: draws[::-1])
    band = judge(target("ashworth_1_5", 2.0, 4.0, n=9), known(), banded=True).band
    assert band is not None
    assert_allclose((band.low, band.high), (0.205, 3.895), **EXACT)


def test_a_share_strays_as_counts_of_people_do() -> None:
    def means(n: int) -> Any:
        figure = target("prob_drowsiness", 0.2, n=n, statistic="excess_over_placebo",
                        population=40, without_drug=0.2)  # fmt: skip
        found = group_means(figure, known())
        assert found is not None
        return found

    assert np.std(means(4)) > np.std(means(4000))
    assert means(4).min() >= 0


def test_figures_whose_source_tells_all_are_counted_apart_from_those_with_a_part_assumed() -> None:
    whole, part = target("hm_ratio", 0.5), target("hm_ratio", 0.5, assumed=["at_h"])
    found = Qualification((Result(whole, 0.5), Result(part, 0.1), Result(part, 0.5)), (), "")
    counts = {s.domain: (s.n, s.within_125) for s in found.summaries}
    assert counts["source complete"] == (1, 1)
    assert counts["a part assumed"] == (2, 1)
    assert found.summaries[-1].domain == "all"


def test_what_is_refused_for_people_is_computed_to_be_held_against_figures() -> None:
    pump = target("prob_deep_coma", 0.9)
    assert not judge(pump, known()).problem


def test_every_figure_of_the_project_tells_over_what_it_is_taken() -> None:
    own = own_targets(known())
    assert {t.over for t in own} == {"placebo", "start"}
    new = [t for t in own if t.found]
    assert len(new) >= 25
    assert {t.standing for t in new} <= {"new", "fitted"}
    with pytest.raises(InputRefused, match="dose_ratio_of_cohort"):
        target("dose_to_hold", 1.0)

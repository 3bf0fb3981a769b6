"""What a figure leaves to be assumed widens its band; a titrated dose is each person's own."""

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import UnknownName
from baclofen.qualification import Target, own_targets, read_target
from baclofen.qualification.doubts import MULTIPLES, folds, restarted, titrated
from baclofen.qualification.groups import Groups
from baclofen.qualification.measure import fall_of, measure_of
from baclofen.qualification.predicted import group_means
from baclofen.qualification.subjects import SEED, spinal
from baclofen.regimen import Dosing, bolus, by_mouth, pump
from baclofen.simulation import simulate
from baclofen.units import mcg, mg
from baclofen.value import replace
from tests.people import known
from tests.tolerances import EXACT

TARGETS = {target.id: target for target in own_targets(known())}
PUMP = {"route": "intrathecal", "mcg_per_day": 60, "days": 5}


def target(output: str, start: float | None = None, **more: Any) -> Target:
    baseline = {} if start is None else {"ashworth_1_5": start}
    return read_target(
        {
            "id": "t", "fact": "f", "output": output, "regimen": [PUMP],
            "subject": {"age_y": 45, "weight_kg": 70, "crcl_mL_min": 105,
                        "syndrome": "spasticity_sci", **baseline},
            "statistic": "mean_last_day", "value": 0.5, **more,
        }
    )  # fmt: skip


def chance() -> np.random.Generator:
    return np.random.default_rng(1)


def test_who_needs_more_gets_more_and_all_end_at_one_effect() -> None:
    need = np.array([[0.5, 1.0, 2.0], [1.0, 1.0, 1.0]])
    on = np.array(MULTIPLES)[:, None, None] / need
    effects = on / (1 + on)
    doses = titrated(effects, np.array([1.0, 1.5]))
    assert_allclose(doses.mean(axis=1), (1.0, 1.5), rtol=1e-6)
    # By straight lines between multiples, so to a few hundredths.
    assert_allclose(doses[0], need[0] / need[0].mean(), rtol=0.05)
    assert_allclose(doses[1], 1.5, rtol=1e-6)


def test_whom_no_dose_brings_there_gets_the_largest_and_no_more() -> None:
    effects = np.array(MULTIPLES)[:, None, None] / 6 * np.array([[[1.0, 0.01]]])
    (doses,) = titrated(effects, np.array([3.5]))
    assert_allclose(doses[1], MULTIPLES[-1], **EXACT)
    assert_allclose(doses.mean(), 3.5, rtol=1e-6)


@pytest.mark.parametrize("mean", [0.7, 4.0])
def test_the_mean_dose_that_was_told_is_kept_where_less_takes_all_away(mean: float) -> None:
    effects = np.minimum(np.array(MULTIPLES)[:, None, None], 1.0) * np.ones((1, 1, 2))
    (doses,) = titrated(effects, np.array([mean]))
    assert_allclose(doses, mean, rtol=1e-6)


@pytest.mark.parametrize(
    ("written", "doubled", "output"),
    [
        (pump(mcg(100), per="day", days=3), pump(mcg(200), per="day", days=3), "tone_ratio"),
        (bolus(mcg(50)), bolus(mcg(100)), "hm_ratio"),
        (by_mouth(mg(10)), by_mouth(mg(20)), "tone_ratio"),
    ],
)
def test_so_many_times_a_dose_is_that_dose(written: Dosing, doubled: Dosing, output: str) -> None:
    model = spinal(known())
    groups = Groups(model.belief, 2, 3)
    oral = written.ways == ("tablet",)

    def run(dosing: Dosing, belief: Any) -> Any:
        found = simulate(model, dosing, outputs=[output], until_h=max(dosing.until_h, 6.0), per_h=2,
                         n=6, seed=SEED, belief=belief, purpose="comparison")  # fmt: skip
        return found[output].values

    twice = run(written, groups.dosed(np.full(6, 2.0), by_mouth=oral))
    # What reaches plasma from the spine stays what was written: a thousandth of the effect.
    assert_allclose(twice, run(doubled, groups), atol=3e-4)
    assert np.abs(twice - run(written, groups)).max() > 0.01


def test_a_start_that_is_not_told_leaves_the_part_that_fall_of() -> None:
    raw = np.array([2.5, 2.5])
    told = target("ashworth_1_5", 4.0)
    assert restarted(told, raw, known(), chance()) is raw
    score = replace(told, doubts={"start": "fitting.doubt.start"})
    fold = np.exp(0.2 * chance().standard_normal(2))
    begun = np.minimum(4.0 * fold, 5.0)
    assert_allclose(restarted(score, raw, known(), chance()), 1 + (begun - 1) / 2, **EXACT)
    ratio = target("tone_ratio", doubts={"start": "start"})
    some = np.array([0.9, 0.9])
    assert_allclose(restarted(ratio, some, known(), chance()), 1 - 0.1 * fold, **EXACT)
    assert_allclose(fall_of(told, raw), (0.5, 0.5), **EXACT)
    assert_allclose(fall_of(ratio, some), (0.1, 0.1), **EXACT)


def test_a_dose_that_is_told_is_that_dose() -> None:
    assert folds(target("tone_ratio"), 3, known(), chance()).tolist() == [1.0, 1.0, 1.0]
    doubted = target("tone_ratio", doubts={"dose": "pump"})
    assert_allclose(np.log(folds(doubted, 4000, known(), chance())).std(), 0.4, rtol=0.05)


def test_a_dose_in_doubt_widens_the_band() -> None:
    def spread(**more: Any) -> float:
        means = group_means(target("tone_ratio", se=1e-6, **more), known())
        assert means is not None
        return float(np.std(means))

    assert spread(doubts={"dose": "pump"}) > 1.05 * spread()
    assert spread(doubts={"start": "start"}) > 1.05 * spread()


def test_what_is_in_doubt_has_a_name() -> None:
    with pytest.raises(UnknownName, match=r"doubts of target t.*hour"):
        target("tone_ratio", doubts={"hour": "pump"})
    with pytest.raises(UnknownName, match=r"fitting\.doubt\.moon"):
        group_means(target("tone_ratio", n=9, doubts={"dose": "moon"}), known())


def test_every_dose_and_start_that_is_assumed_of_an_effect_is_in_doubt() -> None:
    """Of no other figure; levels are in proportion to the dose, and clearances and hours do not
    depend on it. What was taken in an overdose is no dose of a day."""
    for target in TARGETS.values():
        wanted = set()
        of_effect = measure_of(target) != "fold" or target.statistic == "share_of_effect_kept"
        if of_effect and target.domain != "overdose":
            for says in target.assumed:
                if says in ("mcg_per_day", "bolus_mcg", "mg") or "mg of racemate for" in says:
                    wanted.add("dose")
                if says.startswith("a start of"):
                    wanted.add("start")
        assert set(target.doubts) == wanted, target.id
        assert all(known().facts[id].how == "assumed" for id in target.doubts.values())


def test_people_brought_to_one_effect_still_differ_as_on_one_dose() -> None:
    """A mean of four strays as far as where all had one dose, though the model's people do not."""

    def spread(**more: Any) -> float:
        means = group_means(target("ashworth_1_5", 4.0, titrated=True, **more), known())
        assert means is not None
        return float(np.std(means))

    assert spread(n=1) > 1.2 * spread(n=10_000)


@pytest.mark.parametrize("regimen", [
    [{"route": "oral", "form": "tablet", "mg": 20, "times_per_day": 3, "days": 40}],
    [{**PUMP, "days": 20}, {**PUMP, "days": 20, "mcg_per_day": 90}],
])  # fmt: skip
def test_any_course_of_weeks_can_have_been_titrated(regimen: list[dict[str, Any]]) -> None:
    means = group_means(target("tone_ratio", n=9, titrated=True, regimen=regimen), known())
    assert means is not None
    assert 0 < means.mean() < 1

"""A predictive check of the model: its design is that of what was read, and it carries its mark."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from baclofen.engine import Residual
from baclofen.errors import InputRefused, NotPlanned
from baclofen.model import Body, Model, model_of
from baclofen.regimen import bolus, by_mouth
from baclofen.simulation import predictive_check, simulate
from baclofen.units import mcg, mg
from tests.people import known
from tests.tolerances import EXACT

HOURS = [1.0, 2.0, 4.0, 8.0]
NOISE = Residual(proportional=0.2)


def model() -> Model:
    return model_of(Body(age_y=60, weight_kg=70, crcl=80), known())


def read(people: int, seed: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Readings (k, p) of people drawn from the model itself."""
    course = simulate(
        model(), by_mouth(mg(20)), seed=seed, n=people, spreads="people", until_h=8, at_h=HOURS
    )
    chance = np.random.default_rng([seed, 9])
    values = course["plasma_ng_mL"].values
    return np.asarray(values * (1 + 0.2 * chance.standard_normal(values.shape)))


def test_a_model_holds_against_its_own_people_as_often_as_it_says() -> None:
    """Within four standard errors of its level over studies; not where the errors of reading are
    left out, in the outer percentiles."""
    held, without = [], []
    for seed in range(100, 110):
        seen = read(24, seed)
        check = predictive_check(model(), by_mouth(mg(20)), HOURS, seen, seed=seed, residual=NOISE)
        held.append(check.held)
        without.append(
            predictive_check(model(), by_mouth(mg(20)), HOURS, seen, seed=seed).held[[0, 2]]
        )
    # Percentiles of one study hang together: its number of independent ones is at least that of
    # its times.
    reach = 4 * np.sqrt(0.9 * 0.1 / (len(held) * len(HOURS)))
    assert abs(np.mean(held) - 0.9) < reach
    assert np.mean(without) < np.mean(held)


def test_what_was_not_read_and_times_in_any_order_are_told_apart() -> None:
    seen = read(24, 1)
    order = [2, 0, 3, 1]
    whole = predictive_check(model(), by_mouth(mg(20)), HOURS, seen, seed=1)
    mixed = predictive_check(
        model(), by_mouth(mg(20)), [HOURS[i] for i in order], seen[order], seed=1
    )
    assert whole.plot().get_ylabel() == "baclofen in plasma, ng/mL"
    assert_allclose(mixed.seen, whole.seen, **EXACT)
    assert_allclose(mixed.low, whole.low, **EXACT)
    seen[1, :5] = np.nan
    some = predictive_check(model(), by_mouth(mg(20)), HOURS, seen, seed=1)
    assert_array_equal(some.count, [24, 19, 24, 24])
    assert_array_equal(some.at_h, HOURS)


def test_what_only_illustrates_carries_its_mark_and_what_is_refused_is_not_checked() -> None:
    spinal = model_of(
        Body(age_y=45, weight_kg=70, crcl=105, baseline={"ashworth": 4.0}), known(),
        "sci_spasticity",
    )  # fmt: skip
    scores = np.full((2, 8), 3.0)
    drawn = predictive_check(
        spinal, bolus(mcg(50)), [2.0, 4.0], scores, output="ashworth_1_5", seed=1, repeats=20
    )
    assert drawn.credence == "illustration"
    assert "Illustration, not to act on" in drawn.plot().get_title()
    assert set(drawn.table().credence) == {"illustration"}
    mouth = by_mouth(mg(20), every_h=8, days=2)
    with pytest.raises(NotPlanned, match="Not shown"):
        predictive_check(spinal, mouth, [2.0, 4.0], scores, output="ashworth_1_5", seed=1)
    compared = predictive_check(
        spinal, mouth, [2.0, 4.0], scores, output="ashworth_1_5", seed=1, repeats=20,
        purpose="comparison",
    )  # fmt: skip
    assert compared.credence == "refused"
    assert "Refused to whoever decides" in compared.plot().get_title()


@pytest.mark.parametrize(
    ("times", "readings"),
    [([1.0], np.ones(3)), ([1.0, 2.0], np.ones((3, 4))), ([np.inf], np.ones((1, 4)))],
)
def test_a_design_that_is_none_is_refused(times: list[float], readings: object) -> None:
    with pytest.raises(InputRefused, match="times and readings"):
        predictive_check(model(), by_mouth(mg(20)), times, readings, seed=1)  # type: ignore[arg-type]

"""What is assumed of a figure that sets the model is open in its fit, moves nothing, or is told."""

from __future__ import annotations

import numpy as np
from numpy.testing import assert_allclose

from baclofen.model import Body, model_of
from baclofen.qualification import own_targets
from baclofen.regimen import bolus
from baclofen.simulation import simulate_typical
from baclofen.units import mcg
from tests.calibration.assumed import CARRIED, TAKEN, UNREAD, assumed_of_fitted, left_out
from tests.calibration.block import K
from tests.calibration.posterior import BLOCKS, block_of
from tests.tolerances import EXACT


def test_all_that_is_assumed_of_what_was_fitted_is_accounted_for() -> None:
    told = [*CARRIED, *UNREAD, *TAKEN]
    assert len(told) == len(set(told))
    assert set(told) == set(assumed_of_fitted(K))


def test_what_is_carried_is_a_nuisance_of_the_block_that_the_figure_is_in() -> None:
    for (fact, says), nuisance in CARRIED.items():
        (block,) = [b for b in map(block_of, BLOCKS) if fact in {f.fact for f in b.seen}]
        free = block.free[nuisance]
        assert not free.fact, (fact, says)
        assert free.sd > 0


def test_what_sets_a_side_effect_was_told_over_placebo() -> None:
    """An open cohort is compared, whatever its mark lets it do."""
    told = {target.fact: target for target in own_targets(K)}
    assert {told[f.fact].over for f in block_of("brain").seen} == {"placebo"}
    cohort = told["pd.ae_itb_label"]
    assert (cohort.split, cohort.standing) == ("calibration", "new")
    assert cohort.id in {target.id for target in left_out(K)}


def test_the_hour_of_most_effect_does_not_depend_on_the_bolus() -> None:
    body = Body(age_y=45, weight_kg=70, crcl=105)
    model, hours = model_of(body, K, "sci_spasticity"), []
    for dose in (25, 50, 100):
        course = simulate_typical(
            model, bolus(mcg(dose)), outputs=["tone_ratio"], until_h=12, per_h=20,
            purpose="comparison",
        )  # fmt: skip
        curve = course["tone_ratio"]
        hours.append(curve.times_h[np.argmin(curve.values[:, 0])])
    assert_allclose(hours, hours[0], **EXACT)


def test_what_is_in_no_fit_is_told_with_what_is_assumed_of_it() -> None:
    names = {target.id for target in left_out(K)}
    assert {"stokic12_1h", "rekand11_tone", "coffey93_tone"} <= names
    assert not any(
        (target.fact, says) in CARRIED for target in left_out(K) for says in target.assumed
    )

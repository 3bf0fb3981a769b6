"""The oral model against published figures, and the laws it must keep."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import OutOfRange
from baclofen.model import Belief, Covariates, Parameter, prior, scale_to_body
from tests.people import known
from tests.tolerances import EXACT

HEALTHY = Covariates(crcl=105, weight_kg=70)


def test_clearance_of_a_typical_healthy_adult() -> None:
    """CL/F 9.86 L/h: five studies from 8.0 to 11.6."""
    k = known()
    draws = prior(k).typical()
    CL_F = scale_to_body(draws, HEALTHY, k)["CL"] / draws["F"]
    assert_allclose(CL_F, 7.3 / 0.74, **EXACT)


def test_volumes_scale_with_weight_and_renal_clearance_does_not() -> None:
    k = known()
    draws = prior(k).typical()
    light, heavy = (scale_to_body(draws, Covariates(60, w), k) for w in (50.0, 100.0))
    assert_allclose(heavy["Vc"] / light["Vc"], 2, **EXACT)
    assert_allclose(heavy["CL"] - light["CL"], (100 / 70) ** 0.75 - (50 / 70) ** 0.75, **EXACT)


def test_draws_repeat_with_the_seed_and_fractions_stay_fractions() -> None:
    belief = prior(known())
    one = belief.draw(2000, np.random.default_rng(3))
    two = belief.draw(2000, np.random.default_rng(3))
    assert all(np.array_equal(one[name], two[name]) for name in one)
    assert 0 < one["F"].min() < one["F"].max() < 1
    assert all((values > 0).all() for values in one.values())


def test_a_belief_of_no_width_gives_one_person() -> None:
    exact = Belief((Parameter("CL", 7.3, ()),)).draw(5, np.random.default_rng(0))
    assert_allclose(exact["CL"], 7.3, **EXACT)


def test_a_parameter_outside_its_scale_is_refused() -> None:
    with pytest.raises(OutOfRange):
        Parameter("F", 1.2, (), scale="logit")
    with pytest.raises(OutOfRange):
        Parameter("CL", 0.0, ())

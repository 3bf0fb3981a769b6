"""Beliefs: draws that repeat, keep to their scale, and do not disturb each other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import OutOfRange, UnknownName
from baclofen.model import Independent, Parameter
from tests.kinetics import spinal
from tests.tolerances import EXACT, ROUNDING, monte_carlo


def rng(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_draws_repeat_with_the_seed_and_stay_on_their_scale() -> None:
    belief = spinal().prior
    one, two = belief.draw(2000, rng()), belief.draw(2000, rng())
    assert all(np.array_equal(one[name], two[name]) for name in one)
    for p in belief.parameters:
        if p.scale == "logit" and not p.is_fixed:
            assert 0 < one[p.name].min() < one[p.name].max() < 1
        if p.scale == "log" and not p.is_fixed:
            assert (one[p.name] > 0).all()


def test_a_parameter_keeps_its_draws_whatever_others_there_are() -> None:
    """Else adding a link to the model would change everyone's kidneys."""
    CL, V = Parameter("CL", 7.3, (), omega=0.2), Parameter("V", 40.0, (), omega=0.2)
    alone, both = Independent((CL,)).draw(50, rng()), Independent((V, CL)).draw(50, rng())
    assert np.array_equal(alone["CL"], both["CL"])
    assert not np.array_equal(both["CL"] / 7.3, both["V"] / 40)


def test_people_and_knowledge_are_kept_apart() -> None:
    p = Parameter("CL", 7.0, (), omega=0.3, rse=0.1)
    each = {
        s: np.log(Independent((p,)).draw(4000, rng(), spreads=s)["CL"] / 7)
        for s in ("people", "knowledge", "both")
    }
    # The standard error of an SD is SD / sqrt(2 n).
    assert_allclose(each["people"].std(), 0.3, **monte_carlo(0.3, 8000))
    assert_allclose(each["knowledge"].std(), 0.1, **monte_carlo(0.1, 8000))
    assert_allclose(each["both"], each["people"] + each["knowledge"], **ROUNDING)
    with pytest.raises(UnknownName, match="spread"):
        Independent((p,)).draw(3, rng(), spreads="all")  # type: ignore[arg-type]


def test_a_normal_within_limits_is_cut_and_not_piled_up_there() -> None:
    p = Parameter("s", 0.08, (), omega=0.10, scale="normal", limits=(0.0, 0.9))
    drawn = Independent((p,)).draw(20_000, rng())["s"]
    assert 0 <= drawn.min() < drawn.max() <= 0.9
    assert (drawn < 1e-3).mean() < 0.02
    # Mean of a normal cut at 0: mu + sd * pdf(a) / (1 - cdf(a)), a = -0.8.
    assert_allclose(drawn.mean(), 0.1167, **monte_carlo(0.1, 20_000))


def test_a_gain_may_change_sign() -> None:
    drawn = spinal().prior.draw(4000, rng())["kappa"]
    assert 0.15 < (drawn < 0).mean() < 0.35


def test_what_is_known_has_no_spread() -> None:
    exact = Independent((Parameter("CL", 7.3, ()),)).draw(5, rng())
    assert_allclose(exact["CL"], 7.3, **EXACT)
    known_B = spinal().prior.fixed({"B": 5.0})
    assert_allclose(known_B.draw(9, rng())["B"], 5.0, **EXACT)
    with pytest.raises(UnknownName):
        spinal().prior.fixed({"nonsense": 1.0})


def test_a_parameter_outside_its_scale_is_refused() -> None:
    with pytest.raises(OutOfRange):
        Parameter("F", 1.2, (), omega=0.1, scale="logit")
    with pytest.raises(OutOfRange):
        Parameter("CL", 0.0, (), omega=0.1)
    with pytest.raises(OutOfRange):
        Parameter("CL", np.nan, ())

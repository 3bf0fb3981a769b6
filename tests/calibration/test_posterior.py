"""The posterior that is kept is the one this fit gives: its densities, its mode, and what the
knowledge holds of it. Both fail when a figure is altered."""

import json
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.model import CORD
from tests.calibration.cord import FREE, NAMES, PRIOR_SD, SEEN, K, log_density
from tests.calibration.posterior import KEPT, gradient, log_densities
from tests.calibration.psis import K_MAX
from tests.tolerances import KEPT_DENSITY, KEPT_MODE, published


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(KEPT.read_text("utf-8"))
    return content


def values(altered: int | None = None) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The figures; one may be off by half of its SD."""
    return np.array([f.value + (0.5 * f.sd if i == altered else 0.0) for i, f in enumerate(SEEN)])


def test_densities_at_the_kept_draws_are_these(kept: dict[str, Any]) -> None:
    x, wanted = np.array(kept["kept_draws"]), np.array(kept["kept_log_density"])
    assert len(x) == 50
    assert_allclose(log_densities(x), wanted, **KEPT_DENSITY)


def test_the_density_is_flat_at_the_mode(kept: dict[str, Any]) -> None:
    _, slope = gradient(np.array(kept["mode"]))
    assert_allclose(slope * PRIOR_SD, 0.0, **KEPT_MODE)


@pytest.mark.parametrize("altered", range(len(SEEN)))
def test_an_altered_figure_shows_in_both(altered: int, kept: dict[str, Any]) -> None:
    x, wanted = np.array(kept["kept_draws"])[:3], np.array(kept["kept_log_density"])[:3]
    with pytest.raises(AssertionError):
        assert_allclose(log_density(x, values(altered)), wanted, **KEPT_DENSITY)
    _, slope = gradient(np.array(kept["mode"]), values(altered))
    with pytest.raises(AssertionError):
        assert_allclose(slope * PRIOR_SD, 0.0, **KEPT_MODE)


def test_the_draws_around_the_mode_stand_for_the_posterior(kept: dict[str, Any]) -> None:
    assert kept["k_hat"] <= K_MAX
    assert kept["worth"] > 400


@pytest.mark.parametrize("name", CORD)
def test_the_knowledge_holds_the_posterior(name: str, kept: dict[str, Any]) -> None:
    """Typical value and its SD; the earlier value; and the calibration facts that moved it."""
    i, free = NAMES.index(name), FREE[name]
    fact = K.facts[free.fact]
    assert_allclose(K.number(free.fact), kept["value"][name], **published(1.001))
    assert_allclose(fact.was or 0.0, free.before, **published(1.001))
    sd = np.sqrt(kept["covariance"][i][i])
    family, last = free.fact.rsplit(".", 1)
    held = K.number(f"{family}.rse.{last}")
    scale = 1 - K.number(free.fact) if free.scale == "logit" else 1.0
    assert_allclose(held / scale, sd, **published(1.01))
    assert fact.how == "derived"
    assert {K.facts[id].split for id in fact.derived_from} == {"calibration"}
    # What the figures hardly narrowed is said to be an assumption still.
    assert ("assum" in fact.note) is (kept["shrunk"][name] < 0.30)


def test_what_is_tied_is_tied_as_the_posterior_has_it(kept: dict[str, Any]) -> None:
    where = [NAMES.index(name) for name in CORD]
    cover = np.array(kept["covariance"])[np.ix_(where, where)]
    sd = np.sqrt(np.diag(cover))
    wanted = (cover / np.outer(sd, sd))[np.tril_indices(len(CORD), -1)]
    assert_allclose(K.numbers("ties.cord"), wanted, rtol=0, atol=0.5e-3)

"""Weights and k against distributions of which both are known."""

import numpy as np

from tests.calibration.psis import K_MAX, weigh
from tests.tolerances import published


def test_a_proposal_that_is_the_target_weighs_all_alike() -> None:
    found = weigh(np.zeros(500))
    assert found.weights.max() < 1.01 / 500
    assert found.k < K_MAX


def test_a_wider_proposal_is_accepted_and_a_far_narrower_one_is_not() -> None:
    chance = np.random.default_rng(1)

    def k(sd: float) -> float:
        x = sd * chance.standard_normal(4000)
        return weigh(-0.5 * x**2 + 0.5 * (x / sd) ** 2 + np.log(sd)).k

    assert k(1.3) < 0.3 < K_MAX < k(0.4)


def test_weighed_draws_give_the_mean_of_the_target() -> None:
    x = 0.5 + 1.5 * np.random.default_rng(2).standard_normal(20_000)
    found = weigh(-0.5 * (x - 1) ** 2 + 0.5 * ((x - 0.5) / 1.5) ** 2)
    np.testing.assert_allclose((found.weights * x).sum(), 1.0, **published(1.03))
    assert 5000 < found.worth < 20_000


def test_a_tail_of_known_shape_is_found() -> None:
    # Log ratios that are exponential with mean k make ratios Pareto of shape k.
    for shape in (0.3, 0.8):
        logs = shape * np.random.default_rng(3).exponential(size=20_000)
        np.testing.assert_allclose(weigh(logs).k, shape, **published(1.15))

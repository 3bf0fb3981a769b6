"""Effects that vary together are worked out block by block, as if all at once, on one thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.errors import InputRefused
from baclofen.synthesis import pool_network
from baclofen.synthesis.blocks import (
    MOST_AT_ONCE,
    blocks_of,
    orthonormal,
    triangle,
    whitened,
)
from baclofen.synthesis.multivariate import Random, fit_multivariate
from baclofen.synthesis.network import Contrasts, contrasts_of_arms
from baclofen.synthesis.weighted import solve, studies
from tests.tolerances import SOLVED_TWICE

ROUTINES = ("cholesky", "solve", "inv", "qr", "eigvalsh", "slogdet", "svd")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261129)


def many_trials(rng: np.random.Generator, k: int, *, treatments: int) -> Contrasts:
    study = np.repeat([f"s{i}" for i in range(k)], 2)
    arms = [rng.choice(treatments, 2, replace=False) for _ in range(k)]
    names = [f"t{arm}" for arm in np.concatenate(arms)]
    y = rng.standard_normal(2 * k)
    return contrasts_of_arms(list(study), names, y, np.full(2 * k, 0.1))


def test_blocks_are_what_is_tied_in_any_way(rng: np.random.Generator) -> None:
    # A chain: the first and the last are tied through the others alone.
    tied = np.eye(7, dtype=bool)
    tied[0, 3] = tied[3, 5] = True
    one, three = blocks_of(tied | tied.T)
    assert one[:, 0].tolist() == [1, 2, 4, 6]
    assert three.tolist() == [[0, 3, 5]]


def test_whitened_in_blocks_is_whitened_at_once(rng: np.random.Generator) -> None:
    order, L = rng.permutation(6), rng.standard_normal((6, 6))
    M = L @ L.T * np.equal.outer(order // 2, order // 2)
    columns = rng.standard_normal((6, 2))
    white, log_det = whitened(M, columns, blocks_of(M != 0))
    assert_allclose(white.T @ white, columns.T @ np.linalg.solve(M, columns), **SOLVED_TWICE)
    assert_allclose(log_det, np.linalg.slogdet(M)[1], **SOLVED_TWICE)


@pytest.mark.parametrize("k", [3, 40, 3_001])
def test_a_triangle_from_pieces_is_that_of_the_whole(rng: np.random.Generator, k: int) -> None:
    X = rng.standard_normal((k, 5))
    R = triangle(X)
    assert R.shape == (5, 5)
    assert_allclose(R.T @ R, X.T @ X, **SOLVED_TWICE)


def test_many_rows_become_orthonormal_however_alike_the_columns(rng: np.random.Generator) -> None:
    year = 2_000 + rng.uniform(0, 20, 4_000)
    X = np.column_stack([np.ones(4_000), year, year**2])
    Q, R = orthonormal(X, triangle(X))
    assert X.size > MOST_AT_ONCE
    assert_allclose(Q.T @ Q, np.eye(3), **SOLVED_TWICE)
    assert_allclose(Q @ R, X, **SOLVED_TWICE)


def test_a_network_in_blocks_is_the_network_at_once(rng: np.random.Generator) -> None:
    """Against the formulas on whole matrices, three arms among them."""
    study = [s for s in "abcdefgh" for _ in range(3 if s in "aeh" else 2)]
    treatment = ["A", "B", "C", "A", "B", "B", "C", "A", "C", *"ABC", "A", "C", "B", "A", *"CAB"]
    v = rng.uniform(0.05, 0.2, len(study))
    c = contrasts_of_arms(study, treatment, rng.standard_normal(len(study)), v)
    found = pool_network(c, "A")
    X = np.array([[float(t == a) - float(t == b) for t in "BC"]
                  for a, b in zip(c.t1, c.t2, strict=True)])  # fmt: skip
    same = np.equal.outer(np.array(c.study), np.array(c.study))
    M = c.V + found.tau2 * np.where(same, 0.5 * (1 + np.eye(c.yi.size)), 0.0)
    C = np.linalg.inv(X.T @ np.linalg.solve(M, X))
    assert_allclose(found.vcov, C, **SOLVED_TWICE)
    assert_allclose(found.estimate, C @ X.T @ np.linalg.solve(M, c.yi), **SOLVED_TWICE)
    assert found.tau2 > 0


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many numbers each matrix has that a routine of linear algebra is given."""
    sizes: list[int] = []

    def watched(routine: Callable[..., Any]) -> Callable[..., Any]:
        def called(a: Any, *more: Any, **named: Any) -> Any:
            sizes.append(int(np.prod(np.shape(a)[-2:])))
            return routine(a, *more, **named)

        return called

    for name in ROUTINES:
        monkeypatch.setattr(np.linalg, name, watched(getattr(np.linalg, name)))
    return sizes


def test_nothing_wakes_a_second_thread(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = recorded(monkeypatch)
    pool_network(many_trials(rng, 400, treatments=8), "t0")
    y = rng.standard_normal(400)
    fit_multivariate(
        y, np.full(400, 0.1), np.ones((400, 1)), ["mean"], [Random(list(np.arange(400) // 3))], "ML"
    )
    X = np.column_stack([np.ones(2_000), rng.standard_normal((2_000, 7))])
    s = studies(rng.standard_normal(2_000), np.full(2_000, 0.1), X)
    assert solve(s, s.use / s.v).tr_PP > 0
    assert len(sizes) > 100
    assert max(sizes) <= MOST_AT_ONCE


SHARED = {"study": ("s", "s"), "t1": ("A", "B"), "t2": ("P", "P")}


def contrasts(**change: Any) -> Contrasts:
    given = {**SHARED, "yi": np.array([0.3, 0.5]), "V": np.diag([0.2, 0.2]), **change}
    return Contrasts(**given)


@pytest.mark.parametrize("covariance", [0.0, 1e-300, -0.1])
def test_a_shared_arm_cannot_have_next_to_no_covariance(covariance: float) -> None:
    V = np.array([[0.2, covariance], [covariance, 0.2]])
    with pytest.raises(InputRefused, match="without the covariance of contrasts 1 and 2"):
        contrasts(V=V)


def test_an_arm_on_both_sides_makes_them_vary_against_each_other() -> None:
    V = np.array([[0.2, -0.1], [-0.1, 0.2]])
    crossed = {"t1": ("A", "P"), "t2": ("P", "B")}
    assert contrasts(V=V, **crossed).V[0, 1] == -0.1
    with pytest.raises(InputRefused, match=r"\(0\.1 is given\); it must be minus the variance"):
        contrasts(V=np.abs(V), **crossed)


@pytest.mark.parametrize("other", ["s ", " s", "s\u00a0", "\ts"])
def test_white_space_makes_no_other_study(other: str) -> None:
    with pytest.raises(InputRefused, match="without the covariance"):
        contrasts(study=("s", other))
    assert contrasts(study=("s", "r")).study == ("s", "r")


def test_a_letter_put_together_in_two_ways_is_one_letter() -> None:
    with pytest.raises(InputRefused, match="without the covariance"):
        contrasts(study=("M\u00fcller", "Mu\u0308ller"))

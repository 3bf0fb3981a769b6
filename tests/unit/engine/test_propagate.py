"""Propagators: against closed forms, against SciPy, and against themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.linalg import expm  # type: ignore[import-untyped]

from baclofen.engine.propagate import Stepper, exponential
from tests.tolerances import EXACT, PROPAGATOR
from tests.unit.engine.models import ORAL, ORAL_RATES, Case, cases


@given(case=cases(), t_h=st.sampled_from([0.01, 0.25, 1.0, 5.0]))
@settings(deadline=None)
def test_agrees_with_scipy_also_with_equal_rates(case: Case, t_h: float) -> None:
    K = case.graph.rate_matrix(case.rates)
    assert_allclose(exponential(K, t_h)[:, :, 0], expm(K[:, :, 0] * t_h), **PROPAGATOR)


@pytest.mark.parametrize("kt", [1e-6, 0.01, 0.5, 1.0, 3.0, 16.0, 30.0])
def test_a_chain_of_equal_rates_is_right_in_every_entry(kt: float) -> None:
    """After i steps of a chain, (kt)^i exp(-kt) / i! has arrived, however little that is."""
    m = 6
    K = (np.eye(m, k=-1) - np.eye(m))[:, :, np.newaxis]
    wanted = [kt**i * math.exp(-kt) / math.factorial(i) for i in range(m)]
    assert_allclose(exponential(K, kt)[:, 0, 0], wanted, **EXACT)


def test_each_draw_has_its_own_propagator() -> None:
    K = ORAL.rate_matrix({**ORAL_RATES, "ka": np.geomspace(0.01, 100, 7)})
    together = exponential(K, 0.25)
    alone = np.concatenate([exponential(K[:, :, i : i + 1], 0.25) for i in range(7)], axis=2)
    assert_allclose(together, alone, **PROPAGATOR)


def test_no_entry_is_negative_and_no_column_gains() -> None:
    propagator = exponential(ORAL.rate_matrix(ORAL_RATES), 40.0)
    assert propagator.min() >= 0
    assert propagator.sum(axis=0).max() <= 1


def test_no_flow_at_all_changes_nothing() -> None:
    assert_allclose(exponential(np.zeros((2, 2, 1)), 5.0)[:, :, 0], np.eye(2), **EXACT)


@pytest.mark.parametrize("steps", [0, 1, 2, 7, 24, 32])
def test_advancing_is_the_step_repeated(steps: int) -> None:
    K = ORAL.rate_matrix(ORAL_RATES)
    state = np.arange(1.0, 6.0)[:, np.newaxis]
    wanted = expm(K[:, :, 0] * 0.25 * steps) @ state
    assert_allclose(Stepper(K, 0.25).advance(state, steps), wanted, **EXACT)


@pytest.mark.parametrize("count", [1, 2, 3, 24, 33])
def test_rows_read_each_state_of_a_block_from_its_first(count: int) -> None:
    stepper = Stepper(ORAL.rate_matrix(ORAL_RATES), 0.25)
    state, row = np.arange(1.0, 6.0)[:, np.newaxis], np.arange(5.0, 0.0, -1.0)[:, np.newaxis]
    wanted = [(row * stepper.advance(state, i)).sum() for i in range(count)]
    assert_allclose((stepper.rows(row, count) * state).sum(axis=(1, 2)), wanted, **EXACT)

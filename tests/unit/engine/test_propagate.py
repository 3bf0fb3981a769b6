"""Propagators: against closed forms, against SciPy, and against themselves."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray
from scipy.linalg import expm  # type: ignore[import-untyped]

from baclofen.engine.propagate import exponential, halves, largest_outflow, multiply, rows
from baclofen.errors import OutOfRange
from tests.size import examples
from tests.tolerances import CLOSED_FORM, EXACT, PROPAGATOR, ROUNDING, STIFF
from tests.unit.engine.models import ORAL, ORAL_TYPICAL, Case, cases, rate_matrix

Numbers = NDArray[np.float64]
ORAL_K = rate_matrix(Case(ORAL, ORAL_TYPICAL, ()))[:, :, None]
OFFSETS = [0.0, 1e-6, 0.1, 0.25, 1 / 3, 0.5, 0.7, 0.999, 1.0]


def read(row: Numbers, M: Numbers, offsets: list[float]) -> tuple[Numbers, Numbers]:
    """What `rows` makes of one row: (k, m, n) along, and its integral (m, n)."""
    q = largest_outflow(M)
    along, integral = rows(row[None], M, halves(M, q), offsets, q)
    return np.asarray(along[:, 0]), np.asarray(integral[0])


@given(case=cases(), t_h=st.sampled_from([0.01, 0.25, 1.0, 5.0]))
@settings(deadline=None, max_examples=examples(100))
def test_agrees_with_scipy_also_with_equal_rates(case: Case, t_h: float) -> None:
    M = rate_matrix(case) * t_h
    assert_allclose(exponential(M[:, :, None])[:, :, 0], expm(M), **PROPAGATOR)


@pytest.mark.parametrize("kt", [1e-6, 0.01, 0.5, 1.0, 3.0, 16.0, 30.0])
def test_a_chain_of_equal_rates_is_right_in_every_entry(kt: float) -> None:
    """After i steps of a chain, (kt)^i exp(-kt) / i! has arrived, however little that is."""
    m = 6
    M = kt * (np.eye(m, k=-1) - np.eye(m))[:, :, np.newaxis]
    wanted = [kt**i * math.exp(-kt) / math.factorial(i) for i in range(m)]
    assert_allclose(exponential(M)[:, 0, 0], wanted, **EXACT)


@pytest.mark.parametrize("kt", [1e-6, 0.5, 3.0, 30.0, 200.0])
def test_rows_through_a_chain_are_right_however_little_arrives(kt: float) -> None:
    m = 6
    M = kt * (np.eye(m, k=-1) - np.eye(m))[:, :, np.newaxis]
    along, _ = read(np.eye(m)[m - 1][:, None], M, OFFSETS)
    mean = kt * np.array(OFFSETS)
    wanted = mean ** (m - 1) * np.exp(-mean) / math.factorial(m - 1)
    assert_allclose(along[:, 0, 0], wanted, **CLOSED_FORM)


def test_each_draw_has_its_own_propagator() -> None:
    ka = np.geomspace(0.01, 100, 7)
    draws = [rate_matrix(Case(ORAL, {**ORAL_TYPICAL, "ka": k}, ())) for k in ka]
    K = np.moveaxis(np.array(draws), 0, 2)
    together = exponential(0.25 * K)
    alone = np.concatenate([exponential(0.25 * K[:, :, i : i + 1]) for i in range(7)], axis=2)
    assert_allclose(together, alone, **PROPAGATOR)


def test_no_entry_is_negative_and_no_column_gains() -> None:
    propagator = exponential(ORAL_K * 40.0)
    assert propagator.min() >= 0
    assert propagator.sum(axis=0).max() <= 1


def test_no_flow_at_all_changes_nothing() -> None:
    assert_allclose(exponential(np.zeros((2, 2, 1)))[:, :, 0], np.eye(2), **EXACT)


def test_each_half_is_the_root_of_the_one_before() -> None:
    M = ORAL_K * 7.0
    found = halves(M, largest_outflow(M))
    assert len(found) == 1 + math.ceil(math.log2(largest_outflow(M)))
    for i, half in enumerate(found):
        assert_allclose(half[:, :, 0], expm(M[:, :, 0] / 2**i), **PROPAGATOR)


def test_an_outflow_that_is_larger_than_need_be_changes_nothing() -> None:
    M = ORAL_K * 0.5
    assert_allclose(exponential(M, 10 * largest_outflow(M)), exponential(M), **PROPAGATOR)


@given(
    case=cases(), t_h=st.sampled_from([0.01, 0.25, 5.0, 40.0]),
    offsets=st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6),
)  # fmt: skip
@settings(deadline=None, max_examples=examples(60))
def test_rows_read_what_the_propagator_brings(case: Case, t_h: float, offsets: list[float]) -> None:
    M = rate_matrix(case) * t_h
    m = len(M)
    row = np.arange(1.0, m + 1) / m
    along, integral = read(row[:, None], M[:, :, None], offsets)
    wanted = [row @ expm(M * s) for s in offsets]
    assert_allclose(along[:, :, 0], wanted, **PROPAGATOR)
    # The integral of exp(M s) is a corner of the propagator of a larger matrix.
    larger = np.zeros((2 * m, 2 * m))
    larger[:m, :m], larger[:m, m:] = M, np.eye(m)
    assert_allclose(integral[:, 0], row @ expm(larger)[:m, m:], **PROPAGATOR)


@pytest.mark.parametrize("outflow", [1e-9, 0.3, 4.0, 4.001, 1e3, 1e6])
def test_rows_of_a_single_tank_are_an_exponential_and_its_integral(outflow: float) -> None:
    offsets = [0.0, *np.geomspace(1e-7, 1.0, 29)]
    along, integral = read(np.ones((1, 1)), np.array([[[-outflow]]]), offsets)
    assert_allclose(along[:, 0, 0], np.exp(-outflow * np.array(offsets)), **STIFF)
    assert_allclose(integral[0, 0], -np.expm1(-outflow) / outflow, **CLOSED_FORM)


def test_rows_of_a_very_stiff_graph_follow_its_slow_part() -> None:
    """A gut that empties a million times faster than the body: it is a bolus a moment later."""
    fast, slow = 1e6, 1.0
    M = np.array([[-fast, 0.0], [fast, -slow]])[:, :, None]
    offsets = [1e-4, 0.01, 0.3, 1.0]
    along, _ = read(np.array([[0.0], [1.0]]), M, offsets)
    wanted = fast / (fast - slow) * np.exp(-slow * np.array(offsets))
    assert_allclose(along[:, 0, 0], wanted, **STIFF)
    assert_allclose(along[:, 1, 0], np.exp(-slow * np.array(offsets)), **STIFF)


def test_several_rows_are_read_at_once_for_each_draw() -> None:
    M = ORAL_K * np.array([0.5, 1.0, 8.0])
    q = largest_outflow(M)
    unit = np.eye(5)[:, :, None] + np.zeros(3)
    along, _ = rows(unit, M, halves(M, q), [0.4], q)
    assert_allclose(along[0], exponential(0.4 * M), **PROPAGATOR)


def test_a_drive_adds_and_takes_nothing() -> None:
    K = np.array([[-0.5, 0.0], [2.0, -0.25]])
    assert_allclose(exponential(K[:, :, None] * 3.0)[:, :, 0], expm(K * 3.0), **ROUNDING)


def test_products_are_taken_draw_by_draw() -> None:
    rng = np.random.default_rng(3)
    A, B = rng.uniform(size=(2, 3, 3, 5))
    wanted = np.moveaxis(np.array([A[:, :, i] @ B[:, :, i] for i in range(5)]), 0, 2)
    assert_allclose(multiply(A, B), wanted, **ROUNDING)


def test_the_largest_outflow_is_over_all_draws_and_never_negative() -> None:
    M = np.array([[[-1.0, -3.0], [0.0, 0.0]], [[1.0, 3.0], [-2.0, 0.0]]])
    assert largest_outflow(M) == 3.0
    assert largest_outflow(np.ones((1, 1, 1))) == 0.0


@pytest.mark.parametrize("rate", [1e13, np.inf, np.nan])
def test_an_outflow_too_large_to_compute_with_is_refused(rate: float) -> None:
    message = "rate times the length of a step is "
    with pytest.raises(OutOfRange, match=re.escape(message)):
        largest_outflow(np.array([[[-rate]]]))

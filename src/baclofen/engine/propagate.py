"""Exact steps of dA/dt = K A, for n draws at once, by uniformisation.

A rate matrix has no negative entry off its diagonal. So M = K t plus q I has none at all
once q is the largest outflow, and

    exp(M) = exp(-q) sum_i (M + q I)^i / i!

adds and multiplies numbers of one sign only: nothing cancels, and equal rates, which break
a solution by eigenvectors, are an ordinary case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.library import NUMPY, Library
from baclofen.errors import OutOfRange
from baclofen.value import Value

Numbers = NDArray[np.float64]

# Above this, one squaring costs less than the terms it saves (two matrix products).
LARGEST_TERM = 1.0
# For rows, which are cheaper than matrices, more terms are worth one halving less.
LARGEST_ROW_TERM = 4.0
# Rounding grows with outflow times time; here it would reach a thousandth.
LARGEST_OUTFLOW = 1e12


def largest_outflow(M: Numbers) -> float:
    """Largest share that leaves a compartment at once, over all draws: 0 or more.

    Raises `OutOfRange` where it is too large to be computed with.
    """
    m = M.shape[0]
    outflow = float(-M[range(m), range(m)].min(initial=0.0))
    if not outflow <= LARGEST_OUTFLOW:
        raise OutOfRange(
            "rate times the length of a step",
            outflow,
            "",
            f"at most {LARGEST_OUTFLOW:g}",
            do="Leave out a compartment that empties at once.",
        )
    return outflow


def exponential(M: Any, outflow: float | None = None, lib: Library = NUMPY) -> Any:
    """exp(M), shape (m, m, n) like M, the rate matrix times a step's length.

    Off its diagonal M must be 0 or more. `outflow` is at least its `largest_outflow`. Each
    entry's relative error is near 1e-15 while the outflow is below 1, and grows in
    proportion beyond.

    >>> halved = exponential(np.array([[[-np.log(2)]]]))
    >>> round(halved.item(), 12)
    0.5
    """
    return halves(M, largest_outflow(M) if outflow is None else outflow, lib)[0]


def halves(M: Any, outflow: float, lib: Library = NUMPY) -> list[Any]:
    """exp(M), exp(M/2), exp(M/4), ... down to where the outflow is at most 1."""
    xp = lib.xp
    m = M.shape[0]
    series = series_of_steps(outflow, m)
    identity = xp.eye(m, dtype=M.dtype)[:, :, None]
    B = M / 2**series.halvings + series.q * identity
    shortest = math.exp(-series.q) * _series(B, 0.0 * M + identity, series.order, lib)
    # What nothing leaves stays as it is, exactly: over hundreds of steps rounding would add up.
    stays = (M == 0).all(axis=0)[:, None] & (identity > 0)
    found = [xp.where(stays, 1.0, shortest)]
    for _ in range(series.halvings):
        found.append(multiply(found[-1], found[-1], lib))
    return found[::-1]


class StepSeries(Value):
    """How exp(M) is found: from terms up to `order` of M over 2 to the `halvings`, plus q."""

    halvings: int
    q: float
    order: int


def series_of_steps(outflow: float, m: int) -> StepSeries:
    """The series for an outflow of M, whose side is m."""
    halvings = _halvings(outflow, LARGEST_TERM)
    q = outflow / 2**halvings
    return StepSeries(halvings, q, _order(q, m))


def _series(B: Any, identity: Any, order: int, lib: Library) -> Any:
    """The sum of B^i / i! up to this order, in some 2 sqrt(order) products of matrices."""
    each = math.isqrt(order) + 1
    powers = [identity, B]
    while len(powers) <= each:
        powers.append(multiply(powers[-1], B, lib))
    # Sums of so many neighbouring terms each, then Horner in the power that lies between them;
    # nothing is negative, so nothing cancels in any order.
    factors = np.zeros((order // each + 1) * each)
    factors[: order + 1] = 1.0 / np.cumprod([1.0, *range(1, order + 1)])
    factors = lib.xp.asarray(factors.reshape(-1, each), dtype=B.dtype)
    sums = lib.product(factors, lib.xp.stack(powers[:each]).reshape(each, -1))
    sums = sums.reshape(-1, *B.shape)
    total = sums[-1]
    for some in sums[-2::-1]:
        total = multiply(total, powers[each], lib) + some
    return total


def _halvings(outflow: float, largest: float) -> int:
    return max(0, math.ceil(math.log2(max(outflow, largest) / largest)))


def _order(q: float, m: int) -> int:
    # The first term left out is below rounding. A path through m compartments starts
    # m terms late, so m more keep its relative error as small as the diagonal's.
    order, term = 0, 1.0
    while term > 2.0**-54:
        order += 1
        term *= q / order
    return order + m


def multiply(A: Any, B: Any, lib: Library = NUMPY) -> Any:
    """The matrix product A B of each draw, shape (m, m, n).

    >>> twice = 2 * np.eye(2)[:, :, np.newaxis]
    >>> multiply(twice, twice)[:, :, 0]
    array([[4., 0.],
           [0., 4.]])
    """
    return lib.einsum("ijn,jkn->ikn", A, B)


def rows(
    row: Any, M: Any, halved: Sequence[Any], offsets: Sequence[float], outflow: float,
    lib: Library = NUMPY,
) -> tuple[Any, Any]:  # fmt: skip
    """Each `row` (r, m, n) times exp(M s) for each offset s from 0 to 1, and its integral.

    `halved` holds the `halves` of M. Shapes (k, r, m, n) and (r, m, n). Applied to the state
    at the start of a step they read weighted sums of its compartments along the step,
    without making the other states.

    >>> M = np.array([[[-np.log(4)]]])
    >>> q = largest_outflow(M)
    >>> along, integral = rows(np.ones((1, 1, 1)), M, halves(M, q), [0, 0.5, 1], q)
    >>> along.ravel().round(12), integral.ravel().round(6)
    (array([1.  , 0.5 , 0.25]), array([0.541011]))
    """
    xp = lib.xp
    m = M.shape[0]
    series = series_of_rows(offsets, outflow, m)
    cuts, weights = series.cuts, series.weights
    B = M * series.scale + xp.eye(m, dtype=M.dtype)[:, :, None]
    terms = lib.series(
        lambda term: lib.einsum("rjn,jkn->rkn", term, B), row + 0.0 * M[0], weights.shape[1]
    )
    read = lib.product(xp.asarray(weights, dtype=M.dtype), terms.reshape(len(terms), -1))
    read = read.reshape(-1, *terms.shape[1:])
    along, integral = read[:-1], read[-1] / 2**cuts
    for i in range(cuts, 0, -1):
        half, has = halved[i], (series.whole >> (cuts - i) & 1).astype(bool)
        along = lib.where(partial(_move, half=half, lib=lib), has, along)
        integral = integral + lib.einsum("rjn,jln->rln", integral, half)
    return along, integral


class RowSeries(Value, eq=False):
    """How rows are followed to offsets: `weights` (k + 1, terms) of the terms of M times `scale`,
    plus 1; the halves, quarters, ... down to 2 to the `cuts` that each offset is made of are the
    bits of `whole` (k,); the last weights are those of the integral, times 2 to the `cuts`."""

    cuts: int
    scale: float
    whole: NDArray[np.int64]
    weights: Numbers


def series_of_rows(offsets: Sequence[float], outflow: float, m: int) -> RowSeries:
    """The series for an outflow of M, whose side is m, and offsets (k,) from 0 to 1."""
    cuts = _halvings(outflow, LARGEST_ROW_TERM)
    # An offset is a sum of halves, quarters, ... and a rest, for which a short series is
    # enough: the same terms for all offsets, with other weights.
    parts = np.asarray(offsets, float) * 2**cuts
    whole = np.minimum(np.floor(parts), 2**cuts - 1).astype(np.int64)
    q = max(outflow / 2**cuts, LARGEST_TERM)
    weights = _weights(parts - whole, q, _order(q, 2 * m))
    return RowSeries(cuts, 1.0 / (q * 2**cuts), whole, weights)


def _move(along: Any, half: Any, lib: Library) -> Any:
    return lib.einsum("krjn,jln->krln", along, half)


def _weights(offsets: Numbers, q: float, terms: int) -> Numbers:
    # Poisson probabilities of i at mean q s; the chance of more than i at mean q, over q, is
    # the integral of the i-th over s.
    i = np.arange(terms + 1)
    log_factorial = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, terms + 1)))])
    mean = q * offsets[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        log_power = np.where(i == 0, 0.0, i * np.log(mean))
    poisson = np.exp(log_power - mean - log_factorial)
    at_end = np.exp(i * math.log(q) - q - log_factorial)
    more = np.cumsum(at_end[::-1])[::-1] - at_end
    return np.vstack([poisson, more / q])

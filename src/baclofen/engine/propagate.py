"""Exact steps of dA/dt = K A, for n draws at once, by uniformisation.

A rate matrix has no negative entry off its diagonal. So K + q I has none at all
once q is the largest outflow, and

    exp(K t) = exp(-q t) sum_i ((K + q I) t)^i / i!

adds and multiplies numbers of one sign only: nothing cancels, and equal rates,
which break a solution by eigenvectors, are an ordinary case.
"""

from __future__ import annotations

import math

import numpy as np

from baclofen.engine.draws import Numbers

# Above this, one squaring costs less than the terms it saves (two matrix products).
LARGEST_QT = 1.0


def exponential(K: Numbers, t_h: float) -> Numbers:
    """exp(K t), shape (m, m, n) like K: what a step of `t_h` hours does to amounts.

    Off its diagonal K must be 0 or more. Each entry's relative error is near 1e-15
    while the largest outflow times t is below 1, and grows in proportion beyond.

    >>> halved = exponential(np.array([[[-np.log(2)]]]), 1.0)
    >>> round(halved.item(), 12)
    0.5
    """
    m = K.shape[0]
    outflow = -K[range(m), range(m)].min()
    squarings = max(0, math.ceil(math.log2(max(outflow * t_h, LARGEST_QT) / LARGEST_QT)))
    t_h = t_h / 2**squarings
    identity = np.eye(m)[:, :, np.newaxis]
    B = (K + outflow * identity) * t_h
    series = np.broadcast_to(identity, K.shape)
    # Horner: I + B(I + B/2(I + B/3(...))), so the smallest terms are added first.
    for i in range(_order(outflow * t_h, m), 0, -1):
        series = multiply(B, series) / i + identity
    propagator = math.exp(-outflow * t_h) * series
    for _ in range(squarings):
        propagator = multiply(propagator, propagator)
    return propagator


def _order(x: float, m: int) -> int:
    # The first term left out is below rounding. A path through m compartments starts
    # m terms late, so m more keep its relative error as small as the diagonal's.
    order, term = 0, 1.0
    while term > 2.0**-54:
        order += 1
        term *= x / order
    return order + m


def multiply(A: Numbers, B: Numbers) -> Numbers:
    """The matrix product A B of each draw, shape (m, m, n).

    >>> twice = 2 * np.eye(2)[:, :, np.newaxis]
    >>> multiply(twice, twice)[:, :, 0]
    array([[4., 0.],
           [0., 4.]])
    """
    product: Numbers = np.einsum("ijn,jkn->ikn", A, B)
    return product


class Stepper:
    """Equal steps of `t_h` hours: P = exp(K t) and its powers, each made when first asked for.

    >>> K = np.array([[[-np.log(2)]]])
    >>> hourly = Stepper(K, 1.0)
    >>> hourly.advance(np.array([[8.0]]), steps=3).round(12)
    array([[1.]])
    >>> hourly.rows(np.ones((1, 1)), 3).ravel().round(12)
    array([1.  , 0.5 , 0.25])
    """

    def __init__(self, K: Numbers, t_h: float) -> None:
        self._doublings = [exponential(K, t_h)]

    def _doubling(self, i: int) -> Numbers:
        # P to the power 2^i.
        while len(self._doublings) <= i:
            self._doublings.append(multiply(self._doublings[-1], self._doublings[-1]))
        return self._doublings[i]

    def advance(self, state: Numbers, steps: int) -> Numbers:
        """The state (m, n) after so many steps: one product for each 1 in `steps` as bits."""
        for i in range(steps.bit_length()):
            if steps >> i & 1:
                state = np.einsum("ijn,jn->in", self._doubling(i), state)
        return state

    def rows(self, row: Numbers, count: int) -> Numbers:
        """`row` (m, n) times I, P, P^2, ...: shape (count, m, n).

        Applied to the state at the start of a block, they read one combination
        of its states after 0, 1, 2, ... steps, without making the other states.
        """
        read = row[np.newaxis]
        for i in range((count - 1).bit_length()):
            more = np.einsum("kin,ijn->kjn", read, self._doubling(i))
            read = np.concatenate([read, more])[:count]
        return read

"""Weighted least squares for many weightings of the same studies at once.

The estimators of this room ask the same question again and again: for another tau2, without one
study, with the first few only. So everything here takes weights of shape (b, k): b weightings
of k studies. A weight of 0 leaves a study out.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import InputRefused
from baclofen.synthesis.blocks import orthonormal, triangle
from baclofen.synthesis.columns import Numbers
from baclofen.value import Value, field, replace


class Studies(Value, eq=False, dict=True):
    """Effects `y`, variances `v`, both (k,), and a design `Z` R, (k, p) times (p, p).

    `Z` has orthonormal columns, or is the one column of ones: in terms of it the normal equations
    keep their digits also for a year of publication. `pairs`, (k, p p), are the products of its
    columns. `use` is (b, k), 1 for each study that takes part, else 0. `kept` keeps what was found
    of them, so that it is found once.
    """

    y: Numbers
    v: Numbers
    Z: Numbers
    R: Numbers
    pairs: Numbers
    use: Numbers
    kept: dict[object, Any] = field(default_factory=dict)

    @cached_property
    def n(self) -> Numbers:
        """How many studies take part, (b,)."""
        return np.asarray(self.use.sum(axis=1))

    @property
    def p(self) -> int:
        """How many coefficients."""
        return int(self.Z.shape[1])

    @cached_property
    def df(self) -> Numbers:
        """Studies less coefficients, (b,)."""
        return self.n - self.p

    @cached_property
    def fixed(self) -> Solved:
        """The fit without variance between studies."""
        return solve(self, self.use / self.v)

    def weights(self, tau2: Numbers) -> Numbers:
        """1 / (v + tau2) of those that take part; `tau2` is (b,)."""
        return self.use / (self.v + tau2[:, None])

    def repeated(self, times: int) -> Studies:
        """Each weighting `times` times in a row."""
        return replace(self, use=np.repeat(self.use, times, axis=0), kept={})

    def rows(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Studies:
        """Some of the weightings, by a mask or by their places."""
        return replace(self, use=self.use[which], kept={})


def studies(
    y: Numbers, v: Numbers, X: Numbers | None = None, use: Numbers | None = None
) -> Studies:
    """The studies, with their design made orthonormal; without `X`, one mean.

    Raises `InputRefused` for a design of which a column follows from others.
    """
    k = y.size
    if X is None:
        Z, R = np.ones((k, 1)), np.ones((1, 1))
    else:
        R = triangle(X)
        size = np.abs(np.diag(R))
        if k < X.shape[1] or np.any(size <= 1e-10 * np.linalg.norm(X, axis=0)):
            raise InputRefused(
                "moderators", f"{X.shape[1]} columns for {k} studies, some following from others",
                "each must add something of its own", do="Leave a moderator out.",
            )  # fmt: skip
        Z, R = orthonormal(X, R)
    pairs = (Z[:, :, None] * Z[:, None, :]).reshape(k, -1)
    return Studies(y, v, Z, R, pairs, np.ones((1, k)) if use is None else use)


# Not by the linear algebra library: for some hundred studies, left out in turn, it would start a
# second thread, which spins for longer than it computes.
def sum_over(w: Numbers, X: Numbers) -> Numbers:
    """For each weighting (b, k) the weighted sums of the columns of (k, p): (b, p)."""
    return np.asarray(np.einsum("bk,kp->bp", w, X))


def spread_out(g: Numbers, X: Numbers) -> Numbers:
    """For each set of coefficients (b, p) what the rows of (k, p) come to: (b, k)."""
    return np.asarray(np.einsum("bp,kp->bk", g, X))


class Solved(Value, eq=False, dict=True):
    """A fit for each weighting: coefficients `g` (b, p) and `C` (b, p, p) in terms of Z, residuals
    `r` and weights `w`, both (b, k)."""

    s: Studies
    w: Numbers
    g: Numbers
    C: Numbers
    r: Numbers
    log_det: Numbers

    @cached_property
    def wr2(self) -> Numbers:
        """Weighted squared residuals, (b, k)."""
        return self.w * self.r**2

    @cached_property
    def Q(self) -> Numbers:
        """Their sum, (b,)."""
        return np.asarray(self.wr2.sum(axis=1))

    @cached_property
    def yPPy(self) -> Numbers:
        """Squares of w r, summed, (b,)."""
        return np.asarray((self.w * self.wr2).sum(axis=1))

    @cached_property
    def leverage(self) -> Numbers:
        """Diagonal of the hat matrix, (b, k)."""
        return np.asarray(self.w * spread_out(self.C.reshape(len(self.C), -1), self.s.pairs))

    @cached_property
    def tr_P(self) -> Numbers:
        """Trace of P = W - W X (X'WX)^-1 X'W, (b,)."""
        return np.asarray((self.w * (1 - self.leverage)).sum(axis=1))

    @cached_property
    def tr_PP(self) -> Numbers:
        """Trace of P P, (b,)."""
        return self.tr_PDPE(None, None)

    def tr_PDPE(self, d: Numbers | None, e: Numbers | None) -> Numbers:
        """Trace of P D P E for diagonals `d` and `e`, each (k,), None for ones; shape (b,)."""
        w2 = self.w**2
        w2d = w2 if d is None else w2 * d
        w2e = w2 if e is None else w2 * e
        own = (w2d if e is None else w2d * e) * (1 - 2 * self.leverage)
        Sd = self._crossed(w2d) @ self.C
        Se = Sd if d is e else self._crossed(w2e) @ self.C
        return np.asarray(own.sum(axis=1) + (Sd * Se.transpose(0, 2, 1)).sum(axis=(1, 2)))

    def _crossed(self, w: Numbers) -> Numbers:
        return sum_over(w, self.s.pairs).reshape(self.C.shape)

    def twice(self) -> Numbers:
        """y'PPPy, (b,): weighted squares of what is left of w r."""
        z = self.w * self.r
        g = sum_over(self.w * z, self.s.Z)[:, None, :] @ self.C
        return np.asarray((self.w * (z - spread_out(g[:, 0], self.s.Z)) ** 2).sum(axis=1))


def solve(s: Studies, w: Numbers) -> Solved:
    """The fit for each weighting `w`, (b, k)."""
    A = sum_over(w, s.pairs).reshape(-1, s.p, s.p)
    if s.p == 1:
        # One mean: the same by division.
        C, log_det = 1 / A, np.log(A[:, 0, 0])
    else:
        C = np.asarray(np.linalg.inv(A))
        C = np.asarray((C + C.transpose(0, 2, 1)) / 2)
        log_det = np.linalg.slogdet(A)[1]
    g = (sum_over(w * s.y, s.Z)[:, None, :] @ C)[:, 0]
    return Solved(s, w, g, C, s.y - spread_out(g, s.Z), log_det)

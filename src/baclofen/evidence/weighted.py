"""Weighted least squares for many weightings of the same studies at once.

The estimators of this room ask the same question again and again: for another tau2, without one
study, with the first few only. So everything here takes weights of shape (b, k): b weightings
of k studies. A weight of 0 leaves a study out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import InputRefused
from baclofen.evidence.columns import Numbers


@dataclass(frozen=True, eq=False)
class Studies:
    """Effects `y`, variances `v`, both (k,), and a design whose columns are orthonormal.

    `Z` is (k, p) and `R` (p, p), upper triangular, with design = Z R: in terms of Z the normal
    equations keep their digits also for a year of publication. `use` is (b, k), 1 for each study
    that takes part, else 0.
    """

    y: Numbers
    v: Numbers
    Z: Numbers
    R: Numbers
    use: Numbers

    @property
    def n(self) -> Numbers:
        """How many studies take part, (b,)."""
        return np.asarray(self.use.sum(axis=1))

    @property
    def p(self) -> int:
        """How many coefficients."""
        return int(self.Z.shape[1])

    @property
    def df(self) -> Numbers:
        """Studies less coefficients, (b,)."""
        return self.n - self.p

    def weights(self, tau2: Numbers | float) -> Numbers:
        """1 / (v + tau2) of those that take part; `tau2` is (b,) or one number."""
        t = np.asarray(tau2, dtype=float)
        return np.asarray(self.use / (self.v + (t[:, None] if t.ndim else t)))

    def repeated(self, times: int) -> Studies:
        """Each weighting `times` times in a row."""
        return Studies(self.y, self.v, self.Z, self.R, np.repeat(self.use, times, axis=0))

    def only(self, which: NDArray[np.bool_]) -> Studies:
        """Some of the weightings."""
        return Studies(self.y, self.v, self.Z, self.R, self.use[which])


def studies(
    y: Numbers, v: Numbers, X: Numbers | None = None, use: Numbers | None = None
) -> Studies:
    """The studies, with their design made orthonormal; without `X`, one mean.

    Raises `InputRefused` for a design of which a column follows from others.
    """
    k = y.size
    if X is None:
        Z, R = np.full((k, 1), 1 / np.sqrt(k)), np.full((1, 1), np.sqrt(k))
    else:
        Z, R = np.linalg.qr(X)
        size = np.abs(np.diag(R))
        if k < X.shape[1] or size.min() <= 1e-10 * np.linalg.norm(X, axis=0).max():
            raise InputRefused(
                "moderators", f"{X.shape[1]} columns for {k} studies, some following from others",
                "each must add something of its own", do="Leave a moderator out.",
            )  # fmt: skip
    return Studies(y, v, Z, R, np.ones((1, k)) if use is None else use)


@dataclass(frozen=True, eq=False)
class Solved:
    """A fit for each weighting: coefficients `g` (b, p) and `C` (b, p, p) in terms of Z, residuals
    `r` and weights `w`, both (b, k)."""

    w: Numbers
    g: Numbers
    C: Numbers
    r: Numbers
    Z: Numbers
    log_det: Numbers

    @property
    def Q(self) -> Numbers:
        """Weighted sum of squared residuals, (b,)."""
        return np.asarray(np.einsum("bk,bk,bk->b", self.w, self.r, self.r))

    @property
    def leverage(self) -> Numbers:
        """Diagonal of the hat matrix, (b, k)."""
        return np.asarray(self.w * np.einsum("ki,bij,kj->bk", self.Z, self.C, self.Z))

    @property
    def tr_P(self) -> Numbers:
        """Trace of P = W - W X (X'WX)^-1 X'W, (b,)."""
        return np.asarray(np.sum(self.w * (1 - self.leverage), axis=1))

    @property
    def tr_PP(self) -> Numbers:
        """Trace of P P, (b,)."""
        one = np.ones(self.w.shape[1])
        return self.tr_PDPE(one, one)

    def tr_PDPE(self, d: Numbers, e: Numbers) -> Numbers:
        """Trace of P D P E for diagonals `d` and `e`, each (k,); shape (b,)."""
        w2 = self.w**2
        Sd = self._crossed(w2 * d) @ self.C
        Se = self._crossed(w2 * e) @ self.C
        own = w2 * d * e * (1 - 2 * self.leverage)
        return np.asarray(own.sum(axis=1) + np.einsum("bij,bji->b", Sd, Se))

    def _crossed(self, w: Numbers) -> Numbers:
        return np.asarray(np.einsum("bk,kij->bij", w, self.Z[:, :, None] * self.Z[:, None, :]))

    def twice(self) -> Numbers:
        """y'PPPy, (b,): weighted squares of what is left of w r."""
        z = self.w * self.r
        g = np.einsum("bij,bj->bi", self.C, np.einsum("bk,ki,bk->bi", self.w, self.Z, z))
        left = z - g @ self.Z.T
        return np.asarray(np.einsum("bk,bk,bk->b", self.w, left, left))


def solve(s: Studies, w: Numbers) -> Solved:
    """The fit for each weighting `w`, (b, k)."""
    if s.p == 1:
        # One mean: the same by division.
        z = s.Z[:, 0]
        information = (w * z**2).sum(axis=1)
        C = (1 / information)[:, None, None]
        g = ((w * z) @ s.y / information)[:, None]
        log_det = np.log(information)
    else:
        A = np.einsum("bk,ki,kj->bij", w, s.Z, s.Z)
        C = np.linalg.inv(A)
        C = (C + C.transpose(0, 2, 1)) / 2
        g = np.einsum("bij,bj->bi", C, (w * s.y) @ s.Z)
        log_det = np.linalg.slogdet(A)[1]
    return Solved(w, g, C, s.y - g @ s.Z.T, s.Z, log_det)

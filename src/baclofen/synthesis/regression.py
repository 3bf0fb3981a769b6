"""Meta-regression: whether effects differ with what the studies differ in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.errors import InputRefused
from baclofen.synthesis.between import METHODS, Method, between, fitted
from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.effect import Effects, choose
from baclofen.synthesis.pooling import (
    NO_SCATTER,
    Heterogeneity,
    Interval,
    Test,
    around,
    check_level,
    differ,
    two_sided,
)
from baclofen.synthesis.quantiles import chi2_above, f_above
from baclofen.synthesis.weighted import studies
from baclofen.value import Value


class Coefficient(Value):
    """One coefficient: how much the effect changes with its moderator, and how sure that is."""

    name: str
    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float


class Regression(Value, eq=False):
    """Effects explained by moderators.

    `QM` tests all coefficients but the intercept: chi squared on `QM_df[0]`, or an F on both under
    knha and adhoc. `R2` is the percent of the spread between studies that the moderators explain
    (None where there is none to explain); under a fixed effect it is that of the weighted
    regression, adjusted. `vcov` is the covariance of the coefficients, (p, p).
    """

    effects: Effects
    X: Numbers
    method: Method
    test: Test
    coefficients: tuple[Coefficient, ...]
    vcov: Numbers
    df: int | None
    heterogeneity: Heterogeneity
    QM: float
    QM_df: tuple[int, int | None]
    QM_p: float
    R2: float | None
    notes: tuple[str, ...]

    @property
    def estimates(self) -> Numbers:
        """All coefficients, (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    @property
    def se(self) -> Numbers:
        """Their standard errors, (p,)."""
        return np.array([c.se for c in self.coefficients])

    def at(self, x: ArrayLike) -> tuple[float, Interval]:
        """The effect expected of studies with these values, (p,), the 1 of the intercept included.

        Raises `InputRefused` for another number of values.
        """
        row = np.asarray(x, dtype=float)
        if row.shape != (len(self.coefficients),):
            raise InputRefused(
                "x", f"of shape {row.shape}", f"it must hold {len(self.coefficients)} values"
            )
        middle = float(row @ self.estimates)
        return middle, around(
            middle, float(np.sqrt(row @ self.vcov @ row)), self.coefficients[0].ci.level, self.df
        )


def regress(
    effects: Effects,
    X: ArrayLike,
    names: Sequence[str],
    method: Method = "REML",
    test: Test = "z",
    *,
    level: float = 0.95,
) -> Regression:
    """Effects on the columns of the design `X`, (k, p), each with its name.

    A column of ones is the intercept; without one, QM tests all coefficients. For method and test
    see `pool`. Raises `InputRefused`: fewer studies than p + 1, columns that follow from others.

    >>> from baclofen.synthesis.effect import given
    >>> doses = np.column_stack([np.ones(4), [10, 20, 30, 40]])
    >>> found = regress(given([0.1, 0.2, 0.3, 0.4], se=[0.1] * 4), doses, ["intercept", "mg"], "FE")
    >>> float(found.estimates[1].round(6))
    0.01
    """
    choose("method", method, METHODS)
    choose("test", test, get_args(Test))
    check_level(level)
    X = checked_design(X, effects.k, names)
    s = studies(effects.yi, effects.vi, X)
    if s.df[0] < 1:
        raise InputRefused(
            "studies", f"{effects.k} for {s.p} coefficients", f"there must be at least {s.p + 1}",
            do="Leave moderators out.",
        )  # fmt: skip
    tau2 = between(s, method)
    fit = fitted(s, method)
    notes = effects.notes
    back = np.linalg.inv(s.R)
    beta = back @ fit.g[0]
    vcov = back @ fit.C[0] @ back.T
    df = None
    if test != "z":
        q = float(fit.Q[0] / s.df[0])
        if q < NO_SCATTER and test == "knha":
            notes += ("The fit is perfect: z instead of knha, whose errors would be 0.",)
            test = "z"
        else:
            vcov = vcov * (q if test == "knha" else max(1.0, q))
            df = int(s.df[0])
    se = np.sqrt(np.diag(vcov))
    coefficients = tuple(
        Coefficient(
            str(name), float(b), float(e), around(float(b), float(e), level, df), float(b / e),
            two_sided(float(b / e), df),
        )
        for name, b, e in zip(names, beta, se, strict=True)
    )  # fmt: skip
    heterogeneity = differ(s, method, tau2)
    QM, QM_df, QM_p = _omnibus(X, beta, vcov, df)
    return Regression(
        effects, X, method, test, coefficients, vcov, df, heterogeneity, QM, QM_df, QM_p,
        _explained(effects, X, method, heterogeneity), notes,
    )  # fmt: skip


def checked_design(X: ArrayLike, k: int, names: Sequence[str]) -> Numbers:
    """`X` as numbers, (k, p). Raises `InputRefused` for another shape or for missing values."""
    design = np.asarray(X, dtype=float)
    if design.ndim == 1:
        design = design[:, None]
    if design.shape != (k, len(names)):
        raise InputRefused(
            "moderators", f"of shape {design.shape}", f"they must be of {k} studies and "
            f"{len(names)} columns, one a name",
        )  # fmt: skip
    if not np.all(np.isfinite(design)):
        at = int(np.argmax(~np.isfinite(design).all(axis=1)))
        raise InputRefused(
            f"moderator of study {at + 1}", "missing or endless", "it must be a number",
            do="Leave the study out and say so.",
        )  # fmt: skip
    return design


def intercept_of(X: Numbers) -> int | None:
    """The place of the column of ones, if there is one."""
    ones = np.flatnonzero(np.all(X == 1, axis=0))
    return int(ones[0]) if ones.size else None


def but_intercept(X: Numbers) -> NDArray[np.intp]:
    """The places of all columns but the intercept; of all where there is no other."""
    place = intercept_of(X)
    places = np.arange(X.shape[1])
    return places if place is None or places.size == 1 else np.delete(places, place)


def _omnibus(
    X: Numbers, beta: Numbers, vcov: Numbers, df: int | None
) -> tuple[float, tuple[int, int | None], float]:
    tested = but_intercept(X)
    b = beta[tested]
    QM = float(b @ np.linalg.solve(vcov[np.ix_(tested, tested)], b))
    m = int(tested.size)
    if df is None:
        return QM, (m, None), float(chi2_above(QM, m))
    return QM / m, (m, df), f_above(QM / m, m, df)


def _explained(
    effects: Effects, X: Numbers, method: Method, with_moderators: Heterogeneity
) -> float | None:
    if intercept_of(X) is None or effects.k < 2:
        return None
    s = effects.studies
    alone = differ(s, method, between(s, method))
    before, after = alone.tau2, with_moderators.tau2
    if method == "FE":
        before, after = alone.Q / alone.df, with_moderators.Q / with_moderators.df
    if before == 0:
        return None
    return 100 * max(0.0, (before - after) / before)

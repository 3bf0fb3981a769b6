"""The same answer again: without each study, with one study more at a time, study by study."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import NDArray

from baclofen.synthesis.between import METHODS, Method, between, fitted
from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.effect import Effects, choose
from baclofen.synthesis.pooling import NO_SCATTER, Test, check_level, need
from baclofen.synthesis.quantiles import (
    chi2_above,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from baclofen.synthesis.weighted import Solved, Studies, solve, studies
from baclofen.value import Value


class Repeated(Value, eq=False):
    """Pooled effects of several sets of the same studies, each array (b,).

    `labels` say which: the study left out, or the one that came in. `k` is how many took part.
    Symbols as in `Pooled`.
    """

    labels: tuple[str, ...]
    method: Method
    test: Test
    k: Numbers
    estimate: Numbers
    se: Numbers
    low: Numbers
    high: Numbers
    statistic: Numbers
    p: Numbers
    tau2: Numbers
    Q: Numbers
    Q_p: Numbers
    I2: Numbers
    H2: Numbers
    level: float


def leave_one_out(
    effects: Effects, method: Method = "REML", test: Test = "z", *, level: float = 0.95
) -> Repeated:
    """The pooled effect without each study in turn; needs 2 studies. Raises `InputRefused`."""
    need(effects, 2, "leave-one-out")
    use = 1.0 - np.eye(effects.k)
    return _pooled_again(effects, use, effects.labels, method, test, level)


def cumulate(
    effects: Effects, method: Method = "REML", test: Test = "z", *, level: float = 0.95
) -> Repeated:
    """The pooled effect of the first study, the first two, and so on, in the order given.

    The first row is the first study alone, by z, whatever the method. Raises `InputRefused`.
    """
    use = np.tril(np.ones((effects.k, effects.k)))
    return _pooled_again(effects, use, effects.labels, method, test, level)


def _pooled_again(
    effects: Effects,
    use: Numbers,
    labels: tuple[str, ...],
    method: Method,
    test: Test,
    level: float,
) -> Repeated:
    choose("method", method, METHODS)
    choose("test", test, get_args(Test))
    check_level(level)
    s = studies(effects.yi, effects.vi, use=use)
    tau2 = between(s, method)
    fit = solve(s, s.weights(tau2))
    estimate = fit.g[:, 0]
    variance = fit.C[:, 0, 0]
    upper = 0.5 + level / 2
    reach = np.full(s.df.size, normal_quantile(upper))
    by_t = np.zeros(s.df.size, dtype=bool)
    if test != "z":
        scale, by_t = _scale(fit, test)
        variance = variance * scale
        for df in np.unique(s.df[by_t]):
            reach[by_t & (s.df == df)] = t_quantile(upper, float(df))
    se = np.sqrt(variance)
    z = estimate / se
    p = np.where(by_t, t_two_sided(z, np.maximum(s.df, 1)), normal_two_sided(z))
    fixed = s.fixed
    I2, H2 = _shares(s, fixed, tau2, method)
    return Repeated(
        labels, method, test, s.n, estimate, se, estimate - reach * se, estimate + reach * se, z,
        p, tau2, fixed.Q, chi2_above(fixed.Q, s.df), I2, H2, level,
    )  # fmt: skip


def _scale(fit: Solved, test: Test) -> tuple[Numbers, NDArray[np.bool_]]:
    """What the test multiplies the variance of each estimate by, (b,); and where it does.

    As in `pool`: alone, or all the same, a study is judged by z.
    """
    df = fit.s.df
    q = fit.Q / np.maximum(df, 1)
    if test == "z":
        return np.ones_like(q), np.zeros(q.size, dtype=bool)
    by_t = (df >= 1) & ((q >= NO_SCATTER) if test == "knha" else np.ones(q.size, dtype=bool))
    return np.where(by_t, q if test == "knha" else np.maximum(q, 1), 1.0), by_t


def _shares(s: Studies, fixed: Solved, tau2: Numbers, method: Method) -> tuple[Numbers, Numbers]:
    df = np.maximum(s.df, 1)
    if method == "FE":
        H2 = np.where(s.df > 0, fixed.Q / df, 1.0)
        return 100 * (1 - 1 / np.maximum(H2, 1.0)), H2
    # Without degrees of freedom tau2 is 0 and the typical variance plays no part.
    typical = np.where(s.df > 0, df / np.where(s.df > 0, fixed.tr_P, 1.0), 1.0)
    return 100 * tau2 / (tau2 + typical), tau2 / typical + 1


class Influence(Value, eq=False):
    """How much each study moves the result, each array (k,).

    `rstudent` is how far the study is from what the others predict, in SDs; `dffits` how far its
    own fitted value moves without it, `cook_d` the squared distance of the estimate in its
    standard errors, `cov_r` the ratio of the variances of the estimate, `dfbs` the move of the
    estimate in standard errors without the study. `hat` is its leverage and `weight` its share in
    percent. `tau2` and `Q` are what is left without it. `is_influential` follows the usual
    cut-offs (Viechtbauer and Cheung 2010): |dffits| above 3 sqrt(p/(k-p)), Cook's distance beyond
    the middle of its chi squared, leverage above 3 p/k, or |dfbs| above 1.
    """

    labels: tuple[str, ...]
    rstudent: Numbers
    dffits: Numbers
    cook_d: Numbers
    cov_r: Numbers
    tau2: Numbers
    Q: Numbers
    hat: Numbers
    weight: Numbers
    dfbs: Numbers

    @property
    def is_influential(self) -> NDArray[np.bool_]:
        """Whether each study is past a cut-off, (k,)."""
        k = self.hat.size
        past = (
            (np.abs(self.dffits) > 3 * np.sqrt(1 / (k - 1)))
            | (chi2_above(self.cook_d, 1) < 0.5)
            | (self.hat > 3 / k)
            | (np.abs(self.dfbs) > 1)
        )
        return np.asarray(past)


def influence(effects: Effects, method: Method = "REML", test: Test = "z") -> Influence:
    """Diagnostics of each study in the pooled effect; needs 3 studies.

    With the `test` knha or adhoc all errors of estimates are scaled as `pool` and `leave_one_out`
    scale them, with all studies or without the one. Raises `InputRefused`.
    """
    choose("method", method, METHODS)
    choose("test", test, get_args(Test))
    need(effects, 3, "influence")
    all_in = effects.studies
    full = fitted(all_in, method)
    estimate, variance = full.g[0, 0], full.C[0, 0, 0] * _scale(full, test)[0][0]
    s = studies(effects.yi, effects.vi, use=1.0 - np.eye(effects.k))
    left = between(s, method)
    fit = solve(s, s.weights(left))
    scale = _scale(fit, test)[0]
    without, its_variance = fit.g[:, 0], fit.C[:, 0, 0] * scale
    hat = full.leverage[0]
    moved = estimate - without
    # What the estimate's variance is at the tau2 found without the study.
    at_left = 1 / np.sum(1 / (effects.vi + left[:, None]), axis=1)
    return Influence(
        effects.labels,
        (effects.yi - without) / np.sqrt(effects.vi + left + its_variance),
        moved / np.sqrt(scale * hat * (left + effects.vi)),
        moved**2 / variance,
        its_variance / variance,
        left,
        s.fixed.Q,
        hat,
        100 * full.w[0] / full.w[0].sum(),
        moved / np.sqrt(scale * at_left),
    )


class Shrunken(Value, eq=False):
    """Each study's own true effect as the model sees it, pulled towards the pooled one (BLUP);
    each array (k,)."""

    labels: tuple[str, ...]
    estimate: Numbers
    se: Numbers
    low: Numbers
    high: Numbers


def shrink(effects: Effects, method: Method = "REML", *, level: float = 0.95) -> Shrunken:
    """Best linear unbiased predictions of the studies' true effects. Raises `InputRefused`."""
    choose("method", method, METHODS)
    check_level(level)
    s = effects.studies
    tau2 = between(s, method)
    fit = fitted(s, method)
    mean, variance = fit.g[0, 0], fit.C[0, 0, 0]
    own = tau2[0] / (tau2[0] + effects.vi)
    estimate = own * effects.yi + (1 - own) * mean
    se = np.sqrt(own * effects.vi + (1 - own) ** 2 * variance)
    reach = normal_quantile(0.5 + level / 2) * se
    return Shrunken(effects.labels, estimate, se, estimate - reach, estimate + reach)

"""Small studies that say something else than large ones: Egger, Begg, trim and fill, fail-safe N.

None of them proves that studies are missing; with fewer than ten studies none has much power
(Sterne 2011).
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from baclofen.errors import InputRefused
from baclofen.synthesis.between import Method
from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.effect import Effects, choose
from baclofen.synthesis.pooling import NO_SCATTER, Interval, Pooled, need, pool, two_sided
from baclofen.synthesis.quantiles import normal_quantile, t_quantile
from baclofen.synthesis.regression import regress
from baclofen.value import Value

Side = Literal["left", "right"]
Estimator = Literal["L0", "R0"]


class Egger(Value):
    """The regression of effects on their standard errors.

    `statistic` tests the `slope`: a t on `df` (classical) or a z (`df` is None). `limit` is the
    effect expected of a study without error.
    """

    statistic: float
    df: int | None
    p: float
    limit: float
    limit_ci: Interval
    slope: float
    slope_se: float


def egger(
    effects: Effects,
    model: Literal["classical", "mixed"] = "classical",
    *,
    method: Method = "REML",
    level: float = 0.95,
) -> Egger:
    """Egger's test (1997): classical by weighted regression with a free error variance, mixed with
    tau2 by `method`. Needs 3 studies whose standard errors differ. Raises `InputRefused`."""
    choose("model", model, ("classical", "mixed"))
    need(effects, 3, "Egger's test")
    if np.ptp(effects.se) == 0:
        raise InputRefused(
            "standard errors", "all the same", "Egger's test needs them to differ",
            why="it asks whether effects change with them",
        )  # fmt: skip
    X = np.column_stack([np.ones(effects.k), effects.se])
    names = ("limit", "slope")
    if model == "mixed":
        mixed = regress(effects, X, names, method, level=level)
        limit, slope = mixed.coefficients
        return Egger(
            slope.statistic, None, slope.p, limit.estimate, limit.ci, slope.estimate, slope.se
        )
    fixed = regress(effects, X, names, "FE", level=level)
    df = effects.k - 2
    # Classical: the error variance is estimated, not taken as known.
    stretch = math.sqrt(fixed.heterogeneity.Q / df)
    if stretch**2 < NO_SCATTER:
        raise InputRefused(
            "effects", "exactly on a line", "Egger's classical test needs some scatter",
            do='Use model="mixed".',
        )  # fmt: skip
    (limit, slope), t = fixed.coefficients, t_quantile(0.5 + level / 2, df)
    statistic = slope.estimate / (slope.se * stretch)
    reach = t * limit.se * stretch
    ci = Interval(limit.estimate - reach, limit.estimate + reach, level)
    return Egger(
        statistic, df, two_sided(statistic, df), limit.estimate, ci, slope.estimate,
        slope.se * stretch,
    )  # fmt: skip


class Begg(Value):
    """Kendall's `tau` of effects and variances, and its two-sided p-value; `is_exact` unless
    there are ties."""

    tau: float
    p: float
    is_exact: bool


def begg(effects: Effects) -> Begg:
    """Begg and Mazumdar's rank test (1994); needs 3 studies. Raises `InputRefused`.

    Without ties the p-value counts all orders; with ties it is the normal approximation.
    """
    need(effects, 3, "Begg's test")
    fixed = pool(effects, "FE")
    deviation = (effects.yi - fixed.estimate) / np.sqrt(effects.vi - fixed.se**2)
    one, two = (np.sign(np.subtract.outer(v, v)) for v in (deviation, effects.vi))
    upper = np.triu_indices(effects.k, 1)
    S = float((one * two)[upper].sum())
    pairs = effects.k * (effects.k - 1) / 2
    untied = [float(np.abs(v[upper]).sum()) for v in (one, two)]
    if untied == [pairs, pairs]:
        return Begg(S / pairs, _exact_kendall(effects.k, S), True)
    if 0 in untied:
        raise InputRefused(
            "variances" if untied[1] == 0 else "effects", "all the same",
            "Begg's test needs them to differ",
        )  # fmt: skip
    return Begg(
        S / math.sqrt(untied[0] * untied[1]),
        two_sided(S / math.sqrt(_tied_variance(deviation, effects.vi)), None), False,
    )  # fmt: skip


def _exact_kendall(k: int, S: float) -> float:
    """Two-sided chance of so many orders of k things, from the counts of inversions."""
    ways = np.array([1.0])
    for n in range(2, k + 1):
        # Shares instead of counts: 170! is the largest a double holds.
        ways = np.convolve(ways, np.full(n, 1 / n))
    pairs = k * (k - 1) // 2
    swapped = round((pairs - S) / 2)
    fewer = min(swapped, pairs - swapped)
    return min(1.0, 2 * float(ways[: fewer + 1].sum()))


def _tied_variance(x: Numbers, y: Numbers) -> float:
    n = x.size
    t, u = (np.unique(v, return_counts=True)[1].astype(float) for v in (x, y))
    whole = n * (n - 1) * (2 * n + 5)
    first = whole - np.sum(t * (t - 1) * (2 * t + 5)) - np.sum(u * (u - 1) * (2 * u + 5))
    second = np.sum(t * (t - 1)) * np.sum(u * (u - 1)) / (2 * n * (n - 1))
    third = np.sum(t * (t - 1) * (t - 2)) * np.sum(u * (u - 1) * (u - 2))
    return float(first / 18 + second + third / (9 * n * (n - 1) * (n - 2)))


class Filled(Value, eq=False):
    """Trim and fill: `k0` studies (standard error `se_k0`) seem to be missing on `side`.

    `pooled` is what all studies give with mirror images filled in; `filled` are those, or None
    when there are none. A sensitivity analysis: the images are no data.
    """

    estimator: Estimator
    side: Side
    k0: int
    se_k0: float
    pooled: Pooled
    filled: Effects | None


def trim_and_fill(
    effects: Effects,
    method: Method = "REML",
    estimator: Estimator = "L0",
    *,
    side: Side | None = None,
) -> Filled:
    """Duval and Tweedie's trim and fill (2000) with the estimator L0 or R0.

    `side` is where studies are thought to be missing; by default the side away from which small
    studies lean, by the slope of the mixed regression on standard errors. Needs 3 studies.
    Raises `InputRefused`.
    """
    choose("estimator", estimator, ("L0", "R0"))
    need(effects, 3, "trim and fill")
    if side is None:
        if np.ptp(effects.se) == 0:
            raise InputRefused(
                "side", "not given", "it cannot be told where all standard errors are the same",
                do='Say side="left" or side="right".',
            )  # fmt: skip
        X = np.column_stack([np.ones(effects.k), effects.se])
        lean = regress(effects, X, ("limit", "slope"), method).estimates[1]
        side = "right" if lean < 0 else "left"
    choose("side", side, ("left", "right"))
    k = effects.k
    sign = -1.0 if side == "right" else 1.0
    order = np.argsort(sign * effects.yi, kind="stable")
    ordered = effects.take(order)
    y = sign * ordered.yi
    k0, raw, middle = 0, 0.0, 0.0
    seen: set[int] = set()
    # Trimming may come back to a number it had: it ends there.
    while k0 not in seen:
        seen.add(k0)
        middle = sign * pool(ordered.take(np.arange(k - k0)), method).estimate
        raw = _missing(y - middle, estimator)
        k0 = min(max(0, round(raw)), k - 2)
    filled = None
    together = ordered
    if k0 > 0:
        last = ordered.take(np.arange(k - k0, k))
        filled = Effects(
            effects.measure, sign * (2 * middle - sign * last.yi), last.vi,
            tuple(f"filled {i + 1}" for i in range(k0)),
        )  # fmt: skip
        together = Effects(
            effects.measure, np.concatenate([ordered.yi, filled.yi]),
            np.concatenate([ordered.vi, filled.vi]), ordered.labels + filled.labels,
            notes=effects.notes,
        )  # fmt: skip
    return Filled(
        estimator, side, k0, _se_missing(k, raw, estimator), pool(together, method), filled
    )


def _missing(y: Numbers, estimator: Estimator) -> float:
    k = y.size
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(y), kind="stable")] = np.arange(1, k + 1)
    signed = np.sign(y) * ranks
    if estimator == "R0":
        return k - float(np.max(-signed)) - 1
    return (4 * float(signed[signed > 0].sum()) - k * (k + 1)) / (2 * k - 1)


def _se_missing(k: int, k0: float, estimator: Estimator) -> float:
    if estimator == "R0":
        return math.sqrt(2 * max(0.0, k0) + 2)
    whole = k * (k + 1) * (2 * k + 1) + 10 * k0**3 + 27 * k0**2 + 17 * k0
    variance = (whole - 18 * k * k0**2 - 18 * k * k0 + 6 * k**2 * k0) / 24
    return 4 * math.sqrt(variance) / (2 * k - 1)


def fail_safe_n(effects: Effects, *, alpha: float = 0.05) -> int:
    """Rosenthal's count (1979) of unseen null studies that would take significance away.

    One-sided at `alpha`, from the sum of the studies' z; 0 where they are not significant.
    """
    z = float(np.sum(effects.yi / effects.se))
    return max(0, math.ceil(z**2 / normal_quantile(1 - alpha) ** 2 - effects.k))

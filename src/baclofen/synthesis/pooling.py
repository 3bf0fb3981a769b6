"""Pooling: one effect for all studies (fixed, also called common) or a spread of them (random).

`pool` answers with a `Pooled`: estimate, interval, test, how much the studies differ, and where
the effect of a further study is expected. What could not be done as asked is in its `notes`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from baclofen.errors import InputRefused, OutOfRange
from baclofen.synthesis.between import METHODS, Method, between, between_se, fitted
from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.effect import Effects, choose
from baclofen.synthesis.printed import places_of, written
from baclofen.synthesis.quantiles import (
    chi2_above,
    normal_quantile,
    normal_two_sided,
    t_quantile,
    t_two_sided,
)
from baclofen.synthesis.weighted import Studies
from baclofen.value import Value

if TYPE_CHECKING:
    from baclofen.plots import Axes

Test = Literal["z", "knha", "adhoc"]
#: Mean weighted squares below this are rounding: the effects are the same.
NO_SCATTER = 1e-18


class Interval(Value):
    """Two limits and the chance with which they are meant to hold what they are about."""

    low: float
    high: float
    level: float = 0.95

    def holds(self, value: float) -> bool:
        """Whether the value is between the limits."""
        return self.low <= value <= self.high

    def __str__(self) -> str:
        return f"{self.low:.3g} to {self.high:.3g}"


#: Measures in the unit of what was measured.
_WITH_UNIT = ("MD", "MN", "GEN")


class Heterogeneity(Value):
    """How much studies differ beyond chance.

    `Q` on `df` degrees of freedom with its p-value `p`, from the fixed-effect fit. `tau2` is the
    variance between studies and `se_tau2` its standard error (None under a fixed effect).
    `I2` (percent) and `H2` come from tau2 and the typical sampling variance under random effects
    (Higgins and Thompson 2002), from Q under a fixed effect.
    """

    Q: float
    df: int
    p: float
    tau2: float
    se_tau2: float | None
    I2: float
    H2: float

    @property
    def tau(self) -> float:
        """The SD between studies."""
        return float(np.sqrt(self.tau2))


class Pooled(Value, eq=False):
    """What k studies say together, on the analysis scale of `effects` (logarithms for ratios).

    `statistic` is a z, or a t on `df` degrees of freedom (None for z); `p` is two-sided.
    `weights` are in percent, (k,). `prediction` is where the effect of a further study is
    expected: with the quantile of the test, `prediction`; with t on k - 2 (Higgins, Thompson and
    Spiegelhalter 2009), `prediction_hts`, which needs 3 studies. Both are None under a fixed
    effect. `notes` name every fallback.
    """

    effects: Effects
    method: Method
    test: Test
    estimate: float
    se: float
    ci: Interval
    statistic: float
    df: int | None
    p: float
    heterogeneity: Heterogeneity
    weights: Numbers
    prediction: Interval | None
    prediction_hts: Interval | None
    notes: tuple[str, ...]

    @property
    def k(self) -> int:
        """How many studies."""
        return self.effects.k

    @property
    def tau2(self) -> float:
        """Variance between studies."""
        return self.heterogeneity.tau2

    @property
    def level(self) -> float:
        """Of the intervals."""
        return self.ci.level

    def plot(
        self, axes: Axes | None = None, *, effect_name: str = "",
        favours: tuple[str, str] = ("", ""), title: str = "",
    ) -> Axes:  # fmt: skip
        """A forest plot on matplotlib's axes, which come back: each study with its own normal
        limits, what they give together, and, of three studies or more, where a further one is
        expected (t on k - 2), each in figures as well.

        Ratios are shown as ratios. Without an `effect_name` the axis has the measure with its unit,
        or that none was told; without a `title` it says what is together. Under the axis stands
        whom its left and its right side speak for, where that is given: `favours=("favours
        drug", "favours placebo")`. Raises `InputRefused` where matplotlib is not installed.
        """
        from baclofen.plots import plot_forest

        e, h = self.effects, self.heterogeneity
        reach = normal_quantile(0.5 + self.level / 2) * e.se
        # Of two studies nothing tells how far a third may lie.
        ahead = self.prediction_hts
        rows = [*zip(e.yi, e.yi - reach, e.yi + reach, strict=True)]
        rows.append((self.estimate, self.ci.low, self.ci.high))
        of_all = [value for row in rows for value in row]
        show = partial(written, is_ratio=e.is_ratio, places=places_of([] if e.is_ratio else of_all))
        figures = [f"{show(middle)} ({show(low)} to {show(high)})" for middle, low, high in rows]
        if ahead is not None:
            figures.append(f"{show(ahead.low)} to {show(ahead.high)}")
        intervals = f"{100 * self.level:g} %"
        return plot_forest(
            e.labels, e.yi, e.yi - reach, e.yi + reach, weights=self.weights,
            effect_name=effect_name or _named(e), figures=figures,
            heading=f"{e.measure} ({intervals} CI)",
            pooled=(self.estimate, self.ci.low, self.ci.high),
            expected=None if ahead is None else (ahead.low, ahead.high),
            is_ratio=e.is_ratio, favours=favours,
            title=title or f"{self.k} studies and what they give together, {intervals} intervals",
            words=f"{self.method}, {self.test}: {self.k} studies, I2 {h.I2:.0f} %", axes=axes,
        )  # fmt: skip

    def table(self) -> np.recarray:
        """The studies as a NumPy record array: label, yi, vi on the analysis scale, and the weight
        in percent. Any data frame takes it."""
        from baclofen.plots import table_of

        e = self.effects
        return table_of({"label": e.labels, "yi": e.yi, "vi": e.vi, "weight": self.weights})


def _named(effects: Effects) -> str:
    """The measure, with what it is in where it has a unit: differences and means have one."""
    unit = effects.unit or ("unit not told" if effects.measure in _WITH_UNIT else "")
    return f"{effects.measure}, {unit}" if unit else effects.measure


def pool(
    effects: Effects, method: Method = "REML", test: Test = "z", *, level: float = 0.95
) -> Pooled:
    """The pooled effect.

    `method` is FE for a fixed effect, else the estimator of tau2. `test` z is the usual one; knha
    is Knapp and Hartung's (2003; also Hartung and Sidik and Jonkman), with t on k - 1 and the
    standard error scaled by the root of q, the mean weighted square; adhoc never narrows: it scales
    by max(1, q).

    With one study the result is that study, by FE and z, and a note says so. Where all effects
    are the same, q is 0: knha would claim to know without error, so z is used and noted.

    >>> from baclofen.synthesis.effect import given
    >>> found = pool(given([0.1, 0.3, 0.2], se=[0.1, 0.1, 0.1]), "DL")
    >>> round(found.estimate, 3), found.tau2, str(found.ci)
    (0.2, 0.0, '0.0868 to 0.313')

    Raises `InputRefused`.
    """
    choose("method", method, METHODS)
    choose("test", test, get_args(Test))
    check_level(level)
    notes = effects.notes
    if effects.k == 1:
        if method != "FE" or test != "z":
            notes += (f"One study: its own effect and interval stand for {method} with {test}.",)
        method, test = "FE", "z"
    s = effects.studies
    tau2 = between(s, method)
    fit = fitted(s, method)
    estimate, variance = fit.g[0, 0], fit.C[0, 0, 0]
    df = None
    if test != "z":
        q = float(fit.Q[0] / s.df[0])
        if q < NO_SCATTER and test == "knha":
            notes += ("All effects are the same: z instead of knha, whose error would be 0.",)
            test = "z"
        else:
            variance *= q if test == "knha" else max(1.0, q)
            df = effects.k - 1
    se = float(np.sqrt(variance))
    statistic = float(estimate / se)
    heterogeneity = differ(s, method, tau2)
    prediction, hts = None, None
    if method != "FE":
        spread = float(np.sqrt(variance + tau2[0]))
        prediction = around(float(estimate), spread, level, df)
        if effects.k >= 3:
            hts = around(float(estimate), spread, level, effects.k - 2)
        else:
            notes += ("Two studies: a prediction interval with t on k - 2 needs three.",)
    return Pooled(
        effects, method, test, float(estimate), se, around(float(estimate), se, level, df),
        statistic, df, two_sided(statistic, df), heterogeneity,
        100 * fit.w[0] / fit.w[0].sum(), prediction, hts, notes,
    )  # fmt: skip


def differ(s: Studies, method: Method, tau2: Numbers) -> Heterogeneity:
    """The heterogeneity of the first weighting."""
    key = ("heterogeneity", method)
    if key not in s.kept:
        s.kept[key] = _differ(s, method, tau2)
    found: Heterogeneity = s.kept[key]
    return found


def _differ(s: Studies, method: Method, tau2: Numbers) -> Heterogeneity:
    fit = s.fixed
    df, Q = int(s.df[0]), float(fit.Q[0])
    p = float(chi2_above(Q, df))
    if df == 0:
        return Heterogeneity(Q, df, p, 0.0, None, 0.0, 1.0)
    if method == "FE":
        H2 = Q / df
        I2 = 100 * (1 - 1 / max(H2, 1.0))
        return Heterogeneity(Q, df, p, 0.0, None, I2, H2)
    between_studies = float(tau2[0])
    I2, H2 = shares(between_studies, float(df / fit.tr_P[0]))
    se = float(between_se(s, method, tau2)[0])
    return Heterogeneity(Q, df, p, between_studies, se, I2, H2)


def shares(tau2: float, typical: float) -> tuple[float, float]:
    """I2 in percent and H2, of a tau2 and the typical sampling variance."""
    return 100 * tau2 / (tau2 + typical), tau2 / typical + 1


def around(middle: float, spread: float, level: float, df: float | None = None) -> Interval:
    """The interval of this level around `middle`: normal, or Student's t on `df`."""
    upper = 0.5 + level / 2
    reach = spread * (normal_quantile(upper) if df is None else t_quantile(upper, df))
    return Interval(float(middle - reach), float(middle + reach), level)


def two_sided(statistic: float, df: float | None) -> float:
    """The two-sided p-value of a z, or of a t on `df`."""
    tail = normal_two_sided(statistic) if df is None else t_two_sided(statistic, df)
    return float(tail)


def check_level(level: float) -> None:
    """Raises `OutOfRange` unless the level of an interval is between 0 and 1."""
    if not 0 < level < 1:
        raise OutOfRange("level", level, "", "between 0 and 1, such as 0.95")


def need(effects: Effects, k: int, what: str) -> None:
    """Raises `InputRefused` where there are fewer than `k` studies."""
    if effects.k < k:
        raise InputRefused(
            what, f"asked of {effects.k} studies", f"it needs at least {k}",
            do="Show the studies one by one.", why="too few studies say nothing about it",
        )  # fmt: skip

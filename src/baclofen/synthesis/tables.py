"""Fixed-effect pooling of tables and rates without weighting by variance: Mantel-Haenszel and Peto.

They pool the raw counts, so a zero cell needs no correction, and stay steady where events are few.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.arms import from_counts, from_rates
from baclofen.synthesis.columns import Numbers, above, counts, refuse
from baclofen.synthesis.effect import choose
from baclofen.synthesis.pooling import Interval, around, check_level, two_sided
from baclofen.synthesis.quantiles import chi2_above
from baclofen.value import Value

TableMeasure = Literal["RR", "OR", "RD"]


class Tables(Value):
    """A pooled effect of 2x2 tables or rates: logarithm of RR, OR or IRR, or RD or IRD.

    `Q` on `df` compares the studies' own effects (0.5 added where they need it) with the pooled
    one; `I2` in percent follows from it. `cmh` is the Cochran-Mantel-Haenszel test of no effect and
    `tarone` Tarone's test of equal odds ratios, each a chi squared and its p-value; only for OR,
    `cmh` for IRR too.
    """

    measure: str
    k: int
    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    Q: float
    df: int
    Q_p: float
    I2: float
    cmh: tuple[float, float] | None = None
    tarone: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


def mantel_haenszel(
    measure: TableMeasure,
    *,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    corrected: bool = True,
    level: float = 0.95,
) -> Tables:
    """Mantel-Haenszel pooling; `corrected` takes a half off in the CMH test.

    Standard errors: Robins, Breslow and Greenland (1986) for OR, Greenland and Robins (1985) for
    RR, Sato (1989) for RD. Columns as in `from_counts`. Raises `InputRefused` where the pooled
    ratio does not exist: no events at all in one arm.

    >>> mantel_haenszel("OR", ai=[2, 5], n1i=[20, 30], ci=[4, 9], n2i=[20, 30]).k
    2
    """
    choose("measure", measure, get_args(TableMeasure))
    check_level(level)
    a, b, c, d = _cells(ai, n1i, ci, n2i)
    n1, n2 = a + b, c + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "OR":
            R, S = a * d / n, b * c / n
            estimate = float(np.log(R.sum() / S.sum()))
            P, Q = (a + d) / n, (b + c) / n
            variance = float(
                np.sum(P * R) / (2 * R.sum() ** 2)
                + np.sum(P * S + Q * R) / (2 * R.sum() * S.sum())
                + np.sum(Q * S) / (2 * S.sum() ** 2)
            )
        elif measure == "RR":
            R, S = a * n2 / n, c * n1 / n
            estimate = float(np.log(R.sum() / S.sum()))
            D = (n1 * n2 * (a + c) - a * c * n) / n**2
            variance = float(D.sum() / (R.sum() * S.sum()))
        else:
            w = n1 * n2 / n
            estimate = float(np.sum(a * n2 / n - c * n1 / n) / w.sum())
            P = (n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / n**2
            Q = (a * (n2 - c) + c * (n1 - a)) / (2 * n)
            variance = float((estimate * P.sum() + Q.sum()) / w.sum() ** 2)
    if not (np.isfinite(estimate) and np.isfinite(variance) and variance > 0):
        raise InputRefused(
            f"pooled {measure}", "not defined", "some study must have events, and people without, "
            "on each side of the comparison", do="Use RD.",
        )  # fmt: skip
    # A study without any event is pooled in RD, and says nothing about how studies differ.
    informs = ~(((a == 0) & (c == 0)) | ((b == 0) & (d == 0)))
    a1, m1, c1, m2 = (column[informs] for column in (a, n1, c, n2))
    found = from_counts(measure, ai=a1, n1i=m1, ci=c1, n2i=m2)
    Q_between, df, Q_p, I2 = _differ(found.yi, found.vi, estimate)
    se = float(np.sqrt(variance))
    cmh = tarone = None
    if measure == "OR":
        cmh, tarone = _cmh(a, b, c, d, corrected), _tarone(a, b, c, d, float(np.exp(estimate)))
    return Tables(
        measure, a.size, estimate, se, around(estimate, se, level), estimate / se,
        two_sided(estimate / se, None), Q_between, df, Q_p, I2, cmh, tarone,
    )  # fmt: skip


def mantel_haenszel_rates(
    measure: Literal["IRR", "IRD"] = "IRR",
    *,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    corrected: bool = True,
    level: float = 0.95,
) -> Tables:
    """Mantel-Haenszel pooling of events over time: the logarithm of IRR, or IRD.

    Standard errors of Greenland and Robins (1985). For IRR `cmh` tests that there is no effect;
    `corrected` takes a half off in it. Columns as in `from_rates`. Raises `InputRefused` where
    the pooled ratio does not exist: no events at all in one arm.

    >>> found = mantel_haenszel_rates(x1i=[2, 5], t1i=[20, 30], x2i=[4, 10], t2i=[20, 30])
    >>> float(np.exp(found.estimate).round(3))
    0.5
    """
    choose("measure", measure, ("IRR", "IRD"))
    check_level(level)
    x1 = counts("x1i", x1i)
    x2 = counts("x2i", x2i, x1.size)
    t1, t2 = above("t1i", t1i, x1.size), above("t2i", t2i, x1.size)
    t = t1 + t2
    shared = t1 * t2 / t
    cmh = None
    if x1.sum() + x2.sum() == 0 or (measure == "IRR" and 0 in (x1.sum(), x2.sum())):
        raise InputRefused(
            f"pooled {measure}", "not defined", "there must be events, for IRR in both arms",
        )  # fmt: skip
    if measure == "IRR":
        R, S = float(np.sum(x1 * t2 / t)), float(np.sum(x2 * t1 / t))
        spread = float(np.sum((x1 + x2) * t1 * t2 / t**2))
        estimate, variance = float(np.log(R / S)), spread / (R * S)
        off = abs(float(np.sum(x1 - (x1 + x2) * t1 / t))) - (0.5 if corrected else 0.0)
        chi2 = max(off, 0.0) ** 2 / spread
        cmh = chi2, float(chi2_above(chi2, 1))
    else:
        estimate = float(np.sum((x1 / t1 - x2 / t2) * shared) / shared.sum())
        variance = float(np.sum((x1 / t1**2 + x2 / t2**2) * shared**2) / shared.sum() ** 2)
    informs = (x1 > 0) | (x2 > 0)
    found = from_rates(
        measure, x1i=x1[informs], t1i=t1[informs], x2i=x2[informs], t2i=t2[informs]
    )  # fmt: skip
    Q, df, Q_p, I2 = _differ(found.yi, found.vi, estimate)
    se = float(np.sqrt(variance))
    return Tables(
        measure, x1.size, estimate, se, around(estimate, se, level), estimate / se,
        two_sided(estimate / se, None), Q, df, Q_p, I2, cmh,
    )  # fmt: skip


def peto(
    *,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    labels: Sequence[object] | None = None,
    level: float = 0.95,
) -> Tables:
    """Peto's pooled log odds ratio: good for rare events, balanced arms and small effects.

    Studies without any event say nothing and are named in `notes`. Raises `InputRefused`.
    """
    check_level(level)
    found = from_counts("PETO", ai=ai, n1i=n1i, ci=ci, n2i=n2i, labels=labels)
    w = 1 / found.vi
    estimate = float(np.sum(w * found.yi) / w.sum())
    se = float(1 / np.sqrt(w.sum()))
    Q, df, Q_p, I2 = _differ(found.yi, found.vi, estimate)
    return Tables(
        "PETO", found.k, estimate, se, around(estimate, se, level), estimate / se,
        two_sided(estimate / se, None), Q, df, Q_p, I2, notes=found.notes,
    )  # fmt: skip


def _cells(
    ai: ArrayLike, n1i: ArrayLike, ci: ArrayLike, n2i: ArrayLike
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    n1 = counts("n1i", n1i, least=1)
    n2 = counts("n2i", n2i, n1.size, least=1)
    a, c = counts("ai", ai, n1.size), counts("ci", ci, n1.size)
    refuse("ai", a, a > n1, "at most n1i, the people of its arm")
    refuse("ci", c, c > n2, "at most n2i, the people of its arm")
    return a, n1 - a, c, n2 - c


def _differ(yi: Numbers, vi: Numbers, estimate: float) -> tuple[float, int, float, float]:
    Q = float(np.sum((yi - estimate) ** 2 / vi))
    df = yi.size - 1
    I2 = 100 * max(0.0, (Q - df) / Q) if Q > 0 and df > 0 else 0.0
    return Q, df, float(chi2_above(Q, df)), I2


def _cmh(
    a: Numbers, b: Numbers, c: Numbers, d: Numbers, corrected: bool
) -> tuple[float, float] | None:
    n = a + b + c + d
    expected = (a + b) * (a + c) / n
    # One person has no variance.
    spread = (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))
    if spread.sum() == 0:
        return None
    off = abs(float(np.sum(a - expected))) - (0.5 if corrected else 0.0)
    chi2 = max(off, 0.0) ** 2 / float(spread.sum())
    return chi2, float(chi2_above(chi2, 1))


def _tarone(
    a: Numbers, b: Numbers, c: Numbers, d: Numbers, odds: float
) -> tuple[float, float] | None:
    """Breslow and Day's test with Tarone's correction (1985)."""
    n1, n2, x = a + b, c + d, a + c
    informs = (x > 0) & (b + d > 0)
    a, n1, n2, x = a[informs], n1[informs], n2[informs], x[informs]
    # The treated events that odds of this ratio and these margins expect.
    one, half = 1 - odds, n2 - x + odds * (n1 + x)
    if abs(one) > 1e-12:
        root = np.sqrt(half**2 + 4 * one * odds * n1 * x)
        expected = (-half + root) / (2 * one)
    else:
        expected = n1 * x / (n1 + n2)
    spread = 1 / (1 / expected + 1 / (n1 - expected) + 1 / (x - expected) + 1 / (n2 - x + expected))
    off = a - expected
    chi2 = float(np.sum(off**2 / spread) - off.sum() ** 2 / spread.sum())
    return chi2, float(chi2_above(chi2, a.size - 1))

"""Effect sizes of two arms: counts, means, events over time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.columns import Numbers, above, counts, labelled, read, refuse
from baclofen.synthesis.effect import Effects, choose, half_added, undefined
from baclofen.synthesis.quantiles import small_sample

CountMeasure = Literal["RR", "OR", "RD", "AS", "PETO"]
MeanMeasure = Literal["MD", "SMD", "SMDH", "SMD1", "ROM"]
RateMeasure = Literal["IRR", "IRD", "IRSD"]
VarianceType = Literal["LS", "LS2", "UB", "AV", "HO"]


def from_counts(
    measure: CountMeasure,
    *,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    labels: Sequence[object] | None = None,
    add: float = 0.5,
    double_zero: Literal["drop", "keep"] = "drop",
) -> Effects:
    """Effects of `ai` events in `n1i` people against `ci` in `n2i`.

    RR and OR are logarithms; RD is the difference of risks; AS of their arcsine roots; PETO the
    log odds ratio from observed less expected events.

    `add` goes into all four cells of a study that has a zero, and into no other study; AS and PETO
    need none. A study with no event, or with only events, in both arms says nothing about a ratio
    of risks or odds: by default such a study is dropped from RR, OR and PETO, and named in
    `notes`; `double_zero="keep"` keeps it (with `add`). RD and AS keep it always: no difference is
    a finding there.

    >>> found = from_counts("RR", ai=7, n1i=10, ci=0, n2i=10)
    >>> float(np.exp(found.yi[0]).round(2)), found.notes
    (15.0, ('0.5 added to each cell, for a zero: 1.',))

    Raises `InputRefused`: events above the people, an empty arm, numbers that are not whole.
    """
    choose("measure", measure, get_args(CountMeasure))
    choose("double_zero", double_zero, ("drop", "keep"))
    n1 = counts("n1i", n1i, least=1)
    n2 = counts("n2i", n2i, n1.size, least=1)
    a, c = counts("ai", ai, n1.size), counts("ci", ci, n1.size)
    refuse("ai", a, a > n1, "at most n1i, the people of its arm")
    refuse("ci", c, c > n2, "at most n2i, the people of its arm")
    names = labelled(labels, n1.size)
    notes: tuple[str, ...] = ()
    silent = ((a == 0) & (c == 0)) | ((a == n1) & (c == n2))
    if double_zero == "drop" and measure in ("RR", "OR", "PETO") and np.any(silent):
        which = ", ".join(n for n, s in zip(names, silent, strict=True) if s)
        if np.all(silent):
            raise InputRefused(
                "studies", "without an event, or without one who had none, in any arm",
                f"at least one must inform {measure}", do="Use RD.",
            )  # fmt: skip
        notes = (f"Left out, as both arms had no event or only events: {which}.",)
        a, c, n1, n2 = (column[~silent] for column in (a, c, n1, n2))
        names = tuple(n for n, s in zip(names, silent, strict=True) if not s)
    people = n1 + n2
    cells: tuple[Numbers, ...] = (a, n1 - a, c, n2 - c)
    has_zero = np.any([cell == 0 for cell in cells], axis=0)
    if measure in ("RR", "OR", "RD") or (measure == "PETO" and double_zero == "keep"):
        cells, added = half_added(cells, has_zero, names, add)
        notes += added
    yi, vi = _two_by_two(measure, *cells)
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, people, notes)


def _two_by_two(
    measure: str, a: Numbers, b: Numbers, c: Numbers, d: Numbers
) -> tuple[Numbers, Numbers]:
    n1, n2 = a + b, c + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "RR":
            return np.log(a / n1 * n2 / c), 1 / a - 1 / n1 + 1 / c - 1 / n2
        if measure == "OR":
            return np.log(a / b * d / c), 1 / a + 1 / b + 1 / c + 1 / d
        if measure == "RD":
            return a / n1 - c / n2, a * b / n1**3 + c * d / n2**3
        if measure == "AS":
            differs = np.arcsin(np.sqrt(a / n1)) - np.arcsin(np.sqrt(c / n2))
            return differs, 1 / (4 * n1) + 1 / (4 * n2)
        # Peto: observed less expected, over its hypergeometric variance.
        spread = n1 * n2 * (a + c) * (b + d) / (n**2 * (n - 1))
        return (a - n1 * (a + c) / n) / spread, 1 / spread


def from_means(
    measure: MeanMeasure,
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    n1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    n2i: ArrayLike,
    vtype: VarianceType = "LS",
    labels: Sequence[object] | None = None,
) -> Effects:
    """Effects of two means with their SDs and people.

    MD is the difference, SMD the difference over the pooled SD and SMDH over the root of the mean
    of the two variances, SMD1 over the second arm's SD, all three with the exact small-sample
    factor; ROM is the logarithm of the ratio of means.

    `vtype` chooses the variance. MD: LS of two SDs, HO of the pooled one. SMD: LS large-sample,
    LS2 with the factor squared, UB unbiased, AV with the mean effect in it. ROM: LS, HO pooled,
    AV with mean coefficients of variation.

    >>> found = from_means("SMD", m1i=3, sd1i=1, n1i=10, m2i=4, sd2i=1.5, n2i=12)
    >>> float(found.yi[0].round(4)), float(found.vi[0].round(4))
    (-0.7405, 0.1958)

    Raises `InputRefused`: an SD of 0 or less, fewer than two people behind an SD, or
    three behind that of SMD1.
    """
    choose("measure", measure, get_args(MeanMeasure))
    allowed = {
        "MD": ("LS", "HO"), "SMD": ("LS", "LS2", "UB", "AV"), "SMDH": ("LS",), "SMD1": ("LS", ),
        "ROM": ("LS", "HO", "AV"),
    }  # fmt: skip
    choose(f"vtype of {measure}", vtype, allowed[measure])
    m1, m2 = read("m1i", m1i), read("m2i", m2i)
    k = m1.size
    read("m2i", m2, k)
    s1, s2 = above("sd1i", sd1i, k), above("sd2i", sd2i, k)
    # The small-sample factor is 0 for one degree of freedom: it would make any difference 0.
    n1 = counts("n1i", n1i, k, least=2)
    n2 = counts("n2i", n2i, k, least=3 if measure == "SMD1" else 2)
    names = labelled(labels, k)
    m = n1 + n2 - 2
    pooled = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / m
    if measure == "MD":
        yi = m1 - m2
        vi = s1**2 / n1 + s2**2 / n2 if vtype == "LS" else pooled * (1 / n1 + 1 / n2)
    elif measure == "ROM":
        yi, vi = _ratio_of_means(vtype, m1, m2, s1, s2, n1, n2, pooled)
    else:
        yi, vi = _standardised(measure, vtype, m1 - m2, s1, s2, n1, n2, pooled)
    return Effects(measure, yi, vi, names, n1 + n2)


def _ratio_of_means(
    vtype: str, m1: Numbers, m2: Numbers, s1: Numbers, s2: Numbers, n1: Numbers, n2: Numbers,
    pooled: Numbers,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    refuse("m1i", m1, m1 <= 0, "above 0 for a ratio of means")
    refuse("m2i", m2, m2 <= 0, "above 0 for a ratio of means")
    if vtype == "HO":
        vi = pooled * (1 / (n1 * m1**2) + 1 / (n2 * m2**2))
    else:
        c1, c2 = s1 / m1, s2 / m2
        if vtype == "AV":
            c1 = np.full(m1.size, np.sum(n1 * c1) / n1.sum())
            c2 = np.full(m1.size, np.sum(n2 * c2) / n2.sum())
        vi = c1**2 / n1 + c2**2 / n2
    return np.log(m1 / m2), vi


def _standardised(
    measure: str, vtype: str, differs: Numbers, s1: Numbers, s2: Numbers, n1: Numbers, n2: Numbers,
    pooled: Numbers,
) -> tuple[Numbers, Numbers]:  # fmt: skip
    share = 1 / n1 + 1 / n2
    if measure == "SMD1":
        g = small_sample(n2 - 1) * differs / s2
        return g, share + g**2 / (2 * n2)
    m = n1 + n2 - 2
    if measure == "SMDH":
        mean = (s1**2 + s2**2) / 2
        g = small_sample(m) * differs / np.sqrt(mean)
        # For two variances that differ (Bonett 2008).
        quartic = s1**4 / (n1 - 1) + s2**4 / (n2 - 1)
        vd = g**2 * quartic / (8 * mean**2) + (s1**2 / (n1 - 1) + s2**2 / (n2 - 1)) / mean
        return g, small_sample(m) ** 2 * vd
    J = small_sample(m)
    g = J * differs / np.sqrt(pooled)
    n = n1 + n2
    if vtype == "LS2":
        return g, J**2 * (share + (g / J) ** 2 / (2 * n))
    if vtype == "UB":
        return g, share + (1 - (m - 2) / (m * J**2)) * g**2
    if vtype == "AV":
        mean_g = float(np.sum(n * g) / n.sum())
        return g, share + mean_g**2 / (2 * n)
    return g, share + g**2 / (2 * n)


def from_rates(
    measure: RateMeasure,
    *,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    labels: Sequence[object] | None = None,
    add: float = 0.5,
    double_zero: Literal["drop", "keep"] = "drop",
) -> Effects:
    """Effects of `x1i` events over time at risk `t1i` against `x2i` over `t2i`.

    IRR is the logarithm of the ratio of rates, IRD their difference, IRSD that of their roots.
    `add` goes into both counts of a study with a zero, for IRR and IRD. A study without any event
    is dropped from IRR by default, and named in `notes`.
    Times share one unit; the rate's unit is one over it. Raises `InputRefused`.

    >>> float(from_rates("IRR", x1i=5, t1i=100, x2i=10, t2i=100).yi[0].round(4))
    -0.6931
    """
    choose("measure", measure, get_args(RateMeasure))
    choose("double_zero", double_zero, ("drop", "keep"))
    x1 = counts("x1i", x1i)
    x2 = counts("x2i", x2i, x1.size)
    t1, t2 = above("t1i", t1i, x1.size), above("t2i", t2i, x1.size)
    names = labelled(labels, x1.size)
    notes: tuple[str, ...] = ()
    silent = (x1 == 0) & (x2 == 0)
    if double_zero == "drop" and measure == "IRR" and np.any(silent):
        if np.all(silent):
            raise InputRefused("studies", "without any event", "at least one must inform IRR")
        which = ", ".join(n for n, s in zip(names, silent, strict=True) if s)
        notes = (f"Left out, as both arms had no event: {which}.",)
        x1, x2, t1, t2 = (column[~silent] for column in (x1, x2, t1, t2))
        names = tuple(n for n, s in zip(names, silent, strict=True) if not s)
    if measure != "IRSD":
        (x1, x2), added = half_added((x1, x2), (x1 == 0) | (x2 == 0), names, add)
        notes += added
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "IRR":
            yi, vi = np.log(x1 / t1 * t2 / x2), 1 / x1 + 1 / x2
        elif measure == "IRD":
            yi, vi = x1 / t1 - x2 / t2, x1 / t1**2 + x2 / t2**2
        else:
            yi, vi = np.sqrt(x1 / t1) - np.sqrt(x2 / t2), 1 / (4 * t1) + 1 / (4 * t2)
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, None, notes)

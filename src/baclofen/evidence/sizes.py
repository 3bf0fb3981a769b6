"""From the figures of two arms, or from a reported contrast, to an effect with its interval."""

from __future__ import annotations

import math

import numpy as np

from baclofen.evidence.question import Size
from baclofen.knowledge import Figures, Reported, Scale, Trials
from baclofen.synthesis import (
    Effects,
    from_counts,
    from_interval,
    from_means,
    given,
    normal_quantile,
)

#: Measures that are logarithms on the analysis scale.
RATIOS = ("RR", "OR")


def sizes_of_arms(one: Figures, other: Figures, trials: Trials) -> tuple[Size, ...]:
    """Effects of the arm `one` over `other`, the main one first; empty where figures lack.

    Scores give MD, and SMD where SDs and n are there; counts give RR and RD. Counts that are known
    only to fit a percentage give RR with the widest interval of all that fit.
    """
    if one.type == "binary":
        return _of_counts(one, other, trials)
    if one.type == "continuous" and one.kind != "effect-size":
        return _of_scores(one, other, trials)
    return ()


def size_of_report(row: Reported, sign: int, trials: Trials) -> Size | None:
    """The effect of a reported contrast, if its interval or exact p gives a standard error."""
    if row.estimate is None or row.measure in ("", "HL"):
        return None
    is_ratio = row.measure in RATIOS
    if row.low is not None and row.high is not None:
        effects = from_interval(
            row.estimate, row.low, row.high, level=(row.level or 95) / 100, is_ratio=is_ratio,
            measure=row.measure,
        )  # fmt: skip
        basis = "the interval as reported"
    elif row.p is not None and row.p_is == "=" and row.estimate != 0:
        y = math.log(row.estimate) if is_ratio else row.estimate
        z = normal_quantile(1 - row.p / 2)
        effects = given(y, se=abs(y) / z, measure=row.measure)
        basis = f"the estimate and p = {row.p:g} as reported"
    else:
        return None
    scale = trials.scales.get(row.scale)
    return _size(effects, sign, _important(row.measure, scale, trials), basis, _unit(row, scale))


def direction(row: Figures | Reported, trials: Trials) -> int:
    """1 where more of the outcome favours the treated arm, -1 where less does."""
    if isinstance(row, Figures) and row.type != "continuous":
        good = row.event == "good" or (
            not row.event and trials.families[row.family].better == "more"
        )
        return 1 if good else -1
    if isinstance(row, Reported) and (row.measure in RATIOS or row.measure == "RD"):
        return 1 if trials.families[row.family].better == "more" else -1
    scale = trials.scales.get(row.scale)
    more = scale is not None and scale.better == "higher"
    return 1 if more is not (row.kind == "improvement") else -1


def _of_counts(one: Figures, other: Figures, trials: Trials) -> tuple[Size, ...]:
    sign = direction(one, trials)
    important = math.log(1 + trials.number("ratio.important"))
    a, n1, c, n2 = one.events, one.n, other.events, other.n
    if a is not None and c is not None and n1 and n2:
        # A difference of risks needs no half added, unless it would have no spread at all.
        flat = a in (0, n1) and c in (0, n2)
        risks = from_counts("RD", ai=a, n1i=n1, ci=c, n2i=n2, add=0.5 if flat else 0.0)
        if a == c == 0 or (a == n1 and c == n2):
            return (_size(risks, sign, None, "counts of the arms; no ratio exists", ""),)
        ratio = from_counts("RR", ai=a, n1i=n1, ci=c, n2i=n2)
        added = "; 0.5 added to each cell" if ratio.notes else ""
        return (
            _size(ratio, sign, important, "counts of the arms" + added, ""),
            _size(risks, sign, None, "counts of the arms", ""),
        )
    if one.fits and other.fits and one.percent and other.percent:
        return (_of_fits(one, other, sign, important),)
    return ()


def _of_fits(one: Figures, other: Figures, sign: int, important: float) -> Size:
    """RR of the printed percentages; its interval is the widest of the counts that fit them."""
    pairs = [(a, b) for a in one.fits for b in other.fits]
    found = from_counts(
        "RR",
        ai=[a[0] for a, _ in pairs], n1i=[a[1] for a, _ in pairs],
        ci=[b[0] for _, b in pairs], n2i=[b[1] for _, b in pairs],
    )  # fmt: skip
    z = normal_quantile(0.975)
    low, high = float((found.yi - z * found.se).min()), float((found.yi + z * found.se).max())
    middle = math.log((one.percent or 0) / (other.percent or 1))
    # The larger of the two arms of the interval: it covers both.
    se = max(middle - low, high - middle) / z
    basis = f"percentages; n not seen, so the widest interval of {len(pairs)} pairs of counts"
    return _size(given(middle, se=se, measure="RR"), sign, important, basis, "")


def _of_scores(one: Figures, other: Figures, trials: Trials) -> tuple[Size, ...]:
    if one.mean is None or other.mean is None:
        return ()
    scale = trials.scales.get(one.scale)
    sign = direction(one, trials)
    important = _important("MD", scale, trials)
    unit = scale.unit if scale else one.unit
    n1, n2 = one.n, other.n
    if one.sd and other.sd and n1 and n2 and min(n1, n2) > 1:
        basis = "means, SDs and n"
        plain = from_means(
            "MD", m1i=one.mean, sd1i=one.sd, n1i=n1, m2i=other.mean, sd2i=other.sd, n2i=n2
        )
        apart = from_means(
            "SMD", m1i=one.mean, sd1i=one.sd, n1i=n1, m2i=other.mean, sd2i=other.sd, n2i=n2
        )
        return (
            _size(plain, sign, important, basis, unit),
            _size(apart, sign, _important("SMD", None, trials), basis, "SD"),
        )
    se, other_se = _error(one), _error(other)
    if se is None or other_se is None:
        return ()
    difference = given(one.mean - other.mean, se=math.hypot(se, other_se), measure="MD")
    basis = "means and their intervals, taken as independent"
    return (_size(difference, sign, important, basis, unit),)


def _error(row: Figures) -> float | None:
    if row.se is not None:
        return row.se
    if row.interval == "ci95" and row.low is not None and row.high is not None:
        return (row.high - row.low) / (2 * normal_quantile(0.975))
    return None


def _important(measure: str, scale: Scale | None, trials: Trials) -> float | None:
    """The change that matters, on the analysis scale; None where nobody has said."""
    if measure in RATIOS:
        # Down by a quarter is the larger step on the logarithm; up by one the nearer.
        return math.log(1 + trials.number("ratio.important"))
    if measure == "SMD":
        return trials.number("effect.important")
    return scale.important if scale and measure == "MD" else None


def _unit(row: Reported, scale: Scale | None) -> str:
    if row.measure == "SMD":
        return "SD"
    return scale.unit if scale and row.measure == "MD" else ""


def _size(effects: Effects, sign: int, important: float | None, basis: str, unit: str) -> Size:
    y, se = float(effects.yi[0]), float(effects.se[0])
    reach = normal_quantile(0.975) * se
    ends = np.array([y, y - reach, y + reach])
    back = np.exp(ends) if effects.measure in RATIOS else ends
    if effects.measure == "RD":
        # A normal interval may run past what shares can differ by.
        back = np.clip(back, -1, 1)
    return Size(
        effects.measure, float(back[0]), float(back[1]), float(back[2]), y, se, sign, important,
        basis, unit,
    )  # fmt: skip


#: What a measure is called where people read.
MEASURE_TITLES: dict[str, str] = {
    "MD": "mean difference",
    "SMD": "standardised mean difference",
    "RR": "risk ratio",
    "OR": "odds ratio",
    "RD": "risk difference",
}

"""Effect sizes of one arm, and correlations; with the ways back to their natural scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.columns import Numbers, above, correlation, counts, labelled, read, refuse
from baclofen.synthesis.effect import RATIOS, Effects, choose, half_added, undefined

ProportionMeasure = Literal["PR", "PLN", "PLO", "PAS", "PFT"]
OneRateMeasure = Literal["IR", "IRLN", "IRS", "IRFT"]
OneMeanMeasure = Literal["MN", "MNLN"]
CorrelationMeasure = Literal["COR", "ZCOR"]


def from_proportions(
    measure: ProportionMeasure,
    *,
    xi: ArrayLike,
    ni: ArrayLike,
    labels: Sequence[object] | None = None,
    add: float = 0.5,
) -> Effects:
    """Shares of `ni` people in one arm who had the event: `xi` of them.

    PR is the share, PLN its logarithm, PLO its logit, PAS the arcsine of its root, PFT the
    Freeman-Tukey double arcsine. `add` goes to events and to non-events of a study in which
    either is 0; PAS and PFT need none. Raises `InputRefused`.

    >>> float(from_proportions("PLO", xi=16, ni=17).yi[0].round(4))
    2.7726
    """
    choose("measure", measure, get_args(ProportionMeasure))
    n = counts("ni", ni, least=1)
    x = counts("xi", xi, n.size)
    refuse("xi", x, x > n, "at most ni, the people of the study")
    names = labelled(labels, n.size)
    people = n
    notes: tuple[str, ...] = ()
    cells: tuple[Numbers, ...] = (x, n - x)
    if measure in ("PR", "PLN", "PLO"):
        cells, notes = half_added(cells, (x == 0) | (x == n), names, add)
    x, miss = cells
    n = x + miss
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "PR":
            yi, vi = x / n, x * miss / n**3
        elif measure == "PLN":
            yi, vi = np.log(x / n), 1 / x - 1 / n
        elif measure == "PLO":
            yi, vi = np.log(x / miss), 1 / x + 1 / miss
        elif measure == "PAS":
            yi, vi = np.arcsin(np.sqrt(x / n)), 1 / (4 * n)
        else:
            roots = np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))
            yi, vi = roots / 2, 1 / (4 * n + 2)
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, people, notes)


def from_one_rate(
    measure: OneRateMeasure,
    *,
    xi: ArrayLike,
    ti: ArrayLike,
    labels: Sequence[object] | None = None,
    add: float = 0.5,
) -> Effects:
    """Events `xi` over time at risk `ti` in one arm: IR the rate, IRLN its logarithm, IRS its
    root, IRFT the Freeman-Tukey root. `add` goes to no events, for IR and IRLN.

    Raises `InputRefused`.
    """
    choose("measure", measure, get_args(OneRateMeasure))
    x = counts("xi", xi)
    t = above("ti", ti, x.size)
    names = labelled(labels, x.size)
    notes: tuple[str, ...] = ()
    if measure in ("IR", "IRLN"):
        (x,), notes = half_added((x,), x == 0, names, add)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "IR":
            yi, vi = x / t, x / t**2
        elif measure == "IRLN":
            yi, vi = np.log(x / t), 1 / x
        elif measure == "IRS":
            yi, vi = np.sqrt(x / t), 1 / (4 * t)
        else:
            yi, vi = (np.sqrt(x / t) + np.sqrt(x / t + 1 / t)) / 2, 1 / (4 * t)
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, None, notes)


def from_one_mean(
    measure: OneMeanMeasure,
    *,
    mi: ArrayLike,
    sdi: ArrayLike,
    ni: ArrayLike,
    labels: Sequence[object] | None = None,
) -> Effects:
    """Means of one arm (MN), or their logarithms (MNLN). Raises `InputRefused`."""
    choose("measure", measure, get_args(OneMeanMeasure))
    m = read("mi", mi)
    sd, n = above("sdi", sdi, m.size), counts("ni", ni, m.size, least=2)
    names = labelled(labels, m.size)
    if measure == "MN":
        return Effects(measure, m, sd**2 / n, names, n)
    refuse("mi", m, m <= 0, "above 0 for a logarithm")
    return Effects(measure, np.log(m), sd**2 / (n * m**2), names, n)


def from_correlations(
    measure: CorrelationMeasure,
    *,
    ri: ArrayLike,
    ni: ArrayLike,
    labels: Sequence[object] | None = None,
) -> Effects:
    """Correlations of `ni` people: COR as they are, ZCOR as Fisher's z. Raises `InputRefused`."""
    choose("measure", measure, get_args(CorrelationMeasure))
    n = counts("ni", ni, least=4)
    r = correlation("ri", read("ri", ri, n.size), n.size)
    names = labelled(labels, n.size)
    if measure == "COR":
        return Effects(measure, r, (1 - r**2) ** 2 / (n - 1), names, n)
    return Effects(measure, np.arctanh(r), 1 / (n - 3), names, n)


def to_natural(
    measure: str, values: ArrayLike, *, ni: ArrayLike | None = None, own: bool = False
) -> Numbers:
    """Values on the analysis scale, taken back: ratios, shares, rates, correlations; any shape.

    PFT goes back with the people `ni`, which must be given. A pooled value and its limits go with
    the harmonic mean of all studies' people (Miller 1978); studies' own values and limits go with
    `own`, where the last axis of `values` is that of `ni`. What is outside of what the transform
    can reach gives the nearest end, 0 or 1.

    >>> to_natural("PLO", [0.0]), to_natural("RR", [0.0])
    (array([0.5]), array([1.]))
    """
    value = np.asarray(values, dtype=float)
    if measure in RATIOS or measure in ("PLN", "IRLN", "MNLN"):
        return np.asarray(np.exp(value))
    if measure == "PLO":
        # Both branches of exp stay finite.
        return np.asarray(0.5 * (1 + np.tanh(value / 2)))
    if measure == "PAS":
        return np.asarray(np.sin(np.clip(value, 0, np.pi / 2)) ** 2)
    if measure == "IRS":
        return np.asarray(np.maximum(value, 0) ** 2)
    if measure == "ZCOR":
        return np.asarray(np.tanh(value))
    if measure == "PFT":
        if ni is None:
            raise InputRefused(
                "ni",
                "missing",
                "PFT goes back with the people of the studies",
                do="Pass effects.ni.",
            )
        people = above("ni", ni)
        if own and value.shape[-1:] != people.shape:
            raise InputRefused(
                "values", f"of shape {value.shape}", f"their last axis must hold {people.size} "
                "studies, as ni does", do="Leave out own for a pooled value.",
            )  # fmt: skip
        return _from_double_arcsine(value, people if own else people.size / np.sum(1 / people))
    return value


def _from_double_arcsine(value: Numbers, n: Any) -> Numbers:
    root = np.sqrt(1 / (n + 1))
    lowest = np.arcsin(root) / 2
    highest = (np.arcsin(np.sqrt(n / (n + 1))) + np.pi / 2) / 2
    inside = np.clip(value, lowest, highest)
    sine = np.sin(2 * inside)
    bent = 1 - (sine + (sine - 1 / sine) / n) ** 2
    share = 0.5 * (1 - np.sign(np.cos(2 * inside)) * np.sqrt(np.maximum(bent, 0)))
    return np.where(value <= lowest, 0.0, np.where(value >= highest, 1.0, share))

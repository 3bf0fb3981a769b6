"""Effect sizes of the same people twice: before and after, or both periods of a crossover.

What pairing gains is the correlation of the two readings. Reports rarely print it, so it is an
argument without a default: whoever assumes one says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.columns import above, correlation, counts, labelled, read, refuse
from baclofen.synthesis.effect import Effects, choose, half_added, undefined
from baclofen.synthesis.quantiles import small_sample

PairedMeanMeasure = Literal["MC", "SMCC", "SMCR", "SMCRH", "ROMC"]
PairedCountMeasure = Literal["MPRR", "MPOR", "MPORC", "MPRD"]


def from_paired_means(
    measure: PairedMeanMeasure,
    *,
    m1i: ArrayLike,
    sd1i: ArrayLike,
    m2i: ArrayLike,
    sd2i: ArrayLike,
    ni: ArrayLike,
    ri: ArrayLike,
    labels: Sequence[object] | None = None,
) -> Effects:
    """Effects of `ni` people under the treatment (1) and the reference (2): placebo, or before.

    MC is the mean change m1 - m2; SMCC standardises it by the SD of the change, SMCR by the
    reference's SD (and assumes equal true SDs; SMCRH does not), both with the exact small-sample
    factor; ROMC is the logarithm of the ratio of means. `ri` is the correlation of the two
    readings, one a study or one for all. Raises `InputRefused`: also a standardised change of two
    people, whose SD says nothing.

    >>> found = from_paired_means("MC", m1i=4, sd1i=2, m2i=5, sd2i=2, ni=25, ri=0.5)
    >>> float(found.yi[0]), float(found.se[0])
    (-1.0, 0.4)
    """
    choose("measure", measure, get_args(PairedMeanMeasure))
    m1 = read("m1i", m1i)
    k = m1.size
    m2 = read("m2i", m2i, k)
    s1, s2 = above("sd1i", sd1i, k), above("sd2i", sd2i, k)
    # The small-sample factor is 0 for one degree of freedom: it would make any change 0.
    least = 2 if measure in ("MC", "ROMC") else 3
    n, r = counts("ni", ni, k, least=least), correlation("ri", ri, k)
    names = labelled(labels, k)
    change = s1**2 + s2**2 - 2 * r * s1 * s2
    if measure == "MC":
        yi, vi = m1 - m2, change / n
    elif measure == "ROMC":
        refuse("m1i", m1, m1 <= 0, "above 0 for a ratio of means")
        refuse("m2i", m2, m2 <= 0, "above 0 for a ratio of means")
        yi = np.log(m1 / m2)
        vi = (s1**2 / m1**2 + s2**2 / m2**2 - 2 * r * s1 * s2 / (m1 * m2)) / n
    elif measure == "SMCC":
        refuse("sd of the change", change, change <= 0, "above 0")
        yi = small_sample(n - 1) * (m1 - m2) / np.sqrt(change)
        vi = 1 / n + yi**2 / (2 * n)
    else:
        J = small_sample(n - 1)
        yi = J * (m1 - m2) / s2
        if measure == "SMCR":
            vi = 2 * (1 - r) / n + yi**2 / (2 * n)
        else:
            vi = J**2 * (change / s2**2 + yi**2 / 2) / (n - 1)
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, n)


def from_paired_counts(
    measure: PairedCountMeasure,
    *,
    ai: ArrayLike,
    bi: ArrayLike,
    ci: ArrayLike,
    di: ArrayLike,
    labels: Sequence[object] | None = None,
    add: float = 0.5,
) -> Effects:
    """Effects of pairs: `ai` with the event both times, `bi` under treatment only, `ci` under the
    reference only, `di` neither time.

    MPRR and MPOR compare the marginal shares with the paired variance, MPRD is their difference,
    MPORC is the conditional log odds ratio, which only discordant pairs inform. `add` goes into
    all four cells of a study with a zero in any of them. Raises `InputRefused`.

    >>> float(from_paired_counts("MPORC", ai=1, bi=6, ci=1, di=8).yi[0].round(4))
    1.7918
    """
    choose("measure", measure, get_args(PairedCountMeasure))
    a = counts("ai", ai)
    b, c, d = (counts(n, v, a.size) for n, v in (("bi", bi), ("ci", ci), ("di", di)))
    n = a + b + c + d
    refuse("pairs", n, n < 1, "at least one pair")
    names = labelled(labels, a.size)
    has_zero = np.any([cell == 0 for cell in (a, b, c, d)], axis=0)
    if measure == "MPORC" and np.all(b + c == 0):
        raise InputRefused("studies", "without a discordant pair", "at least one must inform MPORC")
    people = n
    (a, b, c, d), notes = half_added((a, b, c, d), has_zero, names, add)
    n = a + b + c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "MPRR":
            yi, vi = np.log((a + b) / (a + c)), (b + c) / ((a + b) * (a + c))
        elif measure == "MPORC":
            yi, vi = np.log(b / c), 1 / b + 1 / c
        elif measure == "MPRD":
            yi, vi = (b - c) / n, b / n**2 + c / n**2 - (b - c) ** 2 / n**3
        else:
            x1, x2 = a + b, a + c
            covaries = (a * d - b * c) / n
            joint = covaries / (x1 * (n - x1) / n) / (x2 * (n - x2) / n)
            yi = np.log(x1 / (n - x1) * (n - x2) / x2)
            vi = 1 / x1 + 1 / (n - x1) + 1 / x2 + 1 / (n - x2) - 2 * joint
    undefined(measure, vi, names)
    return Effects(measure, yi, vi, names, people, notes)

"""What an instrument would read, given what is true: levels, scores, grades and counts.

Kept apart from how people differ and from how well the model is known: this is the error
of one reading.

Facts: `oral.residual.*`, `pain.sd_*`, `spasticity.sd_reading`, `spasticity.mas_points`,
`spasticity.spasm_dispersion`, `pain.entry`.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import OutOfRange
from baclofen.knowledge import Knowledge
from baclofen.value import Value

Numbers = NDArray[np.float64]


def read_level(
    true_ng_mL: Numbers, known: Knowledge, rng: np.random.Generator, *, times_known: bool = True
) -> Numbers:
    """Measured plasma levels in ng/mL; never below 0. Any shape.

    With unsure times of the last doses, outpatients' larger error applies.
    """
    additive = "oral.residual.additive" if times_known else "oral.residual.unreliable_times"
    share = known.number("oral.residual.proportional") if times_known else 0.0
    sd = np.hypot(share * true_ng_mL, known.number(additive))
    return np.maximum(true_ng_mL + sd * rng.standard_normal(np.shape(true_ng_mL)), 0.0)


def read_nrs(
    true: Numbers,
    known: Knowledge,
    rng: np.random.Generator,
    *,
    what: Literal["single", "week"] = "single",
) -> Numbers:
    """Pain scores as told: whole numbers from 0 to 10, or a week's mean. Any shape.

    >>> from baclofen.knowledge import load_knowledge
    >>> rng = np.random.default_rng(1)
    >>> read_nrs(np.array([0.2, 5.0, 9.9]), load_knowledge(), rng)
    array([ 1.,  6., 10.])
    """
    sd = known.number(f"pain.sd_{what}")
    top = known.number("pain.nrs_top")
    told = np.clip(true + sd * rng.standard_normal(np.shape(true)), 0.0, top)
    return np.round(told) if what == "single" else told


def mas_probabilities(mean: Numbers, known: Knowledge) -> Numbers:
    """Probability of each grade 0, 1, 1+, 2, 3, 4 around a mean: shape (..., 6), sums to 1.

    Ordered categories of proportional odds: each cut lies halfway between what two
    neighbouring grades count as, and the spread is the reading's SD. The grades stay an
    order; nothing averages them.

    >>> from baclofen.knowledge import load_knowledge
    >>> mas_probabilities(np.array([0.0, 2.0]), load_knowledge()).round(2)
    array([[0.86, 0.13, 0.01, 0.  , 0.  , 0.  ],
           [0.  , 0.06, 0.23, 0.57, 0.14, 0.  ]])
    """
    points = np.array(known.numbers("spasticity.mas_points"))
    cuts = (points[1:] + points[:-1]) / 2
    # A logistic distribution has the SD scale * pi / sqrt(3).
    scale = known.number("spasticity.sd_reading") * np.sqrt(3) / np.pi
    below = 1 / (1 + np.exp(-(cuts - np.asarray(mean)[..., None]) / scale))
    ends = np.ones((*np.shape(mean), 1))
    return np.diff(np.concatenate([0 * ends, below, ends], axis=-1), axis=-1)


def read_mas(mean: Numbers, known: Knowledge, rng: np.random.Generator) -> NDArray[np.int64]:
    """Grades as an examiner would give them: places in `regimen.MAS_GRADES`, 0 to 5. Any shape."""
    upto = np.cumsum(mas_probabilities(mean, known), axis=-1)
    drawn = rng.random(np.shape(mean))[..., None]
    return np.asarray((drawn > upto[..., :-1]).sum(axis=-1), dtype=np.int64)


def read_ashworth(mean: Numbers, known: Knowledge, rng: np.random.Generator) -> Numbers:
    """Mean Ashworth score over several muscles, 1 to 5, as trials report it. Any shape."""
    low, high = known.numbers("syndrome.limits.ashworth")
    sd = known.number("spasticity.sd_reading")
    return np.clip(mean + sd * rng.standard_normal(np.shape(mean)), low, high)


def count_spasms(rate: Numbers, known: Knowledge, rng: np.random.Generator) -> NDArray[np.int64]:
    """Spasms counted over a time in which `rate` are expected. Any shape."""
    size = known.number("spasticity.spasm_dispersion")
    mean = np.maximum(rate, 0.0)
    return np.asarray(rng.poisson(mean * rng.gamma(size, 1 / size, np.shape(mean))))


class Entry(Value, eq=False):
    """Who a trial takes in: places of the people, and the score each entered with."""

    people: NDArray[np.int64]
    baseline: Numbers


def enter_trial(true: Numbers, known: Knowledge, rng: np.random.Generator) -> Entry:
    """People (n,) whose week's mean pain was high enough for a trial.

    A score varies from week to week, so entry picks high weeks: their next score is lower
    without any treatment (regression to the mean). That fall is made here and must not be
    put into the placebo response again.

    >>> from baclofen.knowledge import load_knowledge
    >>> rng = np.random.default_rng(1)
    >>> true = 4.5 + rng.standard_normal(20_000)
    >>> entry = enter_trial(true, load_knowledge(), rng)
    >>> fall = (entry.baseline - true[entry.people]).mean()
    >>> bool(0.05 < fall < 0.3)
    True
    """
    if true.ndim != 1:
        raise OutOfRange("people", true.ndim, "dimensions", "one score a person")
    told = read_nrs(true, known, rng, what="week")
    people = np.flatnonzero(told >= known.number("pain.entry"))
    return Entry(people, told[people])

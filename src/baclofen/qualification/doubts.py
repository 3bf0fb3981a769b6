"""What a figure leaves to be assumed, in numbers: the dose, and the score before it.

A source that tells no dose leaves the one that is written here in doubt by so much; the fit has
such a dose as a nuisance, and a band that takes it for certain is too narrow. A dose that each
person had by effect is each person's own: who needs more got more, and all ended near one effect.

Facts: `fitting.doubt`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import UnknownName
from baclofen.knowledge import Knowledge
from baclofen.qualification.measure import measure_of, scale_of, start_of
from baclofen.qualification.target import DOUBTS, Target

Numbers = NDArray[np.float64]

#: Multiples of the written dose between which each person's own lies.
MULTIPLES = (0.15, 0.4, 0.7, 1.0, 1.5, 2.5, 6.0)
#: Halvings between no effect and all of it.
_HALVINGS = 40


def folds(target: Target, count: int, known: Knowledge, chance: np.random.Generator) -> Numbers:
    """By group, what was given over what is written: (count,); 1 where the dose is told."""
    return _around_one(target.doubts.get("dose"), count, known, chance)


def titrated(effects: Numbers, means: Numbers) -> Numbers:
    """Each person's dose over the written one, where all of a group were brought to one effect and
    their mean dose is told.

    `effects` are parts of what could fall on each of `MULTIPLES`: (multiples, groups, people);
    `means` the mean fold by group, which is kept: where less takes all away already, everyone has
    more. Whom no dose brings there gets the largest. Returns (groups, people).
    """
    # A little more with each dose, so that the lowest that takes all away counts.
    rising = np.maximum.accumulate(effects, axis=0)
    rising = rising + 1e-9 * np.arange(len(MULTIPLES))[:, None, None]
    logs = np.log(MULTIPLES)
    return np.array([_of_group(own, mean, logs) for own, mean in zip(
        rising.transpose(1, 2, 0), means, strict=True
    )])  # fmt: skip


def _of_group(rising: Numbers, mean: float, logs: Numbers) -> Numbers:
    low, high = 0.0, 1.0
    doses = np.full(len(rising), mean)
    for _ in range(_HALVINGS):
        goal = (low + high) / 2
        doses = np.exp([np.interp(goal, own, logs) for own in rising])
        low, high = (goal, high) if doses.mean() < mean else (low, goal)
    return np.asarray(doses * (mean / doses.mean()))


def restarted(
    target: Target, means: Numbers, known: Knowledge, chance: np.random.Generator
) -> Numbers:
    """Means by group where the score before is in doubt: the same part of it falls. In the target's
    unit; as they are where the start is told."""
    if "start" not in target.doubts:
        return means
    fold = _around_one(target.doubts["start"], len(means), known, chance)
    start = start_of(target.arm)
    if start is None:
        # A part of the written start: points are what a trial told.
        return np.asarray(1.0 - (1.0 - means) * fold)
    least, most = scale_of(target)
    begun = np.clip(start * fold, least, most)
    left = (means - least) / (start - least)
    return np.asarray(least + left * (begun - least))


def is_by_effect(target: Target) -> bool:
    """True where each person's dose followed the effect that is read."""
    return target.titrated and measure_of(target) == "fall"


def _around_one(
    id: str | None, count: int, known: Knowledge, chance: np.random.Generator
) -> Numbers:
    if id is None:
        return np.ones(count)
    if id not in known.facts:
        raise UnknownName("doubt", id, [other for other in known.facts if other.startswith(DOUBTS)])
    return np.asarray(np.exp(known.number(id) * chance.standard_normal(count)))

"""On which scale a figure is scored: by what the drug did, never by where a score ended.

Everyone who ends at one score is no prediction. A score therefore counts as the part of what could
fall that fell, a ratio to the untreated as what is gone of it, a side effect as its excess, and
levels, clearances and times by their fold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from baclofen.qualification.domain import SHARES, TIMES

if TYPE_CHECKING:
    from baclofen.knowledge import Knowledge
    from baclofen.qualification.target import Arm, Target

Numbers = NDArray[np.float64]
Raw = TypeVar("Raw", float, Numbers)

#: fall: part of what could fall, 0 to 1; share: a probability; fold: the log of the figure.
Measure = Literal["fall", "share", "fold"]

#: Scores: the parameter that holds the start, what to add to it, the lowest and the highest score.
_SCORES: Mapping[str, tuple[str, float, float, float]] = {
    "ashworth_1_5": ("ashworth", 0.0, 1.0, 5.0), "mas_0_4": ("ashworth", -1.0, 0.0, 4.0),
    "spasms_0_4": ("spasms", 0.0, 0.0, 4.0), "nrs_0_10": ("B", 0.0, 0.0, 10.0),
}  # fmt: skip
_RATIOS = ("hm_ratio", "tone_ratio", "spasm_ratio", "paroxysm_ratio")


def measure_of(target: Target) -> Measure:
    """The scale on which this figure is scored."""
    output = target.arm.output
    if target.statistic in TIMES:
        return "fold"
    if target.statistic in SHARES or output.startswith("prob_"):
        return "share"
    if output in _RATIOS or (output in _SCORES and start_of(target.arm) is not None):
        return "fall"
    return "fold"


def start_of(arm: Arm) -> float | None:
    """The score before treatment on the output's own scale, where it is told."""
    if arm.output not in _SCORES:
        return None
    name, shift, *_ = _SCORES[arm.output]
    told = arm.body.baseline.get(name)
    return None if told is None else told + shift


def scale_of(target: Target) -> tuple[float, float]:
    """The ends of what a figure can be: of a share of people, of a score, of a ratio; else none."""
    output = target.arm.output
    if is_share_of_people(target):
        return 0.0, 1.0
    if output in _SCORES and measure_of(target) != "share" and target.statistic not in TIMES:
        return _SCORES[output][2:]
    return (0.0 if output in _RATIOS else -math.inf), math.inf


def is_share_of_people(target: Target) -> bool:
    """True where a figure tells how many of some people."""
    return target.arm.output.startswith("prob_") or target.statistic == "share_above_baseline"


def measured(target: Target, raw: float) -> float:
    """A figure as it counts: rises with what the drug did, or is the log of the figure."""
    measure = measure_of(target)
    if measure == "fold":
        return math.log(raw) if raw > 0 else -math.inf
    if measure == "share":
        return raw
    return fall_of(target, raw)


def fall_of(target: Target, raw: Raw) -> Raw:
    """The part of what could fall that fell, of a score or of a ratio to the untreated."""
    start = start_of(target.arm)
    if start is None:
        return 1.0 - raw
    return (start - raw) / (start - _SCORES[target.arm.output][2])


def departed(
    target: Target, raw: Numbers, known: Knowledge, chance: np.random.Generator
) -> Numbers:
    """What trials that differ from each other would tell: each of `raw` with a drug effect of its
    own trial's. Levels and clearances keep theirs: what studies differ by is in the belief.

    Facts: `trials.between.cord`, `trials.between.brain`.
    """
    measure = measure_of(target)
    if measure == "fall":
        start = start_of(target.arm)
        untreated, id = (1.0 if start is None else start), "trials.between.cord"
    elif target.statistic == "excess_over_placebo":
        untreated, id = 0.0, "trials.between.brain"
    else:
        return raw
    factor = np.exp(known.number(id) * chance.standard_normal(raw.shape))
    return np.asarray(untreated + (raw - untreated) * factor)

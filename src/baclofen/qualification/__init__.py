"""How well the model predicts what was published: targets, gates, and a verdict on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.qualification.drawn import pictures
    from baclofen.qualification.gates import Gate, judge_gates
    from baclofen.qualification.holding import dose_to_hold
    from baclofen.qualification.measure import Measure, measure_of, measured
    from baclofen.qualification.picture import Picture
    from baclofen.qualification.predicted import group_means, predict
    from baclofen.qualification.predictors import Beside, beside
    from baclofen.qualification.score import ON_POINTS, Band, Result, Summary, judge, summarise
    from baclofen.qualification.target import STATISTICS, Arm, Standing, Target, read_target
    from baclofen.qualification.whole import Qualification, own_targets, qualify

__all__ = [
    "ON_POINTS",
    "STATISTICS",
    "Arm",
    "Band",
    "Beside",
    "Gate",
    "Measure",
    "Picture",
    "Qualification",
    "Result",
    "Standing",
    "Summary",
    "Target",
    "beside",
    "dose_to_hold",
    "group_means",
    "judge",
    "judge_gates",
    "measure_of",
    "measured",
    "own_targets",
    "pictures",
    "predict",
    "qualify",
    "read_target",
    "summarise",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "predictors": ("Beside", "beside"),
            "gates": ("Gate", "judge_gates"),
            "holding": ("dose_to_hold",),
            "measure": ("Measure", "measure_of", "measured"),
            "drawn": ("pictures",),
            "picture": ("Picture",),
            "predicted": ("group_means", "predict"),
            "score": ("ON_POINTS", "Band", "Result", "Summary", "judge", "summarise"),
            "target": ("STATISTICS", "Arm", "Standing", "Target", "read_target"),
            "whole": ("Qualification", "own_targets", "qualify"),
        },
    )

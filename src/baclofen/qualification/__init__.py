"""How well the model predicts what was published: targets, gates, and a verdict on each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.qualification.drawn import pictures
    from baclofen.qualification.gates import Gate, dose_to_hold, judge_gates
    from baclofen.qualification.picture import Picture
    from baclofen.qualification.predicted import predict
    from baclofen.qualification.score import ON_POINTS, Result, Summary, judge, summarise
    from baclofen.qualification.target import STATISTICS, Arm, Target, read_target
    from baclofen.qualification.whole import Qualification, own_targets, qualify

__all__ = [
    "ON_POINTS",
    "STATISTICS",
    "Arm",
    "Gate",
    "Picture",
    "Qualification",
    "Result",
    "Summary",
    "Target",
    "dose_to_hold",
    "judge",
    "judge_gates",
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
            "gates": ("Gate", "dose_to_hold", "judge_gates"),
            "drawn": ("pictures",),
            "picture": ("Picture",),
            "predicted": ("predict",),
            "score": ("ON_POINTS", "Result", "Summary", "judge", "summarise"),
            "target": ("STATISTICS", "Arm", "Target", "read_target"),
            "whole": ("Qualification", "own_targets", "qualify"),
        },
    )

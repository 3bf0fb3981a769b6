"""How well the model predicts what was published: targets, gates, and a verdict on each."""

from baclofen.qualification.gates import Gate, dose_to_hold, judge_gates
from baclofen.qualification.pictures import Picture, Point, Series, pictures
from baclofen.qualification.predict import predict
from baclofen.qualification.score import ON_POINTS, Result, Summary, judge, summarise
from baclofen.qualification.target import STATISTICS, Arm, Target, read_target
from baclofen.qualification.whole import Qualification, own_targets, qualify

__all__ = [
    "ON_POINTS",
    "STATISTICS",
    "Arm",
    "Gate",
    "Picture",
    "Point",
    "Qualification",
    "Result",
    "Series",
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

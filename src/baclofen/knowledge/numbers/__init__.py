"""The numbers of rules and schedules that a plan is made from, each with its type."""

from baclofen.knowledge.numbers.assessed import (
    BaclofenOpen,
    ClearanceBands,
    LittleMuscle,
    ResponseByScores,
    SedativeKinds,
)
from baclofen.knowledge.numbers.base import Numbers, Range
from baclofen.knowledge.numbers.oral import KidneyAgain, Reevaluation, TitrationVisit
from baclofen.knowledge.numbers.reservoir import Interruption, RefillInterval, VolumeDiscrepancy
from baclofen.knowledge.numbers.taper import WayDown

__all__ = [
    "BaclofenOpen",
    "ClearanceBands",
    "Interruption",
    "KidneyAgain",
    "LittleMuscle",
    "Numbers",
    "Range",
    "Reevaluation",
    "RefillInterval",
    "ResponseByScores",
    "SedativeKinds",
    "TitrationVisit",
    "VolumeDiscrepancy",
    "WayDown",
]

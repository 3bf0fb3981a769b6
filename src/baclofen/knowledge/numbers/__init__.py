"""The numbers of rules and schedules that a plan is made from, each with its type."""

from baclofen.knowledge.numbers.base import Kind, Numbers, Range
from baclofen.knowledge.numbers.oral import KidneyAgain, Reevaluation, TitrationVisit
from baclofen.knowledge.numbers.pump import (
    BeforeAlarm,
    DaySteps,
    FirstRate,
    HighDose,
    Interrupted,
    OneFlowWait,
    OralWean,
    PumpChange,
    PumpStrengths,
    ShortInterval,
    StudiedPump,
    UnitSlips,
)
from baclofen.knowledge.numbers.screening import (
    AfterBrainInjury,
    BolusCourse,
    BolusLimits,
    ScreeningPractice,
    ScreeningStep,
    SmallBolus,
)
from baclofen.knowledge.numbers.taper import WayDown

__all__ = [
    "AfterBrainInjury", "BeforeAlarm", "BolusCourse", "BolusLimits", "DaySteps", "FirstRate",
    "HighDose", "Interrupted", "KidneyAgain", "Kind", "Numbers", "OneFlowWait", "OralWean",
    "PumpChange", "PumpStrengths", "Range", "Reevaluation", "ScreeningPractice", "ScreeningStep",
    "ShortInterval", "SmallBolus", "StudiedPump", "TitrationVisit", "UnitSlips", "WayDown",
]  # fmt: skip

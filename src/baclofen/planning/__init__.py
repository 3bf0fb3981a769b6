"""What to do: titration, taper, and the plan that chooses between them."""

from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.oral import plan_oral, spoken
from baclofen.planning.plan import Course, Plan, PlannedStep
from baclofen.planning.taper import taper
from baclofen.planning.titrate import Titration, titrate

__all__ = [
    "Course",
    "Plan",
    "PlannedStep",
    "Titration",
    "oral_schedule",
    "plan_oral",
    "spoken",
    "tablets",
    "taper",
    "titrate",
]

"""What to do: titration, taper, and the plan that chooses between them."""

from baclofen.planning.advice import spoken
from baclofen.planning.emergency import in_emergency
from baclofen.planning.figures import Figure, work_figures
from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.oral import plan_oral
from baclofen.planning.plan import Plan, PlannedStep, Steps
from baclofen.planning.predict import predict
from baclofen.planning.taper import taper
from baclofen.planning.titrate import Titration, titrate

__all__ = [
    "Figure",
    "Plan",
    "PlannedStep",
    "Steps",
    "Titration",
    "in_emergency",
    "oral_schedule",
    "plan_oral",
    "predict",
    "spoken",
    "tablets",
    "taper",
    "titrate",
    "work_figures",
]

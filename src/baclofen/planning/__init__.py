"""What to do: titration, taper, and the plan that chooses between them."""

from baclofen.planning.advice import spoken
from baclofen.planning.agenda import Agenda, Due, Supply, agenda_of
from baclofen.planning.emergency import in_emergency
from baclofen.planning.figures import Figure, work_figures
from baclofen.planning.inputs import SEED, PlanInputs, Worked, work_out
from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.oral import plan_oral
from baclofen.planning.plan import Plan, PlannedStep, Steps
from baclofen.planning.predict import predict
from baclofen.planning.rebound import Compared, Tapered
from baclofen.planning.taper import taper
from baclofen.planning.titrate import Titration, titrate

__all__ = [
    "SEED",
    "Agenda",
    "Compared",
    "Due",
    "Figure",
    "Plan",
    "PlanInputs",
    "PlannedStep",
    "Steps",
    "Supply",
    "Tapered",
    "Titration",
    "Worked",
    "agenda_of",
    "in_emergency",
    "oral_schedule",
    "plan_oral",
    "predict",
    "spoken",
    "tablets",
    "taper",
    "titrate",
    "work_figures",
    "work_out",
]

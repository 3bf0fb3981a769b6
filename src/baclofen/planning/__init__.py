"""What to do: titration, taper, and the plan that chooses between them."""

from baclofen.planning.advice import spoken
from baclofen.planning.emergency import in_emergency
from baclofen.planning.figures import Figure, work_figures
from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.oral import plan_oral
from baclofen.planning.plan import Plan, PlannedStep, Steps
from baclofen.planning.predict import predict
from baclofen.planning.pump import plan_pump
from baclofen.planning.pump_advice import rate_in_words
from baclofen.planning.pump_notes import figure_in_words
from baclofen.planning.pump_plan import Offer, PumpPlan, Refusal, Wean
from baclofen.planning.screening import plan_screening
from baclofen.planning.screening_plan import (
    JudgedBolus,
    PlannedBolus,
    PredictedEffect,
    ScreeningPlan,
)
from baclofen.planning.slip import Slip, slips
from baclofen.planning.supply import PumpSetting
from baclofen.planning.taper import taper
from baclofen.planning.titrate import Titration, titrate

__all__ = [
    "Figure",
    "JudgedBolus",
    "Offer",
    "Plan",
    "PlannedBolus",
    "PlannedStep",
    "PredictedEffect",
    "PumpPlan",
    "PumpSetting",
    "Refusal",
    "ScreeningPlan",
    "Slip",
    "Steps",
    "Titration",
    "Wean",
    "figure_in_words",
    "in_emergency",
    "oral_schedule",
    "plan_oral",
    "plan_pump",
    "plan_screening",
    "predict",
    "rate_in_words",
    "slips",
    "spoken",
    "tablets",
    "taper",
    "titrate",
    "work_figures",
]

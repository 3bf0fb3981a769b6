"""What to do: titration, taper, and the plan that chooses between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily
from baclofen.planning.advice import spoken
from baclofen.planning.agenda import Agenda, Due, Supply, agenda_of
from baclofen.planning.change import Offer
from baclofen.planning.choose import Choice, Option, choose
from baclofen.planning.emergency import in_emergency
from baclofen.planning.figures import Figure, FigureValue, work_figures
from baclofen.planning.market import oral_schedule, tablets
from baclofen.planning.monitoring import Check, Monitoring, monitor
from baclofen.planning.optimum import Effect, Followed, Optimum, Weighed
from baclofen.planning.oral import plan_oral
from baclofen.planning.plan import Plan, PlannedStep, Steps
from baclofen.planning.pump import plan_pump
from baclofen.planning.pump_advice import rate_of
from baclofen.planning.pump_notes import figure_of
from baclofen.planning.pump_plan import PumpPlan, Refusal, Wean
from baclofen.planning.screening import plan_screening
from baclofen.planning.screening_plan import (
    JudgedBolus,
    PlannedBolus,
    PredictedEffect,
    ScreeningPlan,
)
from baclofen.planning.slip import Slip, slips
from baclofen.planning.taper import taper
from baclofen.planning.titrate import titrate
from baclofen.planning.titration import Titration
from baclofen.planning.worked import Worked
from baclofen.planning.worst import worst_first

if TYPE_CHECKING:
    from baclofen.planning.compare import compare_shapes
    from baclofen.planning.forecast import predict
    from baclofen.planning.rebound import Compared, Tapered
    from baclofen.planning.weigh import optimise

__all__ = [
    "Agenda",
    "Check",
    "Choice",
    "Compared",
    "Due",
    "Effect",
    "Figure",
    "FigureValue",
    "Followed",
    "JudgedBolus",
    "Monitoring",
    "Offer",
    "Optimum",
    "Option",
    "Plan",
    "PlannedBolus",
    "PlannedStep",
    "PredictedEffect",
    "PumpPlan",
    "Refusal",
    "ScreeningPlan",
    "Slip",
    "Steps",
    "Supply",
    "Tapered",
    "Titration",
    "Wean",
    "Weighed",
    "Worked",
    "agenda_of",
    "choose",
    "compare_shapes",
    "figure_of",
    "in_emergency",
    "monitor",
    "optimise",
    "oral_schedule",
    "plan_oral",
    "plan_pump",
    "plan_screening",
    "predict",
    "rate_of",
    "slips",
    "spoken",
    "tablets",
    "taper",
    "titrate",
    "work_figures",
    "worst_first",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "compare": ("compare_shapes",),
            "weigh": ("optimise",),
            "forecast": ("predict",),
            "rebound": ("Compared", "Tapered"),
        },
    )

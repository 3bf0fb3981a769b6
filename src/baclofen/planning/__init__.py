"""What to do: titration, taper, and the plan that chooses between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily
from baclofen.planning.decide.agenda import Agenda, Due, agenda_of
from baclofen.planning.decide.ceiling import asked_above, begun_above, runs_above
from baclofen.planning.decide.choose import Choice, Option, choose
from baclofen.planning.decide.emergency import in_emergency
from baclofen.planning.decide.monitoring import Check, Monitoring, monitor
from baclofen.planning.decide.newborn import newborn_first
from baclofen.planning.decide.optimum import Best, Effect, Followed, Optimum, Trade, Weighed
from baclofen.planning.decide.oral import plan_oral
from baclofen.planning.decide.plan import Plan
from baclofen.planning.figures import Figure, FigureValue, work_figures
from baclofen.planning.needle.decide import plan_screening
from baclofen.planning.needle.plan import (
    JudgedBolus,
    PlannedBolus,
    PredictedEffect,
    ScreeningPlan,
)
from baclofen.planning.pump.advice import SAID_OF_RUNNING, rate_of, running
from baclofen.planning.pump.change import Offer
from baclofen.planning.pump.decide import plan_pump
from baclofen.planning.pump.notes import figure_of
from baclofen.planning.pump.plan import PumpPlan, Wean
from baclofen.planning.pump.slip import Slip, slips
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.market import oral_schedule, tablets
from baclofen.planning.reckon.recommend import Expected, Recommendation
from baclofen.planning.reckon.supply import Amount, Handed, Supply
from baclofen.planning.reckon.taper import taper
from baclofen.planning.reckon.titrate import titrate
from baclofen.planning.reckon.titration import Titration
from baclofen.planning.say.advice import spoken
from baclofen.planning.say.as_read import as_read
from baclofen.planning.say.asked import left_by_kidneys
from baclofen.planning.say.portion import taken, to_dispense
from baclofen.planning.say.recommended import against_more, against_note, ask_note
from baclofen.planning.say.refusal import Refusal
from baclofen.planning.say.sheet import PatientSheet, SheetPart
from baclofen.planning.say.slip import slip_first
from baclofen.planning.say.supply_end import with_supply_end
from baclofen.planning.say.worst import worst_first
from baclofen.planning.worked import Worked

if TYPE_CHECKING:
    from baclofen.planning.foresee.compare import compare_shapes
    from baclofen.planning.foresee.forecast import predict
    from baclofen.planning.foresee.rebound import Compared, Tapered
    from baclofen.planning.foresee.weigh import optimise, with_best_trade

__all__ = [
    "SAID_OF_RUNNING",
    "Agenda",
    "Amount",
    "Best",
    "Check",
    "Choice",
    "Compared",
    "Due",
    "Effect",
    "Expected",
    "Figure",
    "FigureValue",
    "Followed",
    "Handed",
    "JudgedBolus",
    "Monitoring",
    "Offer",
    "Optimum",
    "Option",
    "PatientSheet",
    "Plan",
    "PlannedBolus",
    "PlannedStep",
    "PredictedEffect",
    "PumpPlan",
    "Recommendation",
    "Refusal",
    "ScreeningPlan",
    "SheetPart",
    "Slip",
    "Steps",
    "Supply",
    "Tapered",
    "Titration",
    "Trade",
    "Wean",
    "Weighed",
    "Worked",
    "against_more",
    "against_note",
    "agenda_of",
    "as_read",
    "ask_note",
    "asked_above",
    "begun_above",
    "choose",
    "compare_shapes",
    "figure_of",
    "in_emergency",
    "left_by_kidneys",
    "monitor",
    "newborn_first",
    "optimise",
    "oral_schedule",
    "plan_oral",
    "plan_pump",
    "plan_screening",
    "predict",
    "rate_of",
    "running",
    "runs_above",
    "slip_first",
    "slips",
    "spoken",
    "tablets",
    "taken",
    "taper",
    "titrate",
    "to_dispense",
    "with_best_trade",
    "with_supply_end",
    "work_figures",
    "worst_first",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "foresee.compare": ("compare_shapes",),
            "foresee.weigh": ("optimise", "with_best_trade"),
            "foresee.forecast": ("predict",),
            "foresee.rebound": ("Compared", "Tapered"),
        },
    )

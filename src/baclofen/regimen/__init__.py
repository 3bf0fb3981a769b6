"""What is given: doses and times, and what a pharmacy can dispense."""

from baclofen.regimen.dosing import (
    DIALYSES,
    FORMS,
    SWITCH,
    Dialysis,
    Dosing,
    Form,
    Given,
    Infused,
    Session,
    bolus,
    by_mouth,
    dialysis,
    dosing_of,
    pump,
)
from baclofen.regimen.oral import Intake, Regimen, Step, spread_over_day
from baclofen.regimen.products import Pieces, Tablets
from baclofen.regimen.reservoir import Bridge, LeftOver, Reservoir, bridge, left_over

__all__ = [
    "DIALYSES",
    "FORMS",
    "SWITCH",
    "Bridge",
    "Dialysis",
    "Dosing",
    "Form",
    "Given",
    "Infused",
    "Intake",
    "LeftOver",
    "Pieces",
    "Regimen",
    "Reservoir",
    "Session",
    "Step",
    "Tablets",
    "bolus",
    "bridge",
    "by_mouth",
    "dialysis",
    "dosing_of",
    "left_over",
    "pump",
    "spread_over_day",
]

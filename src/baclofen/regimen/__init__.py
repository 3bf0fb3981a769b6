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

__all__ = [
    "DIALYSES",
    "FORMS",
    "SWITCH",
    "Dialysis",
    "Dosing",
    "Form",
    "Given",
    "Infused",
    "Intake",
    "Pieces",
    "Regimen",
    "Session",
    "Step",
    "Tablets",
    "bolus",
    "by_mouth",
    "dialysis",
    "dosing_of",
    "pump",
    "spread_over_day",
]

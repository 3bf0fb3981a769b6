"""What is given: doses and times, and what a pharmacy can dispense."""

from baclofen.regimen.oral import Intake, Regimen, Step, spread_over_day
from baclofen.regimen.products import Pieces, Tablets

__all__ = ["Intake", "Pieces", "Regimen", "Step", "Tablets", "spread_over_day"]

"""The numbers of rules and schedules that a plan is made from, each with its type."""

from baclofen.knowledge.numbers.base import Numbers, Range
from baclofen.knowledge.numbers.oral import KidneyAgain, Reevaluation, TitrationVisit
from baclofen.knowledge.numbers.taper import WayDown

__all__ = ["KidneyAgain", "Numbers", "Range", "Reevaluation", "TitrationVisit", "WayDown"]

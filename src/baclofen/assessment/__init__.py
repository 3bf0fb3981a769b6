"""Does baclofen fit this patient: findings, verdict, and what to ask next."""

from baclofen.assessment.ask import Asked
from baclofen.assessment.case import MedicineSeen, kinds_of_sedative
from baclofen.assessment.fit import Assessment, Finding, assess
from baclofen.assessment.kidney import read_kidney
from baclofen.assessment.kidney_seen import Estimate, Kidney, Note
from baclofen.assessment.refill import read_refill
from baclofen.assessment.request import KINDS, Kind, Request

__all__ = [
    "KINDS",
    "Asked",
    "Assessment",
    "Estimate",
    "Finding",
    "Kidney",
    "Kind",
    "MedicineSeen",
    "Note",
    "Request",
    "assess",
    "kinds_of_sedative",
    "read_kidney",
    "read_refill",
]

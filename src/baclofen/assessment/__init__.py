"""Does baclofen fit this patient: findings, verdict, and what to ask next."""

from baclofen.assessment.ask import Asked
from baclofen.assessment.case import MedicineSeen
from baclofen.assessment.fit import Assessment, Finding, assess
from baclofen.assessment.kidney import read_kidney
from baclofen.assessment.kidney_seen import Estimate, Kidney, Note
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
    "read_kidney",
]

"""Does baclofen fit this patient: findings, verdict, and what to ask next."""

from baclofen.assessment.ask import Asked
from baclofen.assessment.case import MedicineSeen, kinds_of_sedative, origin_of
from baclofen.assessment.device import (
    USUAL,
    DeviceFigure,
    device_figure,
    is_among,
    known_devices,
    unconfirmed,
    unit_of,
)
from baclofen.assessment.fit import Assessment, Finding, Part, assess
from baclofen.assessment.kidney import read_kidney
from baclofen.assessment.kidney_seen import Estimate, Kidney, Note
from baclofen.assessment.refill import read_refill
from baclofen.assessment.request import KINDS, Kind, Request
from baclofen.assessment.response import Response, read_response

__all__ = [
    "KINDS",
    "USUAL",
    "Asked",
    "Assessment",
    "DeviceFigure",
    "Estimate",
    "Finding",
    "Kidney",
    "Kind",
    "MedicineSeen",
    "Note",
    "Part",
    "Request",
    "Response",
    "assess",
    "device_figure",
    "is_among",
    "kinds_of_sedative",
    "known_devices",
    "origin_of",
    "read_kidney",
    "read_refill",
    "read_response",
    "unconfirmed",
    "unit_of",
]

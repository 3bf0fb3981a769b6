"""For eyes and machines: one report, as text, as a page, as JSON."""

from baclofen.reporting.assessed import assessment_json, compose_assessment
from baclofen.reporting.content import compose
from baclofen.reporting.machine import FORMAT, ids_in, render_json
from baclofen.reporting.page import render_page
from baclofen.reporting.pumped import PUMP_FORMAT, compose_pump, pump_json
from baclofen.reporting.qualification import (
    qualification_json,
    qualification_page,
    qualification_text,
)
from baclofen.reporting.report import WHAT_THIS_IS, Line, Report, Section, Table
from baclofen.reporting.screened import (
    SCREENING_FORMAT,
    compose_screening,
    draw_bolus,
    screening_json,
)
from baclofen.reporting.text import render_text

__all__ = [
    "FORMAT",
    "PUMP_FORMAT",
    "SCREENING_FORMAT",
    "WHAT_THIS_IS",
    "Line",
    "Report",
    "Section",
    "Table",
    "assessment_json",
    "compose",
    "compose_assessment",
    "compose_pump",
    "compose_screening",
    "draw_bolus",
    "ids_in",
    "pump_json",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "render_json",
    "render_page",
    "render_text",
    "screening_json",
]

"""For eyes and machines: one report, as text, as a page, as JSON."""

from baclofen.reporting.assessed import assessment_json, compose_assessment
from baclofen.reporting.calendar import render_calendar
from baclofen.reporting.content import compose
from baclofen.reporting.machine import FORMAT, READABLE, ids_in, render_json
from baclofen.reporting.page import render_page
from baclofen.reporting.qualification import (
    qualification_json,
    qualification_page,
    qualification_text,
)
from baclofen.reporting.report import WHAT_THIS_IS, Line, Report, Section, Table
from baclofen.reporting.schedule import render_schedule
from baclofen.reporting.shapes import shapes_file
from baclofen.reporting.text import render_text

__all__ = [
    "FORMAT",
    "READABLE",
    "WHAT_THIS_IS",
    "Line",
    "Report",
    "Section",
    "Table",
    "assessment_json",
    "compose",
    "compose_assessment",
    "ids_in",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "render_calendar",
    "render_json",
    "render_page",
    "render_schedule",
    "render_text",
    "shapes_file",
]

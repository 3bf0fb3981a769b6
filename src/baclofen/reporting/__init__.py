"""For eyes and machines: reports as text, page and JSON; what trials say, in words and pictures.

What concerns trials is imported when first asked for: no plan needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.reporting.assessed import assessment_json, compose_assessment
from baclofen.reporting.calendar import render_calendar
from baclofen.reporting.content import compose
from baclofen.reporting.machine import FORMAT, READABLE, ids_in, render_json
from baclofen.reporting.page import render_page
from baclofen.reporting.pumped import PUMP_FORMAT, compose_pump, pump_json
from baclofen.reporting.qualification import (
    qualification_json,
    qualification_page,
    qualification_text,
)
from baclofen.reporting.report import WHAT_THIS_IS, Line, Report, Section, Table
from baclofen.reporting.schedule import render_schedule
from baclofen.reporting.screened import (
    SCREENING_FORMAT,
    compose_screening,
    draw_bolus,
    screening_json,
)
from baclofen.reporting.shapes import shapes_file
from baclofen.reporting.text import render_text

if TYPE_CHECKING:
    from baclofen.reporting.bubbles import Mark, draw_map
    from baclofen.reporting.evidence import claims_text, map_text, summary_text
    from baclofen.reporting.evidence_data import claims_json, map_json, summary_data, summary_json
    from baclofen.reporting.evidence_pictures import forests, map_picture, pictures
    from baclofen.reporting.forest import Column, draw_forest, draw_repeated
    from baclofen.reporting.funnel import draw_funnel
    from baclofen.reporting.terminal import forest_text

__all__ = [
    "FORMAT",
    "PUMP_FORMAT",
    "READABLE",
    "SCREENING_FORMAT",
    "WHAT_THIS_IS",
    "Column",
    "Line",
    "Mark",
    "Report",
    "Section",
    "Table",
    "assessment_json",
    "claims_json",
    "claims_text",
    "compose",
    "compose_assessment",
    "compose_pump",
    "compose_screening",
    "draw_bolus",
    "draw_forest",
    "draw_funnel",
    "draw_map",
    "draw_repeated",
    "forest_text",
    "forests",
    "ids_in",
    "map_json",
    "map_picture",
    "map_text",
    "pictures",
    "pump_json",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "render_calendar",
    "render_json",
    "render_page",
    "render_schedule",
    "render_text",
    "screening_json",
    "shapes_file",
    "summary_data",
    "summary_json",
    "summary_text",
]

_HOME = {
    "claims_text": "evidence",
    "map_text": "evidence",
    "summary_text": "evidence",
    "forests": "evidence_pictures",
    "map_picture": "evidence_pictures",
    "pictures": "evidence_pictures",
    "claims_json": "evidence_data",
    "map_json": "evidence_data",
    "summary_data": "evidence_data",
    "summary_json": "evidence_data",
    "Mark": "bubbles",
    "draw_map": "bubbles",
    "Column": "forest",
    "draw_forest": "forest",
    "draw_repeated": "forest",
    "draw_funnel": "funnel",
    "forest_text": "terminal",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'baclofen.reporting' has no name {name!r}")
    return getattr(import_module(f"baclofen.reporting.{_HOME[name]}"), name)

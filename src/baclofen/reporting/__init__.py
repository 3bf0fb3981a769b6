"""For eyes: reports as text, page and calendar; what trials say, in words and pictures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from baclofen.reporting.bubbles import Mark, draw_map
    from baclofen.reporting.calendar import render_calendar
    from baclofen.reporting.composed import compose
    from baclofen.reporting.evidence import claims_text, map_text, summary_text
    from baclofen.reporting.evidence_data import claims_json, map_json, summary_data, summary_json
    from baclofen.reporting.evidence_pictures import forests, map_picture, pictures
    from baclofen.reporting.files import files_of
    from baclofen.reporting.forest import Column, draw_forest, draw_repeated
    from baclofen.reporting.funnel import draw_funnel
    from baclofen.reporting.page import render_page
    from baclofen.reporting.qualification import (
        qualification_json,
        qualification_page,
        qualification_text,
    )
    from baclofen.reporting.report import Line, Report, Section, Table
    from baclofen.reporting.schedule import render_schedule
    from baclofen.reporting.terminal import forest_text
    from baclofen.reporting.text import render_text

__all__ = [
    "Column",
    "Line",
    "Mark",
    "Report",
    "Section",
    "Table",
    "claims_json",
    "claims_text",
    "compose",
    "draw_forest",
    "draw_funnel",
    "draw_map",
    "draw_repeated",
    "files_of",
    "forest_text",
    "forests",
    "map_json",
    "map_picture",
    "map_text",
    "pictures",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "render_calendar",
    "render_page",
    "render_schedule",
    "render_text",
    "summary_data",
    "summary_json",
    "summary_text",
]

#: Everything is imported when first asked for: a command loads only what it prints.
_HOME = {
    "compose": "composed",
    "files_of": "files",
    "render_calendar": "calendar",
    "render_page": "page",
    "render_schedule": "schedule",
    "render_text": "text",
    **dict.fromkeys(("Line", "Report", "Section", "Table"), "report"),
    **dict.fromkeys(
        ("qualification_json", "qualification_page", "qualification_text"), "qualification"
    ),
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

"""For eyes and machines: one report, as text, as a page, as JSON."""

from baclofen.reporting.content import WHAT_THIS_IS, Line, Report, Section, Table, compose
from baclofen.reporting.evidence import claims_text, map_text, summary_text
from baclofen.reporting.evidence_data import claims_json, map_json, summary_data, summary_json
from baclofen.reporting.machine import FORMAT, ids_in, render_json
from baclofen.reporting.page import render_page
from baclofen.reporting.qualification import (
    qualification_json,
    qualification_page,
    qualification_text,
)
from baclofen.reporting.text import render_text

__all__ = [
    "FORMAT",
    "WHAT_THIS_IS",
    "Line",
    "Report",
    "Section",
    "Table",
    "claims_json",
    "claims_text",
    "compose",
    "ids_in",
    "map_json",
    "map_text",
    "qualification_json",
    "qualification_page",
    "qualification_text",
    "render_json",
    "render_page",
    "render_text",
    "summary_data",
    "summary_json",
    "summary_text",
]

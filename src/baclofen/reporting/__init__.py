"""For eyes and machines: one report, as text, as a page, as JSON.

What trials say is imported when first asked for: no plan needs it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from baclofen.reporting.content import WHAT_THIS_IS, Line, Report, Section, Table, compose
from baclofen.reporting.machine import FORMAT, ids_in, render_json
from baclofen.reporting.page import render_page
from baclofen.reporting.qualification import (
    qualification_json,
    qualification_page,
    qualification_text,
)
from baclofen.reporting.text import render_text

if TYPE_CHECKING:
    from baclofen.reporting.evidence import claims_text, map_text, summary_text
    from baclofen.reporting.evidence_data import claims_json, map_json, summary_data, summary_json

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

_HOME = {
    "claims_text": "evidence",
    "map_text": "evidence",
    "summary_text": "evidence",
    "claims_json": "evidence_data",
    "map_json": "evidence_data",
    "summary_data": "evidence_data",
    "summary_json": "evidence_data",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'baclofen.reporting' has no name {name!r}")
    return getattr(import_module(f"baclofen.reporting.{_HOME[name]}"), name)

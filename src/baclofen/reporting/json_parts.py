"""What every JSON file of a report holds alike: whose it is, its lines and sections, its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen import codec
from baclofen.assessment import Assessment
from baclofen.reporting.report import Line, Report, Section, Table


def about_json(report: Report) -> dict[str, Any]:
    """What this is, whom and which day it is about, what was asked, and the verdict."""
    return {
        "what_this_is": report.what_this_is,
        "about": report.about,
        "today": report.today.isoformat(),
        "jurisdiction": report.jurisdiction,
        "request": report.request,
        "verdict": report.verdict.value,
    }


def headline_json(report: Report) -> dict[str, Any]:
    return {"text": report.headline.text, "why": list(report.headline.why)}


def questions_json(fit: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "id": q.question.id,
            "ask": q.question.ask,
            "worst": q.worst.value,
            "blocks": q.blocks,
            "why": list(q.rules),
        }
        for q in fit.questions
    ]


def line_json(line: Line) -> dict[str, Any]:
    return {"text": line.text, "why": list(line.why), "level": line.level, "lead": line.lead}


def section_json(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "title": section.title,
        "lines": [line_json(x) for x in section.lines],
        "table": _table(section.table) if section.table else None,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "caption": table.caption,
        "header": list(table.header),
        "rows": [list(r) for r in table.rows],
        "why": list(table.why),
    }


def json_text(made: Mapping[str, Any]) -> str:
    """Keys in the order given, ending in a newline. Raises `InputRefused` for NaN."""
    return codec.encode(made).decode()

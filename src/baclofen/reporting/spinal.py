"""What reports of a needle and of a pump share: refusals, devices, the frame, and JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning import Refusal
from baclofen.reporting.json_parts import about_json, headline_json, json_text, section_json
from baclofen.reporting.judged import (
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
    report_of,
)
from baclofen.reporting.report import Line, Report, Section, line_of
from baclofen.simulation import Course


def framed(
    fit: Assessment, verdict: Verdict, headline: Note, own: Sequence[Section | None],
    known: Knowledge, *, record_notes: Sequence[str], forecast: Course | None = None,
) -> Report:  # fmt: skip
    """A report of the plan's own sections, followed by what every report says."""
    sections = [
        needed_section(fit),
        *own,
        findings_section(fit),
        provided_section(fit),
        kidney_section(fit),
        record_section(fit, known, record_notes),
        information_section(fit),
    ]
    return report_of(fit, verdict, line_of(headline), sections, known, forecast=forecast)


def refusals_section(refusals: Sequence[Refusal], title: str) -> Section | None:
    """Why nothing is printed; each with what it alone comes to."""
    if not refusals:
        return None
    seen = dict.fromkeys((r.note, r.verdict) for r in refusals)
    lines = tuple(Line(note.text, note.why, "alert", verdict.value) for note, verdict in seen)
    return Section("refusals", title, lines)


def branches_section(title: str, branches: Sequence[tuple[str, Note]]) -> Section | None:
    if not branches:
        return None
    lines = tuple(Line(note.text, note.why, lead=name) for name, note in branches)
    return Section("branches", title, lines)


def cautions_section(notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    return Section("cautions", "With caution", tuple(line_of(n, "caution") for n in notes))


def spinal_json(report: Report, form: str, own: Mapping[str, Any]) -> str:
    """A report of a needle or a pump as JSON text: its numbers, then the same lines as shown."""
    made = {
        "format": form,
        "version": report.version,
        **about_json(report),
        "headline": headline_json(report),
        **own,
        "sections": [section_json(s) for s in report.sections],
        "basis": list(report.basis),
    }
    return json_text(made)

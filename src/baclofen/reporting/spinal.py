"""What reports of a needle and of a pump share: refusals, devices, the frame, and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Knowledge, Verdict, why
from baclofen.planning import Refusal
from baclofen.reporting.judged import (
    about_patient,
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
)
from baclofen.reporting.report import Line, Report, Section, ids_of, line_of
from baclofen.simulation import Course

#: What is left of a report for the dead: only what was read.
_FOR_THE_DEAD = ("refusals", "kidney", "record")


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
    kept = tuple(s for s in sections if s is not None)
    if fit.verdict is Verdict.REJECT_INPUT:
        kept = tuple(s for s in kept if s.kind in _FOR_THE_DEAD)
    top = line_of(headline)
    return Report(
        headline=top,
        verdict=verdict,
        about=about_patient(fit, known),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        sections=kept,
        forecast=forecast,
        basis=tuple(why(id, known) for id in ids_of(top, kept, forecast)),
    )


def opening_section(notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    return Section("opening", "First of all", tuple(line_of(n, "alert") for n in notes))


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
        "what_this_is": report.what_this_is,
        "about": report.about,
        "today": report.today.isoformat(),
        "jurisdiction": report.jurisdiction,
        "request": report.request,
        "verdict": report.verdict.value,
        "headline": {"text": report.headline.text, "why": list(report.headline.why)},
        **own,
        "sections": [
            {
                "kind": s.kind,
                "title": s.title,
                "lines": [
                    {"text": x.text, "why": list(x.why), "level": x.level, "lead": x.lead}
                    for x in s.lines
                ],
                "table": None if s.table is None else asdict(s.table),
            }
            for s in report.sections
        ],
        "basis": [asdict(w) for w in report.basis],
    }
    return json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

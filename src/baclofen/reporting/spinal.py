"""What reports of a needle and of a pump share: refusals, cautions, branches, the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from baclofen.answering import Answer
from baclofen.assessment import Note
from baclofen.knowledge import Knowledge
from baclofen.planning import Refusal
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

if TYPE_CHECKING:
    from baclofen.simulation import Course


def framed(
    made: Answer, headline: Note, own: Sequence[Section | None], known: Knowledge, *,
    forecast: Course | None = None,
) -> Report:  # fmt: skip
    """A report of the plan's own sections, followed by what every report says."""
    fit = made.fit
    sections = [
        needed_section(made),
        *own,
        findings_section(fit),
        provided_section(made),
        kidney_section(fit),
        record_section(made, known),
        information_section(fit),
    ]
    return report_of(made, line_of(headline), sections, known, forecast=forecast)


def refusals_section(refusals: Sequence[Refusal], title: str) -> Section | None:
    """Why nothing is printed; each with what it alone comes to."""
    if not refusals:
        return None
    seen = dict.fromkeys((r.note, r.verdict) for r in refusals)
    lines = tuple(Line(note.text, note.why, "alert", verdict.value) for note, verdict in seen)
    return Section("refusals", title, lines)


def branches_section(
    title: str, branches: Sequence[tuple[str, Note]], kind: str = "branches"
) -> Section | None:
    if not branches:
        return None
    lines = tuple(Line(note.text, note.why, lead=name) for name, note in branches)
    return Section(kind, title, lines)


def cautions_section(notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    return Section("cautions", "With caution", tuple(line_of(n, "caution") for n in notes))

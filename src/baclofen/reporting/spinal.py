"""What reports of a needle and of a pump share: refusals, cautions, the frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from baclofen.answering import Answer
from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Refusal
from baclofen.reporting.judgement import (
    beneath_section,
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
    report_of,
    tell_section,
)
from baclofen.reporting.ordered import ordered_section
from baclofen.reporting.report import Line, Report, Section, line_of, title

if TYPE_CHECKING:
    from baclofen.simulation import Course


def framed(
    made: Answer, headline: Note, own: Sequence[Section | None], known: Knowledge, *,
    forecast: Course | None = None,
) -> Report:  # fmt: skip
    """A report of the plan's own sections, followed by what every report says."""
    fit = made.fit
    sections = [
        needed_section(made, known),
        *own,
        ordered_section(made, known),
        tell_section(made, known),
        findings_section(fit, known),
        beneath_section(fit, known),
        provided_section(made, known),
        kidney_section(fit, known),
        record_section(made, known),
        information_section(fit, known),
    ]
    return report_of(made, line_of(known, headline), sections, known, forecast=forecast)


def refusals_section(known: Knowledge, refusals: Sequence[Refusal], name: str) -> Section | None:
    """Why nothing is printed; each with what it alone comes to."""
    if not refusals:
        return None
    seen = dict.fromkeys((r.note, r.verdict) for r in refusals)
    lines = tuple(Line(known.say(note), note.why, "alert", verdict.value) for note, verdict in seen)
    return Section("refusals", title(known, name), lines)


def cautions_section(known: Knowledge, notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    lines = tuple(line_of(known, n, "caution") for n in notes)
    return Section("cautions", title(known, "cautions"), lines)

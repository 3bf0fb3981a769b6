"""The report of an assessment: the verdict and why, what to ask, and the worked figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from baclofen.assessment import Assessment, Finding
from baclofen.knowledge import Knowledge, Verdict, why
from baclofen.planning import Figure, in_emergency
from baclofen.reporting.judged import (
    about_patient,
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
)
from baclofen.reporting.report import Line, Report, Section, Table, ids_of, line_of, lines_section

#: The shape of the file; it changes when a reader would have to.
FORMAT = "baclofen-assessment/1"
_HEADLINES = {
    Verdict.REJECT_INPUT: "The record cannot be judged",
    Verdict.CONTRAINDICATED: "Contraindicated",
    Verdict.NEEDS_INFO: "Not before this is known",
    Verdict.AVOID: "Better not as asked",
    Verdict.CAUTION: "Possible, with the precautions below",
    Verdict.OK: "No rule speaks against it",
}


def compose_assessment(
    fit: Assessment, figures: Sequence[Figure], known: Knowledge, *, record_notes: Sequence[str]
) -> Report:
    """The report of an assessment. Pure. In an emergency what to do comes first, and the figures
    are for those who treat."""
    opening: list[Section | None] = []
    headline = _headline(fit)
    if fit.verdict is Verdict.EMERGENCY:
        plan = in_emergency(fit)
        headline = Line(plan.headline.text, plan.headline.why)
        opening = [
            Section("opening", "First of all", tuple(line_of(n, "alert") for n in plan.opening)),
            lines_section("refusals", "Why nothing more is printed", plan.refusals),
        ]
    sections = [
        *opening,
        needed_section(fit),
        findings_section(fit),
        _limits(fit),
        _figures(figures, fit),
        provided_section(fit),
        kidney_section(fit),
        record_section(fit, known, record_notes),
        information_section(fit),
    ]
    kept = tuple(s for s in sections if s is not None)
    if fit.verdict is Verdict.REJECT_INPUT:
        kept = tuple(s for s in kept if s.kind in ("findings", "kidney", "record"))
    return Report(
        headline=headline,
        verdict=fit.verdict,
        about=about_patient(fit, known),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        sections=kept,
        forecast=None,
        basis=tuple(why(id, known) for id in ids_of(headline, kept)),
    )


def _headline(fit: Assessment) -> Line:
    words = _HEADLINES.get(fit.verdict, fit.verdict.value)
    if fit.verdict is Verdict.REJECT_INPUT and fit.notes:
        return Line(fit.notes[0].text, fit.notes[0].why)
    worst = [f for f in fit.findings if f.verdict is fit.verdict and f.verdict is not Verdict.OK]
    if not worst:
        return Line(f"{words}, on what is known.", ())
    rule = worst[0].rule
    more = f" ({len(worst) - 1} more below)" if len(worst) > 1 else ""
    return Line(f"{words}: {rule.says}{more}", (rule.id,))


def _limits(fit: Assessment) -> Section | None:
    """The limits that are kept: their ids, so that a reader can look each up."""
    kept = [f.rule for f in fit.cited if f.rule.role == "limit"]
    if not kept or fit.verdict >= Verdict.EMERGENCY:
        return None
    lines = tuple(Line(rule.says, (rule.id,)) for rule in kept)
    return Section("limits", "Limits that are kept", lines)


def _figures(figures: Sequence[Figure], fit: Assessment) -> Section | None:
    if not figures or fit.verdict is Verdict.REJECT_INPUT:
        return None
    rows = tuple((f.name.replace("_", " "), shown(f.value), f.unit) for f in figures)
    table = Table(
        "What the rules come to for this patient. A figure is no advice: the verdict says whether "
        "it may be used.",
        ("figure", "value", "unit"),
        rows,
        tuple(dict.fromkeys(id for f in figures for id in f.why)),
    )
    return Section("figures", "Worked figures", (), table)


def shown(value: object) -> str:
    """A figure's value in words: a pair as a range, a list in order.

    >>> shown((15.0, 30.0)), shown((15, 30, 45)), shown(True), shown(4.1667)
    ('15 to 30', '15, 30, 45', 'yes', '4.167')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{k.replace('_', ' ')} {shown(v)}" for k, v in value.items())
    if isinstance(value, tuple):
        pair = len(value) == 2 and all(isinstance(v, int | float) for v in value)
        return (" to " if pair else ", ").join(shown(v) for v in value)
    return str(value).replace("_", " ")


def assessment_json(report: Report, fit: Assessment, figures: Sequence[Figure]) -> str:
    """The assessment as JSON text, keys in a fixed order, ending in a newline."""

    def finding(f: Finding) -> dict[str, Any]:
        return {
            "id": f.rule.id, "verdict": f.verdict.value, "role": f.role,
            "overridden": f.overridden, "says": f.rule.says, "origin": f.rule.origin,
        }  # fmt: skip

    made = {
        "format": FORMAT,
        "version": report.version,
        "what_this_is": report.what_this_is,
        "about": report.about,
        "today": report.today.isoformat(),
        "jurisdiction": report.jurisdiction,
        "request": report.request,
        "verdict": report.verdict.value,
        "headline": {"text": report.headline.text, "why": list(report.headline.why)},
        "findings": [finding(f) for f in (*fit.findings, *fit.information, *fit.cited)],
        "questions": [
            {
                "id": q.question.id, "ask": q.question.ask, "worst": q.worst.value,
                "blocks": q.blocks, "why": list(q.rules),
            }
            for q in fit.questions
        ],
        "figures": [
            {"name": f.name, "value": f.value, "unit": f.unit, "why": list(f.why)} for f in figures
        ],
        "override_reason": fit.request.reason,
        "basis": [asdict(w) for w in report.basis],
    }  # fmt: skip
    return json.dumps(made, indent=1, ensure_ascii=False, allow_nan=False) + "\n"

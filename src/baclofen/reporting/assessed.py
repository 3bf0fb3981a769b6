"""The report of an assessment: the verdict and why, what to ask, and the worked figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baclofen.assessment import Assessment, Finding
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning import Figure, in_emergency
from baclofen.reporting.json_parts import about_json, headline_json, json_text, questions_json
from baclofen.reporting.judged import (
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
    report_of,
)
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    line_of,
    lines_section,
    opening_section,
)

#: The shape of the file; it changes when a reader would have to.
FORMAT = "baclofen-assessment/1"
_FOR_THE_DEAD = ("findings", "kidney", "record")
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
        headline = line_of(plan.headline)
        opening = [
            opening_section(plan.opening),
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
    return report_of(fit, fit.verdict, headline, sections, known, for_the_dead=_FOR_THE_DEAD)


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
        **about_json(report),
        "headline": headline_json(report),
        "findings": [finding(f) for f in (*fit.findings, *fit.information, *fit.cited)],
        "questions": questions_json(fit),
        "figures": [
            {"name": f.name, "value": f.value, "unit": f.unit, "why": list(f.why)} for f in figures
        ],
        "override_reason": fit.request.reason,
        "basis": list(report.basis),
    }  # fmt: skip
    return json_text(made)

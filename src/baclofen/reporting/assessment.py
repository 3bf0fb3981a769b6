"""The report of an assessment: the verdict and why, what to ask, and the worked figures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from baclofen.answering import Answer
from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning import Figure, in_emergency
from baclofen.reporting.judgement import (
    beneath_section,
    details_section,
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
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    caption,
    line_of,
    lines_section,
    opening_section,
    title,
)

#: One of the vials that bring a flow up to the pump's least, by its strength.
_FLOW_OF_VIAL = re.compile(r"conc_([\d.]+)_flow_mL_day")
_FOR_THE_DEAD = ("findings", "kidney", "record")


def compose_assessment(made: Answer, known: Knowledge) -> Report:
    """The report of a judgement. Pure. In an emergency what to do comes first, and the figures
    are for those who treat."""
    fit = made.fit
    opening: list[Section | None] = []
    if fit.verdict is Verdict.EMERGENCY:
        plan = in_emergency(fit, known)
        opening = [
            opening_section(known, plan.opening),
            lines_section(known, "options", plan.options),
            lines_section(known, "refusals", plan.refusals),
        ]
    sections = [
        *opening,
        ordered_section(made, known),
        tell_section(made, known),
        needed_section(made, known),
        details_section(made, known),
        findings_section(fit, known),
        beneath_section(fit, known),
        _limits(fit, known),
        _figures(made.figures, fit, known),
        provided_section(made, known),
        kidney_section(fit, known),
        record_section(made, known),
        information_section(fit, known),
    ]
    return report_of(
        made, line_of(known, made.headline), sections, known, for_the_dead=_FOR_THE_DEAD
    )


def _limits(fit: Assessment, known: Knowledge) -> Section | None:
    """The limits that are kept: their ids, so that a reader can look each up."""
    kept = [f.rule for f in fit.cited if f.rule.role == "limit"]
    if not kept or fit.verdict >= Verdict.EMERGENCY:
        return None
    lines = tuple(Line(rule.says, (rule.id,)) for rule in kept)
    return Section("limits", title(known, "limits"), lines)


def _figures(figures: Sequence[Figure], fit: Assessment, known: Knowledge) -> Section | None:
    if not figures or fit.verdict is Verdict.REJECT_INPUT:
        return None
    rows = tuple(
        (_named(f, known), shown(f.value, known), "" if f.unit == "1" else f.unit) for f in figures
    )
    table = Table(
        caption(known, "figures"),
        known.words("head", "figure", "value", "unit"),
        rows,
        tuple(dict.fromkeys(id for f in figures for id in f.why)),
    )
    return Section("figures", title(known, "figures"), (), table)


def _named(figure: Figure, known: Knowledge) -> str:
    """A figure in words. One of several of a kind is named by what tells them apart."""
    of_vial = _FLOW_OF_VIAL.fullmatch(figure.name)
    if of_vial is None:
        return known.word("figure", figure.name)
    return known.say(known.note("figures.flow_of_vial", strength=float(of_vial[1])))


def shown(value: object, known: Knowledge) -> str:
    """A figure's value in words: a pair as a range, a list in order, parts by their names.

    >>> from baclofen.knowledge import load_knowledge
    >>> known = load_knowledge()
    >>> [shown(one, known) for one in ((15.0, 30.0), (15, 30, 45), (15, "mg"), True, 4.1667)]
    ['15 to 30', '15, 30, 45', '15, mg', 'yes', '4.167']
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{known.word('figure', k)} {shown(v, known)}" for k, v in value.items())
    if isinstance(value, tuple):
        pair = len(value) == 2 and all(isinstance(v, int | float) for v in value)
        return (" to " if pair else ", ").join(shown(v, known) for v in value)
    return str(value).replace("_", " ")

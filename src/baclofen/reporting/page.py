"""The report as one page that needs nothing else: no script, no network, prints well.

Its first screen is what is acted on; the rest stands behind folds. On paper it is a sheet for the
clinic, and one for the patient where steps are to be followed; what was unfolded is printed too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from baclofen.answering import Answer, Decision
from baclofen.knowledge import Knowledge, Why
from baclofen.planning import Plan, ScreeningPlan
from baclofen.reporting.first import arranged
from baclofen.reporting.forecast import draw_forecast
from baclofen.reporting.report import Report
from baclofen.reporting.schedule import render_sheet
from baclofen.reporting.screening import draw_bolus
from baclofen.reporting.shapes import draw_shapes
from baclofen.reporting.template import own_markup, render_template, style_within

if TYPE_CHECKING:
    from markupsafe import Markup

#: Words of the page's own frame, by the name of their phrase.
_WORDS = ("all", "basis", "basis_of", "marks", "made_of")


def render_page(report: Report, made: Answer, known: Knowledge) -> str:
    """The report as HTML. Everything from the record is escaped; the figures are our own SVG."""
    first, rest = arranged(report, known)
    agenda = made.agenda
    return render_template(
        "report.html.j2",
        report=report,
        first=first,
        rest=rest,
        words=frame_words(known),
        basis={w.id: w for w in report.basis},
        marks_of=marks_of,
        figures=figures_of(report, made, known),
        sheet=None if agenda is None else render_sheet(agenda, known, made=report.today),
        sheet_style="" if agenda is None else style_within(".patient", "schedule.css"),
    )


def frame_words(known: Knowledge) -> Mapping[str, str]:
    """The words of a page's own frame, by the name of their phrase."""
    return {name: known.say(known.note(f"frame.{name}")) for name in _WORDS}


def marks_of(ids: Iterable[str], basis: Mapping[str, Why]) -> tuple[str, ...]:
    """The marks of these ids, each once."""
    return tuple(dict.fromkeys(basis[id].mark for id in ids if basis[id].mark))


def figures_of(report: Report, made: Answer, known: Knowledge) -> Mapping[str, Markup]:
    """The drawings of a report by the kind of their section, each SVG for a page of ours."""
    kind = "fall" if isinstance(made.decision, ScreeningPlan) else "forecast"
    figures = {kind: _figure(report, made.decision, known)}
    if made.compared is not None:
        figures["peaks"] = own_markup(draw_shapes(made.compared, known))
    return {kind: figure for kind, figure in figures.items() if figure}


def _figure(report: Report, decision: Decision | None, known: Knowledge) -> Markup | None:
    """The predicted levels of a plan, or the predicted course of a bolus."""
    if isinstance(decision, ScreeningPlan):
        drawn = draw_bolus(decision, known)
        return None if drawn is None else own_markup(drawn)
    if not isinstance(decision, Plan) or report.forecast is None:
        return None
    course = decision.up or decision.down
    if course is None:
        return None
    daily = tuple(s.daily.in_mg for s in course.steps)
    start = course.regimen.start
    return own_markup(draw_forecast(report.forecast, known, start=start, daily_mg=daily))

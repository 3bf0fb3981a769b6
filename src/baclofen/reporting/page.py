"""The report as one page that needs nothing else: no script, no network, prints well."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from baclofen.answering import Answer, Decision
from baclofen.knowledge import Knowledge
from baclofen.planning import Plan, ScreeningPlan
from baclofen.reporting.forecast import draw_forecast
from baclofen.reporting.keep import tied
from baclofen.reporting.report import Report
from baclofen.reporting.screening import draw_bolus
from baclofen.reporting.shapes import draw_shapes

#: A page is words, tables and drawings of its own: nothing is loaded, run, sent or framed.
_CSP = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def render_page(report: Report, made: Answer, known: Knowledge) -> str:
    """The report as HTML. Everything from the record is escaped; the figures are our own SVG."""
    return render_template(
        "report.html.j2",
        report=report,
        basis={w.id: w for w in report.basis},
        figures=figures_of(report, made, known),
    )


def figures_of(report: Report, made: Answer, known: Knowledge) -> Mapping[str, Markup]:
    """The drawings of a report by the kind of their section, each SVG for a page of ours."""
    kind = "fall" if isinstance(made.decision, ScreeningPlan) else "forecast"
    figures = {kind: _figure(report, made.decision, known)}
    if made.compared is not None:
        figures["peaks"] = _own(draw_shapes(made.compared, known))
    return {kind: figure for kind, figure in figures.items() if figure}


def render_template(name: str, *, css: str = "report.css", **values: object) -> str:
    """A page from one of our templates, with its style; most pages share one."""
    from markupsafe import Markup

    style = Markup(_read(css))  # noqa: S704 - our own file, no outside text
    return _template(name).render(style=style, csp=_CSP, **values)


def _figure(report: Report, decision: Decision | None, known: Knowledge) -> Markup | None:
    """The predicted levels of a plan, or the predicted course of a bolus."""
    if isinstance(decision, ScreeningPlan):
        drawn = draw_bolus(decision, known)
        return None if drawn is None else _own(drawn)
    if not isinstance(decision, Plan) or report.forecast is None:
        return None
    course = decision.up or decision.down
    if course is None:
        return None
    daily = tuple(s.daily.in_mg for s in course.steps)
    start = course.regimen.start
    return _own(draw_forecast(report.forecast, known, start=start, daily_mg=daily))


def _own(svg: str) -> Markup:
    from markupsafe import Markup

    return Markup(svg)  # noqa: S704 - built from numbers and our own words only


def _read(name: str) -> str:
    return (Path(__file__).parent / "templates" / name).read_text("utf-8")


@cache
def _template(name: str) -> Template:
    # Imported when a page is made: a plan shown in the terminal starts sooner without it.
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    pages = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["tied"] = tied
    return pages.get_template(name)

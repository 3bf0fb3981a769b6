"""The report as one page that needs nothing else: no script, no network, prints well."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from baclofen.planning import Plan
from baclofen.reporting.figure import draw_forecast
from baclofen.reporting.keep import tied
from baclofen.reporting.report import Report

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup


def render_page(report: Report, plan: Plan | None = None, *, drawing: str | None = None) -> str:
    """The report as HTML. Everything from the record is escaped; the figure is our own SVG.

    A plan by mouth brings its own figure; `drawing` is the SVG of any other report.
    """
    return render_template(
        "report.html.j2",
        report=report,
        basis={w.id: w for w in report.basis},
        figure=_figure(report, plan) if plan is not None else _marked(drawing),
    )


def render_template(name: str, **values: object) -> str:
    """A page from one of our templates, with the style all pages share."""
    from markupsafe import Markup

    style = Markup(_read("report.css"))  # noqa: S704 - our own file, no outside text
    return _template(name).render(style=style, **values)


def _figure(report: Report, plan: Plan) -> Markup | None:
    course = plan.up or plan.down
    if report.forecast is None or course is None:
        return None
    from markupsafe import Markup

    daily = tuple(s.daily.in_mg for s in course.steps)
    svg = draw_forecast(report.forecast, start=course.regimen.start, daily_mg=daily)
    return Markup(svg)  # noqa: S704 - built from numbers only


def _marked(drawing: str | None) -> Markup | None:
    from markupsafe import Markup

    return None if drawing is None else Markup(drawing)  # noqa: S704 - made by our own chart


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

"""What the report of a plan says, once, for every form it takes: terminal, page and JSON.

Each line carries the ids it rests on; a line whose basis is memory, policy or an
assumption carries that mark too.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from baclofen.answering import Answer
from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    Plan,
    PlannedStep,
    Steps,
    spoken,
)
from baclofen.regimen import Packets, Poured, Untold
from baclofen.reporting.choice import choice_section, monitoring_section, red_flags_section
from baclofen.reporting.credibility import fold, marks
from baclofen.reporting.judgement import (
    beneath_section,
    evidence_section,
    findings_section,
    information_section,
    kidney_section,
    needed_section,
    provided_section,
    record_section,
    report_of,
    tell_section,
)
from baclofen.reporting.optimum import optimum_sections
from baclofen.reporting.ordered import ordered_section
from baclofen.reporting.report import (
    Line,
    Report,
    Section,
    Table,
    branches_section,
    caption,
    line_of,
    lines_section,
    opening_section,
    title,
)
from baclofen.reporting.shapes import shapes_sections
from baclofen.reporting.sheet import back_section, sheet_sections
from baclofen.simulation import Spread

if TYPE_CHECKING:
    from baclofen.simulation import Course


def compose_plan(made: Answer, plan: Plan, known: Knowledge) -> Report:
    """The report of a plan by mouth. Pure: the same answer gives the same report."""
    fit = made.fit
    sections = [
        opening_section(known, plan.opening),
        ordered_section(made, known),
        tell_section(made, known),
        needed_section(made, known),
        _course("up", _way_up(plan), plan.up, plan, known),
        _course("switch", "switch", plan.switched, plan, known),
        lines_section(known, "options", plan.options),
        _course("down", _way_down(fit), plan.down, plan, known),
        back_section(made.agenda, known),
        *shapes_sections(made.compared, plan, known),
        lines_section(known, "reasons", plan.reasons),
        lines_section(known, "refusals", plan.refusals),
        # Precautions before provisos: whoever reads only the top must meet them.
        findings_section(fit, known),
        beneath_section(fit, known),
        evidence_section(fit, known),
        provided_section(made, known),
        branches_section(known, "branches", plan.branches),
        lines_section(known, "watch", plan.watch),
        *sheet_sections(made.agenda, known),
        monitoring_section(made.monitoring, known),
        red_flags_section(made.monitoring, known),
        choice_section(made.choice, known),
        *optimum_sections(made.optimum, known),
        _forecast(made.forecast, plan, known),
        lines_section(known, "withheld", made.withheld),
        kidney_section(fit, known),
        record_section(made, known),
        information_section(fit, known),
    ]
    return report_of(made, line_of(known, plan.headline), sections, known, forecast=made.forecast)


def _course(
    kind: str, name: str, course: Steps | None, plan: Plan, known: Knowledge
) -> Section | None:
    if course is None:
        return None
    year = plan.fit.request.today.year
    rows = [_step_row(f"{i}", s, year, known) for i, s in enumerate(course.steps, start=1)]
    lines: list[Line] = []
    if kind == "up":
        if plan.if_needed:
            if_needed = known.word("cell", "if_needed")
            rows.append(_step_row(if_needed, plan.if_needed, year, known, dated=False))
        if plan.ceiling:
            ceiling = known.note("report.ceiling", ceiling=plan.ceiling)
            lead = known.word("lead", "ceiling")
            lines.append(Line(known.say(ceiling), tuple(course.why), "caution", lead))
    elif kind == "down":
        day = _day(course.regimen.date_of(course.regimen.days + 1), year)
        if plan.reached is not None and plan.keeps is None and not plan.fit.comes_down:
            at, most = plan.reached
            lines.append(line_of(known, known.note("report.reached", step=at, ceiling=most)))
        if plan.keeps is None:
            lines.append(line_of(known, known.note("report.no_dose_from", *course.why, day=day)))
        else:
            goes_on = known.note("report.goes_on_from", daily=plan.keeps, day=day)
            lines.append(line_of(known, goes_on))
    made_of = _made_of(course)
    table = Table(
        caption(known, "steps", made_of=made_of),
        known.words("head", "step", "from", "to", "doses", "times", f"{made_of}_a_dose", "mg/day"),
        tuple(rows),
        course.why,
    )
    return Section(kind, title(known, name), tuple(lines), table)


def _made_of(course: Steps) -> str:
    portion = course.steps[0].portions[0]
    if isinstance(portion, Poured | Untold):
        return "volumes"
    return "packets" if isinstance(portion, Packets) else "tablets"


def _way_up(plan: Plan) -> str:
    advised = plan.recommendation
    if advised is None or not advised.holds_back:
        return "steps"
    return "steps_once_told" if advised.asks else "steps_if"


def _way_down(fit: Assessment) -> str:
    return "down" if fit.comes_down else "down_if"


def _step_row(
    name: str, s: PlannedStep, year: int, known: Knowledge, *, dated: bool = True
) -> tuple[str, ...]:
    pieces = [str(p) for p in s.portions]
    tablets = pieces[0] if len(set(pieces)) == 1 else "; ".join(pieces)
    return (
        name,
        _day(s.first, year) if dated else "",
        _day(s.last, year) if dated else "",
        known.say(spoken(s, known)),
        ", ".join(f"{i.hour:.0f}" for i in s.step.intakes) + " h",
        tablets,
        f"{s.daily.in_mg:g}",
    )


def _day(day: date, year: int) -> str:
    """A day in words; its year only when it is not that of the judgement."""
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")


def _forecast(forecast: Course | None, plan: Plan, known: Knowledge) -> Section | None:
    if forecast is None:
        if plan.up is None and plan.down is None:
            return None
        kidney = plan.fit.kidney
        of_child = plan.fit.person.is_minor and (kidney.clearance is not None or kidney.infant)
        none = known.note("report.no_forecast_of_child" if of_child else "report.no_forecast")
        return Section("forecast", title(known, "forecast"), (line_of(known, none),))
    steps = plan.up or plan.down
    plasma = forecast["plasma_ng_mL"]
    rows = tuple(
        (
            f"{step.daily.in_mg:g}", e.name,
            _spread(e.Cmax), _spread(e.Cavg), _spread(e.Cmin), _spread(e.AUC),
        )
        for step, e in zip(steps.steps if steps else (), plasma.windows.values(), strict=False)
    )  # fmt: skip
    table = Table(
        caption(known, "forecast"),
        known.words("head", "mg/day", "on", "Cmax", "Cavg", "Cmin", "AUC"),
        rows,
        forecast.why,
    )
    covers = known.note("report.interval", n=forecast.n, seed=forecast.seed)
    lines = [line_of(known, n) for n in (covers, *forecast.assumed)]
    lines += [line_of(known, n, "caution") for n in forecast.outside]
    credit = forecast.credits["plasma_ng_mL"]
    if credit.verdict == "believed":
        return Section("forecast", title(known, "forecast"), tuple(lines), table)
    lines = [*marks([credit], known), *lines]
    return Section("forecast", title(known, "forecast"), tuple(lines), table, fold(known))


def _spread(s: Spread) -> str:
    return f"{s.median:.0f} ({s.low:.0f}-{s.high:.0f})"

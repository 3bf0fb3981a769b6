"""Screen 3: the plan by mouth, the way down, the trial; accepted, or in spite of a rule."""

from __future__ import annotations

from functools import partial
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from baclofen.answering import Answer
from baclofen.assessment import Finding
from baclofen.chart import Chart
from baclofen.errors import InputRefused, NotPlanned
from baclofen.knowledge import Verdict
from baclofen.planning import Plan, ScreeningPlan, agenda_of
from baclofen.regimen import PumpOrder
from baclofen.reporting import Report, compose, figures_of, mark_of_people, people_of_100
from baclofen.service.page.asked import Wanted, ask_of, planned
from baclofen.service.page.desk import Desk, digest_of
from baclofen.service.page.gate import At, WrittenAt, guarded
from baclofen.service.page.jobs import NotYet
from baclofen.service.page.keeping import KeptPlan, kept_soon, last_accepted, plans, taken_over
from baclofen.service.page.paper import why_no_pdf
from baclofen.service.page.plainly import refusal
from baclofen.service.page.screens.read import wanted
from baclofen.service.page.shown import whys_of
from baclofen.service.page.soon import reading_of
from baclofen.service.page.visits import Place
from baclofen.value import replace

#: Sections that are read first, and those that stand elsewhere on this screen.
_SHOWN = (
    "opening", "tell", "up", "options", "down", "shapes", "ladder", "given", "limits", "reasons",
    "refusals", "findings", "branches", "watch", "red_flags", "forecast",
)  # fmt: skip
#: Those that stand beside it, or on the screen that asks.
_ELSEWHERE = ("weighed", "illustrated", "needed", "provided")
#: What may be taken along of an accepted plan by mouth.
PRINTS = (("schedule", "Schedule, one page"), ("diary", "Diary to fill in"),
          ("flags", "Red flags"), ("plan", "The whole plan"))  # fmt: skip


def router(desk: Desk) -> APIRouter:
    """`/patients/{patient}/plan`, what is decided there, and the plans that were kept."""
    routes = guarded(desk)

    @routes.get("/patients/{patient}/plan")
    def plan(place: At, ask: str = "", weigh: str = "") -> Response:
        return _plan(place, ask, weigh)

    @routes.form("/patients/{patient}/plan/accept", _again)
    def accept(place: WrittenAt) -> Response:
        form, by = place.visit.form, place.visit.by
        chart = place.chart_as_seen()
        inputs = planned(reading_of(place, chart), _asked(place))
        _same(digest_of(inputs), form.get("inputs", ""))
        made = desk.answer_soon(inputs)
        if not _can_accept(made, desk):
            raise InputRefused("plan", "without a step to take", "there is nothing to accept")
        kept = chart.keep(made, by=by, now=desk.now())
        chart.accept(kept.number, by=by, now=desk.now())
        return place.go(f"/plans/{kept.number}")

    @routes.form("/patients/{patient}/plan/override", _again)
    def override(place: WrittenAt) -> Response:
        form, by = place.visit.form, place.visit.by
        chart = place.chart_as_seen()
        rules, reason = tuple(form.get("rule", "").split()), form.get("reason", "").strip()
        asked, reading = _asked(place), reading_of(place, chart)
        _same(digest_of(planned(reading, asked)), form.get("inputs", ""))
        made = desk.answer_soon(planned(reading, replace(asked, overrides=rules, reason=reason)))
        kept = chart.keep(made, by=by, now=desk.now())
        for rule in rules:
            chart.override(kept.number, rule, reason, by=by, now=desk.now())
        return place.go(f"/plans/{kept.number}")

    @routes.form("/patients/{patient}/plans/{number}/accept", _kept)
    def accept_kept(place: WrittenAt, number: int) -> Response:
        chart = place.chart_as_seen()
        kept = kept_soon(place, chart, number)
        if kept.stale or not _can_accept(kept.answer, desk):
            raise InputRefused("plan", kept.stale or "without a step to take", "make it anew")
        chart.accept(number, by=place.visit.by, now=desk.now())
        return place.go(f"/plans/{number}")

    @routes.get("/patients/{patient}/plans/{number}")
    def kept(place: At, number: int) -> Response:
        return _kept(place)

    return routes


def _plan(place: Place, ask: str, weigh: str) -> Response:
    """What is planned of what is asked for."""
    desk, chart = place.desk, place.chart()
    asked = replace(wanted(desk), ask=ask_of(ask), weighs=weigh == "yes")
    reading = reading_of(place, chart)
    inputs = planned(reading, asked)
    try:
        try:
            made = desk.answer_soon(inputs)
        except NotYet:
            if not asked.weighs:
                raise
            # The label's plan stands meanwhile, and can be accepted.
            inputs = planned(reading, replace(asked, weighs=False))
            made = desk.answer_soon(inputs)
    except NotPlanned as gap:
        has_pump = isinstance(inputs.request.order, PumpOrder)
        return _page(place, chart, None, ask, refusal=refusal(gap), has_pump=has_pump)
    except NotYet as gap:
        return place.waits(gap, at="/plan")
    return _page(place, chart, made, ask, inputs=digest_of(inputs), is_weighing=bool(weigh))


def _again(place: Place) -> Response:
    """The same, as it stood on the page that a form was sent from."""
    form = place.visit.form
    return _plan(place, form.get("ask", ""), form.get("weigh", ""))


def _kept(place: Place) -> Response:
    """The plan of the event that the address names."""
    chart = place.chart()
    found = kept_soon(place, chart, place.visit.number)
    return _page(place, chart, found.answer, found.answer.inputs.request.kind or "", kept=found)


def _asked(place: Place) -> Wanted:
    """What was asked for on the page that this form is of."""
    form = place.visit.form
    weighs = form.get("weigh") == "yes"
    return replace(wanted(place.desk), ask=ask_of(form.get("ask", "")), weighs=weighs)


def _same(now: str, seen: str) -> None:
    if now != seen:
        raise InputRefused(
            "plan", "another than the one you saw", "only what was seen is kept",
            do="Open the plan again: the day or the record has changed since.",
        )  # fmt: skip


def _can_accept(made: Answer, desk: Desk) -> bool:
    """Whether there is something to follow that was asked for."""
    decision = made.decision
    if isinstance(decision, Plan):
        return agenda_of(decision, desk.known) is not None
    return isinstance(decision, ScreeningPlan) and decision.next is not None


def _could_come_down(made: Answer) -> bool:
    """Whether a way down is printed for whoever decides on it, and was not asked for."""
    plan = made.decision
    return isinstance(plan, Plan) and plan.down is not None and plan.asked_down is None


def _page(
    place: Place, chart: Chart, made: Answer | None, ask: str, *, refusal: str = "",
    has_pump: bool = False, inputs: str = "", kept: KeptPlan | None = None,
    is_weighing: bool = False,
) -> Response:  # fmt: skip
    desk, record = place.desk, chart.record
    last, last_stale = last_accepted(chart, desk)
    shared: dict[str, Any] = {
        "seen": len(record.events), "asked": ask, "plans": plans(record),
        "taken": taken_over(record), "refusal": refusal, "is_weighing": is_weighing,
        "followed": last.number if last and not last_stale else None, "stale": "",
    }  # fmt: skip
    if made is None:
        return place.page(
            "plan.html.j2", kept=None, report=None, has_pump=has_pump, **shared
        )  # fmt: skip
    report = compose(made, desk.known)
    by = {s.kind: s for s in report.sections}
    is_label = isinstance(made.decision, Plan) and made.decision.up is not None
    return place.page(
        "plan.html.j2", report=report,
        figures=desk.drawn(made, partial(figures_of, report, made, desk.known)),
        sections=[s for s in report.sections if s.kind in _SHOWN],
        more=[s for s in report.sections if s.kind not in (*_SHOWN, *_ELSEWHERE)],
        beside=is_label and (kept is None or "weighed" in by), weighed=by.get("weighed"),
        people=people_of_100(made.optimum, desk.known) if made.optimum else (),
        people_on=_dose_of_people(made), illustrated=by.get("illustrated"),
        people_mark=mark_of_people(made.optimum, desk.known) if made.optimum else "",
        asks=made.fit.questions, could_come_down=_could_come_down(made),
        inputs=inputs, can_accept=_can_accept(made, desk), may_override=_overridable(made),
        kept=kept.event if kept else None, accepted=kept.accepted if kept else None,
        prints=PRINTS,
        # To ask costs loading what makes them.
        why_no_pdf=why_no_pdf() if kept and kept.accepted and not kept.stale else "",
        whys=whys_of(report, desk.known), **_made_of(made, report),
        **{**shared, "stale": kept.stale if kept else ""},
    )  # fmt: skip


def _dose_of_people(made: Answer) -> str:
    """The dose a day that people of a hundred are counted on: the plan's last step."""
    dose = made.optimum and made.optimum.plain
    return f"{dose.daily}" if dose else ""


def _made_of(made: Answer, report: Report) -> dict[str, Any]:
    """What was used, and what is missing or assumed, for the words on what this plan is."""
    open_ = [q.question.id.replace("_", " ").replace("conditions.", "") for q in made.fit.questions]
    marked = sum(1 for w in report.basis if w.mark)
    used = report.account or f"what was told of {report.about}"
    missing = "; ".join(open_) if open_ else "nothing is asked for"
    return {
        "used": used.rstrip("."),
        "missing": f"{missing}; {marked} of {len(report.basis)} things it rests on carry a mark",
    }


def _overridable(made: Answer) -> list[tuple[str, str]]:
    """Rules that say avoid and stand, and that by which a start is not recommended; all of them
    together where there are several. The assessment refuses those that may not be overridden."""
    findings: tuple[Finding, ...] = made.fit.findings
    held = _holds_back(made)
    found = [
        (f.rule.id, f"{f.rule.says[:90]} [{f.rule.id}]")
        for f in findings
        if (f.verdict is Verdict.AVOID or f.rule.id == held) and not f.overridden
    ]
    if len(found) > 1:
        found.append((" ".join(id for id, _ in found), f"all {len(found)} of these"))
    return found


def _holds_back(made: Answer) -> str:
    """The rule that must be overridden by name before a start is made; empty where none must."""
    plan = made.decision
    found = plan.recommendation if isinstance(plan, Plan) else None
    return found.against or "" if found is not None and not found.is_overridden else ""

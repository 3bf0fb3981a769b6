"""What the worked figures and the plan of one input both state, pair by pair.

The plan's side is read off the printed plan alone; no figure and no function of the figures is
used for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from baclofen.assessment import Assessment, PumpSetting
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning import (
    Plan,
    PumpPlan,
    ScreeningPlan,
    Steps,
    plan_oral,
    plan_pump,
    plan_screening,
)
from baclofen.regimen import OralOrder, OtherOrder, PumpOrder, ScreeningOrder
from tests.saying import worded
from tests.tolerances import EXACT

AnyPlan = Plan | PumpPlan | ScreeningPlan
#: A figure's name, what the plan states of it, and whether it must be there.
Pair = tuple[str, Any]


def plan_of(fit: Assessment, known: Knowledge) -> AnyPlan | None:
    """The plan of what was asked; None where nothing is planned: a route baclofen is not made
    for, and the handling of a dose."""
    order = fit.request.order
    if isinstance(order, ScreeningOrder):
        return plan_screening(fit, known, seed=1)
    if isinstance(order, PumpOrder):
        return plan_pump(fit, known)
    other = isinstance(order, OtherOrder) or fit.request.route == "other"
    unplanned = other or fit.kind == "prepare" or fit.request.route == "intrathecal"
    if unplanned and fit.verdict not in (Verdict.EMERGENCY, Verdict.REJECT_INPUT):
        return None
    return plan_oral(fit, known)


def disagreements(fit: Assessment, figures: Mapping[str, Any], plan: AnyPlan) -> list[str]:
    """Every figure that is not what the plan states, in words; none where they agree."""
    wrong = []
    for name, stated in stated_by(fit, plan):
        held = figures.get(name)
        if not same(held, stated):
            wrong.append(f"{name}: the figure is {held}, the plan says {stated}")
    return wrong


def same(a: Any, b: Any) -> bool:
    """Equal but for rounding; a list as its parts, nothing only as nothing."""
    if isinstance(a, tuple) or isinstance(b, tuple):
        both = isinstance(a, tuple) and isinstance(b, tuple)
        return both and len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, bool | str) or isinstance(b, bool | str) or a is None or b is None:
        return bool(a == b)
    return math.isclose(a, b, rel_tol=EXACT["rtol"], abs_tol=EXACT["rtol"])


def stated_by(fit: Assessment, plan: AnyPlan) -> Iterator[Pair]:
    """Each figure that this plan states; None where it states that there is none."""
    if isinstance(plan, PumpPlan):
        yield from _pump(fit, plan)
    elif isinstance(plan, ScreeningPlan):
        yield from _screening(plan)
    else:
        yield from _oral(fit, plan)


def _course(course: Steps | None) -> tuple[Any, Any, Any]:
    """Doses, days and what was given by the end of each step, from the regimen's own times."""
    if course is None:
        return None, None, None
    daily = tuple(s.daily.in_mg for s in course.steps)
    days = tuple((s.step.first_day, s.step.last_day) for s in course.steps)
    times = list(course.regimen.times())
    total = tuple(sum(d.in_mg for h, d in times if h < 24 * last) for _, last in days)
    return daily, days, total


def _oral(fit: Assessment, plan: Plan) -> Iterator[Pair]:
    daily, days, total = _course(plan.up)
    yield "mg_per_day_by_step", daily
    yield "day_ranges", days
    yield "cumulative_mg", total
    if plan.up is not None:
        assert plan.ceiling is not None
        yield "ceiling_mg_per_day", plan.ceiling.in_mg
        if not fit.person.is_minor:
            yield "start_mg_per_day", plan.up.steps[0].daily.in_mg
    elif not fit.person.is_minor:
        yield "start_mg_per_day", None
    if fit.kind in ("taper", "stop") and fit.request.route in (None, "oral"):
        levels, holds, _ = _course(plan.down)
        yield "taper_mg_per_day_by_step", levels
        yield "taper_day_ranges", holds
        returned = fit.request.taper is not None and bool(fit.request.taper.returned)
        back = plan.down.steps[0].daily.in_mg if plan.down and returned else None
        yield "return_to_mg_per_day", back
    steps = [worded(n) for n in plan.options if "one step up is" in worded(n)]
    if fit.kind in ("continue", "change") and fit.request.swallowed is None:
        found = steps[0].split("(")[1].split(" mg a day")[0] if steps else None
        yield "next_mg_per_day", None if found is None else float(found.replace(",", ""))


def _pump(fit: Assessment, plan: PumpPlan) -> Iterator[Pair]:
    order = fit.request.order
    assert isinstance(order, PumpOrder)
    if plan.first is not None:
        yield "initial_mcg_per_day", plan.first.in_mcg
    elif order.stage != "start" or fit.verdict >= Verdict.CONTRAINDICATED:
        yield "initial_mcg_per_day", None
    tried = order.screening
    if tried is None or tried.responded is False:
        yield "initial_mcg_per_day", None
    offer = plan.offer
    if offer is not None:
        titrating = order.stage == "titration"
        name = "next_range_mcg_per_day" if titrating else "raise_range_mcg_per_day"
        yield name, (offer.low.in_mcg, offer.high.in_mcg)
        yield "max_next_mcg_per_day", offer.high.in_mcg
        cut = None if offer.cut is None else tuple(d.in_mcg for d in offer.cut)
        yield "cut_range_mcg_per_day", cut
        yield "wait_hours", offer.wait_h if titrating else None
    elif plan.old is None and order.stage != "start":  # the old rate is not given again
        yield "max_next_mcg_per_day", None
    if plan.new is not None:
        yield from _setting(plan.new)
        if plan.change_percent is not None and order.asked is not None:
            yield "requested_pct", plan.change_percent
    elif plan.old is not None and order.asked is None and not order.filling.changes_concentration:
        yield from _setting(plan.old)
    if plan.bridge is not None:
        yield "V_mL", plan.bridge.volume_mL
        yield "amount_old_mcg", plan.bridge.old.in_mcg
        yield "duration_h", plan.bridge.hours
        yield "display_mcg", plan.bridge.shown.in_mcg
        yield "factor_without_bridge", plan.bridge.error_factor
    elif plan.one_flow is not None:
        yield "V_mL", None
    if plan.verdict < Verdict.CONTRAINDICATED:
        wean = plan.wean
        cut = None if wean is None else tuple(d.in_mg for d in wean.cut)
        rest = None if wean is None else tuple(d.in_mg for d in wean.rest)
        yield "first_cut_mg", cut
        yield "next_oral_mg_per_day", rest


def _setting(shown: PumpSetting) -> Iterator[Pair]:
    if shown.per_day.in_mcg == 0:
        return
    dated = shown.nominal is not None
    yield "mcg_per_h", shown.per_hour.in_mcg
    yield "flow_mL_day", shown.flow_mL_per_day
    yield "days_to_alarm", shown.days_to_alarm if dated else None
    yield "earliest_empty_days", shown.earliest_empty_days if dated else None
    yield "refill_by_day_project", shown.nominal
    yield "offered_refill_days", shown.offered if shown.may_be_empty_before else None


def _screening(plan: ScreeningPlan) -> Iterator[Pair]:
    after, begins = plan.next, not plan.given
    if after is not None:
        yield "first_dose_mcg", after.dose.in_mcg if begins else None
        yield "volume_mL_at_50", after.volume_mL if begins else None
        yield "next_dose_mcg", None if begins else after.dose.in_mcg
        yield "volume_mL", after.volume_mL
        yield "wait_hours", plan.wait_h
    if plan.start is not None:
        yield "initial_mcg_per_day", plan.start.in_mcg
    if plan.worked is not None:
        yield "next_dose_mcg", None


def within(fit: Assessment, figures: Mapping[str, Any], plan: Plan) -> list[str]:
    """What does not hold of the ranges and limits that stand around an oral plan's own steps."""
    wrong = []
    ceiling = figures.get("ceiling_mg_per_day")
    if plan.up is not None:
        most = max(s.daily.in_mg for s in plan.up.steps)
        start, first = figures["start_mg_per_day"], plan.up.steps[0].daily.in_mg
        if ceiling is None or most > ceiling or first > start:
            wrong.append(f"steps {first} to {most} above the start {start}, ceiling {ceiling}")
    order = fit.request.order
    cut = figures.get("adjusted_mg_per_day")
    if isinstance(order, OralOrder) and cut is not None and ceiling is not None and cut > ceiling:
        wrong.append(f"cut for the kidneys to {cut}, above the ceiling {ceiling}")
    if plan.down is not None and "step_mg" in figures:
        weeks = figures["weeks"]
        days = plan.down.regimen.days
        if days < figures["min_days"] or days > 7 * weeks[1] + EXACT["rtol"] * days:
            wrong.append(f"{days} days down, outside {figures['min_days']} days, {weeks} weeks")
        levels = [s.daily.in_mg for s in plan.down.steps]
        # No product is cut by less than its smallest dose, which the last step is not below.
        most = max(figures["step_mg"][1], *levels[-1:]) + EXACT["rtol"]
        if any(a - b > most for a, b in pairwise(levels)):
            wrong.append(f"steps {levels}, cut by more than {figures['step_mg']} at a time")
        if weeks[0] < figures["min_weeks"]:
            wrong.append(f"{weeks[0]} weeks, below the floor of {figures['min_weeks']}")
    return wrong

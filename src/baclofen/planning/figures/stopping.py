"""Going down, and what follows a stop: the labels' floor, the project's pace, withdrawal."""

from __future__ import annotations

from baclofen.knowledge.numbers import (
    ChildTaper,
    LabelWeeks,
    LooksLikeWithdrawal,
    OralBridge,
    PumpWithdrawal,
    TaperPolicy,
    WithdrawalOnset,
)
from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.reckon.present import hours_stopped, weeks_on
from baclofen.planning.reckon.taper import Descent, WayDown, floor_of


def stopping_figures(sheet: Sheet) -> Figures:
    """Weeks and steps of a way down by mouth; hours, look-alikes and bridges of withdrawal."""
    fit, known = sheet.fit, sheet.known
    if fit.comes_down and fit.request.route in (None, "oral"):
        yield from _taper(sheet)
    stopped = any(u.status == "stopped" for u in fit.uses)
    planned_stop = fit.kind == "stop" or fit.person.surgery_planned
    if stopped or planned_stop or sheet.holds("WD-ESCALATE"):
        onset, why = known.of(WithdrawalOnset).onset_h, (WithdrawalOnset.entry,)
        yield Figure("onset_h", onset, "h", why)
        hours = hours_stopped(fit)
        if hours is not None:
            inside = onset[0] <= hours <= onset[1]
            yield Figure("inside_onset", inside, "", why)
    if sheet.holds("WD-DDX"):
        yield Figure("ddx", known.of(LooksLikeWithdrawal).ddx, "", (LooksLikeWithdrawal.entry,))
    if sheet.holds("WD-ORAL-BRIDGE"):
        bridge, ids = known.of(OralBridge), (OralBridge.entry, "WHO-DECIDES")
        yield Figure("bridge_oral_mg", bridge.oral_mg, "mg", ids)
        yield Figure("bridge_every_h", bridge.every_h, "h", ids)
    if sheet.holds("WD-IT-COURSE"):
        days = known.of(PumpWithdrawal).days
        yield Figure("course_days", days, "days", (PumpWithdrawal.entry,))


def _taper(sheet: Sheet) -> Figures:
    """The label's floor; the pace of the policy, and the steps that are printed."""
    floor = floor_of(sheet.fit, sheet.known, weeks_on(sheet.fit))
    why = (*floor.why, "W-ABRUPT-ORAL")
    yield Figure("min_weeks", floor.weeks, "weeks", why)
    yield Figure("min_days", floor.days, "days", why)
    if not sheet.may_taper:
        return
    down = sheet.worked.down
    if down.way is not None and down.course is not None:
        yield from _pace(down.way, down)
    if down.course is None:
        return
    steps = down.course.steps
    yield Figure(
        "taper_mg_per_day_by_step", tuple(s.daily.in_mg for s in steps), "mg/day", down.course.why
    )
    days = tuple((s.step.first_day, s.step.last_day) for s in steps)
    yield Figure("taper_day_ranges", days, "days", down.course.why)


def _pace(way: WayDown, down: Descent) -> Figures:
    """The policy's sizes, and what they come to; a way down of failing kidneys has none."""
    ids = tuple(id for id in way.why if id in (TaperPolicy.entry, ChildTaper.entry))
    yield Figure("step_mg", way.cuts_mg, "mg/day", ids)
    yield Figure("step_days", way.every_days, "days", ids)
    if down.cuts is not None:
        yield Figure("steps", down.cuts, "", ids)
    if down.weeks is None:
        return
    if not way.is_fast:
        yield Figure("project_step_mg_per_week", way.cuts_mg, "mg/day", ids)
        yield Figure("project_weeks", down.weeks, "weeks", ids)
    yield Figure("weeks", down.weeks, "weeks", (LabelWeeks.entry, *ids) if way.is_fast else ids)

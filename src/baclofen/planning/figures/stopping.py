"""Going down, and what follows a stop: the labels' floor, the project's pace, withdrawal."""

from __future__ import annotations

from typing import Any

from baclofen.planning.figures.figure import Figure, Figures, Sheet
from baclofen.planning.figures.oral import daily_of


def stopping_figures(sheet: Sheet) -> Figures:
    """Weeks and steps of a way down by mouth; hours, look-alikes and bridges of withdrawal."""
    fit = sheet.fit
    if fit.kind in ("taper", "stop") and fit.request.route in (None, "oral"):
        yield from _taper(sheet)
    stopped = any(u.status == "stopped" for u in fit.uses)
    planned_stop = fit.kind == "stop" or fit.person.surgery_planned
    if stopped or planned_stop or sheet.holds("WD-ESCALATE"):
        onset = sheet.values("WD-ONSET")["onset_h"]
        yield Figure("onset_h", onset, "h", ("WD-ONSET",))
        hours = [u.hours_since_last for u in fit.uses if u.hours_since_last is not None]
        if hours:
            inside = onset[0] <= min(hours) <= onset[1]
            yield Figure("inside_onset", inside, "", ("WD-ONSET",))
    if sheet.holds("WD-DDX"):
        yield Figure("ddx", sheet.values("WD-DDX")["ddx"], "", ("WD-DDX",))
    if sheet.holds("WD-ORAL-BRIDGE"):
        values = sheet.values("WD-ORAL-BRIDGE")
        why = ("WD-ORAL-BRIDGE", "WHO-DECIDES")
        yield Figure("bridge_oral_mg", values["oral_mg"], "mg", why)
        yield Figure("bridge_every_h", values["every_h"], "h", why)
    if sheet.holds("WD-IT-COURSE"):
        days = sheet.values("WD-IT-COURSE")["days"]
        yield Figure("course_days", days, "days", ("WD-IT-COURSE",))


def _taper(sheet: Sheet) -> Figures:
    fit = sheet.fit
    policy: Any = sheet.values("T-PROJECT")
    weeks_on = _weeks_on(sheet)
    floor, why = _floor_weeks(sheet, weeks_on)
    yield Figure("min_weeks", floor, "weeks", why)
    yield Figure("min_days", 7 * floor, "days", why)
    daily = daily_of(fit.uses)
    if daily is None:
        return
    short = weeks_on is not None and weeks_on < policy["fast_below_weeks"]
    fast = short and daily.in_mg <= policy["fast_up_to_mg_per_day"]
    steps = policy["fast_steps_mg"] if fast else policy["slow_steps_mg"]
    days = policy["fast_steps_days"] if fast else (policy["slow_step_days"],) * 2
    yield Figure("step_mg", steps, "mg/day", ("T-PROJECT",))
    yield Figure("step_days", days, "days", ("T-PROJECT",))
    counts = daily.in_mg / steps[1], daily.in_mg / steps[0]
    yield Figure("steps", counts, "", ("T-PROJECT",))
    if fast:
        label = sheet.values("T-1-2WK")["weeks"]
        yield Figure("weeks", label, "weeks", ("T-1-2WK", "T-PROJECT"))
    else:
        yield Figure("project_step_mg_per_week", steps, "mg/day", ("T-PROJECT",))
        yield Figure("project_weeks", counts, "weeks", ("T-PROJECT",))
        yield Figure("weeks", counts, "weeks", ("T-PROJECT",))


def _weeks_on(sheet: Sheet) -> float | None:
    since = min((u.since for u in sheet.fit.uses if u.since), default=None)
    return (sheet.fit.request.today - since).days / 7 if since else None


def _floor_weeks(sheet: Sheet, weeks_on: float | None) -> tuple[float, tuple[str, ...]]:
    longer = sheet.values("T-DE-CH-3WK")
    if sheet.at_home("T-DE-CH-3WK") and (weeks_on is None or weeks_on > longer["after_weeks"]):
        return longer["floor_days"] / 7, ("T-DE-CH-3WK",)
    return sheet.values("T-1-2WK")["weeks"][0], ("T-1-2WK", "W-ABRUPT-ORAL")

"""The way down where kidneys allow no baclofen: at once to a level that is safe, then halved.

Neither the pace of healthy kidneys, at which the level stays high for weeks, nor a stop.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from baclofen.assessment import Assessment, Change, changed_by_mouth
from baclofen.knowledge import Knowledge, Shown
from baclofen.knowledge.numbers import ChildTaper, KidneyTaper, LabelWeeks, TaperPolicy
from baclofen.planning.reckon.shapes import Hold
from baclofen.planning.reckon.taper import (
    Descent,
    WayDown,
    floor_of,
    laid_out,
    too_small,
    way_down,
)
from baclofen.units import Dose, mg


def is_failing(fit: Assessment, known: Knowledge) -> bool:
    """Whether kidneys allow no baclofen by mouth, or are moving. Facts: `T-KIDNEY`."""
    return fit.fired(*known.of(KidneyTaper).holds_where)


def healthy_share(fit: Assessment, known: Knowledge) -> float:
    """The part of a dose whose level is that of the whole with healthy kidneys, 0 to 1.

    By the clearance that is left, and never above what was measured in severe impairment; that
    alone where the clearance is not known.

    Facts: `kidney.crcl_fractions`, `kidney.crcl_bands`, `oral.CLr_slope`, `oral.CLnr`,
    `dialysis.residual_crcl`.
    """
    most = known.numbers("kidney.crcl_fractions")[0]
    left = fit.kidney.clearance
    if fit.person.is_dialysed:
        left = known.number("dialysis.residual_crcl")
    if left is None:
        return most
    slope, other = known.number("oral.CLr_slope"), known.number("oral.CLnr")
    healthy = known.numbers("kidney.crcl_bands")[-1]
    return min(most, (other + slope * left) / (other + slope * healthy))


def failing_way_down(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """The steps, and why they run so.

    The days of the ordinary floor are kept; a longer one after long use is not, and that is said.
    Raises `NotPlanned` as `taper` does. Facts: `T-KIDNEY`.
    """
    way = way_down(fit, known, daily=daily, start=start, weeks_on=weeks_on)
    share = healthy_share(fit, known)
    cut = _cut_just_made(fit, known, daily)
    before = daily if cut is None else cut.before
    levels = _levels(way, share, before)
    if cut is not None and not _is_first(cut, levels) and not _is_of_this_step(cut, fit, known):
        # What was borne for longer on a dose above the first of this way is reckoned from that.
        cut, before, levels = None, daily, _levels(way, share, daily)
    if not levels:
        raise known.refusal(too_small(way, known))
    rule = known.of(KidneyTaper)
    policy = known.of(TaperPolicy)
    days = max(rule.step_days, math.ceil(policy.floor_days / len(levels)))
    holds: tuple[Hold, ...] = tuple((level, days) for level in levels)
    is_made = cut is not None and _is_first(cut, levels)
    left = days - ((cut.days(start) if cut is not None else None) or 0)
    is_over = is_made and left <= 0 and len(levels) > 1
    if is_over:
        # Its days have passed: the second step is today's, and no more than that.
        levels, holds = levels[1:], holds[1:]
    elif is_made and left > 0:
        # The days since it count among those of the step.
        holds = ((levels[0], left), *holds[1:])
    floor = floor_of(fit, known, weeks_on)
    others = {policy.entry, ChildTaper.entry, *floor.why} - {LabelWeeks.entry}
    course = laid_out(way, holds, (rule.entry, *(id for id in way.why if id not in others)))
    first, *lower = map(mg, levels)
    then = known.note("failing.then", lower=tuple(lower), days=days) if lower else None
    told: dict[str, Shown] = {"daily": daily, "then": then}
    if cut is not None and is_over:
        pace = known.note("failing.pace_next", **told, before=before, day=cut.on, first=first)
    elif cut is not None and is_made and left > 0:
        told |= {"before": before, "day": cut.on, "days": holds[0][1]}
        pace = known.note("failing.pace_cut", **told)
    elif first == daily:
        pace = known.note("failing.pace_least", daily=daily, days=days)
    elif cut is not None:
        pace = known.note("failing.pace_more", **told, before=before, first=first)
    else:
        pace = known.note("failing.pace", **told, first=first)
    dialysed = fit.person.is_dialysed
    with_whom = known.note("failing.nephrology_dialysis" if dialysed else "failing.nephrology")
    notes = [pace, with_whom]
    asked = fit.request.taper
    if asked is not None and (asked.weeks or asked.shape != "standard"):
        notes.append(known.note("failing.as_asked"))
    if floor.days > course.regimen.days:
        notes.append(known.note("failing.faster", *floor.why, days=floor.days))
    if dialysed:
        notes.append(known.note("failing.dialysis"))
    return Descent(course, tuple(notes), is_begun=is_over)


def _cut_just_made(fit: Assessment, known: Knowledge, daily: Dose) -> Change | None:
    """The cut that was made within the days for which a stop is watched: what it was cut from is
    what the way is reckoned from, so that nobody who did as it says is brought down twice. None
    else. Facts: `patient.recent_baclofen`."""
    today = fit.request.today
    change = changed_by_mouth(fit.uses, known)
    if change is None or change.now != daily or change.before <= daily:
        return None
    days = change.days(today)
    is_lately = days is not None and 0 <= days <= known.number("patient.recent_baclofen")
    return change if is_lately else None


def _is_first(cut: Change, levels: Sequence[float]) -> bool:
    """Whether the dose since a cut is the first of these, so that it is made already."""
    return bool(levels) and mg(levels[0]) == cut.now


def _is_of_this_step(cut: Change, fit: Assessment, known: Knowledge) -> bool:
    days = cut.days(fit.request.today)
    return days is not None and days < known.of(KidneyTaper).step_days


def _levels(way: WayDown, share: float, before: Dose) -> list[float]:
    """The first dose, to the nearest that can be given, of the one `before` it, and each half of
    it; none to nothing. From the smallest dose, or one that is as low as the first of this way
    already, it goes on from there."""
    unit, daily = way.maker.unit_mg, way.daily.in_mg
    least = max(unit, way.pace.end_mg)
    level = max(least, round(share * before.in_mg / unit) * unit)
    if level >= daily - 1e-9:  # rounding of print
        is_given = abs(way.maker.down(daily) - daily) < 1e-9  # rounding of print
        if not is_given:
            return []
        level = daily
    levels = [level]
    while levels[-1] > least + 1e-9:  # rounding of print
        levels.append(max(least, way.maker.down(levels[-1] / 2)))
    return levels

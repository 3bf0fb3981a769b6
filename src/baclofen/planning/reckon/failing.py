"""The way down where kidneys allow no baclofen: at once to a level that is safe, then halved.

Neither the pace of healthy kidneys, at which the level stays high for weeks, nor a stop.
"""

from __future__ import annotations

import math
from datetime import date

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
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
    levels = _levels(way, share)
    if not levels:
        raise known.refusal(too_small(way, known))
    rule = known.of(KidneyTaper)
    policy = known.of(TaperPolicy)
    days = max(rule.step_days, math.ceil(policy.floor_days / len(levels)))
    holds: tuple[Hold, ...] = tuple((level, days) for level in levels)
    floor = floor_of(fit, known, weeks_on)
    others = {policy.entry, ChildTaper.entry, *floor.why} - {LabelWeeks.entry}
    course = laid_out(way, holds, (rule.entry, *(id for id in way.why if id not in others)))
    first, *lower = map(mg, levels)
    then = known.note("failing.then", lower=tuple(lower), days=days) if lower else None
    pace = known.note("failing.pace", daily=daily, first=first, then=then)
    if first == daily:
        pace = known.note("failing.pace_least", daily=daily, days=days)
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
    return Descent(course, tuple(notes))


def _levels(way: WayDown, share: float) -> list[float]:
    """The first dose, to the nearest that can be given, and each half of it; none to nothing. From
    the smallest dose only the end of every way is left: its days, then nothing."""
    unit, daily = way.maker.unit_mg, way.daily.in_mg
    least = max(unit, way.pace.end_mg)
    level = max(least, round(share * daily / unit) * unit)
    if level >= daily - 1e-9:  # rounding of print
        is_given = abs(way.maker.down(daily) - daily) < 1e-9  # rounding of print
        return [daily] if is_given else []
    levels = [level]
    while levels[-1] > least + 1e-9:  # rounding of print
        levels.append(max(least, way.maker.down(levels[-1] / 2)))
    return levels

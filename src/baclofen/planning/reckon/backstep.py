"""Symptoms came back on the way down: back to the dose before the cut, hold, then slower."""

from __future__ import annotations

from datetime import date

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import TaperPolicy
from baclofen.planning.reckon.taper import Descent, slower, steps_of, way_down
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.units import Dose


def is_asked(fit: Assessment) -> bool:
    """Whether symptoms are said to have returned on a way down."""
    return fit.request.taper is not None and bool(fit.request.taper.returned)


def dose_before(fit: Assessment) -> Dose | None:
    """The dose to go back to from a raise that was not borne: the one before it, as told, where
    it is the lower one; None on a way down, which `step_back` answers."""
    order, daily = fit.request.taper, oral_dose(fit.uses)
    previous = order.previous if order is not None else None
    if previous is None or daily is None or fit.kind not in ("continue", "change"):
        return None
    return previous if previous < daily else None


def step_back(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """The new steps, or why none are printed: no dose goes up where the rules let none.

    Facts: `T-BACKSTEP`, `T-PROJECT`. Raises `NotPlanned` as `taper` does.
    """
    order = fit.request.taper
    previous = order.previous if order is not None else None
    if previous is None:
        return Descent(None, (known.note("backstep.untold"),))
    if refusal := _refusal(fit, known, previous, daily):
        return Descent(None, (refusal,))
    rule = known.of(TaperPolicy)
    way = way_down(fit, known, daily=previous, start=start, weeks_on=weeks_on, slow=True)
    if abs(way.maker.down(previous.in_mg) - previous.in_mg) > 1e-9:  # rounding of print
        return Descent(None, (known.note("backstep.unmade", previous=previous),))
    way = slower(way, hold_days=rule.hold_days, times=rule.slower_times)
    course = steps_of(way, order.shape if order is not None else "standard", known)
    return Descent(course, (known.note("backstep.back", previous=previous, daily=daily),), way)


def _refusal(fit: Assessment, known: Knowledge, previous: Dose, daily: Dose) -> Note | None:
    if previous <= daily:
        return known.note("backstep.not_above", previous=previous, daily=daily)
    if not fit.may_go_up:
        first = (f.rule.id for f in fit.findings[:1])
        return known.note("backstep.not_allowed", *first, previous=previous, daily=daily)
    if fit.kidney.fraction is None:
        return known.note("backstep.kidney_unknown", previous=previous, daily=daily)
    ceiling, why = ceiling_for(fit, known)
    if previous > ceiling:
        return known.note(
            "backstep.above_ceiling", *why, previous=previous, daily=daily, ceiling=ceiling
        )
    return None

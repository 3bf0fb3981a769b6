"""Baclofen that is taken or was, as fields of the case: how long, at its most, since a stop."""

from __future__ import annotations

from datetime import date
from typing import Any

from baclofen.assessment.request import Request
from baclofen.assessment.taken import begun, first_seen, least_stopped_mg, pump_stop_stands
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import TaperPolicy
from baclofen.patient import BaclofenUse
from baclofen.regimen import PumpOrder


def _weeks_on(uses: tuple[BaclofenUse, ...], today: date, known: Knowledge) -> float | None:
    """How many weeks it has been taken, as told. What is on record for longer than counts as short
    was taken for as long at least; of what is on record since lately nobody knows."""
    told = begun(uses)
    first = first_seen(uses)
    if told is not None or first is None:
        return None if told is None else (today - told).days / 7  # days in a week
    least = (today - first).days / 7
    return least if least > known.of(TaperPolicy).fast_below_weeks else None


def use_fields(uses: tuple[BaclofenUse, ...], request: Request, known: Knowledge) -> dict[str, Any]:
    """How long baclofen was taken, at its most, and how long ago it was stopped."""
    top = [u.weeks_at_maximum for u in uses if u.weeks_at_maximum is not None]
    stopped = [u for u in uses if u.status == "stopped"]
    hours = [u.hours_stopped(request.today) for u in stopped]
    told = [h for h in hours if h is not None]
    still = pump_stop_stands(request, uses)
    return {
        "weeks_on_treatment": _weeks_on(uses, request.today, known),
        "weeks_at_maximum": max(top, default=None),
        "hours_since_stop": min(told, default=None),
        "stop_undated": len(told) < len(hours),
        "pump_stopped": any(u.route == "intrathecal" for u in stopped),
        "pump_stop_stands": still,
        "least_stopped": least_stopped_mg(request, uses),
        # A pump that is to be set runs, if it was not stopped.
        "only_stopped": 0 < len(uses) == len(stopped)
        and (still or not isinstance(request.order, PumpOrder)),
    }

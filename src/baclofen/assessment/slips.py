"""What an amount itself tells of a slip: too small or large for its route, far from what runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from baclofen.assessment.refill import PumpSetting
from baclofen.assessment.request import Request
from baclofen.assessment.taken import (
    begun,
    by_mouth_now,
    by_pump_now,
    oral_is_added,
    oral_sum_mg,
    running,
)
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import PumpRange
from baclofen.patient import BaclofenUse, Patient
from baclofen.regimen import MOST_BY_MOUTH, OralOrder, PumpOrder


def slip_fields(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...], known: Knowledge, *,
    starts: bool,
) -> dict[str, Any]:  # fmt: skip
    """Fields of the case on amounts, in mg by mouth and mcg a day by pump; None is not told."""
    order = request.order
    runs, day = oral_sum_mg(uses), request.day_by_mouth
    asked = None if day is None else day.in_mg
    change, ratio = (None, None) if not runs or asked is None else (asked - runs, asked / runs)
    if runs and asked is not None and oral_is_added(request, uses):
        change, ratio = asked, (runs + asked) / runs
    shows_none = person.baclofen == ()
    written = [(u.route, u.written) for u in running(uses) if u.written is not None]
    mouth = [dose for route, dose in written if route != "intrathecal"]
    small = [dose.in_mg for dose in mouth if dose.unit == "mg"]
    rates, most = [dose.in_mcg for dose in mouth if dose.unit == "mcg"], known.of(PumpRange)
    untold = isinstance(order, OralOrder) and order.starts is None and starts
    # Beside what runs no dose is a first one, as in the fields of the order.
    is_first = isinstance(order, OralOrder) and bool(order.starts) and starts
    first = untold or (is_first and not oral_is_added(request, uses))
    return {
        "running_daily_dose": runs,
        "days_since_begun": _days_since_begun(request, uses),
        "running_dose_per_kg": None if runs is None else _per_kg(runs, person.weight_kg),
        # Beyond what people were ever given no yes makes a dose of it.
        "dose_confirmed": person.dose_confirmed is True and not _beyond_people(runs),
        "rate_confirmed": person.rate_confirmed is True,
        "least_by_mouth": min((d for d in (runs, asked, *small) if d), default=None),
        "least_rate": min(_rates(request, uses), default=None),
        "mcg_by_mouth": any(rate <= most.trials_mcg_per_day[1] for rate in rates),
        "rate_in_mg": any(r == "intrathecal" and dose.unit == "mg" for r, dose in written),
        "volume_amiss": any(use.is_poured_amiss for use in running(uses)),
        "running_rate": max(_running(request, uses), default=None),
        "empties_too_soon": _met(_times_too_soon(order)) if isinstance(order, PumpOrder) else None,
        "dose_change": _met(change),
        "dose_change_per_kg": _per_kg(change, person.weight_kg),
        "dose_ratio": _met(ratio) if asked else None,
        "untold_start_dose": asked if untold else None,
        "first_dose_per_kg": _per_kg(asked, person.weight_kg) if first else None,
        # A target alone, of someone of whom nothing is told, is no such order.
        "dose_for_none": asked if untold and shows_none else None,
        "dose_for_none_per_kg": _per_kg(asked, person.weight_kg) if untold and shows_none else None,
    }


def _beyond_people(daily_mg: float | None) -> bool:
    return daily_mg is not None and daily_mg > MOST_BY_MOUTH.in_mg


def _days_since_begun(request: Request, uses: tuple[BaclofenUse, ...]) -> float | None:
    """Days since baclofen by mouth was begun, where somebody told it."""
    day = begun(by_mouth_now(uses))
    return None if day is None else (request.today - day).days


def _rates(request: Request, uses: Iterable[BaclofenUse]) -> list[float]:
    """Every rate of a pump that is told, in mcg a day; none at all is no rate."""
    order = request.order
    told = [u.daily for u in by_pump_now(uses)]
    if isinstance(order, PumpOrder):
        told += [order.now, order.asked, order.a_year_ago, *order.history]
    return [dose.in_mcg for dose in told if dose is not None and dose.in_mcg > 0]


def _running(request: Request, uses: Iterable[BaclofenUse]) -> list[float]:
    """Every rate at which a pump is told to run, in mcg a day."""
    order = request.order
    told = [u.daily for u in by_pump_now(uses)]
    if isinstance(order, PumpOrder):
        told.append(order.now)
    return [dose.in_mcg for dose in told if dose is not None and dose.in_mcg > 0]


def _times_too_soon(order: PumpOrder) -> float | None:
    """The days from the filling to the latest day told for its alarm or refill, against those after
    which it is empty at the rate that runs; None while one of them is not told."""
    filling, now = order.filling, order.now
    days = [d for d in (filling.alarm_on, filling.refill_on) if d is not None]
    if now is None or filling.fill_mL is None or filling.filled_on is None or not days:
        return None
    flow = PumpSetting(now, filling.mcg_per_mL).flow_mL_per_day
    if not flow:
        return None
    return (max(days) - filling.filled_on).days * flow / filling.fill_mL


def _per_kg(change: float | None, weight_kg: float | None) -> float | None:
    return None if change is None or weight_kg is None else _met(change / weight_kg)


def _met(reckoned: float | None) -> float | None:
    """What was reckoned from printed numbers, without the hair by which it misses a limit."""
    return None if reckoned is None else round(reckoned, 9)

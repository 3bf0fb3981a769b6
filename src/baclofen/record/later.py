"""What was told on one day, seen from a later one: ages go on, what was of that day lapses.

A "no" does not hold for ever: after `records.no_lapses` it is unknown again and is asked. A "yes"
stays until it is told otherwise.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from baclofen.knowledge import Knowledge
from baclofen.patient import LIMITS, BaclofenUse, DoseBefore, KidneyValue, Patient
from baclofen.regimen import (
    OralOrder,
    Order,
    OtherOrder,
    ScreeningOrder,
    Swallowed,
)
from baclofen.value import replace

_DAYS_A_YEAR = 365.25
#: Answers that change: their "no" lapses.
_CHANGE = (
    "dialysis", "pregnant", "alcohol", "lactating", "infection_active", "surgery_planned",
    "epilepsy_resistant", "nil_by_mouth", "admitted",
)  # fmt: skip


def sign_days(known: Knowledge) -> float:
    """How many days a sign that was noticed counts."""
    return known.number("records.signs")


def patient_later(told: Patient, on: date, day: date, known: Knowledge) -> Patient:
    """The patient as told on one day, on a later day. Values of that day get its date."""
    days = (day - on).days
    changed: dict[str, Any] = _dated(told, on)
    if days <= 0:
        return replace(told, **changed)
    for name in ("age_y", "age_most_y"):
        if (age := getattr(told, name)) is not None:
            changed[name] = min(age + days / _DAYS_A_YEAR, LIMITS["age_y"][1])
    if told.days_since_injury is not None:
        changed["days_since_injury"] = min(told.days_since_injury + days, 40_000.0)
    if told.hours_since_antithrombotic is not None:
        changed["hours_since_antithrombotic"] = told.hours_since_antithrombotic + 24.0 * days
    changed |= _pregnancy(told, days)
    changed |= {"inr": None, "no_signs": frozenset(), "denied": frozenset()}
    if days > sign_days(known):
        changed |= {
            "signs": frozenset(), "signs_passed": frozenset(), "signs_again": frozenset(),
            "seizure_as_usual": None,
        }  # fmt: skip
    if days > known.number("patient.sign_open"):
        changed["signs_open"] = frozenset()
    if days > known.number("records.no_lapses"):
        changed |= {name: None for name in _CHANGE if getattr(told, name) is False}
        changed |= {"no_conditions": frozenset(), "medicines_complete": False, "said_none": False}
        changed |= {"weight_confirmed": None, "rate_confirmed": None}
    if told.baclofen is not None:
        changed["baclofen"] = _uses(told.baclofen, days, day, known)
    return replace(told, **changed)


def _dated(told: Patient, on: date) -> dict[str, Any]:
    """Values that were typed for the day itself, with its date."""
    kidney = tuple(
        value if value.on is not None or value.undated else _on(value, on) for value in told.values
    )
    changed: dict[str, Any] = {
        "kidney": kidney, "creatinine_mg_per_dL": None, "creatinine_umol_per_L": None,
        "egfr": None, "egfr_equation": "",
    }  # fmt: skip
    if told.weight_kg is not None and told.weight_on is None:
        changed["weight_on"] = on
    return changed


def _on(value: KidneyValue, day: date) -> KidneyValue:
    return replace(value, on=day)


def _pregnancy(told: Patient, days: int) -> dict[str, Any]:
    """The weeks go on; once they are beyond any pregnancy, whether there is one must be asked."""
    if told.gestation_weeks is None:
        return {}
    weeks = told.gestation_weeks + days / 7
    if weeks > LIMITS["gestation_weeks"][1]:
        return {"gestation_weeks": None, "pregnant": None}
    return {"gestation_weeks": weeks}


def _uses(
    told: tuple[BaclofenUse, ...], days: int, day: date, known: Knowledge
) -> tuple[BaclofenUse, ...] | None:
    """What was told of baclofen. That none is taken lapses; how long what was taken holds is told
    by what came after it (`record.mouth`)."""
    if not told:
        return None if days > known.number("records.no_lapses") else told
    return tuple(_use(use, days, day) for use in told)


def _use(use: BaclofenUse, days: int, day: date) -> BaclofenUse:
    changed: dict[str, Any] = {}
    if use.hours_since_last is not None:
        changed["hours_since_last"] = use.hours_since_last + 24.0 * days
    if use.weeks_at_maximum is not None:
        changed["weeks_at_maximum"] = use.weeks_at_maximum + days / 7
    return replace(use, **changed, **_as_ordered(use, day))


def _as_ordered(use: BaclofenUse, day: date) -> dict[str, Any]:
    """What a dose has become by what was ordered after it; after the last one whether any is taken
    is asked. Nothing where no ordered day is reached."""
    reached = [one for one in use.ahead if one.on <= day]
    if not reached:
        return {}
    last, before, daily = reached[-1], list(use.before), use.daily
    for one in reached:
        if daily is not None:
            before.append(DoseBefore(daily, one.on))
        daily = one.daily
    changed: dict[str, Any] = {
        "daily": daily, "dose_since": last.on, "before": tuple(before), "weeks_at_maximum": None,
        "ahead": tuple(one for one in use.ahead if one not in reached),
    }  # fmt: skip
    if daily is None or daily.in_mcg == 0:
        said = "Another dose was" if daily is None else "None was"
        doubt = f"{said} ordered from {last.on} on; say what is taken"
        return changed | {"daily": None, "status": "unknown", "doubt": doubt}
    return changed | {"as_written": f"{daily}/day, ordered from {last.on} on"}


def order_later(told: Order | None, days: int) -> Order | None:
    """What stays of an order: the state of a pump and the boluses that were given; what was asked
    for was asked that day."""
    if days <= 0 or told is None:
        return told
    if isinstance(told, OralOrder | OtherOrder):
        return None
    hours = 24.0 * days
    if isinstance(told, ScreeningOrder):
        given = tuple(replace(b, hours_ago=_plus(b.hours_ago, hours)) for b in told.given)
        return replace(told, dose=None, given=given) if given else None
    stands = told.interruption_stands
    gap = _plus(told.interruption_hours, hours) if stands else told.interruption_hours
    return replace(
        told,
        stage="maintenance" if told.stage in ("refill", "replacement") else told.stage,
        asked=None, mode=None,
        hours_since_change=_plus(told.hours_since_change, hours),
        hours_since_refill=_plus(told.hours_since_refill, hours),
        interruption_hours=gap,
        filling=replace(told.filling, left_mL=None, tubing_holds=None, catheter_holds=None),
    )  # fmt: skip


def swallowed_later(told: Swallowed | None, days: int, known: Knowledge) -> Swallowed | None:
    """An overdose counts as long as a sign does."""
    if told is None or days > sign_days(known):
        return None
    hours = None if told.hours_ago is None else told.hours_ago + 24.0 * days
    return replace(told, hours_ago=hours)


def _plus(hours: float | None, more: float) -> float | None:
    return None if hours is None else hours + more

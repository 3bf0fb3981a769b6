"""Numbers of a body and of doses by mouth, as they are typed: each beside what was typed before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tests.laws.healthy import Typed
from tests.people import TODAY


def egfr(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"egfr": round(value, 1)}


def infant_creatinine(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A creatinine in place of an eGFR, where no equation makes one of it."""
    if not 0.083 <= typed["age_y"] < 1:
        return None
    return {"egfr": None, "creatinine": f"{value:.3f} mg/dL"}


def small_child_creatinine(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """The same beside the equation, which without a height makes none of it."""
    if not 1 <= typed["age_y"] < 2:
        return None
    return {"egfr": None, "creatinine": f"{value:.3f} mg/dL"}


def crcl(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A creatinine of which Cockcroft and Gault make it, in place of an eGFR."""
    if typed["age_y"] < 18:
        return None
    value = 0.99 * value  # of a creatinine with two decimals it comes back a hair off
    creatinine = 0.85 * (140 - typed["age_y"]) * typed["weight_kg"] / (72 * value)
    return {"egfr": None, "creatinine": f"{creatinine:.3f} mg/dL"}


def weight_for_age(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if typed["age_y"] >= 18:
        return None
    return {"weight_kg": 3 * typed["weight_kg"]} if value > 0 else {"weight_kg": 14}


def bmi(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if typed["age_y"] < 18:
        return None
    return {"weight_kg": round(value * (typed["height_cm"] / 100) ** 2, 1)}


def child_mass(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A child of 8 y and 126 cm, whose index is beyond that share of the 95th percentile."""
    if not 2 <= typed["age_y"] < 18:
        return None
    return {"age_y": 8, "height_cm": 126, "weight_kg": round(value * 36, 1)}


def child_weight(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"weight_kg": value} if typed["age_y"] < 12 else None


def low_creatinine(typed: Mapping[str, Any]) -> Typed | None:
    """A creatinine that is too low for an adult; small children have such."""
    if typed["age_y"] < 18:
        return None
    return {"egfr": None, "creatinine": "18 umol/L"}


def requested(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A day's dose by mouth that is asked for, where one is."""
    if "oral" in typed:
        return {"oral": {"per_day": f"{value:g} mg/day"}}
    return {"requested": f"{value:g} mg/day"} if "requested" in typed else None


def per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return requested(round(value * typed["weight_kg"], 2), typed) if "oral" in typed else None


def first_dose(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"oral": {"per_day": f"{value:g} mg/day"}} if "oral" in typed else None


def untold_first(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if "oral" not in typed:
        return None
    return {"oral": {"per_day": f"{value:g} mg/day", "starts": None}}


def untold_first_per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return untold_first(value * typed["weight_kg"], typed) if typed["age_y"] < 12 else None


def at_one_time(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A day's dose that is taken at once."""
    if "oral" not in typed:
        return None
    return {"oral": {"per_day": f"{value:g} mg/day", "times_per_day": 1}}


def running_dose(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"baclofen": f"{value:g} mg/day"} if typed.get("baclofen", "none") != "none" else None


def least_by_mouth(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return running_dose(value, typed) or first_dose(value, typed)


def dose_change(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """Asked for so much more or less than the 30 mg that run."""
    return {"requested": f"{30 + value:g} mg/day"} if "requested" in typed else None


def running_per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    if typed["age_y"] >= 18:
        return None
    return running_dose(round(value * typed["weight_kg"], 2), typed)


def change_per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return dose_change(round(value * typed["weight_kg"], 2), typed) if typed["age_y"] < 12 else None


def dose_ratio(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"requested": f"{30 * value:g} mg/day"} if "requested" in typed else None


def stopped(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """Stopped by mouth so many hours ago."""
    if typed.get("baclofen", "none") == "none":
        return None
    return {"baclofen": None, "stopped": "30 mg/day", "hours_since_last_dose": value}


def swallowed(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return {"swallowed": {"amount": f"{max(value, 10):g} mg", "hours_ago": 2}}


def tube_size(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return (
        {"oral": {"tube": "ng", "tube_fr": value, "product": "granules"}}
        if "oral" in typed
        else None
    )


def _ordered(daily: float, *doses: float) -> Typed:
    """A dose by mouth, and those that are ordered after it, ten days each."""
    days = [TODAY + timedelta(days=10 * n) for n in range(1, len(doses) + 1)]
    named = ["none" if dose == 0 else f"{dose:.6g} mg/day" for dose in doses]
    steps = [f"{dose} from {day}" for dose, day in zip(named, days, strict=True)]
    return {"baclofen": f"{daily:.6g} mg/day", "ordered_ahead": steps}


def _swallows(typed: Mapping[str, Any]) -> bool:
    """Whether baclofen is taken by mouth, and by no pump."""
    return typed.get("baclofen", "none") != "none" and "mcg" not in typed["baclofen"]


def ordered_change(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """So much more or less than 60 mg, ordered for a later day."""
    return _ordered(60, 60 + value) if _swallows(typed) and typed["age_y"] >= 12 else None


def ordered_ratio(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return _ordered(60, 60 * value) if _swallows(typed) and typed["age_y"] >= 12 else None


def ordered_per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    """A step of a child's dose by weight: down to a tenth, or up by half more than runs."""
    if not _swallows(typed) or typed["age_y"] >= 12:
        return None
    step = abs(value) * typed["weight_kg"]
    low, high = (step / 1.5, step / 1.5 + step) if value > 0 else (step / 9, step / 0.9)
    return _ordered(low, high) if value > 0 else _ordered(high, low)


def ordered_after_none(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return _ordered(5, 0, value) if _swallows(typed) else None


def ordered_after_none_per_kg(value: float, typed: Mapping[str, Any]) -> Typed | None:
    return ordered_after_none(value * typed["weight_kg"], typed) if typed["age_y"] < 12 else None


def same_number(typed: Mapping[str, Any]) -> Typed | None:
    """The number of a creatinine as an eGFR too, of an adult whom it allows some baclofen."""
    return {"egfr": 0.8, "creatinine": "0.8 mg/dL"} if typed["age_y"] >= 18 else None

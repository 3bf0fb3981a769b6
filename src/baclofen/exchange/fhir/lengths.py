"""Lengths of time of a record, in days."""

from __future__ import annotations

from math import ceil

from baclofen.exchange.fhir.element import Element

_DAYS = {"d": 1.0, "day": 1.0, "days": 1.0, "wk": 7.0, "week": 7.0, "weeks": 7.0,
         "mo": 30.0, "month": 30.0, "months": 30.0}  # fmt: skip


def days_of(length: Element | None) -> float | None:
    """A length of time in days; None where its number or unit is not known here."""
    if length is None or (value := length.number("value")) is None or value < 0:
        return None
    factor = _DAYS.get((length.text("code") or length.text("unit")).lower())
    return value * factor if factor is not None else None


def supply_days(length: Element | None) -> int | None:
    """For how many days a supply lasts, a part of a day counted as one; None where that is not
    told."""
    lasts = days_of(length)
    return ceil(lasts) if lasts else None


def bounds_days(repeat: Element) -> float | None:
    """How many days a dosage is to be taken, of a range the most."""
    bounds = repeat.child("boundsRange")
    return days_of(bounds.child("high") if bounds else repeat.child("boundsDuration"))

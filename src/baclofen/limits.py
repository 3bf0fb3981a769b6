"""Values within their range, and words that are known: refused once, when a value is made."""

from __future__ import annotations

import math

from baclofen.errors import OutOfRange, UnknownName


def named(what: str, came: str | None, allowed: tuple[str, ...]) -> None:
    """Raise `UnknownName` for a word that is none of those allowed; None is not said."""
    if came is not None and came not in allowed:
        raise UnknownName(what, came, allowed)


def within(what: str, value: float | None, unit: str, most: float, *, zero: bool = False) -> None:
    """Raise `OutOfRange` unless above 0 (or 0, if `zero`), finite, and at most `most`."""
    if value is None:
        return
    if not (math.isfinite(value) and (value >= 0 if zero else value > 0) and value <= most):
        least = "0 or more" if zero else "above 0"
        raise OutOfRange(what, float(value), unit, f"{least}, at most {most:g}")


def between(what: str, value: float, unit: str, low: float, high: float) -> None:
    """Raise `OutOfRange` unless finite and from `low` to `high`, both included."""
    if not (math.isfinite(value) and low <= value <= high):
        raise OutOfRange(what, float(value), unit, f"between {low:g} and {high:g}")

"""What runs by mouth now: one clear daily dose, and for how long."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.assessment import Assessment
from baclofen.patient import BaclofenUse
from baclofen.units import Dose


def by_mouth_now(uses: Iterable[BaclofenUse]) -> tuple[BaclofenUse, ...]:
    """What is taken by mouth, or by a route that is not stated, and was not stopped."""
    return tuple(u for u in uses if u.status != "stopped" and u.route != "intrathecal")


def oral_dose(uses: Iterable[BaclofenUse]) -> Dose | None:
    """The daily dose by mouth, when there is just one use, read without a doubt; a pump beside it
    says nothing of it."""
    running = by_mouth_now(uses)
    if len(running) != 1 or running[0].daily is None or running[0].daily.unit != "mg":
        return None
    return None if running[0].doubt else running[0].daily


def weeks_on(fit: Assessment) -> float | None:
    """How long baclofen has been taken by mouth: by the earliest start that is told, None where
    one of the uses has none."""
    since = [u.since for u in by_mouth_now(fit.uses)]
    told = [day for day in since if day is not None]
    if not told or len(told) < len(since):
        return None
    return (fit.request.today - min(told)).days / 7  # days in a week


def present_dose(fit: Assessment) -> tuple[Dose, float | None] | None:
    """The one clear daily dose by mouth and the weeks on it (None unknown), or None."""
    daily = oral_dose(fit.uses)
    return None if daily is None else (daily, weeks_on(fit))


def hours_since_last(uses: Iterable[BaclofenUse]) -> float | None:
    """Hours since the last dose of any use, the shortest that is told; None where none is."""
    return min((u.hours_since_last for u in uses if u.hours_since_last is not None), default=None)

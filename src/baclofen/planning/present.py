"""What runs by mouth now: one clear daily dose, and for how long."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.assessment import Assessment, by_mouth_now, oral_dose
from baclofen.patient import BaclofenUse
from baclofen.units import Dose


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

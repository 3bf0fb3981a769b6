"""What runs by mouth now: one clear daily dose, and for how long."""

from __future__ import annotations

from baclofen.assessment import Assessment, begun, by_mouth_now, oral_dose
from baclofen.units import Dose


def weeks_on(fit: Assessment) -> float | None:
    """How long baclofen has been taken by mouth: by the earliest start that is told, None where
    one of the uses has none, or is on record from before it."""
    since = begun(by_mouth_now(fit.uses))
    return None if since is None else (fit.request.today - since).days / 7  # days in a week


def present_dose(fit: Assessment) -> tuple[Dose, float | None] | None:
    """The one clear daily dose by mouth and the weeks on it (None unknown), or None."""
    daily = oral_dose(fit.uses)
    return None if daily is None else (daily, weeks_on(fit))


def hours_stopped(fit: Assessment) -> float | None:
    """Hours since any use was stopped, the fewest that are told; None where none are."""
    told = [u.hours_stopped(fit.request.today) for u in fit.uses]
    return min((hours for hours in told if hours is not None), default=None)

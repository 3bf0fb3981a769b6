"""Model, dosing and belief become a course: what may happen, with its spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily
from baclofen.simulation.interval import Spread

if TYPE_CHECKING:
    from baclofen.simulation.believed import settings_of, settings_of_days
    from baclofen.simulation.check import predictive_check
    from baclofen.simulation.course import Course, Curve, Exposure, Reduced
    from baclofen.simulation.means import window_means
    from baclofen.simulation.quantile import quantiles, spread
    from baclofen.simulation.run import simulate, simulate_typical
    from baclofen.simulation.settled import settled_days

__all__ = [
    "Course",
    "Curve",
    "Exposure",
    "Reduced",
    "Spread",
    "predictive_check",
    "quantiles",
    "settings_of",
    "settings_of_days",
    "settled_days",
    "simulate",
    "simulate_typical",
    "spread",
    "window_means",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(
        __name__,
        {
            "believed": ("settings_of", "settings_of_days"),
            "check": ("predictive_check",),
            "course": ("Course", "Curve", "Exposure", "Reduced"),
            "means": ("window_means",),
            "quantile": ("quantiles", "spread"),
            "run": ("simulate", "simulate_typical"),
            "settled": ("settled_days",),
        },
    )

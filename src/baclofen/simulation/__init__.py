"""Model, dosing and belief become a course: what may happen, with its spread."""

from baclofen.simulation.course import Course, Curve, Exposure, Reduced
from baclofen.simulation.means import window_means
from baclofen.simulation.quantile import Spread, quantiles, spread
from baclofen.simulation.run import simulate, simulate_typical
from baclofen.simulation.settled import settled_days

__all__ = [
    "Course",
    "Curve",
    "Exposure",
    "Reduced",
    "Spread",
    "quantiles",
    "settled_days",
    "simulate",
    "simulate_typical",
    "spread",
    "window_means",
]

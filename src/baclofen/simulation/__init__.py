"""Model, dosing and belief become a course: what may happen, with its spread."""

from baclofen.simulation.course import Course, Curve, Exposure, Reduced
from baclofen.simulation.quantile import Spread, quantiles, spread
from baclofen.simulation.run import simulate, simulate_typical

__all__ = [
    "Course",
    "Curve",
    "Exposure",
    "Reduced",
    "Spread",
    "quantiles",
    "simulate",
    "simulate_typical",
    "spread",
]

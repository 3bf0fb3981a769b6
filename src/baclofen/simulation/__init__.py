"""Model, regimen and belief become a forecast."""

from baclofen.simulation.course import Exposure, Forecast, Spread, spread
from baclofen.simulation.run import simulate

__all__ = ["Exposure", "Forecast", "Spread", "simulate", "spread"]

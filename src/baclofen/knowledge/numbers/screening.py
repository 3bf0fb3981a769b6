"""The screening trial: its steps, its limits, and how it is watched."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Kind, Numbers


class ScreeningStep(Kind):
    """One bolus of the trial, and how many hours it is watched, from and to."""

    called = "screening_step"
    is_one_a_place = False
    dose_mcg: float
    observe_h: tuple[int | float, int | float]


class SmallBolus(Numbers):
    """The first bolus of those who start with less."""

    entry = "ITS-SMALL"
    dose_mcg: float


class BolusLimits(Numbers):
    """The highest bolus of the trial, and the least hours between two."""

    entry = "ITS-PROJECT"
    most_mcg: float
    gap_h_min: float


class BolusCourse(Numbers):
    """How a bolus works, in hours after it."""

    entry = "ITS-PEAK"
    onset_h: tuple[float, float]
    peak_h: float
    duration_h: tuple[float, float]


class ScreeningPractice(Numbers):
    """Hours at which clinicians measure; the first before the bolus."""

    entry = "ITS-PRACTICE"
    times_h: tuple[int | float, ...]

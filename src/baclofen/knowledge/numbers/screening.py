"""The screening trial: its steps, its limits, and how it is watched."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.knowledge.numbers.base import Kind, Numbers

#: The kidneys' bands in the names below, in mL/min.
_GOOD_FROM, _POOR_BELOW = 50.0, 30.0


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


class NeedleLimits(Numbers):
    """What counts against a needle: classes `counted`, those that are `mild` where one is alone,
    those `inr_of` which an INR is asked, at most `inr_most`; `other_h` for medicines of a class
    that no source lists."""

    entry = "IT-LP-TIMES"
    inr_most: float
    inr_of: frozenset[str]
    mild: frozenset[str]
    counted: frozenset[str]
    other_h: Mapping[str, float]


class NeedleWaits(Kind):
    """One source's hours from the last dose to the needle, by medicine or class.

    `at` are the procedures, bolus or implant. The times hold from a clearance of `from_crcl` on
    (mL/min); the lower bands have their own, or ask for a level in place of a time.
    """

    called = "needle_waits"
    is_one_a_place = False
    at: frozenset[str]
    hours: Mapping[str, float]
    from_crcl: float = 0.0
    below_50_hours: Mapping[str, float] = {}
    below_30_hours: Mapping[str, float] = {}
    below_50_level: frozenset[str] = frozenset()
    below_30_level: frozenset[str] = frozenset()

    def hours_at(self, clearance: float) -> Mapping[str, float]:
        """The hours at this clearance (mL/min)."""
        found = dict(self.hours)
        if clearance < _GOOD_FROM:
            found |= self.below_50_hours
        if clearance < _POOR_BELOW:
            found |= self.below_30_hours
        return found

    def level_at(self, clearance: float) -> frozenset[str]:
        """What waits for a level, and no time, at this clearance (mL/min)."""
        found: frozenset[str] = frozenset()
        if clearance < _GOOD_FROM:
            found |= self.below_50_level
        if clearance < _POOR_BELOW:
            found |= self.below_30_level
        return found

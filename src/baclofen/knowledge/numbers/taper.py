"""Ways down."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Kind, Numbers


class TaperPolicy(Numbers):
    """The project's way down by mouth. mg a day, days.

    Up to `fast_up_to_mg_per_day` for less than `fast_below_weeks` the fast steps, else the slow
    ones; `..._steps_...` are what is allowed at a time, from and to. Planned are the gentlest of
    the fast steps, and of the slow ones the largest, from `slow_last_from_mg_per_day` down the
    smallest. `hold_days` are those on the dose before the cut after symptoms came back;
    the steps then last `slower_times` as long. `proportional_share` is the largest part of a dose
    that a cut by shares takes, `liquid_share` any cut of a liquid, which goes down to
    `liquid_last_mg_per_day`.
    """

    entry = "T-PROJECT"
    fast_up_to_mg_per_day: int | float
    fast_below_weeks: int | float
    fast_steps_mg: tuple[int | float, int | float]
    fast_steps_days: tuple[int, int]
    slow_last_from_mg_per_day: int | float
    slow_step_days: int
    slow_steps_mg: tuple[int | float, int | float]
    floor_days: int
    hold_days: int
    slower_times: int
    proportional_share: float
    liquid_share: float
    liquid_last_mg_per_day: int | float


class KidneyTaper(Numbers):
    """The way down where kidneys allow none: `step_days` a step; it holds where one of the rules
    `holds_where` fires."""

    entry = "T-KIDNEY"
    step_days: int
    holds_where: tuple[str, ...]


class TaperVisits(Numbers):
    """Visits on a way down: in the last `days` of a step, so many weeks apart at most, and one
    within weeks of the last dose."""

    entry = "T-VISITS"
    every_weeks: int
    days: int
    after_weeks: int


class BegunHigh(Numbers):
    """The day's dose, mg, to which one that was begun days ago goes back at once."""

    entry = "DO-BEGUN-MUCH"
    start_mg_per_day: int | float


class CutLately(Numbers):
    """A cut of more than one step, `within_days` of which a sign may come of it; `step_days` are
    those of one step."""

    entry = "SET-CUT-SIGN"
    within_days: int
    step_days: int


class OldDoseAfterStop(Numbers):
    """After how many hours without baclofen a dose is a new start."""

    entry = "STOP-OLD-DOSE"
    within_h: int


class SteadyDose(Numbers):
    """For how many weeks a dose was taken unchanged before mildly weak kidneys leave it as it
    is."""

    entry = "DO-STEADY-KIDNEY"
    steady_weeks: int


class ChildTaper(Numbers):
    """The largest cut of a child's way down."""

    entry = "T-CHILD-PROJECT"
    cut_mg_per_kg_day: float


class LabelWeeks(Numbers):
    """Over how many weeks labels stop, from and to."""

    entry = "T-1-2WK"
    weeks: tuple[int, int]


class LongUseFloor(Kind):
    """The fewest days of a way down after long use, where a label has them."""

    called = "long_use_floor"
    after_weeks: int | float
    floor_days: int

"""The way down: steps that tablets can give, never faster than the labels' floor."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from baclofen.assessment import Assessment, Note
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge
from baclofen.planning.plan import PlannedStep, Steps
from baclofen.planning.steps import StepMaker
from baclofen.regimen import Regimen
from baclofen.units import Dose

#: The longer end of the labels' 1 to 2 weeks (T-1-2WK).
LABEL_DAYS = 14


def taper(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> tuple[Steps, tuple[Note, ...]]:
    """Steps from a daily oral dose to nothing, and why they run at this pace.

    `weeks_on` is how long baclofen was taken; None is unknown and counts as long.
    Raises `NotPlanned` when the dose is smaller than the tablets can step down.

    Facts: `T-PROJECT`, `T-1-2WK`.
    """
    rule: Any = known.schedules["T-PROJECT"].values
    maker = StepMaker.under(known, fit.request.jurisdiction)
    fast = (
        daily.in_mg <= rule["fast_up_to_mg_per_day"]
        and weeks_on is not None
        and weeks_on < rule["fast_below_weeks"]
    )
    days = rule["fast_step_days"] if fast else rule["slow_step_days"]
    levels = _levels(daily.in_mg, maker, rule, fast=fast)
    if not levels:
        strengths = ", ".join(f"{s:g}" for s in maker.market.strengths_mg)
        raise NotPlanned(
            f"{daily} a day is less than tablets of {strengths} mg can step down from; the "
            "prescriber decides with a liquid."
        )
    # The label's floor: the last dose no sooner than so many days from the first cut.
    floor, floor_why = _floor(fit, known, weeks_on)
    days = max(days, math.ceil(floor / len(levels)))
    ids = (
        "T-PROJECT", *floor_why, "DO-ROUND", "plan.clock", maker.schedule.id, maker.market_id
    )  # fmt: skip
    steps: list[PlannedStep] = []
    day = 1
    for level in levels:
        steps.append(maker.step(level, day=day, days=days, start=start, why=ids))
        day += days
    course = Steps(Regimen(start, tuple(s.step for s in steps)), tuple(steps), ids)
    return course, (_pace(daily, weeks_on, course, fast=fast),)


def _floor(
    fit: Assessment, known: Knowledge, weeks_on: float | None
) -> tuple[int, tuple[str, ...]]:
    """The fewest days a taper may take under this label, and the rules that say so."""
    longer = known.rules["T-DE-CH-3WK"]
    values: Any = longer.values
    at_home = longer.only_in & set(known.family(fit.request.jurisdiction))
    if at_home and (weeks_on is None or weeks_on > values["after_weeks"]):
        return values["floor_days"], ("T-1-2WK", longer.id)
    rule: Any = known.schedules["T-PROJECT"].values
    return rule["floor_days"], ("T-1-2WK",)


def _levels(daily_mg: float, maker: StepMaker, rule: Any, *, fast: bool) -> list[float]:
    """Daily doses below the present one, in tablet units, ending above nothing."""
    unit, level = maker.unit_mg, maker.down(daily_mg)
    levels = [] if abs(level - daily_mg) < 1e-9 else [level] if level > 0 else []
    while True:
        cut = rule["fast_step_mg"] if fast else rule["slow_step_mg"]
        if not fast and level <= rule["slow_last_from_mg_per_day"]:
            cut = rule["slow_last_step_mg"]
        level -= max(unit, math.floor(cut / unit) * unit)
        if level < unit - 1e-9:
            return levels
        levels.append(level)


def _pace(daily: Dose, weeks_on: float | None, course: Steps, *, fast: bool) -> Note:
    every = f"one step every {course.steps[0].step.days} days"
    if fast:
        text = f"Short use at {daily} a day: {every}."
    else:
        taken = "for a time that is not known" if weeks_on is None else f"for {weeks_on:.0f} weeks"
        slower = course.regimen.days > LABEL_DAYS
        text = f"{daily} a day, taken {taken}: {every}"
        text += ", slower than the labels' 1 to 2 weeks." if slower else "."
    return Note(text, ("T-PROJECT", "T-1-2WK", "T-US"))

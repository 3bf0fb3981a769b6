"""What a pump's reservoir says of itself: empty or not, the day it alarms, what was drawn.

As it is told; else by the count, from the filling on, at the dose that runs.
"""

from __future__ import annotations

import math
from datetime import date, timedelta

from baclofen.assessment.device import device_figure
from baclofen.assessment.refill import FILLED_TODAY, PumpSetting, given_mcg, held, is_drawn
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import DrugLife, VolumeDiscrepancy, VolumeHalf, VolumeQuarter
from baclofen.regimen import Filling, PumpOrder, left_over
from baclofen.units import Dose
from baclofen.value import Value


class Drawn(Value):
    """What was drawn at a refill against what was expected: mL, which way, and whether it is so
    much that pump and catheter are looked into, by its mL or by its share. `share` is how much that
    is of what should have gone since the filling, None where that is not known; `is_amiss` is a
    quarter of it or more, where neither the mL nor a half of it tell that, `is_far_off` more than
    half.
    """

    there_mL: float
    expected_mL: float
    difference_mL: float
    direction: str
    share: float | None
    is_large: bool
    is_amiss: bool
    is_far_off: bool


def drawn(order: PumpOrder, today: date, known: Knowledge) -> Drawn | None:
    """What was drawn, or else what is said to be left, beside what should be there: as told, or by
    the count. None while one of the two is not known. Facts: `P-DISCREP`, `P-VOLUME-HALF`,
    `P-VOLUME-QUARTER`."""
    filling = order.filling
    there = filling.left_mL if filling.withdrawn_mL is None else filling.withdrawn_mL
    expected = filling.expected_mL
    if expected is None:
        expected = _by_count(order, today)
    if expected is None or there is None:
        return None
    found = left_over(expected_mL=expected, withdrawn_mL=there)
    off, far = abs(found.difference_mL), known.of(VolumeHalf)
    gone = None if filling.fill_mL is None else filling.fill_mL - expected
    is_read = gone is not None and off >= far.least_mL
    is_far_off = is_read and off > far.above_share * (gone or 0.0)
    is_much = is_far_off or off > known.of(VolumeDiscrepancy).above_mL
    is_quarter = is_read and off >= known.of(VolumeQuarter).from_share * (gone or 0.0)
    return Drawn(
        there, expected, found.difference_mL, found.direction, off / gone if gone else None,
        is_large=is_much or is_quarter, is_amiss=is_quarter and not is_much, is_far_off=is_far_off,
    )  # fmt: skip


def _by_count(order: PumpOrder, today: date) -> float | None:
    """What should be left of a dated filling, by the dose that runs and the one before it, mL."""
    filling, now = order.filling, order.before
    age, strength = _age(filling, today), filling.mcg_per_mL
    if age is None or age <= 0 or filling.fill_mL is None or now is None or strength is None:
        return None
    return max(0.0, round(filling.fill_mL - given_mcg(now, order, age) / strength, 9))


def is_too_old(filling: Filling, today: date, known: Knowledge) -> bool:
    """Whether the drug in it is past its life; not known to be where its day is not told. Facts:
    `P-STABILITY`."""
    age = _age(filling, today)
    return age is not None and age > known.of(DrugLife).max_days


def _age(filling: Filling, today: date) -> int | None:
    """Days since the filling; None where its day is not told."""
    return None if filling.filled_on is None else (today - filling.filled_on).days


def is_empty(order: PumpOrder, today: date, known: Knowledge) -> bool:
    """Whether nothing is left that can be given. A refill of today ends it where it is told for how
    long the pump gave nothing."""
    filling, least = order.filling, _unusable(order, known)
    refilled = order.stage in FILLED_TODAY
    if filling.left_mL is not None and not refilled:
        return filling.left_mL <= least
    if order.gap_told or order.stage == "start":
        return False
    if filling.left_mL is not None:
        return filling.left_mL <= least
    if filling.withdrawn_mL is not None:
        return filling.withdrawn_mL == 0
    found = held(order, today, known)
    return found is not None and not found.is_fresh and found.nominal_mL <= least


def may_be_empty(order: PumpOrder, today: date, known: Knowledge) -> bool:
    """Whether it may have run dry, since nobody knows when: by what was drawn, or by the labelled
    error of the flow."""
    unusable = device_figure(order.device, "unusable_mL", known)
    if order.gap_told or order.stage == "start" or unusable is None:
        return False
    if order.filling.withdrawn_mL is not None:
        return order.filling.withdrawn_mL <= unusable.value
    found = held(order, today, known)
    return found is not None and not found.is_fresh and found.worst_mL <= unusable.value


def _unusable(order: PumpOrder, known: Knowledge) -> float:
    found = device_figure(order.device, "unusable_mL", known)
    return 0.0 if found is None else found.value


def alarm_day(order: PumpOrder, today: date, known: Knowledge) -> date | None:
    """The day of the low-reservoir alarm: as told, else by the count; None where neither tells it.
    What has gone went at the dose that runs, what is left goes at the one asked for.
    """
    filling = order.filling
    if filling.alarm_on is not None:
        return filling.alarm_on
    found, alarm = held(order, today, known), filling.alarm_mL
    if found is None or found.since is None or alarm is None:
        return None
    # The alarm's day itself is not past: the volume must have fallen below by a day's flow.
    short = alarm - found.nominal_mL
    per_day = order.before if short > 0 else order.asked or order.before
    flow = _flow(per_day, filling.mcg_per_mL if short > 0 else filling.strength)
    if flow is None:
        return None
    days = math.floor(-short / flow + 1e-9)
    day = found.since + timedelta(days=min(days, (date.max - found.since).days))
    # Of a filling that was drawn only what has come to pass counts.
    return None if day >= today and is_drawn(order, today) else day


def _flow(per_day: Dose | None, mcg_per_mL: float | None) -> float | None:
    return PumpSetting(per_day, mcg_per_mL).flow_mL_per_day or None if per_day else None

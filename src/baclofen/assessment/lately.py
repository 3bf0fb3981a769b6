"""What was changed lately in what runs: the dose before and the one since, by mouth and by pump.

A dose that is asked for is held against the one that runs; one that was just set is held against
the one that ran before it, by the same rules.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from typing import Any

from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.request import Request
from baclofen.assessment.taken import by_mouth_now, by_pump_now
from baclofen.assessment.urgent import allow_none
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import CutLately, OldDoseAfterStop
from baclofen.patient import BaclofenUse, DoseBefore, Patient
from baclofen.regimen import PumpOrder
from baclofen.units import Dose
from baclofen.value import Value, replace


class Change(Value):
    """The dose a day before, the one since, and the day of the change; None where nobody told it.
    A dose of 0 before: none was taken."""

    before: Dose
    now: Dose
    on: date | None

    @property
    def ratio(self) -> float:
        """The dose since, in parts of the one before. Only where one was given."""
        return round(self.now.in_mcg / self.before.in_mcg, 9)  # 45 of 15 mg is 3, not a hair more

    @property
    def percent(self) -> float:
        """By how much it was raised (above 0) or cut, in percent of the dose before."""
        return round(100 * (self.ratio - 1), 9)  # as above

    def days(self, today: date) -> int | None:
        """The days since; None where the day is not told."""
        return None if self.on is None else (today - self.on).days


def changed_by_mouth(uses: Iterable[BaclofenUse], known: Knowledge) -> Change | None:
    """The last change of the one dose that is taken by mouth: against the dose before, or against
    the furthest from it of those that ran within the days of one step before the last change, so
    that several small changes in a few days count as what they come to. None where nothing tells of
    one."""
    found = by_mouth_now(uses)
    if len(found) != 1 or found[0].daily is None or found[0].daily.unit != "mg":
        return None
    return _last(found[0], found[0].daily, known)


def changes_ahead(uses: Iterable[BaclofenUse], known: Knowledge) -> tuple[Change, ...]:
    """The changes that are ordered ahead of the one dose that is taken by mouth, each as it will be
    the last one on its day; up to the first dose that cannot be told."""
    found = by_mouth_now(uses)
    if len(found) != 1 or found[0].daily is None or found[0].daily.unit != "mg":
        return ()
    use, now, ran, made = found[0], found[0].daily, found[0].before, list[Change]()
    for one in use.ahead:
        if one.daily is None:
            break
        now, ran = one.daily, (*ran, DoseBefore(now, one.on))
        change = _last(replace(use, before=ran), now, known)
        if change is not None:
            made.append(change)
    return tuple(made)


def changed_by_pump(
    request: Request, uses: Iterable[BaclofenUse], today: date, known: Knowledge
) -> Change | None:
    """The last change of what a pump gives. A rate that was set after it gave nothing is none."""
    order = request.order
    if isinstance(order, PumpOrder) and order.now is not None and order.history:
        return None if order.gap_told else _of_pump(order, order.now, today)
    found = by_pump_now(uses)
    if len(found) != 1 or found[0].daily is None or found[0].daily.unit != "mcg":
        return None
    change = _last(found[0], found[0].daily, known)
    return None if change is None or change.before.in_mcg == 0 else change


def lately_fields(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...], kidney: Kidney,
    known: Knowledge,
) -> dict[str, Any]:  # fmt: skip
    """Fields of the case on what was set lately, in mg by mouth and percent by pump."""
    today = request.today
    mouth, pump = (
        changed_by_mouth(uses, known), changed_by_pump(request, uses, today, known)
    )  # fmt: skip
    fields: dict[str, Any] = {
        "dose_was_cut": is_cut(person, mouth, kidney, today, known),
        "days_unchanged": _days_unchanged(uses, mouth, today),
    }
    if mouth is not None:
        kg, change = person.weight_kg, mouth.now.in_mg - mouth.before.in_mg
        by_weight = None if kg is None else round(change / kg, 9)  # as a ratio
        fields["set_days"] = mouth.days(today)
        if mouth.before.in_mcg == 0:
            fields |= {"set_after_none": change, "set_after_none_per_kg": by_weight}
        else:
            fields |= {
                "set_change": change, "set_change_per_kg": by_weight, "set_ratio": mouth.ratio
            }  # fmt: skip
    if pump is not None and pump.now.in_mcg > 0:
        fields |= {
            "rate_set_change": pump.percent, "rate_set_ratio": pump.ratio,
            "rate_set_days": pump.days(today),
        }  # fmt: skip
        if (days := pump.days(today)) is not None:
            # An order that tells the hours themselves goes before.
            fields["hours_since_change"] = 24.0 * days
    filled = [use.refilled_on for use in by_pump_now(uses) if use.refilled_on is not None]
    if filled:
        fields["hours_since_refill"] = 24.0 * max(0, (today - max(filled)).days)
    return fields


def _days_unchanged(
    uses: tuple[BaclofenUse, ...], change: Change | None, today: date
) -> int | None:
    """The days since anything by mouth was first told of or on record, or its dose last became
    another one; None where nothing tells of either."""
    found = by_mouth_now(uses)
    told = [day for use in found for day in (use.first_seen, use.dose_since) if day is not None]
    if change is not None and change.on is not None:
        told.append(change.on)
    return (today - max(told)).days if told else None


def is_cut(
    person: Patient, change: Change | None, kidney: Kidney, today: date, known: Knowledge
) -> bool:
    """Whether the dose by mouth was cut by more than one step, so lately that a sign may come of
    it: with kidneys that allow none, or may, for as long as after a stop. What they hold puts it
    off. An ordinary step down is no cut.

    Facts: `SET-CUT-SIGN`, `patient.recent_baclofen`, `plan.step`, `plan.child_step`,
    `plan.child_step_below`.
    """
    if change is None or change.before.in_mcg == 0:
        return False
    holds = kidney.stage_open or allow_none(person, kidney, known)
    within = (
        known.number("patient.recent_baclofen") if holds else known.of(CutLately).within_days
    )  # fmt: skip
    days = change.days(today)
    if days is None or days > within:
        return False
    less, kg = change.before.in_mg - change.now.in_mg, person.weight_kg
    is_young = person.age_y is not None and person.age_y < known.number("plan.child_step_below")
    by_weight = 0.0 if kg is None or not is_young else round(less / kg, 9)  # as a ratio
    return less > known.number("plan.step") or by_weight > known.number("plan.child_step")


def _of_pump(order: PumpOrder, now: Dose, today: date) -> Change | None:
    """The last rate of the history that is another one than runs."""
    before = order.history[-1]
    if before.in_mcg == 0 or before == now:
        return None
    hours = order.hours_since_change
    on = None if hours is None else today.fromordinal(today.toordinal() - int(hours // 24))
    return Change(before, now, on)


def _last(use: BaclofenUse, now: Dose, known: Knowledge) -> Change | None:
    gap_days = known.of(OldDoseAfterStop).within_h / 24
    ran, none_since = _given(use.before, gap_days)
    if not ran:
        return None if none_since is None else Change(none_since.daily, now, none_since.until)
    if now.in_mcg == 0:
        # "0 mg a day" is told: nothing is further from it than anything else.
        return Change(ran[-1].daily, now, ran[-1].until)
    step_days = known.of(CutLately).step_days
    lately = [one for one in ran if (ran[-1].until - one.until).days < step_days]
    furthest = max(lately, key=lambda one: abs(math.log(now.in_mcg / one.daily.in_mcg)))
    return Change(furthest.daily, now, ran[-1].until)


def _given(
    before: Iterable[DoseBefore], gap_days: float
) -> tuple[list[DoseBefore], DoseBefore | None]:
    """The doses that ran since none was taken for so long that the body knows it no more, and
    that time without, None where there was none. A shorter one is no new beginning."""
    ran: list[DoseBefore] = []
    none_taken: DoseBefore | None = None
    last: date | None = None
    for one in before:
        is_none = one.daily.in_mcg == 0
        if is_none and (last is None or (one.until - last).days > gap_days):
            ran, none_taken = [], one
        elif not is_none:
            ran.append(one)
        last = one.until
    return ran, none_taken

"""Kidney values that look too good to be this patient's: asked about, no answer to a low one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baclofen.assessment.kidney_said import value_said
from baclofen.assessment.kidney_values import (
    allows_less,
    allows_none,
    egfr_by,
    is_of_its_own,
    is_well_below,
    last_move,
    recent_since,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import KidneyDoubt
from baclofen.patient import KidneyValue, Patient
from baclofen.units import months_before
from baclofen.value import Value


class Doubted(Value):
    """What nobody believes unasked.

    `values` count for nothing, and answer nothing. `note` asks about them, None where nothing is
    left to ask: what came later stands for itself. `is_long_ago` says that the low values before
    them are as old as a disease must be to be called chronic: nothing is acted on by them either.
    `was_low` says that a value which counts stands alone behind one that allowed none.
    """

    values: tuple[KidneyValue, ...] = ()
    note: Note | None = None
    is_long_ago: bool = False
    was_low: bool = False


def doubted_of(
    values: Sequence[KidneyValue], person: Patient, known: Knowledge, today: date
) -> Doubted:
    """The values that look too good, and what is asked of them: a creatinine too low for an adult,
    and one that is far better than those shortly before it."""
    low = tuple(v for v in values if is_too_low(v, person, known))
    rest = [v for v in values if v not in low]
    leap = last_leap(rest, person, known, today) or _alone(rest, person, known, today)
    if leap is None and (pair := _recovered_once(rest, person, known, today)) is not None:
        bad, good = (value_said(v, known) for v in pair)
        asked = known.note("kidneys.recovered_once", before=bad, after=good)
        return Doubted(low, asked, was_low=True)
    if leap is None:
        return Doubted(low, _asked_of_low(low, rest, known, today))
    before, after = leap
    since = after.on or today
    leapt = tuple(
        v for v in rest
        if (v.on or today) >= since and _is_far_better(before, v, person, known)
    )  # fmt: skip
    long_ago = since < months_before(today, int(known.number("kidney.chronic_after")))
    first, second = value_said(before, known), value_said(after, known)
    is_fast = since - (before.on or today) <= timedelta(days=known.number("kidney.fall_days"))
    phrase = "kidneys.fell_fast" if is_fast else "kidneys.better_alone"
    asked = known.note(phrase, before=first, after=second)
    return Doubted((*low, *leapt), asked, long_ago)


def is_too_low(value: KidneyValue, person: Patient, known: Knowledge) -> bool:
    """Whether a creatinine looks too good to be this adult's, who is not wasted."""
    wasted = known.of(KidneyDoubt).believed_in
    if value.kind != "creatinine" or not person.is_adult or person.conditions & wasted:
        return False
    most = known.number("kidney.low_creatinine")
    return value.value * known.number("kidney.umol_per_mg_dL") <= most + 1e-9  # rounding only


def _asked_of_low(
    low: Sequence[KidneyValue], others: Iterable[KidneyValue], known: Knowledge, today: date
) -> Note | None:
    """What is asked of the last creatinine that is too low, unless another one of its day, or any
    value of a later day, stands in its place."""
    if not low:
        return None
    last = max(low, key=lambda v: v.on or today)
    day = last.on or today
    for other in others:
        on = other.on or today
        if on > day or (on == day and other.kind == "creatinine"):
            return None
    return known.note("kidneys.too_low", value=value_said(last, known))


def last_leap(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The two values of the last betterment that is too fast to be believed unasked, unless it has
    settled since, as a rise has, or is old and something came after it: a creatinine that fell, or
    an eGFR, as reported or of a creatinine, that rose. Of one day the lower governs, and none is
    the later.

    Facts: `kidney.fall_ratio`, `kidney.fall_days`.
    """
    window = timedelta(days=known.number("kidney.fall_days"))

    def leapt(before: KidneyValue, after: KidneyValue, gap: timedelta) -> bool:
        return timedelta(0) < gap <= window and _is_far_better(before, after, person, known)

    def bears_out(one: KidneyValue, other: KidneyValue) -> bool:
        return _bears_out(one, other, person, known)

    return last_move(values, known, today, leapt, bears_out, is_leap=True)


def _alone(
    values: Sequence[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The last of several values that allow none, and the first of those that came after it and
    are all far better, where no two of these bear each other out. A transplant tells why.

    Facts: `kidney.fall_ratio`, `kidney.stale_after`.
    """
    if "kidney_transplant" in person.conditions:
        return None
    dated = sorted(((v.on or today, v) for v in values), key=lambda pair: (pair[0], pair[1].kind))
    bad = [(day, v) for day, v in dated if allows_none(v, person, known)]
    if not bad:
        return None
    last, worst = bad[-1]
    after = [(day, v) for day, v in dated if day > last]
    between = [day for day, _ in dated if day < last]
    is_second = bool(between) and any(
        day == max(between) and day >= recent_since(known, last) for day, _ in bad
    )
    if not is_second or not after or after[0][0] > months_before(last, -_life(known)):
        return None
    if not all(_is_far_better(worst, v, person, known) for _, v in after):
        return None
    apart = timedelta(hours=known.number("kidney.aki_rise_hours"))
    is_borne_out = any(
        day - earlier >= apart and _bears_out(v, w, person, known)
        for day, w in after
        for earlier, v in after
    )
    return None if is_borne_out else (worst, after[0][1])


def _recovered_once(
    values: Sequence[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The last value of these months that allowed none, and the first after it that allows the
    usual dose, where it gave way to such and no two of them stand apart. A transplant tells why.

    Facts: `kidney.chronic_after`, `kidney.aki_rise_hours`.
    """
    if "kidney_transplant" in person.conditions:
        return None
    since = months_before(today, int(known.number("kidney.chronic_after")))
    dated = sorted(((v.on or today, v) for v in values), key=lambda pair: (pair[0], pair[1].kind))
    bad = [(day, v) for day, v in dated if day >= since and allows_none(v, person, known)]
    if not bad:
        return None
    last, worst = bad[-1]
    after = [(day, v) for day, v in dated if day > last]
    if not after or not all(allows_less(v, person, known) is False for _, v in after):
        return None
    gave_way = any(
        v.kind == worst.kind and is_of_its_own(v) is is_of_its_own(worst) for _, v in after
    )
    apart = timedelta(hours=known.number("kidney.aki_rise_hours"))
    is_seen_twice = after[-1][0] - after[0][0] >= apart
    return (worst, after[0][1]) if gave_way and not is_seen_twice else None


def _life(known: Knowledge) -> int:
    return int(known.number("kidney.stale_after"))


def _is_far_better(
    before: KidneyValue, after: KidneyValue, person: Patient, known: Knowledge
) -> bool:
    """Whether one value is so many times better than another that it is asked about.

    Facts: `kidney.fall_ratio`.
    """
    ratio = known.number("kidney.fall_ratio")
    if before.kind == after.kind == "creatinine":
        return before.value >= ratio * after.value - 1e-9
    was, now = egfr_by(before, person, known), egfr_by(after, person, known)
    return was is not None and now is not None and was < now and now >= ratio * was - 1e-9


def _bears_out(one: KidneyValue, other: KidneyValue, person: Patient, known: Knowledge) -> bool:
    """Whether a later value agrees with one that looked too good, or is better still."""
    if one.kind == other.kind == "creatinine":
        return other.value - one.value < known.number("kidney.aki_rise")
    was, now = egfr_by(one, person, known), egfr_by(other, person, known)
    if was is None or now is None:
        return False
    return not is_well_below(now, was, known)

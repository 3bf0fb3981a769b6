"""An older low kidney value that newer ones of another method contradict."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.assessment.kidney_values import (
    allows_less,
    egfr_by,
    is_of_its_own,
    is_well_below,
    newest,
    recent_since,
)
from baclofen.knowledge import Knowledge
from baclofen.patient import KidneyValue, Patient
from baclofen.value import Value


class Answered(Value):
    """A low value, and the newer ones that it gives way to."""

    low: KidneyValue
    by: tuple[KidneyValue, ...]


def answered_of(
    values: Sequence[KidneyValue], person: Patient, known: Knowledge, today: date
) -> Answered | None:
    """The newest value of one kind that allows less than the usual dose, where the newer ones of
    the other kind contradict it: two that agree, `kidney.aki_rise_hours` apart or more; or any one,
    where they lie too far apart in time to be compared.

    Facts: `kidney.disagree_days`, `kidney.disagree_fraction`, `kidney.stale_after_at_risk`.
    """

    def day(value: KidneyValue) -> date:
        return value.on or today

    for kind, other in (("creatinine", "egfr"), ("egfr", "creatinine")):
        low, last = newest(values, kind), newest(values, other)
        if low is None or last is None or not allows_less(low, person, known):
            continue
        is_recent = day(low) >= recent_since(known, today, at_risk=True)
        if not is_recent or is_of_its_own(low):
            # One that is older counts for nothing beside a newer one anyway.
            continue
        if day(last) - day(low) > timedelta(days=known.number("kidney.disagree_days")):
            if _contradicts(last, low, person, known):
                return Answered(low, (last,))
            continue
        apart = timedelta(hours=known.number("kidney.aki_rise_hours"))
        earlier = [v for v in values if day(low) < day(v) <= day(last) - apart]
        before = max(
            earlier, key=lambda v: (day(v), -(egfr_by(v, person, known) or 0)), default=None
        )
        if before is None:
            continue
        since = [v for v in values if day(v) >= day(before)]
        if all(_contradicts(v, low, person, known) for v in since) and all(
            _agree(v, last, person, known) for v in since
        ):
            return Answered(low, (before, last))
    return None


def _contradicts(one: KidneyValue, low: KidneyValue, person: Patient, known: Knowledge) -> bool:
    """Whether a value is better than a low one by more than values of one day may differ."""
    now, was = egfr_by(one, person, known), egfr_by(low, person, known)
    if now is None or was is None:
        return False
    return is_well_below(was, now, known)


def _agree(one: KidneyValue, other: KidneyValue, person: Patient, known: Knowledge) -> bool:
    two = egfr_by(one, person, known), egfr_by(other, person, known)
    if two[0] is None or two[1] is None:
        return False
    return not is_well_below(min(two[0], two[1]), max(two[0], two[1]), known)

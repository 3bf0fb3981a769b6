"""What is told of the kidneys and counts for nothing, though it may say worse than what counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from baclofen.assessment.kidney_said import day_said, value_said
from baclofen.assessment.kidney_values import (
    allows_less,
    allows_none,
    egfr_of,
    newest_of_each,
    usable,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import KidneyValue, Patient, UnreadKidney


def left_open(person: Patient, known: Knowledge, today: date) -> tuple[UnreadKidney, ...]:
    """What was told of the kidneys, gives no value of now, and is answered by none.

    Nobody could read it, and no value of its day or a later one is there; or it has no day that has
    come, and allows less than what counts. A value of the day judged is newer than all of it, and
    one that was typed answers also what was marked as critical on that day.
    """
    aside = (v for v in person.values if v.undated or (v.on is not None and v.on > today))
    told = (*person.unread_kidney, *(UnreadKidney("", v.on, v) for v in aside))
    if not told:
        return ()
    values, _ = usable(person.values, known, today)
    if any(v.on is None for v in values):
        return ()
    last = max((v.on for v in values if v.on is not None), default=date.min)
    allowed = _allowed_by(values, person, known)

    def is_worse(value: KidneyValue) -> bool:
        return last < today and _allows(value, person, known) < allowed

    def is_newer(result: UnreadKidney) -> bool:
        if result.value is not None:
            return is_worse(result.value)
        if person.unread_are == "checked":
            return False
        on = today if result.on is None else min(result.on, today)
        return on > last or (result.is_grave and on == last)

    return tuple(result for result in told if is_newer(result))


def _allows(value: KidneyValue, person: Patient, known: Knowledge) -> int:
    """None, less than the usual dose, or that: as numbers in their order. What gives no estimate
    here is asked about in any case, by what it lacks."""
    if allows_none(value, person, known):
        return 0
    return 1 if allows_less(value, person, known) else 2


def _allowed_by(values: Sequence[KidneyValue], person: Patient, known: Knowledge) -> int:
    return min((_allows(v, person, known) for v in newest_of_each(values)), default=2)


def open_said(result: UnreadKidney, known: Knowledge) -> Note:
    """What is said of one that is left open."""
    if result.value is not None:
        return known.note("kidneys.no_day", value=value_said(result.value, known))
    return known.note("kidneys.unread", words=result.words, day=day_said(result.on, known))


def without_slips(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[list[KidneyValue], list[KidneyValue]]:
    """The values without each eGFR that is the number of a creatinine of its day in the wrong
    field, and those.

    Told by this: the number is that of the creatinine in mg/dL, which gives another eGFR by far,
    and one that allows some baclofen. Where the creatinine allows none, both say the same.
    """
    kept: list[KidneyValue] = []
    slips: list[KidneyValue] = []
    values = list(values)
    creatinines = [v for v in values if v.kind == "creatinine"]
    for value in values:
        beside = (c for c in creatinines if (c.on or today) == (value.on or today))
        is_slip = value.kind == "egfr" and any(_is_its_number(value, c, person, known)
                                               for c in beside)  # fmt: skip
        (slips if is_slip else kept).append(value)
    return kept, slips


def _is_its_number(
    egfr: KidneyValue, creatinine: KidneyValue, person: Patient, known: Knowledge
) -> bool:
    computed = egfr_of(creatinine, person, known)
    if computed is None or computed < known.number("kidney.egfr_stop"):
        return False
    # Of what a laboratory prints; a creatinine in umol/L is not.
    is_same = abs(egfr.value - creatinine.value) < 1e-9
    return is_same and computed - egfr.value > known.number("kidney.disagree_fraction") * computed

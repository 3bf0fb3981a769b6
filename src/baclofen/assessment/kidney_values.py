"""Which kidney values count on the day of judgement: dated, recent, and not moving."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baclofen.assessment.kidney_said import value_said
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import (
    KidneyValue,
    Patient,
    Sex,
    bedside_schwartz,
    ckd_epi_2021,
)
from baclofen.units import months_before


def usable(
    values: Iterable[KidneyValue], known: Knowledge, today: date
) -> tuple[list[KidneyValue], list[Note]]:
    """The values with a day that has come, and what is said of the others."""
    kept: list[KidneyValue] = []
    notes: list[Note] = []
    for value in values:
        if value.on is not None and value.on > today:
            notes.append(known.note("kidneys.future", value=value_said(value, known), today=today))
        elif value.undated:
            notes.append(known.note("kidneys.undated", value=value_said(value, known)))
        else:
            kept.append(value)
            if value.flag:
                said = value_said(value, known)
                notes.append(known.note("kidneys.flagged", value=said, flag=value.flag))
    # Only the notes on the newest values matter to a reader; old ones repeat by the dozen.
    return kept, notes[-3:]


def fresh_values(
    values: Sequence[KidneyValue],
    person: Patient,
    known: Knowledge,
    today: date,
    new_kidney_medicine: bool,
) -> tuple[list[KidneyValue], list[Note]]:
    """Values young enough to count, and a note for the newest of each kind that is not."""
    fresh: list[KidneyValue] = []
    notes: list[Note] = []
    for kind in ("creatinine", "egfr"):
        value = newest(values, kind)
        if value is None:
            continue
        risks = _ages_sooner(value, person, known, new_kidney_medicine)
        if (value.on or today) >= recent_since(known, today, at_risk=bool(risks)):
            fresh.append(value)
        elif risks:
            said = value_said(value, known)
            notes.append(known.note("kidneys.older_at_risk", value=said, today=today, risks=risks))
        else:
            said = value_said(value, known)
            notes.append(known.note("kidneys.older", value=said, today=today))
    return fresh, notes


def _ages_sooner(
    value: KidneyValue, person: Patient, known: Knowledge, new_kidney_medicine: bool
) -> tuple[Note, ...]:
    """Why a value counts for a shorter time in this person; none of these: the usual time."""
    reasons = []
    if person.age_y is None:
        reasons.append(known.note("kidneys.ages_by_no_age"))
    elif person.age_y >= known.number("kidney.old_age"):
        reasons.append(known.note("kidneys.ages_by_age"))
    low = value.at_most if value.kind == "egfr" else egfr_of(value, person)
    if low is not None and low < known.number("kidney.egfr_usual"):
        reasons.append(known.note("kidneys.ages_by_egfr"))
    if new_kidney_medicine:
        reasons.append(known.note("kidneys.ages_by_medicine"))
    return tuple(reasons)


def recent_since(known: Knowledge, today: date, *, at_risk: bool = False) -> date:
    """The first day of which a kidney value still counts on this day; later where it ages sooner.

    Facts: `kidney.stale_after`, `kidney.stale_after_at_risk`.
    """
    months = known.number("kidney.stale_after_at_risk" if at_risk else "kidney.stale_after")
    return months_before(today, int(months))


def newest(values: Iterable[KidneyValue], kind: str) -> KidneyValue | None:
    """The newest value of a kind; of several on one day, the one that allows less."""
    found = [v for v in values if v.kind == kind]
    if not found:
        return None
    last = max((v.on or date.max) for v in found)
    same_day = [v for v in found if (v.on or date.max) == last]
    worst = max if kind == "creatinine" else min
    return worst(same_day, key=lambda v: v.at_most)


def last_rise(
    values: Iterable[KidneyValue], known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The creatinine pair of the last acute rise, unless it is old or has settled since.

    Two values of one day whose order is not known count as a rise too: that is the
    safer reading. Settled means two later values, 48 h apart or more, that agree.
    """
    rise = known.number("kidney.aki_rise")
    rise_window = timedelta(hours=known.number("kidney.aki_rise_hours"))
    ratio = known.number("kidney.aki_ratio")
    ratio_window = timedelta(days=known.number("kidney.aki_ratio_days"))

    def day(value: KidneyValue) -> date:
        return value.on or today

    def rose(before: KidneyValue, after: KidneyValue) -> bool:
        gap = day(after) - day(before)
        # A rise, with rounding of printed decimals allowed for.
        return (gap <= rise_window and after.value - before.value >= rise - 1e-9) or (
            gap <= ratio_window and after.value >= ratio * before.value - 1e-9
        )

    series = sorted((v for v in values if v.kind == "creatinine"), key=lambda v: (day(v), v.value))
    rises = [(a, b) for j, b in enumerate(series) for a in series[:j] if rose(a, b)]
    since = today - timedelta(days=known.number("kidney.aki_still_open"))
    if not rises or day(rises[-1][1]) < since:
        return None
    after = series[series.index(rises[-1][1]) :]
    settled = any(
        day(b) - day(a) >= rise_window and abs(b.value - a.value) < rise
        for j, b in enumerate(after)
        for a in after[:j]
    )
    return None if settled else rises[-1]


def discord_of_a_day(values: Iterable[KidneyValue], known: Knowledge, today: date) -> Note | None:
    """Two reported eGFR of the newest day that contradict each other."""
    found = [v for v in values if v.kind == "egfr"]
    worst = newest(found, "egfr")
    if worst is None:
        return None
    other = max(v.value for v in found if (v.on or today) == (worst.on or today))
    if other - worst.value <= known.number("kidney.disagree_fraction") * other:
        return None
    lower = value_said(worst, known)
    return known.note("kidneys.two_a_day", lower=lower, other=other)


def sexes(person: Patient) -> tuple[Sex, ...]:
    return (person.sex,) if person.sex else ("female", "male")


def egfr_of(value: KidneyValue, person: Patient) -> float | None:
    """eGFR of a creatinine; of both sexes the lower one, when the sex is unknown."""
    if person.age_y is None:
        return None
    if not person.is_adult:
        if person.height_cm is None:
            return None
        return bedside_schwartz(creatinine_mg_per_dL=value.value, height_cm=person.height_cm)
    return min(
        ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex)
        for sex in sexes(person)
    )

"""Which kidney values count on the day of judgement: dated, recent, and not moving."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from baclofen.knowledge import Knowledge, Note
from baclofen.patient import (
    UMOL_PER_MG_DL,
    KidneyValue,
    Patient,
    Sex,
    bedside_schwartz,
    ckd_epi_2021,
)
from baclofen.units import months_before


def usable(values: Iterable[KidneyValue], today: date) -> tuple[list[KidneyValue], list[Note]]:
    kept, notes = [], []
    for value in values:
        if value.on is not None and value.on > today:
            notes.append(
                Note(f"{named(value)} is dated after {today} and was left out.", ("ASK-KIDNEY",))
            )
        elif value.undated:
            notes.append(
                Note(f"{named(value)} has no date and does not count as recent.", ("ASK-KIDNEY",))
            )
        else:
            kept.append(value)
            if value.flag:
                notes.append(Note(f"{named(value)}: {value.flag}.", ("M-UNITS",)))
    # Only the notes on the newest values matter to a reader; old ones repeat by the dozen.
    return kept, notes[-3:]


def named(value: KidneyValue) -> str:
    if value.kind == "creatinine":
        umol = value.value * UMOL_PER_MG_DL
        name = f"Creatinine {value.value:.2f} mg/dL ({umol:.0f} umol/L)"
    else:
        sign = "below " if value.below else ""
        name = f"Reported eGFR {sign}{value.value:.1f} mL/min/1.73 m2"
    return f"{name} of {value.on}" if value.on else name


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
        months, reason, id = _life_of(value, person, known, new_kidney_medicine)
        if (value.on or today) >= months_before(today, months):
            fresh.append(value)
        else:
            notes.append(
                Note(
                    f"{named(value)} is older than {months} months on {today}{reason}.",
                    ("ASK-KIDNEY", id),
                )
            )
    return fresh, notes


def _life_of(
    value: KidneyValue, person: Patient, known: Knowledge, new_kidney_medicine: bool
) -> tuple[int, str, str]:
    reasons = []
    if person.age_y is None or person.age_y >= known.number("kidney.old_age"):
        reasons.append("age 65 or more" if person.age_y is not None else "age not known")
    low = value.at_most if value.kind == "egfr" else egfr_of(value, person)
    if low is not None and low < known.number("kidney.egfr_usual"):
        reasons.append("eGFR below 60")
    if new_kidney_medicine:
        reasons.append("a new medicine that acts on the kidney")
    if reasons:
        id = "kidney.stale_after_at_risk"
        return int(known.number(id)), f" ({'; '.join(reasons)})", id
    id = "kidney.stale_after"
    return int(known.number(id)), "", id


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
    return Note(
        f"{named(worst)} stands beside {other:.1f} of the same day. The lower governs; repeat it.",
        ("REN-DISAGREE", "kidney.disagree_fraction"),
    )


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

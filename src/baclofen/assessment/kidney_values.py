"""Which kidney values count on the day of judgement: dated, recent, and not moving."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from baclofen.assessment.kidney_said import value_said
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import NewbornAge, SmallChildKidney
from baclofen.patient import KidneyValue, Patient, Sex, bedside_schwartz, ckd_epi_2021
from baclofen.units import months_before
from baclofen.value import Value


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


class Aged(Value):
    """The newest value of each kind, by its age.

    `fresh` are young enough to count. `low` would be, but that they age sooner for being low, and
    still govern: no fresh value of a later day answers them; of those that allow none the last one
    governs at any age. `notes` are on all that are too old. `until` is the last day on which all of
    the fresh count.
    """

    fresh: tuple[KidneyValue, ...]
    low: tuple[KidneyValue, ...]
    notes: tuple[Note, ...]
    until: date | None


def by_age(
    values: Sequence[KidneyValue],
    person: Patient,
    known: Knowledge,
    today: date,
    new_kidney_medicine: bool,
) -> Aged:
    """Which of the newest values count, by their age and what they say."""
    fresh: list[KidneyValue] = []
    old: list[KidneyValue] = []
    notes: list[Note] = []
    until: list[date] = []
    for value in newest_of_each(values):
        risks = _ages_sooner(value, person, known, new_kidney_medicine)
        if (value.on or today) >= recent_since(known, today, at_risk=bool(risks)):
            fresh.append(value)
            until.append(months_before(value.on or today, -_life_months(known, bool(risks))))
            continue
        old.append(value)
        said = value_said(value, known)
        if risks:
            notes.append(known.note("kidneys.older_at_risk", value=said, today=today, risks=risks))
        else:
            notes.append(known.note("kidneys.older", value=said, today=today))
    answered = max((v.on or today for v in fresh), default=date.min)
    since = max(answered, recent_since(known, today))
    last = max((v.on or today for v in (*fresh, *old)), default=today)
    low = [
        v for v in old
        if (allows_less(v, person, known) and (v.on or today) >= since)
        or (allows_none(v, person, known) and (v.on or today) == last)
    ]  # fmt: skip
    notes += [known.note("kidneys.still_governs", value=value_said(v, known)) for v in low]
    return Aged(tuple(fresh), tuple(low), tuple(notes), min(until, default=None))


def _ages_sooner(
    value: KidneyValue, person: Patient, known: Knowledge, new_kidney_medicine: bool
) -> tuple[Note, ...]:
    """Why a value counts for a shorter time in this person; none of these: the usual time."""
    reasons = []
    if person.age_y is None:
        reasons.append(known.note("kidneys.ages_by_no_age"))
    elif person.age_y >= known.number("kidney.old_age"):
        reasons.append(known.note("kidneys.ages_by_age"))
    if allows_less(value, person, known):
        reasons.append(known.note("kidneys.ages_by_egfr"))
    if new_kidney_medicine:
        reasons.append(known.note("kidneys.ages_by_medicine"))
    return tuple(reasons)


def recent_since(known: Knowledge, today: date, *, at_risk: bool = False) -> date:
    """The first day of which a kidney value still counts on this day; later where it ages sooner.

    Facts: `kidney.stale_after`, `kidney.stale_after_at_risk`.
    """
    return months_before(today, _life_months(known, at_risk))


def _life_months(known: Knowledge, at_risk: bool) -> int:
    return int(known.number("kidney.stale_after_at_risk" if at_risk else "kidney.stale_after"))


def allows_less(value: KidneyValue, person: Patient, known: Knowledge) -> bool | None:
    """Whether a value allows less than the usual dose; None where it gives no estimate here."""
    if (level := infant_level(value, person, known)) is not None:
        return is_high_in_infants(level, known)
    egfr = egfr_by(value, person, known)
    return None if egfr is None else egfr < known.number("kidney.egfr_usual")


def allows_none(value: KidneyValue, person: Patient, known: Knowledge) -> bool:
    """Whether a value is known to allow no baclofen by mouth: by eGFR, in an infant by creatinine.

    Facts: `kidney.egfr_stop`, `kidney.infant_stop`.
    """
    if (level := infant_level(value, person, known)) is not None:
        return level >= known.number("kidney.infant_stop")
    egfr = egfr_by(value, person, known)
    return egfr is not None and egfr < known.number("kidney.egfr_stop")


def newest(values: Iterable[KidneyValue], kind: str) -> KidneyValue | None:
    """The newest value of a kind; of several on one day, the one that allows less."""
    found = [v for v in values if v.kind == kind]
    if not found:
        return None
    last = max((v.on or date.max) for v in found)
    same_day = [v for v in found if (v.on or date.max) == last]
    worst = max if kind == "creatinine" else min
    return worst(same_day, key=lambda v: v.at_most)


#: What an eGFR of another method than creatinine is called in the name of its equation: creatinine
#: does not answer it, since where muscle is lost that goes on telling too much.
_OF_ITS_OWN = ("cystatin", "clearance")


def is_of_its_own(value: KidneyValue) -> bool:
    """Whether a value is of cystatin C or a measured clearance, which no creatinine answers, and no
    eGFR that a laboratory made of one."""
    return any(word in value.equation.casefold() for word in _OF_ITS_OWN)


def newest_of_each(values: Iterable[KidneyValue]) -> tuple[KidneyValue, ...]:
    """The newest creatinine, the newest eGFR, and the newest value of its own where that is
    older: no later eGFR of a creatinine answers it."""
    values = tuple(values)
    own = newest((v for v in values if is_of_its_own(v)), "egfr")
    found = (newest(values, "creatinine"), newest(values, "egfr"), own)
    return tuple(dict.fromkeys(value for value in found if value is not None))


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

    def rose(before: KidneyValue, after: KidneyValue, gap: timedelta) -> bool:
        # A rise, with rounding of printed decimals allowed for.
        return (gap <= rise_window and after.value - before.value >= rise - 1e-9) or (
            gap <= ratio_window and after.value >= ratio * before.value - 1e-9
        )

    def agree(one: KidneyValue, other: KidneyValue) -> bool:
        return abs(one.value - other.value) < rise

    creatinines = (v for v in values if v.kind == "creatinine")
    return last_move(creatinines, known, today, rose, agree)


def last_move(
    values: Iterable[KidneyValue],
    known: Knowledge,
    today: date,
    moved: Callable[[KidneyValue, KidneyValue, timedelta], bool],
    agree: Callable[[KidneyValue, KidneyValue], bool],
    *,
    is_leap: bool = False,
) -> tuple[KidneyValue, KidneyValue] | None:
    """The last pair that moved, has not settled and is not old. `is_leap`: the first value to have
    moved so counts among those that agree, so that one more answers it; and one after which nobody
    measured again does not grow old.

    Facts: `kidney.aki_rise_hours`, `kidney.aki_still_open`.
    """
    rise_window = timedelta(hours=known.number("kidney.aki_rise_hours"))

    def day(value: KidneyValue) -> date:
        return value.on or today

    series = sorted(values, key=lambda v: (day(v), v.kind, v.value))
    moves = [
        (a, b) for j, b in enumerate(series) for a in series[:j] if moved(a, b, day(b) - day(a))
    ]
    if not moves:
        return None
    since = today - timedelta(days=known.number("kidney.aki_still_open"))
    is_newest = day(moves[-1][1]) == day(series[-1])
    if day(moves[-1][1]) < since and not (is_leap and is_newest):
        return None
    reached = [b for a, b in moves if a is moves[-1][0]] if is_leap else [moves[-1][1]]
    after = series[series.index(reached[0]) :]
    settled = any(
        day(b) - day(a) >= rise_window and agree(a, b)
        for j, b in enumerate(after)
        for a in after[:j]
    )
    return None if settled else moves[-1]


def long_fall(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The last value where it is low and well below the one of the day before it, and that one."""
    two = _last_two(values, person, known, today)
    if two is None:
        return None
    (before, was), (after, now) = two
    if not is_well_below(now, was, known):
        return None
    return (before, after) if now < known.number("kidney.egfr_usual") else None


def has_fallen(person: Patient, known: Knowledge, today: date) -> bool:
    """Whether the last value is below the best of the year before it, or the last before that, by
    more than measurements of a steady kidney differ, be it low or not.

    Facts: `kidney.expected_change`.
    """
    values, _ = usable(person.values, known, today)
    two = _last_two(values, person, known, today)
    if two is None:
        return False
    (_, was), (after, now) = two
    last = after.on or today
    recent = (v for v in values if recent_since(known, last) <= (v.on or today) < last)
    best = max(was, *(e for v in recent if (e := egfr_by(v, person, known)) is not None), 0.0)
    return best - now > known.number("kidney.expected_change") * best


LastTwo = tuple[tuple[KidneyValue, float], tuple[KidneyValue, float]]


def is_well_below(low: float, high: float, known: Knowledge) -> bool:
    """Whether an eGFR is lower than another by more than values of one time may differ.

    Facts: `kidney.disagree_fraction`.
    """
    return high - low > known.number("kidney.disagree_fraction") * high


def long_rise(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> tuple[KidneyValue, KidneyValue] | None:
    """The last value where the one of the day before it allowed no baclofen and it does, and that
    one."""
    two = _last_two(values, person, known, today)
    if two is None:
        return None
    (before, was), (after, now) = two
    return (before, after) if was < known.number("kidney.egfr_stop") <= now else None


def _last_two(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> LastTwo | None:
    """The values of the last day that has some and of the day before it, with their eGFR; of the
    last day the one that allows less."""
    dated = sorted(((v.on or today, v) for v in values), key=lambda pair: pair[0])
    estimated = [(day, v, e) for day, v in dated if (e := egfr_by(v, person, known)) is not None]
    if not estimated:
        return None
    last = estimated[-1][0]
    _, after, now = min((x for x in estimated if x[0] == last), key=lambda x: x[2])
    earlier = [x for x in estimated if x[0] < last]
    if not earlier:
        return None
    _, before, was = earlier[-1]
    return (before, was), (after, now)


def stage_is_open(
    values: Iterable[KidneyValue], person: Patient, known: Knowledge, today: date
) -> bool:
    """Whether an advanced kidney disease is on record, and unanswered: by a transplant, or by
    values far enough apart, all of the last months, of which none is that low.

    Facts: `kidney.chronic_after`, `kidney.stale_after`, `kidney.egfr_stop`.
    """
    if "ckd_severe" not in person.conditions or "kidney_transplant" in person.conditions:
        return False
    recent = [v for v in values if (v.on or today) >= recent_since(known, today)]
    estimates = [egfr_by(v, person, known) for v in recent]
    if any(e is None or e < known.number("kidney.egfr_stop") for e in estimates):
        return True
    days = sorted(v.on or today for v in recent)
    apart = int(known.number("kidney.chronic_after"))
    return not days or days[0] > months_before(days[-1], apart)


def discord_of_a_day(values: Iterable[KidneyValue], known: Knowledge, today: date) -> Note | None:
    """Two reported eGFR of the newest day that contradict each other."""
    found = [v for v in values if v.kind == "egfr"]
    worst = newest(found, "egfr")
    if worst is None or worst.above:
        return None
    other = max(v.value for v in found if (v.on or today) == (worst.on or today))
    if not is_well_below(worst.value, other, known):
        return None
    lower = value_said(worst, known)
    return known.note("kidneys.two_a_day", lower=lower, other=other)


def sexes(person: Patient) -> tuple[Sex, ...]:
    return (person.sex,) if person.sex else ("female", "male")


def egfr_by(value: KidneyValue, person: Patient, known: Knowledge) -> float | None:
    """The eGFR of a value of either kind: as reported, or of the creatinine."""
    return value.at_most if value.kind == "egfr" else egfr_of(value, person, known)


def egfr_of(value: KidneyValue, person: Patient, known: Knowledge) -> float | None:
    """eGFR of a creatinine; of both sexes the lower one, when the sex is unknown. None of an
    infant, for whom no equation holds."""
    if person.age_y is None or is_infant(person, known):
        return None
    if not person.is_adult:
        if person.height_cm is None:
            return None
        return bedside_schwartz(creatinine_mg_per_dL=value.value, height_cm=person.height_cm)
    return min(
        ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex)
        for sex in sexes(person)
    )


def is_infant(person: Patient, known: Knowledge) -> bool:
    """Whether a person is too young for any equation of the kidneys to hold.

    Facts: `kidney.schwartz_from`.
    """
    return person.age_y is not None and person.age_y < known.number("kidney.schwartz_from")


def is_high_in_infants(creatinine: float, known: Knowledge) -> bool:
    """Whether an infant's creatinine (mg/dL) is above what is normal.

    Facts: `kidney.infant_most`.
    """
    return creatinine > known.number("kidney.infant_most")


def young_level(value: KidneyValue, person: Patient, known: Knowledge) -> float | None:
    """The creatinine (mg/dL) of an infant, and of a child for whom an equation holds at an age at
    which normal values are still an infant's; None of anyone else.

    Facts: `REN-SMALL-CHILD`, and those of `infant_level`.
    """
    if value.kind != "creatinine" or person.age_y is None or is_infant(person, known):
        return infant_level(value, person, known)
    return value.value if person.age_y < known.of(SmallChildKidney).below_y else None


def infant_level(value: KidneyValue, person: Patient, known: Knowledge) -> float | None:
    """The creatinine (mg/dL) of an infant, which is held against what is normal at this age; None
    of whoever is older, of another value, and of a newborn, whose first one is the mother's.

    Facts: `kidney.schwartz_from`, `AGE-NEWBORN`.
    """
    if value.kind != "creatinine" or not is_infant(person, known) or person.age_y is None:
        return None
    return value.value if person.age_y >= known.of(NewbornAge).below_y else None

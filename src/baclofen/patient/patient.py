"""One patient, as far as known. What is not known stays unknown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Literal, get_args

from baclofen.errors import InputRefused, OutOfRange
from baclofen.limits import named
from baclofen.patient.entry import Entry
from baclofen.patient.lesion import SEGMENTS
from baclofen.patient.renal import Sex, creatinine_in_mg_per_dL
from baclofen.spoken import no_syndrome, syndrome_of
from baclofen.units import Dose
from baclofen.value import Value, force_setattr, own

Syndrome = Literal[
    "ms_spasticity", "sci_spasticity", "cerebral_spasticity", "neuropathic_pain",
    "trigeminal_neuralgia", "fibromyalgia", "chronic_low_back_pain", "cancer_pain", "other",
]  # fmt: skip
Sign = Literal[
    "confusion", "somnolence", "myoclonus", "coma", "slow_breathing", "encephalopathy",
    "seizure", "hallucinations", "fever", "rigidity", "fast_pulse", "dark_urine",
    "itching", "delirium", "limpness", "slow_pulse", "low_temperature", "vomiting",
    "weak_legs", "baclofen_poisoning", "baclofen_withdrawal",
]  # fmt: skip
#: What may be answered about all that was not understood.
UnreadAnswer = Literal["not baclofen", "checked"]
UNREAD_ANSWERS: tuple[str, ...] = get_args(UnreadAnswer)
SYNDROMES: tuple[str, ...] = get_args(Syndrome)
SIGNS: tuple[str, ...] = get_args(Sign)

#: What a living patient can have. The facts `patient.*` say the same; a test holds them together.
LIMITS: Mapping[str, tuple[float, float, str]] = {
    "age_y": (0.0, 120.0, "y"),
    "weight_kg": (0.3, 400.0, "kg"),
    "height_cm": (20.0, 260.0, "cm"),
    "egfr": (0.0, 250.0, "mL/min/1.73m2"),
    "gestation_weeks": (1.0, 45.0, "weeks"),
    "days_since_injury": (0.0, 40_000.0, "days"),
    "hours_since_antithrombotic": (0.0, 1_000_000.0, "h"),
    "inr": (0.5, 20.0, "ratio"),
}
ADULT_FROM_Y = 18.0
#: Weeks from the last period to term, the usual count.
TERM_WEEKS = 40
ADULT_WEIGHT = (20.0, 400.0)


class KidneyValue(Value):
    """One measured creatinine (mg/dL) or reported eGFR (mL/min/1.73 m2).

    `on` is the day it was taken; None is the day of judgement, for a value typed in.
    `undated` marks a recorded value without any time: it does not count as recent.
    `below` marks one reported only as below its number, `above` one only as above it.
    """

    kind: Literal["creatinine", "egfr"]
    value: float
    on: date | None = None
    undated: bool = False
    equation: str = ""
    flag: str = ""
    below: bool = False
    above: bool = False

    @property
    def at_most(self) -> float:
        """The number, or the largest one below it when only that is known."""
        return math.nextafter(self.value, 0) if self.below else self.value


class UnreadKidney(Value):
    """A result of the kidneys that gives no value to count with: nobody could read it, or its day
    is still to come.

    `words` are what stands in the record, `on` the day it was taken, None where none is told, and
    `value` what it is where it could be read. One that `is_grave` is answered by a value of a later
    day alone: a laboratory marked it as critical, or it holds a figure. One that `says_failing`
    was read that far.
    """

    words: str
    on: date | None = None
    value: KidneyValue | None = None
    is_grave: bool = False
    says_failing: bool = False


class Medicine(Value):
    """A medicine as written, with any codes that came with it, and since when.

    `also` are other names of the same medicine that say something else than `name`.
    """

    name: str
    rxnorm: tuple[str, ...] = ()
    atc: tuple[str, ...] = ()
    since: date | None = None
    also: tuple[str, ...] = ()


class EndedMedicine(Value):
    """A medicine that was taken, and the last day on which it was."""

    medicine: Medicine
    on: date


class DoseBefore(Value):
    """A dose a day that ran before the one that runs, `until` the day on which another took its
    place; 0 mg where none was taken."""

    daily: Dose
    until: date


class DoseAhead(Value):
    """A dose a day that is ordered from a day on: 0 mg where none is, None where it cannot be told
    for sure how much."""

    daily: Dose | None
    on: date


class BaclofenUse(Value):
    """One sign of baclofen in what was told or recorded.

    `daily` is None when no dose could be read. `doubt` says what is uncertain.
    `since` is the day on which baclofen was begun, `dose_since` the one on which this dose was: as
    told. `ordered_on` is the first day on which a record has it, often that of a renewal: it may
    have been taken for years before.
    `before` are the doses a day that ran before this one, the oldest first, as far as anything
    tells of them; `ahead` those that are ordered after it, the first first. `hours_since_last`
    counts from the last dose of a stopped use. `until` is the last day of its days or its supply,
    as told; None where nothing tells it. `used_up` is the day on which all that was handed over
    must have been used up, of what goes on by its order, where that day is past; `supplied_again`
    the day on which more was handed over all the same, where that is known and some time lay
    between. `orders` is in how many orders it stands, each for its own times of the day. `written`
    is a daily dose that was not taken over as it stands, for its unit or its size;
    `is_poured_amiss`: mL and mg of a liquid do not fit its strength. `refilled_on` is the last day
    on which a record has the pump filled.
    """

    route: Literal["oral", "intrathecal", "unknown"]
    status: Literal["active", "stopped", "unknown"]
    as_written: str
    daily: Dose | None = None
    since: date | None = None
    stopped_on: date | None = None
    doubt: str = ""
    hours_since_last: float | None = None
    weeks_at_maximum: float | None = None
    until: date | None = None
    dose_since: date | None = None
    ordered_on: date | None = None
    before: tuple[DoseBefore, ...] = ()
    orders: int = 1
    used_up: date | None = None
    supplied_again: date | None = None
    ahead: tuple[DoseAhead, ...] = ()
    written: Dose | None = None
    is_poured_amiss: bool = False
    refilled_on: date | None = None

    @property
    def first_seen(self) -> date | None:
        """The first day on which it was taken, for all that is told or on record; None where
        nothing is."""
        told = (self.since, self.dose_since, self.ordered_on)
        return min((day for day in told if day is not None), default=None)

    @property
    def dose_begun(self) -> date | None:
        """The day on which this dose was begun, as told: at the latest that of baclofen itself."""
        return self.dose_since or self.since

    @property
    def begins_anew(self) -> bool:
        """Whether none was taken just before it."""
        return bool(self.before) and self.before[-1].daily.in_mcg == 0

    def daily_on(self, day: date) -> Dose | None:
        """The dose of a day: what ran before, runs or is ordered ahead; None where nothing tells
        it."""
        reached = [one for one in self.ahead if one.on <= day]
        if reached:
            return reached[-1].daily
        return next((one.daily for one in self.before if day < one.until), self.daily)

    def hours_stopped(self, today: date) -> float | None:
        """Hours without it by the end of this day, by the hours or the day that are told, the fewer
        of both; None where neither is, or it runs."""
        if self.status != "stopped":
            return None
        told = [] if self.hours_since_last is None else [self.hours_since_last]
        if self.stopped_on is not None:
            told.append(24.0 * max(0, (today - self.stopped_on).days))
        return min(told, default=None)

    def counts(self, today: date, days: float) -> bool:
        """Whether this counts as current: not known to have been stopped for longer."""
        hours = self.hours_stopped(today)
        return self.status != "stopped" or hours is None or hours <= 24 * days


class Patient(Value, kw_only=True, dict=True):
    """Who is to be treated. Every argument may be left out: then it is unknown.

    A creatinine comes in mg/dL or umol/L, by the name of the argument. Values typed
    here are of the day of judgement; dated ones come in `kidney`. `conditions` holds
    what is present, `no_conditions` what is stated to be absent; the rest is unknown.
    `baclofen=()` states that none is taken; None is unknown. `said_none` keeps that it was said of
    someone whose entries show it. `medicines_complete` says that nothing else is taken; `ended` are
    medicines that are no longer taken and may still act.
    `age_most_y` is the highest age where only the year or month of birth is known; `age_y` is then
    the lowest. `newborn`: exposed to baclofen before birth. `oral_failed`: spasticity not
    controlled by mouth, or not tolerated. `seizure_as_usual`: a seizure of the last days was as
    this person has them, on a steady dose of which none was missed. `lesion_level` is the highest
    segment of the cord that is injured ("T4"). `dose_confirmed`: what is taken by mouth was read
    again and is so; `weight_confirmed`: the weight was measured again; `rate_confirmed`: the
    rate was read off the pump again and is so. `nil_by_mouth`: nothing may be swallowed now;
    `admitted`: in hospital, or about to be.
    `signs_passed` are signs of the last days that were there and are gone, as somebody saw;
    `signs_again` those of them that had gone before and came back. `signs_open` are signs that
    began some weeks ago, before those days, and of which nobody said that they are gone.
    `hours_since_antithrombotic` is since the last dose of any medicine against clotting, aspirin
    and NSAIDs among them; `inr` is of the day. `unread_kidney` are results of the kidneys that give
    no value to count with. `unread` are entries that nobody could read,
    `unread_are` what someone who looked at all of them says: none of them is baclofen, or they were
    checked and none sedates or speaks against it. What is told to be present and absent counts as
    present. `from_record` marks what an electronic record says, as against what a person typed in.

    Raises `OutOfRange`, `UnitProblem` or `UnknownName`.

    >>> Patient(age_y=52, sex="female", weight_kg=68, creatinine_mg_per_dL=0.9).age_y
    52
    """

    age_y: float | None = None
    age_most_y: float | None = None
    sex: Sex | None = None
    weight_kg: float | None = None
    height_cm: float | None = None
    creatinine_mg_per_dL: float | None = None
    creatinine_umol_per_L: float | None = None
    egfr: float | None = None
    egfr_equation: str = ""
    kidney: tuple[KidneyValue, ...] = ()
    unread_kidney: tuple[UnreadKidney, ...] = ()
    dialysis: bool | None = None
    syndrome: Syndrome | None = None
    conditions: frozenset[str] = frozenset()
    no_conditions: frozenset[str] = frozenset()
    allergies: frozenset[str] = frozenset()
    no_allergies: frozenset[str] = frozenset()
    medicines: tuple[Medicine, ...] | None = None
    medicines_complete: bool = False
    ended: tuple[EndedMedicine, ...] = ()
    said_none: bool = False
    baclofen: tuple[BaclofenUse, ...] | None = None
    signs: frozenset[str] = frozenset()
    no_signs: frozenset[str] = frozenset()
    signs_passed: frozenset[str] = frozenset()
    signs_again: frozenset[str] = frozenset()
    signs_open: frozenset[str] = frozenset()
    pregnant: bool | None = None
    gestation_weeks: float | None = None
    alcohol: bool | None = None
    lactating: bool | None = None
    newborn: bool | None = None
    infection_active: bool | None = None
    surgery_planned: bool | None = None
    nil_by_mouth: bool | None = None
    admitted: bool | None = None
    oral_failed: bool | None = None
    epilepsy_resistant: bool | None = None
    seizure_as_usual: bool | None = None
    hours_since_antithrombotic: float | None = None
    inr: float | None = None
    dose_confirmed: bool | None = None
    weight_confirmed: bool | None = None
    rate_confirmed: bool | None = None
    days_since_injury: float | None = None
    lesion_level: str | None = None
    deceased_on: date | None = None
    deceased: bool = False
    weight_on: date | None = None
    unread: tuple[Entry, ...] = ()
    unread_are: UnreadAnswer | None = None
    denied: frozenset[str] = frozenset()
    from_record: bool = False
    label: str = ""

    def __post_init__(self) -> None:
        own(self)
        for name, (low, high, unit) in LIMITS.items():
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and low <= value <= high):
                raise OutOfRange(name, float(value), unit, f"between {low:g} and {high:g}")
        low, high, unit = LIMITS["age_y"]
        if self.age_most_y is not None and not (self.age_y or low) <= self.age_most_y <= high:
            least = low if self.age_y is None else self.age_y
            raise OutOfRange("age_most_y", self.age_most_y, unit, f"between {least:g} and {high:g}")
        if self.weight_kg is not None and self.is_adult:
            low, high = ADULT_WEIGHT
            if not low <= self.weight_kg <= high:
                raise OutOfRange(
                    "weight_kg", float(self.weight_kg), "kg",
                    f"between {low:g} and {high:g} in an adult",
                    do="Check the unit and the digits.", why="patient.adult_weight",
                )  # fmt: skip
        named("sex", self.sex, ("female", "male"))
        self._named_as_its_key()
        named("lesion level", self.lesion_level, SEGMENTS)
        seen = self.signs_passed | self.signs_again | self.signs_open
        for sign in self.signs | self.no_signs | seen:
            named("sign", sign, SIGNS)
        named("what was said of unread entries", self.unread_are, UNREAD_ANSWERS)
        self._typed_values()

    @cached_property
    def values(self) -> tuple[KidneyValue, ...]:
        """Every kidney value: those typed for the day of judgement, then the dated ones."""
        return (*self._typed_values(), *self.kidney)

    @property
    def none_told(self) -> bool:
        """Whether a person said that none is taken; a list that shows none is no such word."""
        return self.said_none or (self.baclofen == () and not self.from_record)

    @property
    def is_dialysed(self) -> bool:
        """Whether dialysis is told, or on record."""
        return self.dialysis is True or "dialysis" in self.conditions

    @property
    def is_adult(self) -> bool:
        return self.age_y is not None and self.age_y >= ADULT_FROM_Y

    @property
    def is_minor(self) -> bool:
        """Known to be below the adult age: with no age on record, neither this nor an adult."""
        return self.age_y is not None and self.age_y < ADULT_FROM_Y

    @property
    def trimester(self) -> int | None:
        if self.gestation_weeks is None:
            return None
        # First trimester to 13 weeks, second to 27: the usual count from the last period.
        return 1 if self.gestation_weeks < 14 else 2 if self.gestation_weeks < 28 else 3

    @property
    def weeks_to_term(self) -> float | None:
        """Weeks of a pregnancy that are left to term; None where its week is not told."""
        if self.gestation_weeks is None:
            return None
        return max(0.0, TERM_WEEKS - self.gestation_weeks)

    def _named_as_its_key(self) -> None:
        came: str | None = self.syndrome
        if came is None or came in SYNDROMES:
            return
        key = syndrome_of(came)
        if key not in SYNDROMES:
            raise no_syndrome(came, SYNDROMES)
        force_setattr(self, "syndrome", key)

    def _typed_values(self) -> tuple[KidneyValue, ...]:
        if self.creatinine_mg_per_dL is not None and self.creatinine_umol_per_L is not None:
            raise InputRefused(
                "creatinine", "given in mg/dL and in umol/L", "it must be given once",
                do="Keep the one the laboratory printed.",
            )  # fmt: skip
        typed: list[KidneyValue] = []
        for value, unit in (
            (self.creatinine_mg_per_dL, "mg/dL"),
            (self.creatinine_umol_per_L, "umol/L"),
        ):
            if value is not None:
                typed.append(KidneyValue("creatinine", creatinine_in_mg_per_dL(value, unit)))
        if self.egfr is not None:
            typed.append(KidneyValue("egfr", self.egfr, equation=self.egfr_equation))
        return tuple(typed)

"""What is known of the kidneys on one day: the values a reader and the rules see."""

from __future__ import annotations

from datetime import date
from typing import Literal

from baclofen.knowledge import Note
from baclofen.patient import KidneyValue, Sex
from baclofen.value import Value

#: How an estimate is made of one value, as `[words.estimate]` words it.
Method = Literal[
    "schwartz", "ckd_epi", "actual_weight", "adjusted_weight", "reported", "reported_below"
]
#: What exposure follows: GFR of this body, that of a reference body, or Cockcroft-Gault.
ClearanceBy = Literal["deindexed", "reference", "cockcroft_gault"]

#: The unit of an eGFR, as against that of a clearance.
INDEXED = "mL/min/1.73m2"


class Estimate(Value):
    """One estimate of kidney function, and what it was made of.

    `sex` is the one it was made for, where that of the patient is not known. `weight_kg` and `bmi`
    are those that went in.
    """

    method: Method
    value: float
    unit: str
    of: KidneyValue
    why: tuple[str, ...]
    sex: Sex | None = None
    weight_kg: float | None = None
    bmi: float | None = None

    @property
    def is_reported(self) -> bool:
        """Whether a laboratory made it."""
        return self.method in ("reported", "reported_below")


class Kidney(Value):
    """What is known of the kidneys on the day of judgement.

    `egfr` (mL/min/1.73 m2) and `crcl` (mL/min) govern verdicts, None when no valid value exists.
    `clearance` (mL/min, absolute) drives exposure; `clearance_by` says how it was made, and
    `surface_m2` of which body. `fraction` is the share of the usual dose that is allowed: 0 stops,
    None is unknown. `until` is the last day on which the values count, None where none does;
    `stage_open` says that an advanced kidney disease on record is not answered. `lacks` names what
    a creatinine that is told needs before it tells anything: the height of a child, the age.
    `risen` says that a creatinine stands well above those of the weeks and months before it, and
    nobody has seen whether it stays there. `doubtful` says that one looks too good to be this
    adult's, and allows nothing yet. `slip` says that the number of a creatinine stands as an eGFR
    of its day too, which then counts for nothing. `left_open` says that something is told that
    nobody could read, or that has no day that has come, and may be worse than what counts, and
    `may_fail` that this speaks of kidneys that fail. `infant`
    says that no equation holds for someone so young, and `infant_creatinine` (mg/dL) is what is
    held against normal values instead, None of a newborn; of a small child it is held against them
    beside the equation.
    """

    known: bool
    may_mislead: bool | None
    disagree: bool
    unstable: bool
    risen: bool
    until: date | None
    stage_open: bool
    doubtful: bool
    slip: bool
    left_open: bool
    may_fail: bool
    lacks: Literal["", "height", "age"]
    infant: bool
    infant_creatinine: float | None
    problems: tuple[Note, ...]
    notes: tuple[Note, ...]
    estimates: tuple[Estimate, ...] = ()
    egfr: float | None = None
    crcl: float | None = None
    clearance: float | None = None
    clearance_by: ClearanceBy | None = None
    surface_m2: float | None = None
    fraction: float | None = None
    fraction_why: tuple[str, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether a low value gave way to newer ones of another method."""
        return any(note.phrase == "kidneys.answered" for note in self.notes)

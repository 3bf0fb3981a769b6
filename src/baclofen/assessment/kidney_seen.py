"""What is known of the kidneys on one day: the values a reader and the rules see."""

from __future__ import annotations

from datetime import date

from baclofen.knowledge import Note
from baclofen.value import Value


class Estimate(Value):
    """One estimate of kidney function, as it was made."""

    name: str
    value: float
    unit: str
    basis: str
    why: tuple[str, ...]
    on: date | None


class Kidney(Value):
    """What is known of the kidneys on the day of judgement.

    `egfr` (mL/min/1.73 m2) and `crcl` (mL/min) govern verdicts, None when no valid value
    exists. `clearance` (mL/min, absolute) drives exposure. `fraction` is the share of the
    usual dose that is allowed: 0 stops, None is unknown.
    """

    estimates: tuple[Estimate, ...] = ()
    egfr: float | None = None
    crcl: float | None = None
    clearance: float | None = None
    clearance_basis: str = ""
    fraction: float | None = None
    fraction_why: tuple[str, ...] = ()
    known: bool = False
    may_mislead: bool | None = None
    disagree: bool = False
    unstable: bool = False
    problems: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()

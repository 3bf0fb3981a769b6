"""Amounts and units: the one place where mg meets mcg and mL/min meets L/h.

Inside the project there is one unit per kind: mg oral, mcg intrathecal, h, L, ng/mL.
Names carry units at the doors (`weight_kg`); everything between is converted here.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Iterable
from datetime import date
from functools import total_ordering
from typing import Literal

from baclofen.errors import InputRefused, OutOfRange, UnitProblem

AmountUnit = Literal["mg", "mcg"]


@total_ordering
class Dose:
    """An amount of baclofen, made by `mg` or `mcg`, never by a bare number. Frozen.

    Oral doses are milligrams, intrathecal doses micrograms. A bare number can
    be wrong a thousandfold and still look right. Doses compare by amount, whatever their unit.

    >>> mcg(1200), mg(0.5)
    (1,200 mcg, 0.5 mg)
    >>> mcg(100) < mg(5)
    True
    >>> mg(5) + mg(10), 3 * mg(5)
    (15 mg, 15 mg)
    """

    # Not a Value: the unit plays no part in comparisons, and JSON has a form of its own.
    __slots__ = ("_in_mcg", "_unit")
    __match_args__ = ("in_mcg", "unit")

    def __init__(self, in_mcg: float, unit: AmountUnit) -> None:
        if not 0 <= in_mcg < math.inf:
            raise OutOfRange("dose", in_mcg, "mcg", "0 or more, and finite")
        self._in_mcg, self._unit = in_mcg, unit

    @property
    def in_mcg(self) -> float:
        return self._in_mcg

    @property
    def unit(self) -> AmountUnit:
        return self._unit

    @property
    def in_mg(self) -> float:
        return self._in_mcg / 1000

    def __eq__(self, other: object) -> bool:
        return self._in_mcg == other._in_mcg if isinstance(other, Dose) else NotImplemented

    def __lt__(self, other: Dose) -> bool:
        return self._in_mcg < other._in_mcg

    def __hash__(self) -> int:
        return hash(self._in_mcg)

    def __add__(self, other: Dose) -> Dose:
        if self.unit != other.unit:
            # An oral and an intrathecal amount have no common meaning as a sum.
            raise UnitProblem(
                "dose",
                f"{self} plus {other}",
                "both amounts must be in the same unit",
                do="Oral (mg) and intrathecal (mcg) doses are never added or converted.",
            )
        return Dose(self.in_mcg + other.in_mcg, self.unit)

    def __mul__(self, times: float) -> Dose:
        return Dose(self.in_mcg * times, self.unit)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        # "mcg", not "µg"; no trailing zero: both have been misread, up to a thousandfold.
        amount = self.in_mg if self.unit == "mg" else self.in_mcg
        return f"{float(f'{amount:.10g}'):,.10g} {self.unit}"


def sum_of(doses: Iterable[Dose | None]) -> Dose | None:
    """All doses together; None where there is none, one is not told, or two have different units.

    >>> sum_of([mg(10), mg(5)]), sum_of([mg(10), None]), sum_of([mg(10), mcg(5)])
    (15 mg, None, None)
    """
    total: Dose | None = None
    for dose in doses:
        if dose is None or (total is not None and dose.unit != total.unit):
            return None
        total = dose if total is None else total + dose
    return total


def mg(amount: float) -> Dose:
    """An oral dose in milligrams.

    >>> mg(7.5)
    7.5 mg
    """
    return Dose(amount * 1000, "mg")


def mcg(amount: float) -> Dose:
    """An intrathecal dose in micrograms.

    >>> mcg(75)
    75 mcg
    """
    return Dose(amount, "mcg")


#: Factor from each accepted unit to the house unit of its kind.
_FACTORS: dict[str, tuple[str, float]] = {
    "mL/min": ("L/h", 0.06),
    "L/h": ("L/h", 1.0),
    "mL/h": ("L/h", 0.001),
    "mL/s": ("L/h", 3.6),
    "uL/min": ("L/h", 6e-5),
    "L": ("L", 1.0),
    "mL": ("L", 0.001),
    "mL/day": ("mL/day", 1.0),
    "mL/cm": ("mL/cm", 1.0),
    "h": ("h", 1.0),
    "min": ("h", 1 / 60),
    "d": ("h", 24.0),
    "1/h": ("1/h", 1.0),
    "fraction": ("fraction", 1.0),
    "%": ("fraction", 0.01),
    "kg": ("kg", 1.0),
    "lb": ("kg", 0.45359237),
    "y": ("y", 1.0),
    "months": ("months", 1.0),
    "days": ("days", 1.0),
    "weeks": ("weeks", 1.0),
    "hours": ("hours", 1.0),
    "mg": ("mg", 1.0),
    "mcg": ("mcg", 1.0),
    "mg/day": ("mg/day", 1.0),
    "mg/kg/day": ("mg/kg/day", 1.0),
    "mcg/day": ("mcg/day", 1.0),
    "mcg/h": ("mcg/day", 24.0),
    "mg/L": ("ng/mL", 1000.0),
    "ng/mL": ("ng/mL", 1.0),
    "ng*h/mL": ("ng*h/mL", 1.0),
    "mg/dL": ("mg/dL", 1.0),
    "umol/L": ("umol/L", 1.0),
    "nM": ("umol/L", 0.001),
    "mM": ("umol/L", 1000.0),
    "g/mol": ("g/mol", 1.0),
    "mL/min/1.73m2": ("mL/min/1.73m2", 1.0),
    "m2": ("m2", 1.0),
    "cm": ("cm", 1.0),
    "mm": ("cm", 0.1),
    "in": ("cm", 2.54),
    "kg/m2": ("kg/m2", 1.0),
    "1": ("1", 1.0),
    "ratio": ("1", 1.0),
    "log SD": ("log SD", 1.0),
    "relative SE": ("relative SE", 1.0),
    "L/h per mL/min": ("L/h per mL/min", 1.0),
    "L/kg": ("L/kg", 1.0),
    "L/h/kg": ("L/h/kg", 1.0),
    "mL/h/kg": ("L/h/kg", 0.001),
    "times/day": ("times/day", 1.0),
    "SD": ("SD", 1.0),
    "logit SD": ("logit SD", 1.0),
    "points": ("points", 1.0),
    "patients": ("patients", 1.0),
    "% per y": ("% per y", 1.0),
    "% per month": ("% per month", 1.0),
    "per 1000 y": ("per 1000 y", 1.0),
}


def known_units() -> frozenset[str]:
    """Every unit a fact may carry."""
    return frozenset(_FACTORS)


def convert(value: float, unit: str, to: str) -> float:
    """`value` in `unit`, expressed in `to`. Raises `UnitProblem` when they do not meet.

    >>> round(convert(180, "mL/min", "L/h"), 6)
    10.8
    """
    if unit == to:
        return value
    try:
        kind, factor = _FACTORS[unit]
        kind_to, factor_to = _FACTORS[to]
    except KeyError as gap:
        raise UnitProblem("unit", repr(gap.args[0]), "it is not a unit known here") from None
    if kind != kind_to:
        raise UnitProblem("unit", repr(unit), f"it cannot be turned into {to}")
    return value * factor / factor_to


_TIMES = {
    "once": 1,
    "twice": 2,
    "three times": 3,
    "four times": 4,
    "od": 1,
    "qd": 1,
    "bd": 2,
    "bid": 2,
    "tds": 3,
    "tid": 3,
    "qds": 4,
    "qid": 4,
}
_AMOUNT = re.compile(
    # A comma only between thousands: "7,5" is a decimal in half the world, a tenfold slip here.
    r"^\s*(?P<n>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(?P<unit>[a-zµ]+)\s*(?P<rest>.*?)\s*$",
    re.IGNORECASE,
)
_BARE = re.compile(r"\s*[\d.,]+\s*")
_EVERY_H = re.compile(r"every\s+(\d+)\s*h(ours?)?$")
_NTIMES = re.compile(r"(\d+)\s*(x|times)\s*(a day|daily|per day|/day)$")


def parse_daily_dose(text: str, *, name: str = "dose") -> Dose:
    """The dose a day written in words, in the unit in which it was written.

    >>> parse_daily_dose("10 mg three times daily")
    30 mg
    >>> parse_daily_dose("60 mg/day")
    60 mg
    >>> parse_daily_dose("300 mcg/day")
    300 mcg

    Raises `UnitProblem` for a bare number and for a frequency it cannot read.
    """
    amount, rest = _amount_of(
        text, name, "and how often", 'Write for example "10 mg three times daily" or "300 mcg/day".'
    )
    return _times_a_day(rest, text, name) * amount


def intake_in(text: str) -> Dose | None:
    """The one dose of a text that says how often it is taken; None where it tells a day's sum, or
    cannot be read.

    >>> intake_in("10 mg three times daily"), intake_in("30 mg/day")
    (10 mg, None)
    """
    try:
        amount, rest = _amount_of(text, "dose", "", "")
        times = _times_a_day(rest, text, "dose")
    except InputRefused:
        return None
    return amount if times > 1 else None


def parse_dose(text: str, *, name: str = "dose") -> Dose:
    """One amount written in words, in the unit in which it was written.

    >>> parse_dose("75 mcg")
    75 mcg

    Raises `UnitProblem` for a bare number, `InputRefused` for anything beside the amount.
    """
    amount, rest = _amount_of(text, name, "alone", 'Write for example "15 mg" or "75 mcg".')
    if rest:
        raise InputRefused(
            name, repr(text), "one amount is wanted here, without how often",
            do='Write for example "15 mg" or "75 mcg".',
        )  # fmt: skip
    return amount


def _amount_of(text: str, name: str, wanted: str, do: str) -> tuple[Dose, str]:
    """The amount at the head of a text, and what follows it in small letters."""
    found = _AMOUNT.match(text)
    unit = found["unit"].lower() if found else ""
    unit = {"µg": "mcg", "ug": "mcg"}.get(unit, unit)
    if found is None or unit not in ("mg", "mcg"):
        bare = _BARE.fullmatch(text)
        raise UnitProblem(
            name, repr(text) + (" without a unit" if bare else ""),
            f"it must be an amount with its unit {wanted}",
            do=do, why="PR-DOSE-UNIT", offers={"missing": ("unit",)} if bare else {},
        )  # fmt: skip
    amount = float(found["n"].replace(",", ""))
    return (mg if unit == "mg" else mcg)(amount), found["rest"].lower().strip()


def _times_a_day(words: str, text: str, name: str) -> float:
    words = words.strip(" ,;")
    if words in ("/day", "/d", "per day", "a day", "daily", "/24h", "/24 h"):
        return 1
    if words in ("/h", "/hr", "/hour", "per hr", "per hour", "an hour", "hourly"):
        return 24
    bare = re.sub(r"\s*(a day|daily|per day|/day)$", "", words)
    if bare in _TIMES:
        return _TIMES[bare]
    if (every := _EVERY_H.match(words)) and 0 < int(every[1]) <= 24:
        return 24 / int(every[1])
    if (many := _NTIMES.match(words)) and int(many[1]) > 0:
        return int(many[1])
    raise InputRefused(
        name,
        repr(text),
        "how often it is taken could not be read",
        do='Write "... mg/day", "... mg three times daily" or "... mg every 8 h".',
    )


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier (the last day where there is none).

    A negative number goes forward.

    >>> months_before(date(2026, 5, 31), 3), months_before(date(2026, 11, 22), -12)
    (datetime.date(2026, 2, 28), datetime.date(2027, 11, 22))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

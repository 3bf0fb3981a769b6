"""Days of a record: as exact as they were written, and never more."""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, timedelta

from baclofen.patient import ADULT_FROM_Y
from baclofen.units import months_before
from baclofen.value import Value

#: The longest month.
_A_MONTH = timedelta(days=31)
#: A child's age is told to such a part of a year.
_OF_A_YEAR = 10_000

_DAY = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})(?:T[0-9]{2}:[0-9]{2}(?::[0-9.]+)?"
    r"(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?",
    re.ASCII,
)


class Day(Value):
    """The first and last day that a written date can mean.

    >>> read_day("2026-02")
    Day(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    """

    first: date
    last: date

    @property
    def is_exact(self) -> bool:
        return self.first == self.last


def read_day(text: str) -> Day | None:
    """The day of a FHIR date, dateTime or instant, as written where it was written.

    None when the text is no such date.

    >>> read_day("2026-11-22T23:30:00-08:00").first
    datetime.date(2026, 11, 22)
    >>> read_day("1961-00-00") is None
    True
    """
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        # Only what is not written counts as the first: a month or day 00 is no date.
        first = date(year or 0, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return None
    if day is not None:
        return Day(first, first)
    last_month = month or 12
    last = date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])
    return Day(first, last)


def days_after(day: date, days: float) -> date:
    """The day so many days later (or earlier, below 0), held within the calendar.

    >>> days_after(date(2026, 11, 22), -14)
    datetime.date(2026, 11, 8)
    """
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def ages_of(born: Day, day: date) -> tuple[float, int | None]:
    """The age; the lowest and the highest, where the day of birth allows two.

    In completed years, and of a child to the day where the day or the month of birth is known: a
    weight is held against that of its months. Of a month it is the age of who was born at its end.

    >>> ages_of(Day(date(1974, 1, 1), date(1974, 12, 31)), date(2026, 3, 13))
    (51, 52)
    >>> ages_of(Day(date(2026, 1, 13), date(2026, 1, 13)), date(2026, 10, 13))
    (0.75, None)
    """
    oldest, youngest = years_between(born.first, day), max(0, years_between(born.last, day))
    if oldest != youngest:
        return youngest, oldest
    is_child = youngest < ADULT_FROM_Y
    if is_child and born.last - born.first < _A_MONTH:
        return _exactly(born.last, day), None
    return youngest, None


def _exactly(born: date, day: date) -> float:
    """The age in years: completed months, and of the one that runs the days in parts of the longest
    month; rounded down, so that nobody is older than by the calendar."""
    if born >= day:
        return 0.0
    months = 12 * (day.year - born.year) + day.month - born.month - (day.day < born.day)
    part = (day - months_before(born, -months)) / _A_MONTH
    return math.floor(_OF_A_YEAR * (months + part) / 12) / _OF_A_YEAR


def years_between(born: date, day: date) -> int:
    """Completed years.

    >>> years_between(date(1974, 3, 14), date(2026, 3, 13))
    51
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

"""Days of a record: as exact as they were written, and never more."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta

from baclofen.value import Value

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
    """
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
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


def years_between(born: date, day: date) -> int:
    """Completed years.

    >>> years_between(date(1974, 3, 14), date(2026, 3, 13))
    51
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

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


def ages_of(born: Day, day: date) -> tuple[float, float | None]:
    """The age in completed years, in the first two years by months; the lowest and the highest,
    where the day of birth allows two.

    >>> ages_of(Day(date(1974, 1, 1), date(1974, 12, 31)), date(2026, 3, 13))
    (51, 52)
    >>> ages_of(Day(date(2025, 5, 12), date(2025, 5, 12)), date(2026, 3, 13))
    (0.83, None)
    """
    oldest, youngest = years_between(born.first, day), max(0, years_between(born.last, day))
    if oldest == youngest < _INFANT_Y and born.is_exact:
        # A weight is held against that of the month, which half a year makes another.
        months = 12 * (day.year - born.first.year) + day.month - born.first.month
        return round((months - (day.day < born.first.day)) / 12, 2), None
    return youngest, None if oldest == youngest else oldest


#: Below this age of years a month counts.
_INFANT_Y = 2


def years_between(born: date, day: date) -> int:
    """Completed years.

    >>> years_between(date(1974, 3, 14), date(2026, 3, 13))
    51
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

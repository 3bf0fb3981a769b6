"""When something is due, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Due


def due_notes(due: Sequence[Due], known: Knowledge, year: int) -> Iterator[Note]:
    """What is due, and on which days; what is due more than once stands on one line."""
    for what in dict.fromkeys(d.says for d in due):
        when = tuple(said_days(d.first, d.last, known, year) for d in due if d.says == what)
        yield known.note("sheet.due", *what.why, what=what, when=when)


def said_days(first: date, last: date, known: Knowledge, year: int) -> Note:
    """From one day to another; a year only when it is not that of the plan, and once."""
    if first == last:
        return _day(first, known, is_other=first.year != year)
    crosses = first.year != last.year
    return known.note(
        "sheet.when",
        first=_day(first, known, is_other=crosses and first.year != year),
        last=_day(last, known, is_other=last.year != year),
    )


def _day(day: date, known: Knowledge, *, is_other: bool) -> Note:
    year = known.note("sheet.year", year=f"{day.year}") if is_other else None
    return known.note(
        "sheet.day", weekday=day.isoweekday(), day=day.day, month=day.month, year=year
    )

"""The diary that a patient fills in: a line for each day of the plan, nothing beside it. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from baclofen.planning import Agenda
from baclofen.value import Value

#: Days on one sheet.
DAYS = 28


class DiaryDay(Value):
    """A day: the doses to tick, each with its hour."""

    day: date
    doses: tuple[tuple[str, str], ...]


def days_of(agenda: Agenda, today: date, accepted: datetime) -> tuple[DiaryDay, ...]:
    """The days from today on, or from the plan's first one; a sheet of them at most. Of the day on
    which it was accepted the doses after that."""
    first = max(today, agenda.first_day)
    last = min(agenda.last_day, first + timedelta(days=DAYS - 1))
    found = []
    for step in agenda.steps:
        day = max(first, step.first)
        while day <= min(step.last, last):
            gone = accepted.hour + accepted.minute / 60 if day == accepted.date() else 0.0
            intakes = (i for i in step.step.intakes if i.hour >= gone)
            found.append(DiaryDay(day, tuple((_clock(i.hour), f"{i.dose}") for i in intakes)))
            day += timedelta(days=1)
    return tuple(found)


def _clock(hour: float) -> str:
    return f"{int(hour):02d}:{round(hour % 1 * 60):02d}"

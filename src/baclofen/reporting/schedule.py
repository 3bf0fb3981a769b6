"""The page for the patient: the steps by day, what to take, what to tick, and when to call.

It restates the plan in short words and carries no id: what each sentence rests on stands in the
plan, which has all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Agenda, Due, PlannedStep, taken, to_dispense
from baclofen.reporting.clock import clock
from baclofen.reporting.page import render_template
from baclofen.value import Value
from baclofen.version import VERSION, WHAT_THIS_IS

#: More steps, days or parts below them than these are set smaller, so that they too come on one
#: sheet.
_STEPS_AT_EASE, _DAYS_AT_EASE, _PARTS_AT_EASE = 8, 77, 5


class DoseLine(Value):
    """Doses of the day that are the same: when, and what to take in words."""

    hours: str
    words: str


class Row(Value):
    """One step: its days, its doses, and a box for each day. `stays` is said of a last step that
    is held."""

    days: str
    count: str
    stays: str
    doses: tuple[DoseLine, ...]
    daily: str
    boxes: tuple[str, ...]


def render_schedule(agenda: Agenda, known: Knowledge, *, made: date) -> str:
    """The sheet as one HTML page without script or network, for A4 in black on white.

    `made` is the day of judgement; a year is told where it is another.
    """
    sheet = agenda.sheet

    def say(note: Note) -> str:
        return known.say(note)

    return render_template(
        "schedule.html.j2",
        css="schedule.css",
        say=say,
        title=say(sheet.title),
        labels={
            "name": say(known.note("sheet.name")),
            "clinic": say(known.note("sheet.clinic")),
            "telephone": say(known.note("sheet.telephone")),
        },
        columns=[say(note) for note in _columns(known)],
        telephone=sheet.telephone,
        restates=say(sheet.restates),
        never=say(sheet.first[0]),
        first=[say(note) for note in sheet.first[1:]],
        rows=[_row(step, agenda, known, made.year) for step in agenda.steps],
        after=say(sheet.after),
        due=[say(note) for note in _due(agenda.due, known, made.year)],
        parts=sheet.parts,
        supply=[say(n) for n in to_dispense(agenda.supply, known, is_down=agenda.is_down)],
        is_long=len(agenda.steps) > _STEPS_AT_EASE
        or (agenda.last_day - agenda.first_day).days >= _DAYS_AT_EASE
        or len(sheet.parts) > _PARTS_AT_EASE,
        version=VERSION,
        what_this_is=WHAT_THIS_IS,
    )


def _columns(known: Knowledge) -> tuple[Note, ...]:
    return (
        known.note("sheet.column.days"),
        known.note("sheet.column.dose"),
        known.note("sheet.column.daily"),
        known.note("sheet.column.ticks"),
    )


def _row(step: PlannedStep, agenda: Agenda, known: Knowledge, year: int) -> Row:
    days = step.step.days
    is_held = agenda.is_held and step is agenda.steps[-1]
    ticked = (step.first + timedelta(n) for n in range(days))
    return Row(
        days=known.say(_days(step.first, step.last, known, year)),
        count=known.say(known.note("sheet.days", days=days)),
        stays=known.say(known.note("sheet.stays")) if is_held else "",
        doses=tuple(_doses(step, known)),
        daily=f"{step.daily.in_mg:g}",
        boxes=tuple(known.say(_tick(day, known)) for day in ticked),
    )


def _doses(step: PlannedStep, known: Knowledge) -> Iterator[DoseLine]:
    """Neighbours in the day that are the same share a line."""
    pairs = zip(step.step.intakes, step.portions, strict=True)
    for (dose, portion), group in groupby(pairs, key=lambda p: (p[0].dose, p[1])):
        hours = [clock(intake.hour) for intake, _ in group]
        words = known.note(
            "sheet.dose_each" if len(hours) > 1 else "sheet.dose",
            dose=dose, portion=taken(portion, known),
        )  # fmt: skip
        yield DoseLine(", ".join(hours), known.say(words))


def _due(due: Sequence[Due], known: Knowledge, year: int) -> Iterator[Note]:
    """What is due, and on which days; what is due more than once stands on one line."""
    for what in dict.fromkeys(d.says for d in due):
        when = tuple(_days(d.first, d.last, known, year) for d in due if d.says == what)
        yield known.note("sheet.due", what=what, when=when)


def _tick(day: date, known: Knowledge) -> Note:
    return known.note("sheet.tick", weekday=day.isoweekday(), day=day.day)


def _days(first: date, last: date, known: Knowledge, year: int) -> Note:
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

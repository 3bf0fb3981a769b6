"""One page to hang on the wall: the steps by day, what to take, what to tick, what to dispense.

It restates the plan and adds no advice of its own: every line is of the plan, or counts it.
"""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from itertools import groupby

from baclofen.knowledge import Knowledge
from baclofen.planning import Agenda, Plan, PlannedStep, Supply
from baclofen.regimen import Packets, Portion, Poured
from baclofen.reporting.page import render_template
from baclofen.reporting.report import line_of
from baclofen.value import Value
from baclofen.version import VERSION, WHAT_THIS_IS

#: More steps or days than these are set smaller, so that they too come on one sheet.
_STEPS_AT_EASE, _DAYS_AT_EASE = 8, 77
#: What is to be watched, of what the plan says, by the names of the phrases.
_WATCHED = (
    "running.withdrawal", "running.back", "failing.back", "failing.poisoning", "failing.dialysis",
    "advice.food",
)  # fmt: skip


class DoseLine(Value):
    """Doses of the day that are the same: when, how much each, and what to take in words."""

    hours: str
    amount: str
    words: str


class Row(Value):
    """One step: its days, its doses, and a box for each day."""

    days: str
    count: str
    doses: tuple[DoseLine, ...]
    daily: str
    boxes: tuple[str, ...]


def render_schedule(plan: Plan, agenda: Agenda, known: Knowledge, *, plan_text: str) -> str:
    """The schedule as one HTML page without script or network, for A4 in black on white."""
    watch = [line_of(known, n) for n in plan.watch if n.phrase in _WATCHED]
    return render_template(
        "schedule.html.j2",
        css="schedule.css",
        agenda=agenda,
        first=agenda.course.steps[0].first,
        last=agenda.last_day,
        made=_day(plan.fit.request.today),
        rows=[_row(step, plan.fit.request.today.year) for step in agenda.course.steps],
        after=_after(agenda),
        due=[_due(d.first, d.last, known.say(d.says)) for d in agenda.due],
        supply=[in_words(s) for s in agenda.supply],
        watch=watch,
        is_long=len(agenda.course.steps) > _STEPS_AT_EASE
        or agenda.course.regimen.days > _DAYS_AT_EASE,
        version=VERSION,
        what_this_is=WHAT_THIS_IS,
        digest=hashlib.sha256(plan_text.encode()).hexdigest()[:8],
    )


def _row(step: PlannedStep, year: int) -> Row:
    days = step.step.days
    return Row(
        days=_days(step.first, step.last, year),
        count=f"{days} day{'' if days == 1 else 's'}",
        doses=_doses(step),
        daily=f"{step.daily.in_mg:g}",
        boxes=tuple(f"{d:%a} {d.day}" for d in (step.first + timedelta(n) for n in range(days))),
    )


def _doses(step: PlannedStep) -> tuple[DoseLine, ...]:
    """Neighbours in the day that are the same share a line."""
    pairs = zip(step.step.intakes, step.portions, strict=True)
    made = []
    for (dose, words), group in groupby(pairs, key=lambda p: (p[0].dose, taken(p[1]))):
        hours = [_clock(intake.hour) for intake, _ in group]
        each = " each" if len(hours) > 1 else ""
        made.append(DoseLine(", ".join(hours), f"{dose}{each}", words))
    return tuple(made)


def _clock(hour: float) -> str:
    whole, rest = divmod(round(hour * 60), 60)  # minutes of an hour
    return f"{whole:02d}:{rest:02d}"


def taken(portion: Portion) -> str:
    """What to take for one dose, in words and counts.

    >>> from baclofen.regimen import Pieces
    >>> taken(Pieces(((20.0, 1.0), (10.0, 0.5))))
    '1 tablet of 20 mg and half a tablet of 10 mg'
    """
    if isinstance(portion, Poured):
        return str(portion)
    noun = "packet" if isinstance(portion, Packets) else "tablet"
    return " and ".join(f"{_counted(n, noun)} of {mg:g} mg" for mg, n in portion.items)


def in_words(supply: Supply) -> str:
    """What a course takes of one product.

    >>> in_words(Supply("tablet", 10.0, 10.5)), in_words(Supply("mL", 1.0, 70.0))
    ('10 and a half tablets of 10 mg', '70 mL of 1 mg/mL')
    """
    if supply.unit == "mL":
        return f"{supply.number:g} mL of {supply.strength:g} mg/mL"
    return f"{_counted(supply.number, supply.unit)} of {supply.strength:g} mg"


def _counted(number: float, noun: str) -> str:
    whole, half = divmod(number, 1)
    if not half:
        return f"{whole:g} {noun}{'' if whole == 1 else 's'}"
    return f"{whole:g} and a half {noun}s" if whole else f"half a {noun}"


def _after(agenda: Agenda) -> str:
    if agenda.is_down:
        return f"No dose from {_day(agenda.after)} on."
    last = agenda.course.steps[-1]
    return (
        f"The steps end on {_day(agenda.last_day)} at {last.daily} a day. That is no reason to "
        "stop: ask your clinician what follows, and have the next supply before that day."
    )


def _due(first: date, last: date, text: str) -> str:
    when = _day(first) if first == last else f"between {_day(first)} and {_day(last)}"
    return f"{text}: {when}"


def _days(first: date, last: date, year: int) -> str:
    """From one day to another; a year only when it is not that of the plan, and once."""
    ends = [f"{day:%a} {day.day} {day:%b}" for day in dict.fromkeys((first, last))]
    if first.year != last.year:
        ends[0] += f" {first.year}" if first.year != year else ""
    return " to ".join(ends) + (f" {last.year}" if last.year != year else "")


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"

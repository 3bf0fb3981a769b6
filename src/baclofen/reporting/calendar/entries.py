"""The entries of a plan: the first day of each step, each dose, visits, checks, supplies.

Times are floating unless a zone is asked for: a dose at 8 h is at 8 h on the clock of whoever
holds the calendar, on both sides of a change to summer time.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import date

from baclofen import codec
from baclofen.errors import InputRefused, OutOfRange
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import Patient
from baclofen.planning import Agenda, PlannedStep, spoken, taken
from baclofen.reporting.calendar.change import changed
from baclofen.reporting.calendar.value import Calendar, Entry
from baclofen.reporting.calendar.write import written
from baclofen.reporting.calendar.zone import zone_of
from baclofen.reporting.clock import clock
from baclofen.value import Value

#: An alarm is at most a day before its dose.
_MOST_ALARM = 24 * 60


class CalendarAsked(Value):
    """What somebody wants of a calendar: a time zone by its name, an alarm so many minutes before
    each dose, and the earlier calendar that it takes the place of.

    Raises `UnknownName` for a zone, `OutOfRange` for an alarm.
    """

    zone: str = ""
    alarm: int | None = None
    earlier: Calendar | None = None

    def __post_init__(self) -> None:
        if self.zone:
            zone_of(self.zone)
        if self.alarm is not None and not 0 <= self.alarm <= _MOST_ALARM:
            raise OutOfRange("alarm", self.alarm, "minutes", f"between 0 and {_MOST_ALARM}")


def calendar_id(patient: Patient) -> str:
    """Whose calendar it is: by the label of the patient, else by all that was told, so that
    entries of two people are never taken for each other."""
    told = patient.label or json.dumps(codec.builtins(patient), sort_keys=True)
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"baclofen:plan:{told}"))


def render_calendar(
    agenda: Agenda, known: Knowledge, *, patient: Patient, made: date,
    asked: CalendarAsked | None = None,
) -> str:  # fmt: skip
    """The calendar as text with CRLF line ends. `made` is the day of judgement.

    The patient and the number of the step name each entry: a plan made again gives the same
    names. Raises `InputRefused` where the earlier calendar is not of this patient.
    """
    asked = CalendarAsked() if asked is None else asked
    own = calendar_id(patient)
    earlier = None if asked.earlier is None else of_same(asked.earlier, patient)
    entries = changed(_entries(own, agenda, asked, known), earlier, made)
    return written(
        Calendar(own, entries),
        name=known.say(known.note("calendar.name")),
        about=known.say(known.note("calendar.about")),
        made=made,
    )


def of_same(earlier: Calendar, patient: Patient) -> Calendar:
    """An earlier calendar, which must be of this patient. Raises `InputRefused` for another's."""
    if earlier.uid != calendar_id(patient):
        raise InputRefused(
            "earlier calendar", "of another patient, or of one told otherwise",
            "it must be of the same patient",
            do='Give the file a label (label = "..."), or take the earlier calendar out by hand.',
        )  # fmt: skip
    return earlier


def _entries(own: str, agenda: Agenda, asked: CalendarAsked, known: Knowledge) -> Iterator[Entry]:
    way = "down" if agenda.is_down else "switch" if agenda.is_switch else "up"
    is_up = not (agenda.is_down or agenda.is_switch)
    restates = known.note("calendar.restated_up" if is_up else "calendar.restated")
    restated = known.say(restates)
    for number, step in enumerate(agenda.steps, start=1):
        uid = f"{own}-{way}-{number}"
        title = _title(step, number, agenda, known)
        yield Entry(uid, step.first, 1, known.say(title), f"{_doses(step, known)}\n{restated}")
        for dose, (intake, portion) in enumerate(
            zip(step.step.intakes, step.portions, strict=True), start=1
        ):
            takes = known.note("calendar.dose", dose=intake.dose, portion=taken(portion, known))
            yield Entry(
                f"{uid}-dose-{dose}", step.first, step.step.days, known.say(takes), restated,
                minute=round(intake.hour * 60), zone=asked.zone, alarm=asked.alarm,
            )  # fmt: skip
    end = known.note("calendar.no_dose" if agenda.is_down else "calendar.ended")
    then = known.note("calendar.after_no_dose" if agenda.is_down else "calendar.after_end")
    yield Entry(f"{own}-end", agenda.after, 1, known.say(end), known.say(then))
    plain = known.say(known.note("calendar.restated"))
    for number, due in enumerate(agenda.due, start=1):
        what = known.say(known.note("calendar.due", what=due.says))
        same = sum(d.says.phrase == due.says.phrase for d in agenda.due[:number])
        name = f"{due.says.phrase.replace('.', '-')}{f'-{same}' if same > 1 else ''}"
        days = (due.last - due.first).days + 1
        yield Entry(f"{own}-{name}", due.first, days, what, plain)


def _title(step: PlannedStep, number: int, agenda: Agenda, known: Knowledge) -> Note:
    is_raise = number > 1 and not agenda.is_down
    return known.note(
        "calendar.step_if_needed" if is_raise else "calendar.step",
        number=number, count=len(agenda.steps), doses=spoken(step, known), daily=step.daily,
    )  # fmt: skip


def _doses(step: PlannedStep, known: Knowledge) -> str:
    doses = tuple(
        known.note("calendar.at", hour=clock(intake.hour), portion=taken(portion, known))
        for intake, portion in zip(step.step.intakes, step.portions, strict=True)
    )
    of_step = known.note("calendar.of_step", doses=doses, daily=step.daily, last=step.last)
    return known.say(of_step)

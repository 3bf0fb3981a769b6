"""A plan as a calendar (RFC 5545): the first day of each step, each dose, visits, checks.

Times are floating: a dose at 8 h is at 8 h on the clock of whoever holds the calendar, on both
sides of a change to summer time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from baclofen.knowledge import Knowledge
from baclofen.planning import Agenda, PlannedStep, spoken
from baclofen.version import VERSION

#: The longest line of a calendar file, in octets, without its end (RFC 5545, 3.1).
LONGEST_LINE = 75
_SAYS = "Your clinician's plan, restated. Do not stop suddenly. [W-ABRUPT-ORAL]"
_MINUTES = 10


def render_calendar(agenda: Agenda, known: Knowledge, *, plan_text: str, made: date) -> str:
    """The calendar as text with CRLF line ends.

    `plan_text` is the plan's file: its digest and the number of the step name each entry, so
    that the same plan gives the same entries and another plan gives others. `made` is the day
    of judgement, the time stamp of every entry.
    """
    digest = hashlib.sha256(plan_text.encode()).hexdigest()[:32]
    stamp = f"{made:%Y%m%d}T000000Z"
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//baclofen//plan {VERSION}//EN",
        "CALSCALE:GREGORIAN",
    ]  # fmt: skip
    for name, entry in _entries(agenda, known):
        lines += ["BEGIN:VEVENT", f"UID:{digest}-{name}@baclofen.plan", f"DTSTAMP:{stamp}"]
        lines += [*entry, "TRANSP:TRANSPARENT", "END:VEVENT"]
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _entries(agenda: Agenda, known: Knowledge) -> Iterator[tuple[str, list[str]]]:
    count = len(agenda.course.steps)
    for number, step in enumerate(agenda.course.steps, start=1):
        doses = known.say(spoken(step, known))
        title = f"Baclofen, step {number} of {count}: {doses} ({step.daily} a day)"
        yield f"step-{number}", _all_day(step.first, step.first, title, _tablets(step))
        for dose, entry in enumerate(_doses(step), start=1):
            yield f"step-{number}-dose-{dose}", entry
    if agenda.is_down:
        title = "Baclofen: no dose from today on, the plan's last step has ended"
    else:
        title = "Baclofen: the plan's steps have ended; this is no reason to stop"
    yield "end", _all_day(agenda.after, agenda.after, title, _SAYS)
    for number, due in enumerate(agenda.due, start=1):
        says = known.say(due.says)
        text = f"{says}. [{', '.join(due.says.why)}]"
        yield f"due-{number}", _all_day(due.first, due.last, f"Baclofen plan: {says}", text)


def _doses(step: PlannedStep) -> Iterator[list[str]]:
    for intake, portion in zip(step.step.intakes, step.portions, strict=True):
        at = datetime.combine(step.first, time()) + timedelta(hours=intake.hour)
        yield [
            f"DTSTART:{at:%Y%m%dT%H%M%S}",
            f"DURATION:PT{_MINUTES}M",
            f"RRULE:FREQ=DAILY;COUNT={step.step.days}",
            f"SUMMARY:{escaped(f'Baclofen {intake.dose}: {portion}')}",
            f"DESCRIPTION:{escaped(_SAYS)}",
        ]


def _all_day(first: date, last: date, title: str, text: str) -> list[str]:
    # The end of an all-day entry is the first day that no longer belongs to it.
    return [
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}",
        f"DTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(title)}",
        f"DESCRIPTION:{escaped(text)}",
    ]


def _tablets(step: PlannedStep) -> str:
    doses = (
        f"{intake.hour:g} h: {portion}"
        for intake, portion in zip(step.step.intakes, step.portions, strict=True)
    )
    return f"{'; '.join(doses)}. To {step.last}.\n{_SAYS}"


def escaped(text: str) -> str:
    r"""A text as a value: backslash, semicolon, comma and line end escaped (RFC 5545, 3.3.11).

    >>> print(escaped("a;b,c\nd"))
    a\;b\,c\nd
    """
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def folded(line: str) -> str:
    """A line cut into pieces of at most 75 octets, each after the first led by a space.

    No character is cut in two, whatever its length in octets.
    """
    pieces, piece, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + width
    return "\r\n".join([*pieces, piece])

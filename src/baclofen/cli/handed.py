"""What is handed to the patient beside a plan: what somebody wants of it, and what it replaces."""

from __future__ import annotations

import argparse
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from baclofen.answering import Answer
from baclofen.assessment import Request
from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange import read_text
from baclofen.knowledge import Knowledge, Note
from baclofen.value import Value, replace

if TYPE_CHECKING:
    from baclofen.reporting import Calendar, CalendarAsked

#: No telephone number is longer, with the name of whom it reaches.
_MOST = 60


class Wishes(Value):
    """What is wanted of the calendar: its time zone, an alarm in minutes, the file it replaces."""

    zone: str = ""
    alarm: int | None = None
    replaces: str | None = None


def wishes_of(args: argparse.Namespace) -> Wishes | None:
    """The wishes; None at a door that hands nothing out. Raises `InputRefused` where no folder is
    named that a calendar comes into."""
    if "replaces" not in args:
        return None
    wishes = Wishes(args.time_zone, args.alarm, args.replaces)
    if wishes != Wishes() and not args.out:
        raise InputRefused(
            "--time-zone, --alarm or --replaces", "given without --out",
            "it says something of the calendar, which is written into a folder",
            do="Add --out DIR.",
        )  # fmt: skip
    return wishes


def with_telephone(request: Request, args: argparse.Namespace) -> Request:
    """The request with the clinic's telephone number."""
    return replace(request, telephone=plain(args.telephone, _MOST))


def calendar_asked(
    made: Answer, out: Path, wishes: Wishes | None, known: Knowledge
) -> tuple[CalendarAsked | None, tuple[Note, ...]]:
    """What is asked of the calendar that comes into this folder, and what is to be said of an
    earlier one.

    The earlier calendar is the file that was named, else the one that lies in the folder, where it
    is of the same patient: entries of two people are never in one. Raises `InputRefused`.
    """
    from baclofen.reporting import EARLIER, CalendarAsked

    if wishes is None:
        return None, ()
    lie = [at for at in (out / "plan.ics", out / EARLIER) if at.is_file()]
    if wishes.replaces is None:
        earlier = next((found for at in lie if (found := _of_same(at, made))), None)
    else:
        earlier = _calendar(Path(wishes.replaces))
    asked = CalendarAsked(wishes.zone, wishes.alarm, earlier)
    if earlier is None:
        return asked, (known.note("handed.not_the_same"),) if lie else ()
    if made.agenda is None:
        return asked, (known.note("handed.kept", file=EARLIER),)
    return asked, (known.note("handed.replaced"),)


def _calendar(path: Path) -> Calendar:
    from baclofen.reporting import read_calendar

    return read_calendar(read_text(path), plain(path.name))


def _of_same(path: Path, made: Answer) -> Calendar | None:
    """The calendar in this file, if it is one of the same patient."""
    from baclofen.reporting import of_same

    with suppress(InputRefused, OSError):
        return of_same(_calendar(path), made.inputs.patient)
    return None

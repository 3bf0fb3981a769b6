"""A calendar as text (RFC 5545), with CRLF line ends.

It names no METHOD: the standard asks for an organizer's address with one (RFC 5546, 3.2.1), and
nobody is invited. What fell away is an entry of its old UID with STATUS:CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from baclofen.reporting.calendar.value import Calendar, Entry
from baclofen.reporting.calendar.zone import zone_lines
from baclofen.version import VERSION

#: The longest line of a calendar file, in octets, without its end (RFC 5545, 3.1).
LONGEST_LINE = 75
#: Begins the PRODID of every calendar of this program.
MAKER = "-//baclofen//plan"
_MINUTES = 10


def written(calendar: Calendar, *, name: str, about: str, made: date) -> str:
    """The text. `made` is the day of judgement, the time stamp of every entry; the calendar's
    `name` and what it is `about` are for the reader (RFC 7986)."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{MAKER} {VERSION}//EN", "CALSCALE:GREGORIAN",
        f"UID:{calendar.uid}", f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}",
        f"DESCRIPTION:{escaped(about)}", *_zones(calendar.entries),
    ]  # fmt: skip
    for entry in calendar.entries:
        lines += _event(entry, f"{made:%Y%m%d}T000000Z")
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _zones(entries: tuple[Entry, ...]) -> Iterator[str]:
    for zone in sorted({entry.zone for entry in entries if entry.zone}):
        there = [entry for entry in entries if entry.zone == zone]
        yield from zone_lines(zone, min(e.first for e in there), max(e.last for e in there))


def _event(entry: Entry, stamp: str) -> Iterator[str]:
    yield from ("BEGIN:VEVENT", f"UID:{entry.uid}", f"DTSTAMP:{stamp}")
    yield f"SEQUENCE:{entry.sequence}"
    yield f"STATUS:{'CANCELLED' if entry.is_cancelled else 'CONFIRMED'}"
    if entry.minute is None:
        # The end of an all-day entry is the first day that no longer belongs to it.
        yield f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.last + timedelta(days=1):%Y%m%d}"
    else:
        zone = f";TZID={entry.zone}" if entry.zone else ""
        hour, minute = divmod(entry.minute, 60)
        yield f"DTSTART{zone}:{entry.first:%Y%m%d}T{hour:02d}{minute:02d}00"
        yield f"DURATION:PT{_MINUTES}M"
        yield f"RRULE:FREQ=DAILY;COUNT={entry.days}"
    yield from (f"SUMMARY:{escaped(entry.title)}", f"DESCRIPTION:{escaped(entry.text)}")
    # What somebody takes is nobody else's matter, also in a calendar that others see.
    yield from ("CLASS:PRIVATE", "TRANSP:TRANSPARENT")
    if entry.alarm is not None:
        yield from (
            "BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-PT{entry.alarm}M",
            f"DESCRIPTION:{escaped(entry.title)}", "END:VALARM",
        )  # fmt: skip
    yield "END:VEVENT"


def escaped(text: str) -> str:
    r"""A text as a value: backslash, semicolon, comma and line end escaped (RFC 5545, 3.3.11).

    >>> print(escaped("a;b,c\nd"))
    a\;b\,c\nd
    """
    for plain, escape in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escape)
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

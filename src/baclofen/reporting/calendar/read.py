"""An earlier calendar of this program, read back: so that what fell away can be taken out.

Only what `write` writes is read; a file that another program has changed is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from itertools import takewhile

from baclofen.errors import UnreadableFile
from baclofen.reporting.calendar.value import Calendar, Entry
from baclofen.reporting.calendar.write import MAKER

_LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,]+)*):(.*)", re.DOTALL)
_COUNT = re.compile(r"FREQ=DAILY;COUNT=([1-9]\d{0,5})")
_ALARM = re.compile(r"-PT(\d{1,4})M")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def read_calendar(text: str, name: str) -> Calendar:
    """The calendar in this text; `name` is its file's. Raises `UnreadableFile`."""
    try:
        return _read(text)
    except (ValueError, LookupError):
        raise UnreadableFile(
            "calendar", name, "it must be one that this program wrote, unchanged",
            do="Take the earlier calendar out by hand, or give the plan.ics that was written.",
        ) from None  # fmt: skip


def _read(text: str) -> Calendar:
    lines = re.sub(r"\r?\n[ \t]", "", text).splitlines()
    if not lines or lines[0] != "BEGIN:VCALENDAR" or lines[-1] != "END:VCALENDAR":
        raise ValueError
    first = lines.index("BEGIN:VEVENT")
    head = _values([*takewhile(lambda line: not line.startswith("BEGIN:"), lines[1:first])])
    if not head["PRODID"][1].startswith(MAKER):
        raise ValueError
    return Calendar(
        head["UID"][1], tuple(_entry(_values(event)) for event in _events(lines[first:-1])), text
    )


def _events(lines: list[str]) -> Iterator[list[str]]:
    while lines:
        end = lines.index("END:VEVENT")
        if lines[0] != "BEGIN:VEVENT":
            raise ValueError
        yield lines[1:end]
        lines = lines[end + 1 :]


def _values(lines: list[str]) -> Mapping[str, tuple[str, str]]:
    """Parameters and value of each property. Only a text may stand twice: an alarm has its own."""
    found: dict[str, tuple[str, str]] = {}
    for line in lines:
        if (made := _LINE.fullmatch(line)) is None:
            raise ValueError
        if made[1] in found and made[1] != "DESCRIPTION":
            raise ValueError
        found.setdefault(made[1], (made[2], made[3]))
    return found


def _entry(values: Mapping[str, tuple[str, str]]) -> Entry:
    params, start = values["DTSTART"]
    if params == ";VALUE=DATE":
        first, minute, zone = _day(start), None, ""
        days = (_day(values["DTEND"][1]) - first).days
    else:
        at = datetime.strptime(start, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the zone stands beside it
        first, minute, zone = at.date(), 60 * at.hour + at.minute, params.removeprefix(";TZID=")
        days = _number(_COUNT, values["RRULE"][1])
    if days < 1:
        raise ValueError
    return Entry(
        uid=values["UID"][1],
        first=first,
        days=days,
        title=_text(values["SUMMARY"][1]),
        text=_text(values["DESCRIPTION"][1]),
        minute=minute,
        zone=zone,
        alarm=_number(_ALARM, values["TRIGGER"][1]) if "TRIGGER" in values else None,
        sequence=int(values["SEQUENCE"][1]),
        is_cancelled=values["STATUS"][1] == "CANCELLED",
    )


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone


def _number(pattern: re.Pattern[str], text: str) -> int:
    if (found := pattern.fullmatch(text)) is None:
        raise ValueError
    return int(found[1])


def _text(value: str) -> str:
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)

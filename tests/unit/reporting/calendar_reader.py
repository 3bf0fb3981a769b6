"""A strict reader of calendars, written from RFC 5545 and not from what is written here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

LINE = re.compile(r"(?P<name>[A-Z-]+)(?P<params>(?:;[A-Z-]+=[^;:,]+)*):(?P<value>.*)", re.DOTALL)


@dataclass(frozen=True)
class Event:
    """One VEVENT: its values by name, with parameters, and when it takes place."""

    uid: str
    summary: str
    description: str
    starts: tuple[date | datetime, ...]
    lasts: timedelta
    sequence: int
    is_cancelled: bool
    zone: str
    alarm: str

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.starts[0], datetime)


def read_calendar(text: str) -> list[Event]:
    """Every event. Raises `AssertionError` where the text is no calendar."""
    assert text.endswith("\r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    assert not [x for x in lines if "\n" in x or "\r" in x]
    assert max(len(x.encode()) for x in lines) <= 75
    whole: list[str] = []
    for line in lines:
        if line.startswith(" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    assert whole[0] == "BEGIN:VCALENDAR"
    assert whole[-1] == "END:VCALENDAR"
    first = whole.index("BEGIN:VEVENT")
    before = whole[1:first]
    if "BEGIN:VTIMEZONE" in before:
        before = before[: before.index("BEGIN:VTIMEZONE")]
    head = dict(line.split(":", 1) for line in before)
    assert head["VERSION"] == "2.0"
    assert head["PRODID"]
    assert "METHOD" not in head  # with one an organizer would be needed (RFC 5546)
    events: list[Event] = []
    inside: list[str] = []
    for line in whole[first:-1]:
        if line == "BEGIN:VEVENT":
            inside = []
        elif line == "END:VEVENT":
            events.append(_event(inside))
        else:
            inside.append(line)
    assert len({e.uid for e in events}) == len(events)
    return events


def _event(lines: list[str]) -> Event:
    values: dict[str, tuple[str, str]] = {}
    if "BEGIN:VALARM" in lines:
        at = lines.index("BEGIN:VALARM")
        assert lines[-1] == "END:VALARM"
        alarm = dict(line.split(":", 1) for line in lines[at + 1 : -1])
        assert alarm.keys() == {"ACTION", "TRIGGER", "DESCRIPTION"}
        lines = [*lines[:at], f"X-TRIGGER:{alarm['TRIGGER']}"]
    for line in lines:
        found = LINE.fullmatch(line)
        assert found, line
        assert found["name"] not in values
        values[found["name"]] = (found["params"], found["value"])
    assert re.fullmatch(r"\d{8}T\d{6}Z", values["DTSTAMP"][1])
    assert values["STATUS"][1] in ("CONFIRMED", "CANCELLED")
    params, value = values["DTSTART"]
    start: date | datetime
    if params == ";VALUE=DATE":
        start = datetime.strptime(value, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        end = datetime.strptime(values["DTEND"][1], "%Y%m%d").date()  # noqa: DTZ007
        lasts, zone = end - start, ""
    else:
        assert re.fullmatch(r"(;TZID=\w+/\w+)?", params)
        zone = params.removeprefix(";TZID=")
        start = datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - as on the clock there
        minutes = re.fullmatch(r"PT(\d+)M", values["DURATION"][1])
        assert minutes
        lasts = timedelta(minutes=int(minutes[1]))
    assert lasts > timedelta(0)
    count = 1
    if "RRULE" in values:
        rule = re.fullmatch(r"FREQ=DAILY;COUNT=([1-9]\d*)", values["RRULE"][1])
        assert rule
        count = int(rule[1])
    return Event(
        values["UID"][1], _text(values["SUMMARY"][1]), _text(values["DESCRIPTION"][1]),
        tuple(start + timedelta(days=n) for n in range(count)), lasts,
        int(values["SEQUENCE"][1]), values["STATUS"][1] == "CANCELLED", zone,
        values.get("X-TRIGGER", ("", ""))[1],
    )  # fmt: skip


def _text(value: str) -> str:
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    assert not re.search(r"(?<!\\)(?:\\\\)*\\[^\\;,nN]", value), value
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)

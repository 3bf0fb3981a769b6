"""A time zone as a calendar tells it: each offset from UTC over the days that are needed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from baclofen.errors import InputRefused, UnknownName

_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name. Raises `UnknownName`; `InputRefused` where none is known here."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        names = available_timezones()
    if not names:
        raise InputRefused(
            "time zone", repr(name), "this system has no table of time zones",
            do="Install the package tzdata, or leave the time zone out.",
        )  # fmt: skip
    raise UnknownName("time zone", name, names, do="Write it as Europe/London or America/Chicago.")


def zone_lines(name: str, first: date, last: date) -> Iterator[str]:
    """The lines of a VTIMEZONE that holds from one day to another (RFC 5545, 3.6.5)."""
    zone = zone_of(name)
    # A day more at each end: a day begins earlier or later there than in UTC.
    now = datetime.combine(first, time(), UTC) - _DAY
    end = datetime.combine(last, time(), UTC) + 2 * _DAY
    yield from ("BEGIN:VTIMEZONE", f"TZID:{name}")
    yield from _offset(now, now, zone)
    while now < end:
        if _at(now + _DAY, zone) != _at(now, zone):
            change = _change(now, now + _DAY, zone)
            yield from _offset(change - _MINUTE, change, zone)
        now += _DAY
    yield "END:VTIMEZONE"


def _at(when: datetime, zone: ZoneInfo) -> timedelta:
    offset = when.astimezone(zone).utcoffset()
    return timedelta() if offset is None else offset


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first minute of another offset."""
    while after - before > _MINUTE:
        middle = before + (after - before) // _MINUTE // 2 * _MINUTE
        if _at(middle, zone) == _at(before, zone):
            before = middle
        else:
            after = middle
    return after


def _offset(before: datetime, since: datetime, zone: ZoneInfo) -> Iterator[str]:
    """The offset that holds since then; its begin is on the clock as it went before."""
    there = since.astimezone(zone)
    kind = "DAYLIGHT" if there.dst() else "STANDARD"
    begins = (since + _at(before, zone)).replace(tzinfo=None)
    yield from (
        f"BEGIN:{kind}", f"DTSTART:{begins:%Y%m%dT%H%M%S}", f"TZNAME:{there.tzname()}",
        f"TZOFFSETFROM:{_signed(_at(before, zone))}", f"TZOFFSETTO:{_signed(_at(since, zone))}",
        f"END:{kind}",
    )  # fmt: skip


def _signed(offset: timedelta) -> str:
    minutes = offset // _MINUTE
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}{rest:02d}"

"""How an event is kept: one line of JSON, in a form that has a name.

A form is never changed. A later one gets a name of its own, and reads this one as well.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import Any

from baclofen import codec
from baclofen.errors import InputRefused
from baclofen.record.events import Event
from baclofen.record.happened import Happening
from baclofen.value import Value

#: The form of an event's payload.
FORM = "baclofen-record/3"
#: Forms before it, which say less and are read as well: /1 knew no pump that was ended, and not
#: what an import brought; /2 knew no pump that somebody had read.
_OLDER = ("baclofen-record/1", "baclofen-record/2")


class _Payload(Value, kw_only=True):
    """The time as it was told, with its zone, and what happened then."""

    at: datetime
    what: Happening
    whole_day: bool = False


def payload(what: Happening, at: datetime, *, whole_day: bool = False) -> bytes:
    """What is kept of an event beside who wrote it and when.

    >>> from datetime import UTC
    >>> from baclofen.record import Fell
    >>> payload(Fell(), datetime(2026, 11, 22, 8, tzinfo=UTC))
    b'{"at":"2026-11-22T08:00:00Z","what":{"kind":"fell"},"whole_day":false}'
    """
    return codec.compact(_Payload(at=at, what=what, whole_day=whole_day))


def event_of(raw: bytes, form: str, *, number: int, written: datetime, by: str) -> Event:
    """The event of a payload. Raises `InputRefused` for a form that is not known here."""
    if form not in (FORM, *_OLDER):
        raise InputRefused(
            "form of the event", repr(form[:40]), f"this version reads {FORM}",
            do="It was written by a later version: use that one.",
        )  # fmt: skip
    read = _reader()(raw)
    # Later than it was written: by a clock that was ahead, as the store says by the time it gives.
    at = min(read.at, written) if read.at > written + timedelta(days=1) else read.at
    return Event(
        number=number, at=at, written=written, by=by, what=read.what, whole_day=read.whole_day
    )


@cache
def _reader() -> Any:
    return codec.reader(_Payload, name="event")

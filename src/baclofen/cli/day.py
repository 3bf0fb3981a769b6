"""The day of judgement: as given, else the clock's."""

from __future__ import annotations

from datetime import date, datetime

from baclofen.errors import InputRefused


def day_of(text: str | None) -> date:
    """The day of `--today`. Raises `InputRefused`."""
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputRefused("--today", repr(text), "it must be a date written YYYY-MM-DD") from None

"""What a calendar holds: entries of whole days, and doses at a minute of each day."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.value import Value


class Entry(Value):
    """One entry, by `uid`.

    With `minute` (of the day, on the clock of `zone`; "" is whoever's clock it is) it takes place
    on `days` days from `first`, else it is one stretch of so many whole days. `alarm` is so many
    minutes before. A higher `sequence` takes the place of a lower one; a cancelled entry takes it
    away.
    """

    uid: str
    first: date
    days: int
    title: str
    text: str
    minute: int | None = None
    zone: str = ""
    alarm: int | None = None
    sequence: int = 0
    is_cancelled: bool = False

    @property
    def last(self) -> date:
        """The last day on which it takes place."""
        return self.first + timedelta(days=self.days - 1)


class Calendar(Value):
    """Entries of one person, by whose id `uid` is made; `text` is that of the file it was read
    from."""

    uid: str
    entries: tuple[Entry, ...]
    text: str = ""

"""What a new calendar does to an earlier one of the same person: raise, cut, cancel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from baclofen.reporting.calendar.value import Calendar, Entry
from baclofen.value import replace


def changed(entries: Iterable[Entry], earlier: Calendar | None, made: date) -> tuple[Entry, ...]:
    """The entries with their sequence, and then what fell away of the earlier calendar.

    A sequence begins with the number of the day of judgement, so that it rises from plan to plan
    also where no earlier calendar is at hand. An entry that stays as it was keeps its own; another
    gets one above the earlier. Of what fell away, days that have passed stay, and only what was
    still to come is cut or cancelled. The same plan on the same day gives the same entries.
    """
    before = {} if earlier is None else {entry.uid: entry for entry in earlier.entries}
    base = made.toordinal()
    new = tuple(_raised(entry, before.get(entry.uid), base) for entry in entries)
    uids = {entry.uid for entry in new}
    return (*new, *_fallen((e for e in before.values() if e.uid not in uids), made, base))


def _raised(entry: Entry, before: Entry | None, base: int) -> Entry:
    if before is None:
        return replace(entry, sequence=base)
    if replace(before, sequence=entry.sequence) == entry:
        return replace(entry, sequence=before.sequence)
    return replace(entry, sequence=max(base, before.sequence + 1))


def _fallen(entries: Iterable[Entry], made: date, base: int) -> Iterator[Entry]:
    for entry in entries:
        sequence = max(base, entry.sequence + 1)
        if entry.is_cancelled or entry.last < made:
            yield entry
        elif entry.minute is not None and entry.first < made:
            yield replace(entry, days=(made - entry.first).days, sequence=sequence)
        else:
            yield replace(entry, is_cancelled=True, sequence=sequence)

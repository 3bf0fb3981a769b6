"""The record of one patient: events, each with when it happened and when it was written.

Nothing is ever changed or taken out. What was wrong is put right by a further event, and both stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import takewhile
from typing import TypeVar

from baclofen.cleaned import plain
from baclofen.errors import InputRefused, OutOfRange
from baclofen.record.happened import (
    Accepted,
    Corrected,
    Happening,
    Imported,
    Missed,
    Overridden,
    Planned,
    Took,
)
from baclofen.record.observed import Scored
from baclofen.value import Value, replace

T = TypeVar("T")
#: Two clocks of a clinic may differ by this much before one of them is called wrong.
CLOCKS = timedelta(minutes=5)
#: Nobody who is treated was treated before this day.
_FIRST = datetime(1900, 1, 1, tzinfo=UTC)
#: The longest name of someone who writes.
_NAME = 80


class Event(Value, kw_only=True):
    """One thing that happened: `at` is when, `written` when it was put down, `by` by whom.

    `number` is its place in the record of this patient, from 1. Both times carry their zone; the
    day it happened is the day there. `whole_day`: only the day is known. Raises `InputRefused` for
    a time without a zone, and `OutOfRange` for one later than it was written.
    """

    number: int
    at: datetime
    written: datetime
    by: str
    what: Happening
    whole_day: bool = False

    def __post_init__(self) -> None:
        for name, time in (("time", self.at), ("time of writing", self.written)):
            if time.utcoffset() is None:
                raise InputRefused(
                    f"{name} of the event", time.isoformat(), "it must carry its zone",
                    do="Write 2026-11-22T08:00+01:00, or the day alone.",
                )  # fmt: skip
        if self.at < _FIRST:
            raise OutOfRange("time of the event", f"{self.at:%Y-%m-%d}", "", "of a living patient")
        if self.at > self.written + (timedelta(days=1) if self.whole_day else CLOCKS):
            raise OutOfRange(
                "time of the event", self.at.isoformat(), "",
                f"no later than it is written, {self.written.isoformat()}",
                do="What is still to come is a plan. Check the date, and this machine's clock.",
            )  # fmt: skip
        if not self.by.strip() or len(self.by) > _NAME:
            raise InputRefused(
                "writer", repr(plain(self.by, 40)), f"it must be a name of at most {_NAME} letters"
            )

    @property
    def day(self) -> date:
        """The day it happened, where it happened."""
        return self.at.date()


class Record(Value, dict=True):
    """All that happened to one patient, in the order in which it was written.

    Raises `InputRefused` for numbers with a gap, a correction of what is not there or was corrected
    before, and a plan taken over that was never made.

    >>> from baclofen.record import Scored
    >>> then = datetime(2026, 11, 22, 9, tzinfo=UTC)
    >>> record = Record().with_(Scored(scale="nrs", score="6"), at=then, written=then, by="dr.a")
    >>> [event.what.score for event in record.of(Scored)]
    ['6']
    """

    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        settled: set[int] = set()
        kinds: list[Happening] = []
        before = _FIRST
        for place, event in enumerate(self.events, start=1):
            if event.number != place:
                raise InputRefused(
                    f"event {place}", f"numbered {event.number}", "no event may be missing"
                )
            if event.written + CLOCKS < before:
                raise InputRefused(
                    f"time of writing of event {place}", event.written.isoformat(),
                    f"the event before it was written at {before.isoformat()}",
                    do="Two clocks disagree: check that of this machine.",
                )  # fmt: skip
            before = max(before, event.written)
            _checked(event, kinds, settled)
            kinds.append(event.what)

    def with_(
        self, what: Happening, *, at: datetime, written: datetime, by: str, whole_day: bool = False
    ) -> Record:
        """The record with one event more. Raises as the event and the record do."""
        event = Event(
            number=len(self.events) + 1, at=at, written=written, by=by, what=what,
            whole_day=whole_day,
        )  # fmt: skip
        return Record((*self.events, event))

    def until(self, day: date) -> Record:
        """What was written by the end of this day: what one could know then."""
        return Record(tuple(takewhile(lambda e: e.written.date() <= day, self.events)))

    @cached_property
    def standing(self) -> tuple[Event, ...]:
        """What happened, as it is known now, in the order in which it happened: what was taken back
        is gone, and with an import all that came of it; what was put right stands as it was right.

        A day without a time comes after what was written before it of that day.
        """
        held = {event.number: event for event in self.events}
        first = {event.number: event.number for event in self.events}
        for event in self.events:
            if not isinstance(event.what, Corrected):
                continue
            first[event.number] = first[event.what.of]
            wrong = held.pop(event.what.of, None)
            if event.what.to is None or wrong is None:
                held.pop(event.number)
            else:
                held[event.number] = replace(event, what=event.what.to)
        gone = self.fallen
        held = {n: event for n, event in held.items() if first[n] not in gone}
        return _in_order(held, first)

    @cached_property
    def _places(self) -> Mapping[int, int]:
        return {event.number: place for place, event in enumerate(self.standing)}

    def is_after(self, one: Event, other: Event) -> bool:
        """Whether a standing event comes after another. Only this tells: the noon that stands for a
        day does not."""
        return self._places[one.number] > self._places[other.number]

    @cached_property
    def fallen(self) -> frozenset[int]:
        """The numbers of events that fell with the import that they came of."""
        back = {
            event.what.of for event in self.events
            if isinstance(event.what, Corrected) and not isinstance(event.what.to, Imported)
        }  # fmt: skip
        return frozenset(
            number for event in self.events
            if event.number in back and isinstance(event.what, Imported)
            for number in self._brought(event, event.what)
        )  # fmt: skip

    @cached_property
    def wrong(self) -> tuple[Event, ...]:
        """What was put right or taken back, each as it was told; not what fell with an import."""
        stands = {event.number for event in self.standing}
        made = []
        for event in self.events:
            what = event.what.to if isinstance(event.what, Corrected) else event.what
            if what is not None and event.number not in stands | self.fallen:
                made.append(replace(event, what=what))
        return tuple(made)

    def _brought(self, event: Event, what: Imported) -> Iterator[int]:
        """The events that an import brought; where their count was not kept, those that were
        written with it."""
        after = self.events[event.number :]
        if what.brought is not None:
            after = after[: what.brought]
        for one in after:
            is_of_it = isinstance(one.what, Took | Missed | Scored)
            if not is_of_it or (one.written, one.by) != (event.written, event.by):
                return
            yield one.number

    def of(self, *kinds: type[T]) -> Iterator[Event]:
        """The standing events of these kinds, in the order in which they happened."""
        return (event for event in self.standing if isinstance(event.what, kinds))

    def __getitem__(self, number: int) -> Event:
        """The event of this number, as it was written. Raises `InputRefused`."""
        if not 1 <= number <= len(self.events):
            raise InputRefused(
                "event", str(number), f"the record has events 1 to {len(self.events)}"
                if self.events else "the record is empty",
            )  # fmt: skip
        return self.events[number - 1]


def _in_order(held: Mapping[int, Event], first: Mapping[int, int]) -> tuple[Event, ...]:
    """Events in the order in which they happened; `first` is the number under which each was
    written first: what was put right keeps its place."""
    latest: dict[date, datetime] = {}
    keyed: list[tuple[datetime, int, Event]] = []
    for number, event in sorted(held.items(), key=lambda one: first[one[0]]):
        # Noon stands for the day; what was written before noon had happened by then.
        at = min(event.at, event.written) if event.whole_day else event.at
        before = latest.get(event.day, at)
        at = max(at, before) if event.whole_day else at
        latest[event.day] = max(at, before)
        keyed.append((at, first[number], event))
    keyed.sort(key=lambda one: one[:2])
    return tuple(event for _, _, event in keyed)


def _checked(event: Event, before: list[Happening], settled: set[int]) -> None:
    """What an event says of an earlier one must be so."""
    what = event.what
    if isinstance(what, Corrected):
        if not 1 <= what.of <= len(before):
            raise InputRefused(
                "correction", f"of event {what.of}", f"only events 1 to {len(before)} are there"
            )
        if what.of in settled or (
            isinstance(held := before[what.of - 1], Corrected) and held.to is None
        ):
            raise InputRefused(
                "correction", f"of event {what.of}", "it was corrected before",
                do="Correct the event that stands in its place.",
            )  # fmt: skip
        settled.add(what.of)
    elif isinstance(what, Accepted | Overridden):
        planned = 1 <= what.plan <= len(before) and isinstance(before[what.plan - 1], Planned)
        if not planned or what.plan in settled:
            raise InputRefused(
                "plan", f"event {what.plan}", "it must be the number of a plan that stands"
            )
    elif isinstance(what, Imported) and any(
        isinstance(held, Imported) and held.digest == what.digest and at not in settled
        for at, held in enumerate(before, start=1)
    ):
        raise InputRefused("record", f"{what.digest[:12]} once more", "it was imported before")

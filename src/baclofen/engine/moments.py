"""Everything that happens in a run, in order: what comes first when times are the same.

At one time infusions end, windows begin, lagged doses enter, additional doses enter (or
after the records), then each record in its turn, then the grid is read. So an observation
at the time of a dose plus its lag is read after the dose.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baclofen.engine.doses import Entry, SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.events import Event
from baclofen.engine.reduce import Window
from baclofen.value import Value

# A record takes `_PER_RECORD` ranks: a covariate that holds from here on, reset, steady
# state, its dose, its reading, a covariate that held up to here.
_END, _EDGE, _LAGGED, _ADDITIONAL, _RECORDS, _PER_RECORD = 0, 1, 2, 3, 4, 6
_FORWARD, _RESET, _STEADY, _OWN, _READ, _BACKWARD = range(6)


class Agenda(Value, eq=False):
    """What a timeline is laid out from.

    An observation (EVID 0) among the `events` is a reading, in its place among the records
    of its time; the further `readings_h` are read after everything else at their time. No
    block is longer than `longest_h`, and one begins at each of `stops_h`.
    """

    entries: Sequence[Entry]
    until_h: float
    inputs: tuple[str, ...]
    events: Sequence[Event] = ()
    record_epochs: Sequence[int] = ()
    steady: Sequence[SteadyDose] = ()
    readings_h: Sequence[float] = ()
    windows: tuple[Window, ...] = ()
    nocb: bool = True
    additional_first: bool = True
    longest_h: float = float("inf")
    stops_h: tuple[float, ...] = ()

    @property
    def first_epoch(self) -> int:
        """The epoch at time 0: that of the first record."""
        return self.record_epochs[0] if self.record_epochs else 0


class Moment(Value):
    """One thing that happens, at `time_h` (1 or n), in its `rank` among those of its time."""

    time_h: Numbers
    rank: int
    entry: int = -1
    is_end: bool = False
    reset: bool = False
    steady: int = -1
    read: int = -1
    epoch: int = -1
    is_backward: bool = False


def list_moments(agenda: Agenda) -> list[Moment]:
    """Everything that happens, in order of rank."""
    a = agenda
    events, entries, epochs = a.events, a.entries, a.record_epochs
    after_records = _RECORDS + _PER_RECORD * len(events)
    moments: list[Moment] = []
    steady_of = {dose.record: place for place, dose in enumerate(a.steady)}
    own = {entry.record: place for place, entry in enumerate(entries) if entry.is_own}
    readings = 0
    for i, event in enumerate(events):
        now = np.array([event.time_h])
        rank = _RECORDS + _PER_RECORD * i
        if not a.nocb and i and epochs[i] != epochs[i - 1]:
            moments.append(Moment(now, rank + _FORWARD, epoch=epochs[i]))
        if event.is_reset:
            moments.append(Moment(now, rank + _RESET, reset=True))
        if i in steady_of:
            moments.append(Moment(now, rank + _STEADY, steady=steady_of[i]))
        if i in own:
            moments.append(Moment(now, rank + _OWN, entry=own[i]))
        if event.evid == 0:
            moments.append(Moment(now, rank + _READ, read=readings))
            readings += 1
        if a.nocb and i + 1 < len(events) and epochs[i + 1] != epochs[i]:
            moments.append(Moment(now, rank + _BACKWARD, epoch=epochs[i + 1], is_backward=True))
    for place, entry in enumerate(entries):
        if not entry.is_own:
            additional = _ADDITIONAL if a.additional_first else after_records
            rank = _LAGGED if entry.is_lagged else additional
            moments.append(Moment(np.minimum(entry.start_h, a.until_h), rank, entry=place))
        if entry.rate_per_h.any():
            ends = np.minimum(entry.end_h, a.until_h)
            moments.append(Moment(ends, _END, entry=place, is_end=True))
    edges = {t for w in a.windows for t in (w.start_h, w.end_h) if t < a.until_h} | {*a.stops_h}
    moments += [Moment(np.array([edge]), _EDGE) for edge in sorted(edges)]
    for place, time_h in enumerate(a.readings_h, start=readings):
        moments.append(Moment(np.array([time_h]), after_records + 1, read=place))
    # A stable sort: what has one rank keeps its order.
    return sorted(moments, key=lambda moment: moment.rank)

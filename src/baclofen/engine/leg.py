"""A part of a run, from one stop to the next: what was there before it, and what is given."""

from __future__ import annotations

from baclofen.engine.draws import Numbers
from baclofen.engine.timeline import Timeline
from baclofen.value import Value


class State(Value, eq=False):
    """What is there at a moment: `amounts` (m, n) of the compartments, `slow` (S, n), the
    turnovers."""

    amounts: Numbers
    slow: Numbers


class Leg(Value, eq=False):
    """The part number `place` of a run, or the whole where it is None.

    `before` is what was there at its start, None at the start of a run; `shares` (doses, n) are
    those of each dose of the whole run that are given, None where all is.
    """

    place: int | None = None
    before: State | None = None
    shares: Numbers | None = None

    def blocks(self, timeline: Timeline) -> range:
        """Its blocks."""
        if self.place is None:
            return range(timeline.count)
        ends = [0, *timeline.stops, timeline.count]
        return range(ends[self.place], ends[self.place + 1])

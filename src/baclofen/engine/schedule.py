"""Events and a reading grid become one shared list of steps.

Every draw walks the same steps. They come in few lengths, so that one propagator
serves many, and in blocks: equal steps between which nothing enters or changes.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.engine.events import MOMENT_H, Event
from baclofen.errors import OutOfRange

# Longer runs are cut, so that what one block reads stays in a core's second-level cache.
LONGEST_BLOCK = 32

Inflow = tuple[str, float]


@dataclass(frozen=True)
class Block:
    """Equal steps from node `first` on, with nothing happening between them.

    `boluses` (input, amount) enter at the first node; `infusions` (input, amount
    per hour) run through every step. `length` is a place in `Schedule.lengths_h`.
    """

    first: int
    steps: int
    length: int
    boluses: tuple[Inflow, ...]
    infusions: tuple[Inflow, ...]


@dataclass(frozen=True, eq=False)
class Schedule:
    """The nodes (`times_h`, shape (k,), in h), the distinct step lengths, and the blocks.

    A block's last node is the first of the next block: the old block knows what
    was there just before an event, the new one what is there just after.
    """

    times_h: Numbers
    lengths_h: tuple[float, ...]
    blocks: tuple[Block, ...]

    def blocks_within(self, start_h: float, end_h: float) -> range:
        """Places in `blocks` of those between two times at which a block begins.

        >>> build_schedule([Event(2, 5, "oral"), Event(3, 5, "oral")], 4, 1).blocks_within(2, 4)
        range(1, 3)
        """
        begins_h = self.times_h[[block.first for block in self.blocks]]
        # A moment early: an edge may have been merged with a node just before it.
        start, end = np.searchsorted(begins_h, [start_h - MOMENT_H, end_h - MOMENT_H])
        return range(int(start), int(end))


def build_schedule(
    events: Sequence[Event], until_h: float, nodes_per_h: int, edges_h: Sequence[float] = ()
) -> Schedule:
    """The steps from 0 to `until_h`: a node at every 1/`nodes_per_h` h, event and edge.

    An event must start before `until_h`; an infusion may outlast it. At each of
    `edges_h`, times from 0 to `until_h`, a block begins. Raises `OutOfRange`.

    >>> morning = build_schedule([Event(0, 5, "oral"), Event(2.5, 5, "oral")], 4, 1)
    >>> morning.times_h
    array([0. , 1. , 2. , 2.5, 3. , 4. ])
    >>> morning.lengths_h
    (0.5, 1.0)
    >>> [(block.first, block.steps) for block in morning.blocks]
    [(0, 2), (2, 1), (3, 1), (4, 1)]
    """
    _check(events, until_h, nodes_per_h)
    starts_h = [event.time_h for event in events]
    ends_h = [min(event.end_h, until_h) for event in events]
    times_h = _nodes([*starts_h, *ends_h, *edges_h], until_h, nodes_per_h)
    starts, ends = _places(times_h, starts_h), _places(times_h, ends_h)
    lengths_h, length = _group_lengths(np.diff(times_h))
    begins = _begins(length, [*starts, *ends, *_places(times_h, edges_h)])

    boluses: defaultdict[int, list[Inflow]] = defaultdict(list)
    infusions: defaultdict[int, list[Inflow]] = defaultdict(list)
    for event, start, end in zip(events, starts, ends, strict=True):
        if not event.is_infusion:
            boluses[start].append((event.input, event.amount))
            continue
        for begin in begins[bisect_left(begins, start) : bisect_left(begins, end)]:
            infusions[begin].append((event.input, event.rate_per_h))
    blocks = tuple(
        Block(begin, after - begin, length[begin], tuple(boluses[begin]), tuple(infusions[begin]))
        for begin, after in zip(begins, [*begins[1:], len(length)], strict=True)
    )
    return Schedule(times_h, lengths_h, blocks)


def _check(events: Sequence[Event], until_h: float, nodes_per_h: int) -> None:
    if not 0 < until_h < math.inf:
        raise OutOfRange("end of the run", until_h, "h", "above 0, and finite")
    if nodes_per_h < 1:
        raise OutOfRange("number of nodes per hour", nodes_per_h, "", "1 or more")
    for event in events:
        if event.time_h > until_h - MOMENT_H:
            raise OutOfRange(
                "time of an event",
                event.time_h,
                "h",
                f"before the end of the run, {until_h:g} h",
                do="Let the run end later, or leave the event out.",
            )


def _nodes(moments_h: Sequence[float], until_h: float, nodes_per_h: int) -> Numbers:
    grid = np.arange(math.ceil(until_h * nodes_per_h)) / nodes_per_h
    times_h = np.sort(np.concatenate([grid, moments_h, [until_h]]))
    return times_h[np.diff(times_h, prepend=-1.0) > MOMENT_H]


def _places(times_h: Numbers, moments_h: Sequence[float]) -> list[int]:
    # The nearest node: a moment may have been merged into the one before it.
    after = np.searchsorted(times_h, moments_h).clip(1, times_h.size - 1)
    is_before = moments_h - times_h[after - 1] < times_h[after] - moments_h
    places: list[int] = (after - is_before).tolist()
    return places


def _group_lengths(steps_h: Numbers) -> tuple[tuple[float, ...], list[int]]:
    # Differences of times carry rounding error; a group's mean carries the least.
    _, length = np.unique(np.round(steps_h / MOMENT_H), return_inverse=True)
    means = np.bincount(length, weights=steps_h) / np.bincount(length)
    return tuple(means.tolist()), length.tolist()


def _begins(length: list[int], changes: Sequence[int]) -> list[int]:
    is_begin = np.zeros(len(length) + 1, dtype=bool)
    is_begin[[0, -1, *changes]] = True
    is_begin[1:-1] |= np.diff(length) != 0
    nodes = np.flatnonzero(is_begin).tolist()
    return [begin for here, after in pairwise(nodes) for begin in range(here, after, LONGEST_BLOCK)]

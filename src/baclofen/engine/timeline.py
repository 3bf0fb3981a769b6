"""Time as blocks that every draw walks, and the stretches of them that are walked in one go.

A block begins where something changes, and from there on only flows until its end. When
the times are the same for all draws, blocks are as long as they can be and readings lie
inside them; when a lag or a duration differs between draws, each draw has its own times
and every moment begins a block.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.doses import SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.events import MOMENT_H
from baclofen.engine.reduce import Window
from baclofen.value import Value, field, replace

Places = NDArray[np.intp]


class Block(Value):
    """Where readings lie in a block: `offsets_h` from its start, each of the reading `ids`."""

    offsets_h: tuple[float, ...]
    ids: tuple[int, ...]

    def among(self, offsets_h: Sequence[float]) -> list[int]:
        """Where each of its offsets stands among these."""
        places = {round(o / MOMENT_H): i for i, o in enumerate(offsets_h)}
        return [places[round(o / MOMENT_H)] for o in self.offsets_h]


class Alike(Value):
    """The `blocks` of a stretch that are of one `kind`, all read at `offsets_h` from their starts.

    The second part of a kind says whether they lie inside a window. Of their readings, offset
    by offset, those in the places `at` are wanted: as `ids`.
    """

    blocks: slice | list[int]
    kind: tuple[object, bool]
    offsets_h: tuple[float, ...]
    at: slice | list[int]
    ids: slice | list[int]

    @property
    def first(self) -> int:
        """The first of these blocks."""
        return self.blocks.start if isinstance(self.blocks, slice) else self.blocks[0]

    @property
    def each(self) -> Sequence[int]:
        """All of these blocks, one by one."""
        here = self.blocks
        return range(here.start, here.stop) if isinstance(here, slice) else here

    def parts_of(self, length_h: float) -> list[float]:
        """The offsets as parts of a block's length."""
        return [min(o / length_h, 1.0) if length_h else 0.0 for o in self.offsets_h]


class Stretch(Value):
    """Neighbouring `blocks` with one rate matrix, that nothing sets anew, and their kinds."""

    blocks: slice
    alike: tuple[Alike, ...]

    def within(self, alike: Alike) -> slice | list[int]:
        """Where these of its blocks stand among all of them."""
        first = self.blocks.start
        if isinstance(alike.blocks, slice):
            return slice(alike.blocks.start - first, alike.blocks.stop - first)
        return [b - first for b in alike.blocks]


class Placed(Value, eq=False):
    """A dose among the blocks: into which input (its place), how much enters at the start of the
    block `first`, and how much per hour from there up to `last`; each (1,) or (n,)."""

    time_h: float
    input: int
    first: int
    last: int
    amount: Numbers
    rate_per_h: Numbers


class Timeline(Value, eq=False):
    """Blocks in order. B blocks, I inputs, c = 1 or n columns of times, n draws.

    `start_h`, `length_h` (B, c); `epoch` (B, c), a place in the program's epochs, and
    `begin_epoch` that of the records a block begins with; `keep` (B, c), 0 where a block
    begins with a reset; `jump` and `rate` (B, I, 1 or n), what each
    input adds at the start and per hour. `steady` pairs each steady dose with the block
    (c,) that begins with it. `read` says what is read in each block; `read_at` (R, c), the
    block at whose start a reading is found when times differ between draws, else None.
    `doses` are those of the regimen, and `stops` the blocks at which a run may stop, where times
    are the same for all draws.
    """

    start_h: Numbers
    length_h: Numbers
    epoch: Places
    begin_epoch: Places
    keep: Numbers
    jump: Numbers
    rate: Numbers
    steady: tuple[tuple[SteadyDose, Places], ...]
    read: tuple[Block, ...]
    read_at: Places | None
    windows: tuple[Window, ...]
    doses: tuple[Placed, ...] = ()
    stops: tuple[int, ...] = ()
    #: What has been found out about the blocks; shared by timelines that differ in amounts.
    memo: dict[Any, Any] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many blocks there are."""
        return int(self.start_h.shape[0])

    def given(self, shares: Numbers) -> Timeline:
        """The same blocks with these shares (doses, n) of each dose."""
        jump = np.zeros((*self.jump.shape[:2], shares.shape[1]))
        rate = np.zeros_like(jump)
        for dose, share in zip(self.doses, shares, strict=True):
            jump[dose.first, dose.input] += dose.amount * share
            rate[dose.first : dose.last, dose.input] += dose.rate_per_h * share
        return replace(self, jump=jump, rate=rate)

    def scaled(self, factors: Sequence[Numbers], inputs: Sequence[str]) -> Timeline:
        """The same blocks with each input's amounts times a factor (1 or n)."""
        if not factors:
            return self
        width = max(factor.size for factor in factors)
        by_input = np.array([np.broadcast_to(factor, width) for factor in factors])
        steady = tuple(
            (
                replace(
                    dose,
                    amount=dose.amount * by_input[inputs.index(dose.input)],
                    rate_per_h=dose.rate_per_h * by_input[inputs.index(dose.input)],
                ),
                at,
            )
            for dose, at in self.steady
        )
        return replace(self, jump=self.jump * by_input, rate=self.rate * by_input, steady=steady)

    def stretches(self, most: int) -> list[Stretch]:
        """The blocks in order, at most so many together."""
        if most not in self.memo:
            self.memo[most] = self._find_stretches(most)
        stretches: list[Stretch] = self.memo[most]
        return stretches

    @property
    def kinds(self) -> list[Alike]:
        """The blocks by stretch and kind."""
        return [alike for stretch in self.stretches(self.count) for alike in stretch.alike]

    def _find_stretches(self, most: int) -> list[Stretch]:
        kinds, offsets = self._kinds()
        reduced = self._reduced()
        begins = {0, *self.stops, *(b for _, at in self.steady for b in at.tolist())}
        begins |= {int(b) for b in np.flatnonzero((self.keep == 0).any(axis=1))}
        changes = (np.diff(self.epoch, axis=0) != 0).any(axis=1)
        begins |= {int(b) + 1 for b in np.flatnonzero(changes)}
        found = []
        for first, last in pairwise([*sorted(begins), self.count]):
            for start in range(first, last, most):
                here = range(start, min(start + most, last))
                groups: dict[tuple[object, bool], list[int]] = {}
                for b in here:
                    groups.setdefault((kinds[b], bool(reduced[b])), []).append(b)
                alike = [
                    self._alike(kind, offsets[kind[0]], blocks) for kind, blocks in groups.items()
                ]
                found.append(Stretch(slice(here.start, here.stop), tuple(alike)))
        return found

    def _alike(
        self, kind: tuple[object, bool], every: tuple[float, ...], blocks: list[int]
    ) -> Alike:
        wanted = sorted(
            (place * len(blocks) + b, reading)
            for b, block in enumerate(self.read[b] for b in blocks)
            for place, reading in zip(block.among(every), block.ids, strict=True)
        )
        at, ids = [place for place, _ in wanted], [reading for _, reading in wanted]
        return Alike(_slice(blocks), kind, every, _slice(at), _slice(ids))

    def _reduced(self) -> NDArray[np.bool_]:
        """Which blocks (B,) lie inside a window for any draw."""
        inside = [self.within(window).any(axis=1) for window in self.windows]
        return np.asarray(np.any([np.zeros(self.count, dtype=bool), *inside], axis=0))

    def _kinds(self) -> tuple[list[object], dict[object, tuple[float, ...]]]:
        """Each block's kind: blocks of one kind have one length and epoch, and are all read
        at the kind's offsets (h), even where only some of these readings are wanted."""
        if self.length_h.shape[1] > 1:
            return list(range(self.count)), {b: r.offsets_h for b, r in enumerate(self.read)}
        alike: dict[object, list[int]] = {}
        for b in range(self.count):
            own_kind = int(self.epoch[b, 0]), round(float(self.length_h[b, 0]) / MOMENT_H)
            alike.setdefault(own_kind, []).append(b)
        kinds: list[object] = [None] * self.count
        offsets: dict[object, tuple[float, ...]] = {}
        for kind, blocks in alike.items():
            every = {round(o / MOMENT_H): o for b in blocks for o in self.read[b].offsets_h}
            wanted = sum(len(self.read[b].ids) for b in blocks)
            # Reading more than is wanted pays while it is not much more.
            together = len(every) * len(blocks) <= 2 * wanted
            for b in blocks:
                own = {round(o / MOMENT_H): o for o in self.read[b].offsets_h}
                chosen = every if together and own else own
                kinds[b] = (kind, tuple(chosen))
                offsets[kinds[b]] = tuple(chosen.values())
        return kinds, offsets

    def rows_in(self, blocks: range) -> Places:
        """The readings of these blocks, in order, where times are the same for all draws."""
        return np.array(sorted(i for b in blocks for i in self.read[b].ids), dtype=np.intp)

    def windows_in(self, blocks: range) -> tuple[Window, ...]:
        """The windows of which a part lies in these blocks."""
        if len(blocks) == self.count:
            return self.windows
        here = slice(blocks.start, blocks.stop)
        return tuple(w for w in self.windows if self.within(w)[here].any())

    def within(self, window: Window) -> NDArray[np.bool_]:
        """Which blocks (B, c) lie inside a window."""
        middle = self.start_h + self.length_h / 2
        return np.asarray((self.length_h > 0) & (middle > window.start_h) & (middle < window.end_h))


def _slice(places: list[int]) -> slice | list[int]:
    # Neighbouring places as a slice: a list of them would be copied one by one.
    if places and places == list(range(places[0], places[0] + len(places))):
        return slice(places[0], places[0] + len(places))
    return places

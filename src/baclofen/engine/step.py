"""Blocks, written once for any array library: doses in, everything on, readings out.

What blocks of one kind have in common is a `Step`; `follow` goes through blocks of several.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from baclofen.engine.bound import Bound, Output
from baclofen.engine.bounds import Range, bounds
from baclofen.engine.expression import evaluate
from baclofen.engine.library import Library
from baclofen.engine.panel import FINE, make_panel
from baclofen.engine.program import Program
from baclofen.engine.propagate import halves
from baclofen.engine.reduce import NEED_FINE, Kind, reduce_block, reduce_fine
from baclofen.engine.slow import Slow, SlowPanels
from baclofen.engine.view import View, make_views

# So many times the smallest normal number, that its products are normal too.
NEARLY_NOTHING = 1e8
# Sums from at most this part of the states are followed apart from the others.
LARGEST_PART = 0.75


@dataclass(frozen=True, eq=False)
class Wanted:
    """What a run is to give: outputs read, how they are reduced, and above which level."""

    outputs: tuple[str, ...]
    kinds: frozenset[Kind]
    above: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Shown:
    """What blocks of one kind show: `readings` (offsets, b, n) by output, `reduced` (b, n) by
    output and kind of reduction."""

    readings: Mapping[str, Any]
    reduced: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, eq=False)
class Found:
    """Results of blocks: `state` (m, n) and turnovers `slow` (n,) at the end of the last, what
    those of each kind have `shown`, and `errors` (2, n) of turnovers, with the size to hold
    them against."""

    state: Any
    slow: Mapping[str, Any]
    shown: Sequence[Shown]
    errors: Mapping[str, Any]


class Step:
    """Blocks of one length, one epoch and one set of offsets, ready to be followed.

    `length_h` has shape (1,) or (n,); `offsets` are parts of it, from 0 to 1. `outflow` is
    at least the largest outflow of K times the length. `reduces` asks for reductions.
    Exponentials are always of doubles; what follows them is of `dtype`. `halved` are the
    `halves` of K times the length and `slow` its turnovers, where they are known.
    """

    def __init__(
        self,
        program: Program,
        bound: Bound,
        wanted: Wanted,
        length_h: Any,
        offsets: Sequence[float],
        outflow: float,
        reduces: bool,
        lib: Library,
        dtype: Any = np.float64,
        halved: Sequence[Any] | None = None,
        slow: Slow | None = None,
    ) -> None:
        self._program, self._bound, self._wanted, self.lib = program, bound, wanted, lib
        self._length_h = lib.xp.asarray(length_h, dtype)
        self._panel = make_panel(program.places)
        self._reduces = reduces
        self._offsets = len(offsets)
        # What has all but gone is 0: numbers near the smallest there is are slow to add.
        self._nothing = float(np.finfo(dtype).tiny) * NEARLY_NOTHING
        self._blank = lib.xp.zeros((max(len(offsets), program.places + 2), 1, 1), dtype)
        self._interpolate = lib.xp.asarray(self._panel.interpolate(np.asarray(offsets)), dtype)
        self.slow = Slow.make(program, bound, self._length_h, lib) if slow is None else slow
        known: dict[int, Range] = {}
        self._limits = {
            o.name: tuple(
                lib.xp.asarray(limit, dtype)
                for limit in bounds(o.formula, program.graph.compartments, lib.xp, known)
            )
            for o in bound.outputs
            if o.row is None and reduces
        }
        M = bound.K * length_h
        halved = halves(M, outflow, lib) if halved is None else halved
        self._end = lib.xp.asarray(halved[0], dtype)
        self._prepare_views(M, halved, offsets, outflow, dtype)

    def _prepare_views(
        self, M: Any, halved: Sequence[Any], offsets: Sequence[float], outflow: float, dtype: Any
    ) -> None:
        """Views of what is looked at along a block and at the offsets.

        Compartments are looked at for what is not linear, at the places and the offsets;
        linear outputs at the offsets and, for their peaks, finely.
        """
        xp, bound, graph = self.lib.xp, self._bound, self._program.graph
        names = list(graph.compartments)
        zero = 0.0 * M[0]

        def views(weights: Mapping[str, Any], at: Sequence[float]) -> dict[str, View]:
            sources = {name: self._sources(name) for name in weights}
            return make_views(weights, sources, at, M, halved, outflow, self.lib, dtype)

        formulas = [*bound.gains.values(), *bound.losses.values()]
        nonlinear = {c for o in bound.outputs if o.row is None for c in o.compartments}
        self._turning = {c for f in formulas for c in f.names if c in names}
        self._along = self._turning | nonlinear if self._reduces else self._turning
        self._read_too = nonlinear if offsets else set()
        unit = np.eye(M.shape[0])
        asked = {
            c: xp.asarray(unit[names.index(c)])[:, None] + zero
            for c in sorted(self._along | self._read_too)
        }
        # Ends of a panel are looked at for reductions only.
        places = [0.0, *self._panel.at, 1.0] if self._reduces else [*self._panel.at]
        places = places if self._along else []
        self._at_places = slice(0, len(places))
        self._at_offsets = slice(len(places), None)
        self._compartments = views(asked, [*places, *offsets]) if asked else {}
        linear = [o for o in bound.outputs if o.row is not None and (offsets or self._reduces)]
        # What is linear is known everywhere: its peaks need no interpolation.
        looks = self._reduces and bool(self._wanted.kinds & NEED_FINE)
        fine = (np.linspace(0.0, 1.0, FINE + 1) ** 2).tolist() if looks else []
        self._linear = views({o.name: o.row + zero for o in linear}, [*offsets, *fine])

    def _sources(self, name: str) -> tuple[int, ...]:
        """The states that anything of a compartment or linear output can come from."""
        graph, infused = self._program.graph, self._program.infused
        ways_in = [graph.inputs[name].into for name in infused]
        own = {s for c in graph.weights(name) or () for s in graph.sources[c]}
        every = (*graph.compartments, *ways_in)
        found = tuple(i for i, c in enumerate(every) if c in own)
        # Leaving out a few is not worth a copy; what is always 0 comes from nowhere.
        worth = 0 < len(found) <= LARGEST_PART * len(every)
        return found if worth else tuple(range(len(every)))

    def on(self, state: Any, entering: Any, infusing: Any) -> tuple[Any, Any]:
        """One block from what is there before: all states (m', n) once the doses are in, and
        the compartments at its end."""
        xp = self.lib.xp
        m = state.shape[0]
        begin = state + entering
        if infusing.shape[0]:
            begin = xp.concatenate([begin, infusing + 0.0 * begin[:1]])
        state = self.lib.einsum("ijn,jn->in", self._end, begin)[:m]
        return begin, xp.where(state < self._nothing, 0.0, state)

    def along(self, begin: Any) -> dict[str, Any]:
        """The compartments that are looked at along blocks that begin so (b, m', n)."""
        return {
            name: self._compartments[name].read(begin, self._at_places, self.lib)
            for name in self._along
        }

    def inside(self, along: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of these what turnovers depend on, without the ends that reductions need."""
        if not self._reduces:
            return along
        return {name: along[name][1:-1] for name in self._turning}

    def show(self, begin: Any, along: Mapping[str, Any], panels: Mapping[str, SlowPanels]) -> Shown:
        """What is asked of these blocks."""
        return Shown(
            self._read(begin, panels) if self._offsets else {},
            self._reduce(begin, along, panels) if self._reduces else {},
        )

    def _course(self, panels: Mapping[str, SlowPanels], ends: Any) -> dict[str, Any]:
        """Each turnover that an output needs, at start, places and end, times `ends`: a matrix
        (k, N + 2), or None for these themselves."""
        xp = self.lib.xp
        needed = {name for o in self._bound.outputs for name in o.formula.names}
        found = {}
        for name, p in panels.items():
            if name not in needed:
                continue
            if ends is None:
                found[name] = xp.concatenate([p.start[None], p.at, p.end[None]])
            else:
                inner = self.lib.product(ends[:, 1:-1], p.at.reshape(p.at.shape[0], -1))
                found[name] = inner.reshape(-1, *p.at.shape[1:])
                found[name] += ends[:, :1, None] * p.start
                found[name] += ends[:, -1:, None] * p.end
        return found

    def _read(self, begin: Any, panels: Mapping[str, SlowPanels]) -> dict[str, Any]:
        lib, count, memo = self.lib, self._offsets, dict[int, Any]()
        there = {
            name: self._compartments[name].read(begin, self._at_offsets, lib)
            for name in self._read_too
        }
        there |= self._course(panels, self._interpolate)
        return {
            o.name: self._value(o, there, memo, count, begin.shape[0])
            if o.row is None
            else self._linear[o.name].read(begin, slice(0, count), lib)
            for o in self._bound.outputs
        }

    def _reduce(
        self, begin: Any, along: Mapping[str, Any], panels: Mapping[str, SlowPanels]
    ) -> dict[str, Mapping[str, Any]]:
        wanted, lib = self._wanted, self.lib
        places = {**along, **self._course(panels, None)}
        reduced: dict[str, Mapping[str, Any]] = {}
        memo: dict[int, Any] = {}
        for o in self._bound.outputs:
            kinds = wanted.kinds if o.name in wanted.above else wanted.kinds - {"above"}
            level = wanted.above.get(o.name, 0.0)
            if o.row is None:
                values = self._value(o, places, memo, len(self._panel.at) + 2, begin.shape[0])
                reduced[o.name] = reduce_block(
                    values, None, level, self._panel, kinds, lib, self._limits[o.name]
                )
            else:
                view = self._linear[o.name]
                area = view.integrate(begin, lib)
                finely = slice(self._offsets, None)
                fine = view.read(begin, finely, lib) if kinds & NEED_FINE else None
                # Amounts are never below 0, and so is no sum of them without a minus.
                floor = lib.xp.where((o.row >= 0).all(axis=0), 0.0, -math.inf)
                reduced[o.name] = reduce_fine(fine, area, level, kinds, lib, floor)
        return reduced

    def _value(
        self, output: Output, values: Mapping[str, Any], memo: dict[int, Any], count: int,
        blocks: int,
    ) -> Any:  # fmt: skip
        """An output that is a formula, from what it needs: (count, b, n)."""
        xp = self.lib.xp
        value = evaluate(output.formula, values, xp, memo)
        if getattr(value, "ndim", 0) > 1:
            return value
        # A constant output has a value in every block and at every place too.
        return value + xp.repeat(self._blank[:count], blocks, axis=1)


def follow(
    kinds: Sequence[tuple[Step, slice | list[int]]],
    state: Any,
    slow: Mapping[str, Any],
    entering: Any,
    infusing: Any,
) -> Found:
    """Through b blocks, from what is there before the first.

    `kinds` says which of them are of which step. `state` (m, n) holds the compartments. Before
    each block `entering` (b, m, 1 or n) is added to them, and `infusing` (b, i, 1 or n) are the
    rates of the infused inputs.
    """
    count = entering.shape[0]
    steps = [kinds[0][0]] * count
    for step, here in kinds[1:]:
        for b in here if isinstance(here, list) else range(count)[here]:
            steps[b] = step
    begins = []
    for b, step in enumerate(steps):
        begin, state = step.on(state, entering[b], infusing[b])
        begins.append(begin)
    begin = steps[0].lib.xp.stack(begins)
    along = [step.along(begin[here]) for step, here in kinds]
    inside = [step.inside(values) for (step, _), values in zip(kinds, along, strict=True)]
    panels = Slow.beside([step.slow for step in steps]).follow(
        _whole(inside, [here for _, here in kinds], count), slow, count
    )
    return Found(
        state=state,
        slow={name: p.end[-1] for name, p in panels.items()},
        shown=[
            step.show(begin[here], values, {name: p.some(here) for name, p in panels.items()})
            for (step, here), values in zip(kinds, along, strict=True)
        ],
        errors={name: p.error for name, p in panels.items()},
    )


def _whole(
    parts: Sequence[Mapping[str, Any]], places: Sequence[slice | list[int]], count: int
) -> Mapping[str, Any]:
    """Values (N, b, n) of all blocks from those of each kind."""
    if len(parts) == 1:
        return parts[0]
    whole = {}
    for name, first in parts[0].items():
        whole[name] = np.empty((first.shape[0], count, first.shape[2]))
        for part, here in zip(parts, places, strict=True):
            whole[name][:, here] = part[name]
    return whole

"""Runs a program on NumPy: the reference executor, fast in a cold process.

A block of equal steps is read as a whole: rows e P^i, made once for all blocks of
one step length, turn the state at its start into the kept amount at each of its
nodes, and a few powers of P carry the state to its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.draws import Numbers, as_draws, count_draws
from baclofen.engine.program import Program
from baclofen.engine.propagate import Stepper
from baclofen.engine.reduce import Reducer, Window
from baclofen.engine.schedule import Block, Schedule
from baclofen.engine.trajectory import Trajectory
from baclofen.errors import InputRefused


def run(
    program: Program,
    rates: Mapping[str, ArrayLike],
    *,
    bioavailability: Mapping[str, ArrayLike] | None = None,
    keep: str,
    windows: Sequence[Window] = (),
) -> Trajectory:
    """The amount in the compartment `keep`, at every node, for n draws of the rates.

    Each of `rates` (1/h) and of `bioavailability` (the fraction of an input's amounts
    that enters; 1 where not given) is one number or n of them. Window edges become
    nodes. Raises `UnknownName`, `OutOfRange` and `InputRefused`.

    >>> from baclofen.engine import Event, Flow, Graph, compile_program
    >>> tank = Graph(("tank",), (Flow("tank", None, "ke"),), {"iv": "tank"})
    >>> program = compile_program(tank, [Event(0, 8, "iv")], until_h=3, nodes_per_h=1)
    >>> halving = run(program, {"ke": np.log(2)}, keep="tank", windows=[Window("all", 0, 3)])
    >>> halving.amount.ravel().round(9)
    array([8., 4., 2., 1.])
    >>> halving.windows["all"].area.round(3)
    array([10.099])
    """
    _refuse_shared_names(windows)
    graph, schedule = program.graph, program.schedule_for(windows)
    F = as_draws("bioavailability", bioavailability or {}, graph.inputs, "")
    K = graph.rate_matrix(rates)
    n = count_draws({"the rates": K[0, 0], **F})
    kept = graph.index(keep)
    K = _with_rates_and_area(program, K, kept)

    read = _Reader(K, kept, schedule)
    amount = np.empty((schedule.times_h.size, n))
    reducers = [Reducer(window, n) for window in windows]
    watching: defaultdict[int, list[Reducer]] = defaultdict(list)
    for window, reducer in zip(windows, reducers, strict=True):
        for place in schedule.blocks_within(window.start_h, window.end_h):
            watching[place].append(reducer)
    state = np.zeros((K.shape[0], n))
    for place, block in enumerate(schedule.blocks):
        _enter(program, block, F, state)
        nodes = slice(block.first, block.first + block.steps)
        read.values(block, state, out=amount[nodes])
        end = read.end(block, state)
        if place in watching:
            times_h = schedule.times_h[block.first : block.first + block.steps + 1]
            values = np.concatenate([amount[nodes], end[np.newaxis, kept]])
            slopes = read.slopes(block, state)
            for reducer in watching[place]:
                reducer.add(times_h, values, slopes, area=end[-1])
        state = end
    amount[-1] = state[kept]
    reductions = {w.name: r.result() for w, r in zip(windows, reducers, strict=True)}
    return Trajectory(schedule.times_h, amount, reductions)


class _Reader:
    """Turns the state at the start of a block into what is wanted from the block."""

    def __init__(self, K: Numbers, kept: int, schedule: Schedule) -> None:
        self._steppers = [Stepper(K, length_h) for length_h in schedule.lengths_h]
        self._longest = [0] * len(self._steppers)
        for block in schedule.blocks:
            self._longest[block.length] = max(self._longest[block.length], block.steps)
        amount = np.zeros(K.shape[1:])
        amount[kept] = 1.0
        self._amount, self._slope = amount, K[kept]
        self._amount_rows: dict[int, Numbers] = {}
        self._slope_rows: dict[int, Numbers] = {}

    def values(self, block: Block, state: Numbers, out: Numbers) -> None:
        """Write the kept amount at each node but the last: `out`, shape (steps, n)."""
        if block.length not in self._amount_rows:
            self._amount_rows[block.length] = self._rows(self._amount, block)
        _apply(self._amount_rows[block.length][: block.steps], state, out)

    def slopes(self, block: Block, state: Numbers) -> Numbers:
        """How fast the kept amount rises, per h, at every node: shape (steps + 1, n)."""
        if block.length not in self._slope_rows:
            self._slope_rows[block.length] = self._rows(self._slope, block)
        out = np.empty((block.steps + 1, state.shape[1]))
        _apply(self._slope_rows[block.length][: block.steps + 1], state, out)
        return out

    def end(self, block: Block, state: Numbers) -> Numbers:
        """The state at the last node, before anything enters there."""
        return self._steppers[block.length].advance(state, block.steps)

    def _rows(self, row: Numbers, block: Block) -> Numbers:
        return self._steppers[block.length].rows(row, self._longest[block.length] + 1)


def _apply(rows: Numbers, state: Numbers, out: Numbers) -> None:
    # The last state is the area: nothing depends on it, so it is left out.
    np.einsum("kjn,jn->kn", rows[:, :-1], state[:-1], out=out)


def _with_rates_and_area(program: Program, K: Numbers, kept: int) -> Numbers:
    """K with a constant rate state for each infused input, and last the area of `kept`."""
    m = K.shape[0]
    rest = len(program.infused) + 1
    K = np.pad(K, ((0, rest), (0, rest), (0, 0)))
    for place, name in enumerate(program.infused, start=m):
        K[program.graph.index(program.graph.inputs[name]), place] = 1.0
    K[-1, kept] = 1.0
    return K


def _enter(program: Program, block: Block, F: Mapping[str, Numbers], state: Numbers) -> None:
    """Put what enters at the start of a block into the state, and begin a new area."""
    graph = program.graph
    m = len(graph.compartments)
    for name, amount in block.boluses:
        state[graph.index(graph.inputs[name])] += amount * F.get(name, 1.0)
    state[m:] = 0.0
    for name, amount_per_h in block.infusions:
        state[m + program.infused.index(name)] += amount_per_h * F.get(name, 1.0)


def _refuse_shared_names(windows: Sequence[Window]) -> None:
    names = [window.name for window in windows]
    for name in names:
        if names.count(name) > 1:
            raise InputRefused("name of a window", f"{name!r} twice", "each must have its own")

"""Runs a program on NumPy: the reference executor, fast in a cold process.

Stretches of blocks are followed one after the other, all draws at once. Everything that blocks
of one length have in common is made once, in a `Step`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.bound import Bound, bind_graph
from baclofen.engine.doses import SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.layout import lay_out
from baclofen.engine.leg import Leg, State
from baclofen.engine.library import NUMPY
from baclofen.engine.moments import Agenda
from baclofen.engine.program import Program
from baclofen.engine.propagate import halves, largest_outflow
from baclofen.engine.slow import Slow
from baclofen.engine.steady import not_added, one_interval, settle, steady_amounts
from baclofen.engine.step import Found, Step, Wanted, follow
from baclofen.engine.timeline import Alike, Stretch, Timeline
from baclofen.engine.trajectory import Trajectory, combine_all, judge_errors
from baclofen.value import Value

# Numbers in an array of one block's places: enough to be worth a call, few enough for a cache.
TOGETHER = 64_000
# Kinds of blocks kept ready.
MOST_STEPS = 64


def run_numpy(
    program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted
) -> Trajectory:
    """The program for n draws of its parameters, each of shape (1,) or (n,)."""
    return follow_numpy(program, parameters, n, wanted, Leg())[0]


def follow_numpy(
    program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted, leg: Leg
) -> tuple[Trajectory, State]:
    """One leg of a run, and what is there at its end."""
    timeline = program.timeline(parameters, leg.shares)
    blocks = leg.blocks(timeline)
    gathered = _Gathered(program, timeline, wanted, n)
    walk = _Walk(program, parameters, wanted, n)
    state, slow = None, None
    if leg.before is not None:
        state = leg.before.amounts
        slow = dict(zip(program.graph.slow, leg.before.slow, strict=True))
    end = State(np.zeros((len(program.graph.compartments), n)), np.zeros((0, n)))
    for stretch, found in walk.follow(timeline, state, slow, blocks):
        gathered.take(stretch, found)
        last = [found.slow[name] for name in program.graph.slow]
        end = State(found.state, np.array(last).reshape(len(last), n))
    return gathered.result(blocks), end


class Setting(Value, eq=False):
    """What a steady dose sets before a block in the draws `here` (n,), or adds: amounts `state`
    (m, n) and turnovers `slow` (S, n)."""

    block: int
    is_added: bool
    here: NDArray[np.bool_]
    state: Numbers
    slow: Numbers


def settings_of(
    program: Program, timeline: Timeline, parameters: Mapping[str, Numbers], n: int, blocks: range
) -> list[Setting]:
    """What the steady doses of these blocks come to, in their order."""
    walk = _Walk(program, parameters, Wanted((), frozenset(), {}), n)
    found = []
    for dose, at in timeline.steady:
        for b in dict.fromkeys(at.tolist()):
            if b in blocks:
                here = np.broadcast_to(at == b, n)
                found.append(walk.setting(dose, int(b), here, timeline.begin_epoch[b]))
    return sorted(found, key=lambda setting: setting.block)


class _Walk:
    """A program's graph with these parameters, ready to follow any timeline."""

    def __init__(
        self, program: Program, parameters: Mapping[str, Numbers], wanted: Wanted, n: int
    ) -> None:
        self._program, self._parameters, self._wanted, self._n = program, parameters, wanted, n
        self._bound: dict[bytes, tuple[Bound, float]] = {}
        self._into = np.zeros((len(program.graph.compartments), len(program.graph.inputs)))
        for place, way_in in enumerate(program.graph.inputs.values()):
            self._into[program.graph.index(way_in.into), place] = 1.0
        self._infused = [list(program.graph.inputs).index(name) for name in program.infused]
        self._most_together = max(1, TOGETHER // (program.places * n))
        self._steps: dict[object, Step] = {}
        self._spans: dict[object, tuple[list[Numbers], Slow]] = {}

    def follow(
        self, timeline: Timeline, state: Numbers | None = None, slow: Any = None,
        blocks: range | None = None,
    ) -> Iterator[tuple[Stretch, Found]]:  # fmt: skip
        """Stretches of blocks, all or those in `blocks`, and what was found in them, in order."""
        m = len(self._program.graph.compartments)
        first, _ = self._bind(timeline.begin_epoch[0])
        state = np.zeros((m, self._n)) if state is None else state
        slow = dict(first.initial) if slow is None else slow
        entering = np.einsum("mi,bin->bmn", self._into, timeline.jump)
        infusing = timeline.rate[:, self._infused]
        steady_at: dict[int, list[tuple[SteadyDose, Any]]] = {}
        for dose, at in timeline.steady:
            for b in dict.fromkeys(at.tolist()):
                steady_at.setdefault(int(b), []).append((dose, at == b))
        for stretch in timeline.stretches(self._most_together):
            here = stretch.blocks
            b = here.start
            if blocks is not None and b not in blocks:
                continue
            bound, outflow = self._bind(timeline.epoch[b])
            keep = timeline.keep[b]
            if not keep.all():
                fresh = self._bind(timeline.begin_epoch[b])[0].initial
                state = state * keep
                slow = {k: np.where(keep, v, fresh[k]) for k, v in slow.items()}
            for dose, draws in steady_at.get(b, ()):
                state, slow = self._settle(dose, draws, timeline.begin_epoch[b], state, slow)
            kinds = [
                (self._step(alike, timeline, bound, outflow), stretch.within(alike))
                for alike in stretch.alike
            ]
            found = follow(kinds, state, slow, entering[here], infusing[here])
            yield stretch, found
            state, slow = found.state, found.slow

    def _step(self, alike: Alike, timeline: Timeline, bound: Bound, outflow: float) -> Step:
        """The `Step` of a kind of blocks; the few last used are kept."""
        # A length may be a kind of one timeline only, an epoch's bound graph is the walk's own.
        length = timeline.length_h[alike.first]
        longest = float(length.max())
        offsets = tuple(alike.parts_of(longest))
        reduces = bool(self._wanted.kinds) and alike.kind[1]
        span = id(bound), length.tobytes()
        key = *span, offsets, reduces
        if key not in self._steps:
            while len(self._steps) >= MOST_STEPS:
                self._steps.pop(next(iter(self._steps)))
            # What is read or not, amounts and turnovers go on alike.
            if span not in self._spans:
                while len(self._spans) >= MOST_STEPS:
                    self._spans.pop(next(iter(self._spans)))
                self._spans[span] = (
                    halves(bound.K * length, outflow * longest),
                    Slow.make(self._program, bound, length, NUMPY),
                )
            halved, slow = self._spans[span]
            self._steps[key] = Step(
                self._program,
                bound,
                self._wanted,
                length,
                offsets,
                outflow * longest,
                reduces,
                NUMPY,
                halved=halved,
                slow=slow,
            )
        return self._steps[key]

    def _bind(self, epoch: Any) -> tuple[Bound, float]:
        """The graph at an epoch (1,), or at each draw's own (n,), with its largest outflow."""
        key = epoch.tobytes()
        if key not in self._bound:
            program, n = self._program, self._n
            now = program.at_epochs(self._parameters, epoch, n)
            bound = bind_graph(program.graph, program.infused, self._wanted.outputs, now, n)
            self._bound[key] = bound, largest_outflow(bound.K)
        return self._bound[key]

    def setting(self, dose: SteadyDose, block: int, here: NDArray[np.bool_], epoch: Any) -> Setting:
        """What a steady dose comes to, where nothing was before."""
        fresh = self._bind(epoch)[0].initial
        nothing = np.zeros((len(self._program.graph.compartments), self._n))
        state, slow = self._settle(dose, here, epoch, nothing, fresh)
        values = [slow[name] for name in self._program.graph.slow] if slow else nothing[:0]
        return Setting(block, dose.is_added, here, state, np.array(values))

    def _settle(
        self, dose: SteadyDose, here: Any, epoch: Any, state: Numbers, slow: Mapping[str, Numbers]
    ) -> tuple[Numbers, dict[str, Numbers]]:
        """The state with a regimen's steady state set or added, in the draws `here`."""
        program, m = self._program, len(self._program.graph.compartments)
        bound, outflow = self._bind(epoch)
        amounts = steady_amounts(program.graph, bound.K[:m, :m], dose, outflow, NUMPY)
        if dose.is_added:
            if slow:
                raise not_added(slow)
            return state + np.where(here, amounts, 0.0), {}
        new = np.where(here, amounts, state)
        if not slow:
            return new, {}
        entries, length_h = one_interval(dose)
        interval = lay_out(
            Agenda(entries, length_h, tuple(program.graph.inputs), longest_h=program.longest_h)
        )
        if interval.epoch.shape[1] == epoch.size:
            interval.epoch[:] = interval.begin_epoch[:] = epoch
        else:
            interval.epoch[:] = interval.begin_epoch[:] = epoch[0]
        names = list(slow)
        nothing = Wanted((), frozenset(), {})

        def once(values: Numbers) -> Numbers:
            end: Mapping[str, Numbers] = {}
            start = dict(zip(names, values, strict=True))
            for _, found in _Walk(program, self._parameters, nothing, self._n).follow(
                interval, amounts, start
            ):
                end = found.slow
            return np.array([end[name] for name in names])

        settled = settle(once, np.array([bound.initial[name] for name in names]), NUMPY)
        return new, {
            name: np.where(here, value, slow[name])
            for name, value in zip(names, settled, strict=True)
        }


class _Gathered:
    """Takes blocks in order, and gives the trajectory."""

    def __init__(self, program: Program, timeline: Timeline, wanted: Wanted, n: int) -> None:
        self._program, self._timeline, self._wanted = program, timeline, wanted
        rows = timeline.count if timeline.read_at is not None else program.times_h.size
        self._values = {name: np.zeros((rows, n)) for name in wanted.outputs}
        self._reduced: dict[str, dict[str, Numbers]] = {name: {} for name in wanted.outputs}
        self._errors: dict[str, Numbers] = {}
        self._n = n

    def take(self, stretch: Stretch, found: Found) -> None:
        timeline = self._timeline
        for alike, shown in zip(stretch.alike, found.shown, strict=True):
            for name, values in shown.readings.items():
                if timeline.read_at is not None:
                    self._values[name][alike.blocks] = values[0]
                else:
                    flat = values.reshape(-1, values.shape[-1])
                    self._values[name][alike.ids] = flat[alike.at]
            for name, kinds in shown.reduced.items():
                for kind, value in kinds.items():
                    store = self._reduced[name]
                    if kind not in store:
                        store[kind] = np.zeros((timeline.count, self._n))
                    store[kind][alike.blocks] = value
        for name, error in found.errors.items():
            self._errors[name] = np.maximum(self._errors.get(name, 0.0), error)

    def result(self, blocks: range) -> Trajectory:
        program, timeline = self._program, self._timeline
        values, times_h = self._values, program.times_h
        if timeline.read_at is not None:
            values = {k: np.take_along_axis(v, timeline.read_at, axis=0) for k, v in values.items()}
        elif len(blocks) < timeline.count:
            rows = timeline.rows_in(blocks)
            values, times_h = {k: v[rows] for k, v in values.items()}, times_h[rows]
        windows = combine_all(timeline, self._reduced, blocks)
        return Trajectory(times_h, values, windows, judge_errors(self._errors), "numpy")

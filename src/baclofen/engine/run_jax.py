"""Runs a program on JAX: the same steps as on NumPy, compiled, on a CPU or a GPU.

What decides the form of a walk (how many blocks, of which kinds, how many terms) is found
on the host from plain numbers; what flows through it are arrays. Exponentials are computed
in doubles; what follows them in doubles or, for large simulations, in single precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from baclofen.engine.bound import bind_graph
from baclofen.engine.doses import SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.program import Program
from baclofen.engine.propagate import largest_outflow
from baclofen.engine.reduce import Reduction
from baclofen.engine.step import Wanted
from baclofen.engine.timeline import Places, Timeline
from baclofen.engine.trajectory import Trajectory, judge_errors
from baclofen.engine.turns import in_turns, join
from baclofen.engine.walk_jax import Form, Kind, Segment, Walk
from baclofen.errors import InputRefused
from baclofen.value import Value, replace

#: Single precision halves the memory and more than halves the time; doubles are exact.
SINGLE, DOUBLE = "float32", "float64"
# A step of the scan costs a start; so many blocks share it, where they divide evenly.
MOST_TOGETHER = 5
# On a CPU so many draws fit in a core's cache; a GPU takes all at once.
FIT_IN_CACHE = 128


def run_jax(
    program: Program,
    parameters: Mapping[str, Numbers],
    n: int,
    wanted: Wanted,
    precision: str = DOUBLE,
) -> Trajectory:
    """The program for n draws of its parameters, each of shape (1,) or (n,)."""
    with jax.enable_x64(True):
        plan = _plan(program, parameters, wanted, precision)
        compiled = plan.compiled(program)

        def some(values: Mapping[str, Numbers], count: int, which: slice) -> Trajectory:
            levels = {k: v[which] if v.size > 1 else v for k, v in wanted.above.items()}
            found = compiled(_as_arrays(values), plan.arrays, _as_arrays(levels))
            readings, reduced, errors = jax.tree.map(np.asarray, found)
            return _trajectory(program, plan.timeline, readings, reduced, errors, count)

        # Where times differ between draws, so do the plan's arrays: they go together.
        divides = jax.default_backend() == "cpu" and not program.times_need
        size = FIT_IN_CACHE if divides else n
        return join([part for _, part in in_turns(some, parameters, n, size)])


def compiled_walk(
    program: Program, parameters: Mapping[str, Numbers], wanted: Wanted, precision: str
) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    """The compiled walk and its arguments: to leave results on the device, or to time it.

    It must be made and called with x64 enabled.
    """
    plan = _plan(program, parameters, wanted, precision)
    return plan.compiled(program), (_as_arrays(parameters), plan.arrays, _as_arrays(wanted.above))


def jax_outputs(
    program: Program, parameters: Mapping[str, Numbers], outputs: tuple[str, ...]
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """A function of parameters as JAX arrays that can be differentiated, giving the outputs
    (k, n) at the program's readings.

    It must be called with x64 enabled. Raises `InputRefused` where parameters decide when a
    dose enters: that moves the blocks, which are found outside.
    """
    if program.times_need:
        raise InputRefused(
            "derivative by JAX",
            f"of a program whose times depend on {', '.join(sorted(program.times_need))}",
            "it must not move a dose",
            do="Use executor='numpy', which takes differences.",
        )
    plan = _plan(program, parameters, Wanted(outputs, frozenset(), {}), DOUBLE)
    walk = plan.walk(program)

    def evaluate(values: Mapping[str, Any]) -> dict[str, Any]:
        readings, _, _ = walk(values, plan.arrays, {})
        rows = _rows(plan.timeline, program.times_h.size)
        return {name: read.reshape(-1, read.shape[-1])[rows] for name, read in readings.items()}

    return evaluate


def _as_arrays(values: Mapping[str, Numbers]) -> dict[str, Any]:
    return {name: jnp.asarray(value) for name, value in values.items()}


class _Plan(Value, eq=False):
    """One run: its timeline, its form, and the arrays that a scan walks along."""

    timeline: Timeline
    form: Form
    wanted: Wanted
    steady: tuple[tuple[SteadyDose, Any, Any], ...]
    arrays: Mapping[str, Any]

    def walk(self, program: Program) -> Callable[..., Any]:
        return Walk(program, self.form, self.wanted, self.steady).run

    def compiled(self, program: Program) -> Callable[..., Any]:
        """The compiled function for this form, made when first needed."""
        if self.form not in program.compiled:
            program.compiled[self.form] = jax.jit(self.walk(program))
        made: Callable[..., Any] = program.compiled[self.form]
        return made


def _plan(
    program: Program, parameters: Mapping[str, Numbers], wanted: Wanted, precision: str
) -> _Plan:
    moves = bool(program.times_need)
    timeline = program.timeline(parameters) if moves else program.whole_timeline
    apart = timeline.length_h.shape[1] > 1
    kinds: list[Kind] = []
    place = np.zeros(timeline.count, dtype=np.int32)
    for alike in timeline.kinds:
        b = alike.first
        length = float(timeline.length_h[b].max())
        kind = Kind(
            epoch=-1 if apart else int(timeline.epoch[b, 0]),
            length_h=-1.0 if apart else length,
            offsets=tuple(alike.parts_of(length)),
            reduces=bool(wanted.kinds) and alike.kind[1],
        )
        if kind not in kinds:
            kinds.append(kind)
        place[alike.blocks] = kinds.index(kind)
    if apart and len(kinds) > 1:
        kinds = [replace(kinds[0], reduces=any(kind.reduces for kind in kinds))]
        place[:] = 0
    at = sorted({0, timeline.count, *(int(b) for _, w in timeline.steady for b in np.unique(w))})
    resets = (timeline.keep == 0).any(axis=1)
    loops = any(program.is_loop(names) for names in program.slow_order)
    segments = []
    for first, last in pairwise(at):
        own = tuple(np.unique(place[first:last]).tolist())
        together = len(own) == 1 and not (apart or loops or resets[first + 1 : last].any())
        segments.append(Segment(first, last, own, _together(last - first) if together else 1))
    steady = tuple((dose, at, timeline.begin_epoch[at[0]]) for dose, at in timeline.steady)
    longest_h = _rounded_up(float(timeline.length_h.max()))
    form = Form(
        kinds=tuple(kinds),
        segments=tuple(segments),
        apart=apart,
        reads=max(len(kind.offsets) for kind in kinds),
        outflow=_rounded_up(_outflow(program, parameters) * longest_h) / max(longest_h, 1e-9),
        longest_h=longest_h,
        precision=precision,
        wanted=(wanted.outputs, wanted.kinds),
        # Steady doses are part of what is compiled: they are few, and solved apart.
        steady=tuple((d.key, at.tobytes(), epoch.tobytes()) for d, at, epoch in steady),
        above=tuple(wanted.above),
    )
    arrays = {
        "jump": jnp.asarray(timeline.jump),
        "rate": jnp.asarray(timeline.rate),
        "keep": jnp.asarray(timeline.keep),
        "epoch": jnp.asarray(timeline.epoch),
        "begin": jnp.asarray(timeline.begin_epoch),
        "length": jnp.asarray(timeline.length_h),
        "kind": jnp.asarray(place),
        "start": jnp.asarray(timeline.start_h),
        "inside": jnp.asarray(np.array([timeline.within(w) for w in timeline.windows], dtype=bool)),
    }
    return _Plan(timeline, form, wanted, steady, arrays)


def _together(blocks: int) -> int:
    return max(t for t in range(1, MOST_TOGETHER + 1) if blocks % t == 0)


def _outflow(program: Program, parameters: Mapping[str, Numbers]) -> float:
    """The largest outflow per hour, over all draws and epochs."""
    n = max((value.size for value in parameters.values()), default=1)
    bound = [
        bind_graph(program.graph, (), (), program.at_epoch(parameters, epoch), n)
        for epoch in range(len(program.epochs))
    ]
    return max(largest_outflow(b.K) for b in bound)


def _rounded_up(value: float) -> float:
    """To a power of 4: what is compiled for one value then serves others near it."""
    return 4.0 ** math.ceil(math.log(value, 4)) if value > 0 else 0.0


def _rows(timeline: Timeline, count: int) -> Places:
    """Where in (B * offsets) each reading of a shared timeline stands."""
    reads = max(len(alike.offsets_h) for alike in timeline.kinds)
    rows = np.zeros(count, dtype=np.intp)
    for alike in timeline.kinds:
        for b in alike.each:
            block = timeline.read[b]
            rows[list(block.ids)] = [b * reads + place for place in block.among(alike.offsets_h)]
    return rows


def _trajectory(
    program: Program, timeline: Timeline, readings: Any, reduced: Any, errors: Any, n: int
) -> Trajectory:
    if timeline.read_at is None:
        rows = _rows(timeline, program.times_h.size)
        values = (
            {
                name: read.reshape(read.shape[0] * read.shape[1], -1)[rows]
                for name, read in readings.items()
            }
            if program.times_h.size
            else {name: np.zeros((0, n)) for name in readings}
        )
    else:
        values = {
            name: np.take_along_axis(read[:, 0], timeline.read_at, axis=0)
            for name, read in readings.items()
        }
    windows = {
        window.name: {
            name: Reduction(window.length_h, **fields) for name, fields in reduced[i].items()
        }
        for i, window in enumerate(timeline.windows)
    }
    values = {name: np.broadcast_to(v, (v.shape[0], n)) for name, v in values.items()}
    return Trajectory(program.times_h, values, windows, judge_errors(errors), "jax")

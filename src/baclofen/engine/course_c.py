"""What C is handed to follow a program: times, doses, parameters, and where results go."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.bounds import bounds
from baclofen.engine.draws import Numbers
from baclofen.engine.events import MOMENT_H
from baclofen.engine.expression import bind, evaluate
from baclofen.engine.panel import FINE, make_panel
from baclofen.engine.print_program import Printed
from baclofen.engine.program import Program
from baclofen.engine.propagate import series_of_rows, series_of_steps
from baclofen.engine.reduce import NEED_FINE
from baclofen.engine.run_numpy import settings_of
from baclofen.engine.step import Wanted
from baclofen.engine.timeline import Timeline
from baclofen.value import Value

Places = NDArray[np.int64]

# Patients are handed over in so many at least: the widest vector there is.
WIDEST = 8
# Kinds of blocks that C keeps ready.
MOST_SLOTS = 64
#: Hours after which what is given mostly repeats.
DAY_H = 24.0

_COUNTS = (
    "n", "stride", "blocks", "kinds", "slots", "most_offsets", "most_terms", "most_halvings",
    "columns", "wide", "rows", "row_stride", "windows", "settings", "ring",
)  # fmt: skip
_ARRAYS = (
    "consts", "kind_numbers", "kind_parts", "table", "bits", "kind_of", "begin_bound", "resets",
    "alike", "alike_before", "length_h", "start_h", "keep", "jump", "rate", "factor", "set_at",
    "set_added", "set_here", "set_state", "set_slow", "read_first", "read_place", "read_row",
    "window_first", "window_block", "window_inside", "window_end", "level", "from_state",
    "from_slow", "to_state", "to_slow", "values", "reduced", "errors", "zero",
)  # fmt: skip


class _HandedOver(ctypes.Structure):
    """`struct course` of `c/course.h`."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in _COUNTS),
        *((name, ctypes.c_void_p) for name in _ARRAYS),
    ]


class Course(Value, eq=False):
    """Arrays that C reads and fills; `handed_over` points at them, and must not outlive them."""

    arrays: Mapping[str, NDArray[Any]]
    handed_over: _HandedOver
    read_at: NDArray[np.intp] | None

    @property
    def values(self) -> Numbers:
        """Readings (outputs, rows, n)."""
        return self.arrays["values"]

    @property
    def reduced(self) -> Numbers:
        """(windows, outputs, 5, padded n): peak, its time, trough, area, time above."""
        return self.arrays["reduced"]

    @property
    def is_finite(self) -> bool:
        """False where anything of the results is infinite or no number."""
        return bool((self.arrays["zero"][: self.handed_over.n] == 0).all())

    @property
    def errors(self) -> Numbers:
        """(turnovers, 2, padded n)."""
        return self.arrays["errors"]


def make_course(
    program: Program, printed: Printed, parameters: Mapping[str, Numbers], n: int, wanted: Wanted,
    into: Numbers | None = None,
) -> Course:  # fmt: skip
    """For n draws of the parameters; readings go into an array (outputs, rows, n), if given."""
    moves = bool(program.times_need)
    timeline = program.timeline(parameters) if moves else program.whole_timeline
    stride = -(-n // WIDEST) * WIDEST
    graph = program.graph
    bound = _Bounds(program, printed, parameters, n, stride)
    kinds = _Kinds(program, timeline, bound, wanted)
    factors = [np.ones(1)] * len(graph.inputs) if moves else program.factors(parameters, np)
    settings = _steady(program, timeline, parameters, n, stride)
    rows = timeline.count if timeline.read_at is not None else program.times_h.size
    outputs, S = len(wanted.outputs), len(graph.turnovers)
    windows = _windows(timeline, stride, wanted)
    own = _own(timeline, bool(outputs))
    values = np.empty((outputs, rows, n)) if into is None else into
    arrays: dict[str, Any] = {
        "consts": bound.values, **kinds.arrays, **own.arrays,
        "length_h": _wide(timeline.length_h, stride), "start_h": _wide(timeline.start_h, stride),
        "keep": _wide(timeline.keep, stride),
        "jump": _wide(timeline.jump, stride), "rate": _wide(timeline.rate, stride),
        "factor": _rows(factors, stride), **settings, **windows,
        "level": _rows([wanted.above.get(name, np.zeros(1)) for name in wanted.outputs], stride),
        "from_state": None, "from_slow": None,
        "to_state": np.empty((len(graph.compartments), stride)), "to_slow": np.empty((S, stride)),
        "values": values,
        "reduced": np.empty((len(windows["window_end"]), outputs, 5, stride)),
        "errors": np.empty((S, 2, stride)), "zero": np.empty(stride),
    }  # fmt: skip
    handed = _HandedOver(
        n=n, stride=stride, blocks=timeline.count, kinds=len(kinds.arrays["kind_numbers"]),
        slots=min(len(kinds.arrays["kind_numbers"]), MOST_SLOTS), most_offsets=kinds.most_offsets,
        most_terms=kinds.most_terms, most_halvings=kinds.most_halvings,
        columns=arrays["length_h"].shape[1], wide=arrays["jump"].shape[2], rows=rows,
        row_stride=values.strides[1] // values.itemsize,
        windows=len(windows["window_end"]), settings=len(settings["set_at"]),
        ring=own.ring,
    )  # fmt: skip
    for name in _ARRAYS:
        array = arrays[name]
        setattr(handed, name, None if array is None else array.ctypes.data)
    return Course(arrays, handed, timeline.read_at)


def _wide(values: Numbers, stride: int) -> Numbers:
    """The same, with the draws of the last axis, where there are several, padded to `stride`."""
    if values.shape[-1] == 1 or values.shape[-1] == stride:
        return np.ascontiguousarray(values)
    missing = stride - values.shape[-1]
    last = np.repeat(values[..., -1:], missing, axis=-1)
    return np.concatenate([values, last], axis=-1)


def _rows(values: Sequence[Any], stride: int) -> Numbers:
    """One row of draws for each."""
    made = np.empty((len(values), stride))
    for row, each in zip(made, values, strict=True):
        value = np.atleast_1d(each)
        row[: value.size] = value
        row[value.size :] = value[-1]
    return made


class _Bounds:
    """The constants of each epoch, or of each draw's own: `values` (bounds, constants, draws)."""

    def __init__(
        self, program: Program, printed: Printed, parameters: Mapping[str, Numbers], n: int,
        stride: int,
    ) -> None:  # fmt: skip
        self._program, self._printed, self._parameters = program, printed, parameters
        self._n, self._stride = n, stride
        self._places: dict[bytes, int] = {}
        self._made: list[Numbers] = []
        self.outflows: list[float] = []

    @property
    def values(self) -> Numbers:
        return np.ascontiguousarray(self._made)

    def place(self, epoch: NDArray[np.intp]) -> int:
        """Where an epoch (1,), or each draw's own (n,), stands."""
        key = epoch.tobytes() if (epoch != epoch[0]).any() else epoch[:1].tobytes()
        if key not in self._places:
            self._places[key] = len(self._made)
            self._add(epoch)
        return self._places[key]

    def places(self, epochs: NDArray[np.intp]) -> Places:
        """Where those of all blocks (B, 1 or n) stand."""
        if epochs.shape[1] > 1:
            return np.array([self.place(epoch) for epoch in epochs], dtype=np.int64)
        different, which = np.unique(epochs[:, 0], return_inverse=True)
        own = [self.place(different[[i]]) for i in range(different.size)]
        return np.array(own, dtype=np.int64)[which]

    def _add(self, epoch: NDArray[np.intp]) -> None:
        program, n = self._program, self._n
        if (epoch == epoch[0]).all():
            now = program.at_epoch(self._parameters, int(epoch[0]))
        else:
            each = [program.at_epoch(self._parameters, e) for e in range(len(program.epochs))]
            now = {
                name: np.array([np.broadcast_to(p[name], n) for p in each])[epoch, range(n)]
                for name in self._parameters
            }
        memo: dict[int, Any] = {}
        printed = self._printed
        values = [evaluate(node, now, np, memo) for node in printed.constants]
        bound: dict[int, Any] = {}
        known: dict[int, Any] = {}
        for name in printed.limited:
            formula = bind(program.graph.formula(name), now, np, bound)
            values += bounds(formula, program.graph.compartments, np, known)
        for weights in printed.floored:
            each_weight = [np.asarray(evaluate(w, now, np, memo)) for w in weights]
            least = np.min(np.broadcast_arrays(*each_weight, np.zeros(1)), axis=0)
            values.append(np.where(least >= 0, 0.0, -math.inf))
        self._made.append(_rows(values, self._stride))
        leaves = [np.max(evaluate(node, now, np, memo)) for node in printed.leaves]
        self.outflows.append(float(max(leaves, default=0.0)))


class _Kinds:
    """Kinds of blocks as C reads them: `arrays`, and the largest of what they need."""

    def __init__(
        self, program: Program, timeline: Timeline, bounds: _Bounds, wanted: Wanted
    ) -> None:
        self._panel = make_panel(program.places)
        self._fine = bool(wanted.kinds & NEED_FINE)
        self._states = len(program.graph.compartments) + len(program.infused)
        self._table: list[Numbers] = []
        self._bits: list[NDArray[np.int64]] = []
        self._known: dict[object, tuple[int, int, int, int]] = {}
        self.most_offsets = self.most_terms = self.most_halvings = 0
        self._memo = timeline.memo
        of = np.zeros(timeline.count, dtype=np.int64)
        numbers: list[tuple[int, ...]] = []
        parts: list[tuple[float, ...]] = []
        known: dict[object, int] = {}
        for alike in timeline.kinds:
            b = alike.first
            length = float(timeline.length_h[b].max())
            reduces = bool(wanted.kinds) and alike.kind[1]
            place = bounds.place(timeline.epoch[b])
            outflow = bounds.outflows[place] * length
            offsets = tuple(alike.parts_of(length))
            key = place, timeline.length_h[b].tobytes(), offsets, reduces
            of[alike.blocks] = known.setdefault(key, len(numbers))
            if known[key] < len(numbers):
                continue
            steps = series_of_steps(outflow, self._states)
            cuts, terms, weights, bit = self._weights(outflow, offsets, reduces)
            made = place, reduces, len(offsets), steps.halvings, steps.order
            numbers.append((*made, cuts, terms, weights, bit))
            parts.append((0.5**steps.halvings, steps.q, math.exp(-steps.q)))
            self.most_offsets = max(self.most_offsets, len(offsets))
            self.most_terms = max(self.most_terms, terms)
            self.most_halvings = max(self.most_halvings, steps.halvings)
        self.arrays = {
            "kind_numbers": np.array(numbers, dtype=np.int64),
            "kind_parts": np.array(parts, dtype=float),
            "kind_of": of, "begin_bound": bounds.places(timeline.begin_epoch),
            "table": np.concatenate(self._table), "bits": np.concatenate(self._bits),
        }  # fmt: skip

    def _weights(
        self, outflow: float, offsets: tuple[float, ...], reduces: bool
    ) -> tuple[int, int, int, int]:
        """Halvings and terms of the series for rows, and where its weights and bits begin."""
        key = outflow, offsets, reduces
        if key not in self._known:
            fine = (np.linspace(0.0, 1.0, FINE + 1) ** 2).tolist() if self._fine else []
            at = [0.0, *self._panel.at, 1.0, *offsets, *fine]
            series = series_of_rows(at, outflow, self._states)
            again = "interpolated", offsets, len(self._panel.at)
            if again not in self._memo:
                self._memo[again] = self._panel.interpolate(np.array(offsets))
            ends: Numbers = self._memo[again]
            table = [series.weights.ravel(), np.array([series.scale]), ends.ravel()]
            self._known[key] = (
                series.cuts, series.weights.shape[1], sum(map(len, self._table)),
                sum(map(len, self._bits)),
            )  # fmt: skip
            self._table.append(np.concatenate(table))
            self._bits.append(series.whole)
        return self._known[key]


def _steady(
    program: Program, timeline: Timeline, parameters: Mapping[str, Numbers], n: int, stride: int
) -> dict[str, Any]:
    """What steady doses set, or add, before which blocks and in which draws: found by NumPy."""
    settings = settings_of(program, parameters, n) if timeline.steady else []
    m, S = len(program.graph.compartments), len(program.graph.turnovers)
    states = _rows([row for s in settings for row in s.state], stride)
    slow = _rows([row for s in settings for row in s.slow], stride)
    return {
        "set_at": np.array([s.block for s in settings], dtype=np.int64),
        "set_added": np.array([s.is_added for s in settings], dtype=np.int64),
        "set_here": _rows([s.here.astype(float) for s in settings], stride),
        "set_state": states.reshape(len(settings), m, stride),
        "set_slow": slow.reshape(len(settings), S, stride),
    }  # fmt: skip


class _Own(Value, eq=False):
    """What a timeline alone decides: `arrays`, and so many blocks back a guess may look."""

    arrays: Mapping[str, Places]
    ring: int


def _own(timeline: Timeline, reads: bool) -> _Own:
    """What is read in each block, where it begins anew, and which one a day before was like it."""
    key = "as C", reads
    if key not in timeline.memo:
        alike, before = _repeats(timeline)
        here = np.arange(timeline.count)
        back = [here - np.where(then < 0, here, then) for then in (alike, before)]
        arrays = {
            "alike": alike, "alike_before": before,
            "resets": (timeline.keep == 0).any(axis=1).astype(np.int64), **_reads(timeline, reads),
        }  # fmt: skip
        timeline.memo[key] = _Own(arrays, 1 + int(np.max(back, initial=0)))
    own: _Own = timeline.memo[key]
    return own


def _repeats(timeline: Timeline) -> tuple[Places, Places]:
    """For each block the one a day before it, and that two days before; -1 where none is like it.

    Both lie in its stretch: what is set anew is no guess at anything.
    """
    start, length = timeline.start_h[:, 0], timeline.length_h[:, 0]
    begins = np.zeros(timeline.count, dtype=np.intp)
    for stretch in timeline.stretches(timeline.count):
        begins[stretch.blocks] = stretch.blocks.start
    then = np.searchsorted(start, start - DAY_H - MOMENT_H)
    then = np.minimum(then, np.arange(timeline.count))
    apart = np.maximum(abs(start - DAY_H - start[then]), abs(length - length[then]))
    is_like = (then >= begins) & (then < np.arange(timeline.count)) & (apart <= 2 * MOMENT_H)
    alike = np.where(is_like, then, -1).astype(np.int64)
    return alike, np.where(alike >= 0, alike[alike], -1)


def _reads(timeline: Timeline, reads: bool) -> dict[str, Places]:
    """What is read in each block: at which of its kind's offsets, and into which row."""
    offsets = {b: alike.offsets_h for alike in timeline.kinds for b in alike.each}
    places: list[int] = []
    rows: list[int] = []
    first = [0]
    for b, block in enumerate(timeline.read if reads else ()):
        places += block.among(offsets[b]) if timeline.read_at is None else [0]
        rows += block.ids if timeline.read_at is None else [b]
        first.append(len(rows))
    first += [0] * (timeline.count + 1 - len(first))
    return {
        "read_first": np.array(first, dtype=np.int64),
        "read_place": np.array(places, dtype=np.int64),
        "read_row": np.array(rows, dtype=np.int64),
    }


def _windows(timeline: Timeline, stride: int, wanted: Wanted) -> dict[str, Any]:
    """Each window's blocks, and in which draws they lie in it."""
    windows = timeline.windows if wanted.kinds else ()
    first, blocks = [0], []
    inside = [np.zeros((0, timeline.length_h.shape[1]))]
    for window in windows:
        within = timeline.within(window)
        some = np.flatnonzero(within.any(axis=1))
        blocks.append(some)
        inside.append(within[some].astype(float))
        first.append(first[-1] + len(some))
    return {
        "window_first": np.array(first, dtype=np.int64),
        "window_block": np.concatenate([np.zeros(0, dtype=np.int64), *blocks]).astype(np.int64),
        "window_inside": _wide(np.concatenate(inside), stride),
        "window_end": np.array([window.end_h for window in windows], dtype=float),
    }

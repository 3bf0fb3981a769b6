"""What C is handed to follow a program: times, doses, parameters, and where results go."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.constants_c import Bounds, Places, rows_of
from baclofen.engine.draws import Numbers
from baclofen.engine.events import MOMENT_H
from baclofen.engine.leg import Leg, State
from baclofen.engine.library import Precision
from baclofen.engine.panel import FINE, make_panel
from baclofen.engine.print_program import Printed
from baclofen.engine.program import Program
from baclofen.engine.propagate import series_of_rows, series_of_steps
from baclofen.engine.reduce import NEED_FINE, Window
from baclofen.engine.run_numpy import settings_of
from baclofen.engine.step import Wanted
from baclofen.engine.timeline import Timeline
from baclofen.value import Value

# Patients are handed over in so many at least: the widest vector there is.
WIDEST: Mapping[Precision, int] = {"float64": 8, "float32": 16}
# Kinds of blocks that C keeps ready.
MOST_SLOTS = 64
#: Hours after which what is given mostly repeats.
DAY_H = 24.0

COUNTS = (
    "n", "stride", "blocks", "slots", "most_offsets", "most_terms", "most_halvings",
    "columns", "wide", "rows", "row_stride", "windows", "settings", "first_block",
    "last_block", "ring", "table_size",
)  # fmt: skip
ARRAYS = (
    "consts", "kind_numbers", "kind_parts", "table", "bits", "kind_of", "begin_bound", "resets",
    "alike", "alike_before", "length_h", "start_h", "keep", "jump", "rate", "factor", "set_at",
    "set_added", "set_here", "set_state", "set_slow", "read_first", "read_place", "read_row",
    "window_first", "window_block", "window_inside", "window_end", "level", "from_state",
    "from_slow", "to_state", "to_slow", "values", "reduced", "errors", "zero",
)  # fmt: skip


class _HandedOver(ctypes.Structure):
    """`struct course` of `c/course.h`."""

    _fields_ = [
        *((name, ctypes.c_int64) for name in COUNTS),
        *((name, ctypes.c_void_p) for name in ARRAYS),
    ]


class Course(Value, eq=False):
    """Arrays that C reads and fills; `handed_over` points at them, and must not outlive them.
    `times_h` and `windows` say what of the run is read and reduced."""

    arrays: Mapping[str, NDArray[Any]]
    handed_over: _HandedOver
    read_at: NDArray[np.intp] | None
    times_h: Numbers
    windows: tuple[Window, ...]

    @property
    def end(self) -> State:
        """What is there when it has been followed."""
        n = self.handed_over.n
        return State(self.arrays["to_state"][:, :n], self.arrays["to_slow"][:, :n])

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
    leg: Leg, precision: Precision, into: Numbers | None = None,
) -> Course:  # fmt: skip
    """For n draws of the parameters; readings go into an array (outputs, rows, n), if given."""
    moves = bool(program.times_need)
    timeline = program.timeline(parameters, leg.shares) if moves else program.whole_timeline
    if leg.shares is not None and not moves:
        timeline = timeline.given(leg.shares)
    blocks = leg.blocks(timeline)
    read = None if leg.place is None else timeline.rows_in(blocks)
    stride = -(-n // WIDEST[precision]) * WIDEST[precision]
    graph = program.graph
    bound = Bounds(program, printed, parameters, n, stride)
    kinds = _Kinds(program, timeline, bound, wanted)
    factors = [np.ones(1)] * len(graph.inputs) if moves else program.factors(parameters, np)
    settings = _steady(program, timeline, parameters, n, stride, blocks)
    rows = timeline.count if timeline.read_at is not None else program.times_h.size
    rows = rows if read is None else read.size
    outputs, S = len(wanted.outputs), len(graph.turnovers)
    shown = timeline.windows_in(blocks)
    windows = _windows(timeline, stride, shown if wanted.kinds else ())
    before = leg.before
    own = _own(timeline, bool(outputs))
    values = np.empty((outputs, rows, n)) if into is None else into
    arrays: dict[str, Any] = {
        "consts": bound.values, **kinds.arrays, **own.arrays,
        **({} if read is None else _some_reads(own, blocks, read)),
        "length_h": _wide(timeline.length_h, stride), "start_h": _wide(timeline.start_h, stride),
        "keep": _wide(timeline.keep, stride),
        "jump": _wide(timeline.jump, stride), "rate": _wide(timeline.rate, stride),
        "factor": rows_of(factors, stride), **settings, **windows,
        "level": rows_of([wanted.above.get(name, np.zeros(1)) for name in wanted.outputs], stride),
        # Rows of a whole stride also for one patient: C reads vectors of them.
        "from_state": before and rows_of(list(before.amounts), stride),
        "from_slow": before and rows_of(list(before.slow), stride),
        "to_state": np.empty((len(graph.compartments), stride)), "to_slow": np.empty((S, stride)),
        "values": values,
        "reduced": np.empty((len(windows["window_end"]), outputs, 5, stride)),
        "errors": np.empty((S, 2, stride)), "zero": np.empty(stride),
    }  # fmt: skip
    handed = _HandedOver(
        n=n, stride=stride, blocks=timeline.count,
        slots=min(len(kinds.arrays["kind_numbers"]), MOST_SLOTS), most_offsets=kinds.most_offsets,
        most_terms=kinds.most_terms, most_halvings=kinds.most_halvings,
        columns=arrays["length_h"].shape[1], wide=arrays["jump"].shape[2], rows=rows,
        row_stride=values.strides[1] // values.itemsize,
        windows=len(windows["window_end"]), settings=len(settings["set_at"]),
        first_block=blocks.start, last_block=blocks.stop, ring=own.ring,
        table_size=arrays["table"].size,
    )  # fmt: skip
    for name in ARRAYS:
        array = arrays[name]
        setattr(handed, name, None if array is None else array.ctypes.data)
    times_h = program.times_h if read is None else program.times_h[read]
    return Course(arrays, handed, timeline.read_at, times_h, shown)


def _wide(values: Numbers, stride: int) -> Numbers:
    """The same, with the draws of the last axis, where there are several, padded to `stride`."""
    if values.shape[-1] == 1 or values.shape[-1] == stride:
        return np.ascontiguousarray(values)
    missing = stride - values.shape[-1]
    last = np.repeat(values[..., -1:], missing, axis=-1)
    return np.concatenate([values, last], axis=-1)


class _Kinds:
    """Kinds of blocks as C reads them: `arrays`, and the largest of what they need."""

    def __init__(
        self, program: Program, timeline: Timeline, bounds: Bounds, wanted: Wanted
    ) -> None:
        fine = bool(wanted.kinds & NEED_FINE)
        self._states = len(program.graph.compartments) + len(program.infused)
        self._table: list[Numbers] = []
        self._bits: list[NDArray[np.int64]] = []
        self._known: dict[int, tuple[int, int]] = {}
        self.most_offsets = self.most_terms = self.most_halvings = 0
        of = np.zeros(timeline.count, dtype=np.int64)
        numbers: list[tuple[int, ...]] = []
        parts: list[tuple[float, ...]] = []
        known: dict[object, int] = {}
        for alike in timeline.kinds:
            b = alike.first
            length = float(timeline.length_h[b].max())
            reduces = bool(wanted.kinds) and alike.kind[1]
            place = bounds.place(timeline.epoch[b])
            outflow = _rounded_up(bounds.outflows[place] * length)
            offsets = tuple(alike.parts_of(length))
            key = place, timeline.length_h[b].tobytes(), offsets, reduces
            of[alike.blocks] = known.setdefault(key, len(numbers))
            if known[key] < len(numbers):
                continue
            steps = series_of_steps(outflow, self._states)
            rows = _rows(outflow, offsets, fine, self._states, program.places)
            made = place, reduces, len(offsets), steps.halvings, steps.order
            numbers.append((*made, rows.cuts, rows.terms, *self._weights(rows)))
            parts.append((0.5**steps.halvings, steps.q, math.exp(-steps.q)))
            self.most_offsets = max(self.most_offsets, len(offsets))
            self.most_terms = max(self.most_terms, rows.terms)
            self.most_halvings = max(self.most_halvings, steps.halvings)
        self.arrays = {
            "kind_numbers": np.array(numbers, dtype=np.int64),
            "kind_parts": np.array(parts, dtype=float),
            "kind_of": of, "begin_bound": bounds.places(timeline.begin_epoch),
            "table": np.concatenate(self._table), "bits": np.concatenate(self._bits),
        }  # fmt: skip

    def _weights(self, rows: _Rows) -> tuple[int, int]:
        """Where the weights of a series for rows begin, and the bits of its offsets."""
        if id(rows) not in self._known:
            self._known[id(rows)] = sum(map(len, self._table)), sum(map(len, self._bits))
            self._table.append(rows.table)
            self._bits.append(rows.bits)
        return self._known[id(rows)]


class _Rows(Value, eq=False):
    """A series for rows, as C reads it: weights, the scale of its terms, and interpolation."""

    cuts: int
    terms: int
    table: Numbers
    bits: Places


# Of patients alike one series serves many turns: outflows are rounded up for that.
@lru_cache(maxsize=512)
def _rows(
    outflow: float, offsets: tuple[float, ...], looks_finely: bool, states: int, places: int
) -> _Rows:
    panel = make_panel(places)
    fine = (np.linspace(0.0, 1.0, FINE + 1) ** 2).tolist() if looks_finely else []
    series = series_of_rows([0.0, *panel.at, 1.0, *offsets, *fine], outflow, states)
    ends = panel.interpolate(np.array(offsets))
    table = np.concatenate([series.weights.ravel(), [series.scale], ends.ravel()])
    return _Rows(series.cuts, series.weights.shape[1], table, series.whole)


def _rounded_up(value: float) -> float:
    """To a power of the fourth root of 2."""
    return 2.0 ** (math.ceil(4.0 * math.log2(value)) / 4.0) if value > 0 else 0.0


def _steady(
    program: Program, timeline: Timeline, parameters: Mapping[str, Numbers], n: int, stride: int,
    blocks: range,
) -> dict[str, Any]:  # fmt: skip
    """What steady doses set, or add, before which blocks and in which draws: found by NumPy."""
    settings = []
    if timeline.steady:
        scaled = timeline if program.times_need else program.timeline(parameters)
        settings = settings_of(program, scaled, parameters, n, blocks)
    m, S = len(program.graph.compartments), len(program.graph.turnovers)
    states = rows_of([row for s in settings for row in s.state], stride)
    slow = rows_of([row for s in settings for row in s.slow], stride)
    return {
        "set_at": np.array([s.block for s in settings], dtype=np.int64),
        "set_added": np.array([s.is_added for s in settings], dtype=np.int64),
        "set_here": rows_of([s.here.astype(float) for s in settings], stride),
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


def _some_reads(own: _Own, blocks: range, read: NDArray[np.intp]) -> dict[str, Places]:
    """What is read in a leg's blocks, into rows of their own."""
    row = own.arrays["read_row"].copy()
    first, last = (own.arrays["read_first"][b] for b in (blocks.start, blocks.stop))
    row[first:last] = np.searchsorted(read, row[first:last])
    return {"read_row": row}


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


def _windows(timeline: Timeline, stride: int, windows: tuple[Window, ...]) -> dict[str, Any]:
    """Each window's blocks, and in which draws they lie in it."""
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

"""Runs a program as one system of differential equations: SciPy's DOP853, draw by draw.

The way for compartments that are not linear, and the oracle of the exact executors: it
shares the timeline with them, and none of their arithmetic.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp  # type: ignore[import-untyped]

from baclofen.engine.bounds import bounds
from baclofen.engine.doses import SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.expression import Expression, bind, evaluate
from baclofen.engine.graph import Flow
from baclofen.engine.layout import lay_out
from baclofen.engine.library import NUMPY
from baclofen.engine.moments import Agenda
from baclofen.engine.panel import make_panel
from baclofen.engine.program import Program
from baclofen.engine.reduce import reduce_block
from baclofen.engine.steady import is_settled, no_steady_state, not_added, one_interval, settle
from baclofen.engine.step import Wanted
from baclofen.engine.timeline import Timeline
from baclofen.engine.trajectory import Trajectory, combine_all
from baclofen.engine.turns import join
from baclofen.errors import InputRefused

RTOL, ATOL = 1e-11, 1e-13
# An interval that is solved, not exact, comes back no closer than this.
SETTLED = 1e-9
# Doses given from nothing before Newton's method begins: it must start near.
DOSES_BEFORE_NEWTON = 4


def run_ode(
    program: Program, parameters: Mapping[str, Numbers], n: int, wanted: Wanted
) -> Trajectory:
    """The program for n draws of its parameters, each of shape (1,) or (n,)."""
    one_by_one = []
    for i in range(n):
        own = {k: v[[i]] if v.size > 1 else v for k, v in parameters.items()}
        levels = {k: v[[i]] if v.size > 1 else v for k, v in wanted.above.items()}
        one_by_one.append(_OneDraw(program, own, wanted, levels).run())
    return join(one_by_one)


class _OneDraw:
    """One draw's equations."""

    def __init__(
        self, program: Program, parameters: Mapping[str, Numbers], wanted: Wanted,
        levels: Mapping[str, Numbers],
    ) -> None:  # fmt: skip
        self._program, self._parameters, self._wanted = program, parameters, wanted
        self._levels = levels
        self._names = program.graph.states
        self._bound: dict[int, dict[str, Expression]] = {}
        graph = program.graph
        self._into = np.zeros((len(self._names), len(graph.inputs)))
        for place, way_in in enumerate(graph.inputs.values()):
            self._into[graph.index(way_in.into), place] = 1.0
        given = [e.amount for e in program.events] + [e.rate_per_h for e in program.events]
        self._atol = ATOL * (max(given, default=0.0) or 1.0)

    def run(self) -> Trajectory:
        program, wanted = self._program, self._wanted
        timeline = program.timeline(self._parameters)
        panel = make_panel(program.places)
        values = {name: np.zeros((program.times_h.size, 1)) for name in wanted.outputs}
        reduced: dict[str, dict[str, Numbers]] = {name: {} for name in wanted.outputs}
        places = [0.0, *panel.at, 1.0] if program.windows and wanted.kinds else []
        state = self._start(int(timeline.begin_epoch[0, 0]))
        steady_at: dict[int, list[SteadyDose]] = {}
        for dose, blocks in timeline.steady:
            steady_at.setdefault(int(blocks[0]), []).append(dose)
        for b in range(timeline.count):
            epoch, length = int(timeline.epoch[b, 0]), float(timeline.length_h[b, 0])
            begin = int(timeline.begin_epoch[b, 0])
            if not timeline.keep[b, 0]:
                state = self._start(begin)
            for dose in steady_at.get(b, ()):
                state = self._settle(dose, begin, state)
            state = state + self._into @ timeline.jump[b, :, 0]
            read = timeline.read[b]
            at = [*(p * length for p in places), *read.offsets_h]
            state, course = self._solve(epoch, state, timeline.rate[b, :, 0], length, at)
            for name in wanted.outputs:
                of_output = self._output(epoch, name, course)
                values[name][list(read.ids), 0] = of_output[len(places) :]
                if places and length > 0:
                    kinds = wanted.kinds if name in self._levels else wanted.kinds - {"above"}
                    level = self._levels.get(name, 0.0)
                    inside = of_output[: len(places), None, None]
                    formula = self._formulas(epoch)[f"output {name}"]
                    limits = bounds(formula, program.graph.compartments, np, {})
                    for kind, value in reduce_block(
                        inside, None, level, panel, kinds, NUMPY, limits
                    ).items():
                        store = reduced[name].setdefault(kind, np.zeros((timeline.count, 1)))
                        store[b] = value[0]
        windows = combine_all(timeline, reduced, range(timeline.count))
        return Trajectory(program.times_h, values, windows, {}, "ode")

    def _formulas(self, epoch: int) -> dict[str, Expression]:
        """Rates of flows by place, gains, losses, starts and outputs, at an epoch."""
        if epoch not in self._bound:
            graph = self._program.graph
            now = {
                k: float(v[0]) for k, v in self._program.at_epoch(self._parameters, epoch).items()
            }
            memo: dict[int, Any] = {}
            texts = {f"flow {i}": flow.rate for i, flow in enumerate(graph.flows)}
            for t in graph.turnovers:
                texts |= {f"gain {t.name}": t.gain, f"loss {t.name}": t.loss}
                texts |= {f"start {t.name}": t.initial}
            texts |= {f"output {name}": name for name in self._wanted.outputs}
            self._bound[epoch] = {
                key: bind(graph.formula(text), now, np, memo) for key, text in texts.items()
            }
        return self._bound[epoch]

    def _start(self, epoch: int) -> Numbers:
        graph, formulas = self._program.graph, self._formulas(epoch)
        starts = [float(evaluate(formulas[f"start {name}"], {}, np, {})) for name in graph.slow]
        return np.array([0.0] * len(graph.compartments) + starts)

    def _output(self, epoch: int, name: str, course: Numbers) -> Numbers:
        at = dict(zip(self._names, course, strict=True))
        value = evaluate(self._formulas(epoch)[f"output {name}"], at, np, {})
        return np.broadcast_to(np.asarray(value, dtype=float), course.shape[1:])

    def _rise(self, epoch: int, infused: Numbers) -> Callable[[float, Numbers], Numbers]:
        graph, formulas, names = self._program.graph, self._formulas(epoch), self._names
        place = {name: i for i, name in enumerate(names)}

        def rise(_: float, y: Numbers) -> Numbers:
            at = dict(zip(names, y, strict=True))
            memo: dict[int, Any] = {}
            change: NDArray[np.float64] = infused.copy()
            for i, flow in enumerate(graph.flows):
                moved = evaluate(formulas[f"flow {i}"], at, np, memo) * at[flow.source]
                if isinstance(flow, Flow):
                    change[place[flow.source]] -= moved
                if flow.target is not None:
                    change[place[flow.target]] += moved
            for name in graph.slow:
                gain = evaluate(formulas[f"gain {name}"], at, np, memo)
                loss = evaluate(formulas[f"loss {name}"], at, np, memo)
                change[place[name]] += gain - loss * at[name]
            return change

        return rise

    def _solve(
        self, epoch: int, state: Numbers, rate: Numbers, length_h: float, at_h: list[float]
    ) -> tuple[Numbers, Numbers]:
        """The state after `length_h`, and the states (s, k) at the times `at_h` in between."""
        if length_h == 0:
            return state, np.repeat(state[:, None], len(at_h), axis=1)
        rise = self._rise(epoch, self._into @ rate)
        times, where = np.unique([*np.minimum(at_h, length_h), length_h], return_inverse=True)
        solved = solve_ivp(
            rise, (0.0, length_h), state, "DOP853", t_eval=times, rtol=RTOL, atol=self._atol
        )
        if not solved.success or not np.isfinite(solved.y).all():
            raise InputRefused(
                "system of equations",
                f"not solvable here ({solved.message})",
                "its rates must stay finite",
            )
        course = solved.y[:, where]
        return course[:, -1], course[:, :-1]

    def _settle(self, dose: SteadyDose, epoch: int, state: Numbers) -> Numbers:
        program, graph = self._program, self._program.graph
        m = len(graph.compartments)
        if dose.is_added and graph.slow:
            raise not_added(graph.slow)
        entries, length_h = one_interval(dose)
        interval = lay_out(
            Agenda(entries, length_h, tuple(graph.inputs), longest_h=program.longest_h)
        )
        # What the drug never reaches stays as it starts, and may keep what it has for ever.
        reached = graph.reached_from(graph.inputs[dose.input].into)
        moving = [*sorted(graph.index(name) for name in reached),
                  *range(m, len(self._names))]  # fmt: skip
        first = self._start(epoch)

        def once(values: Numbers) -> Numbers:
            now = first.copy()
            now[moving] = values[:, 0]
            now = self._through(interval, epoch, now)
            return now[moving][:, None]

        begin = first[moving][:, None]
        for _ in range(DOSES_BEFORE_NEWTON):
            begin = once(begin)
        settled = first.copy()
        settled[moving] = settle(once, begin, NUMPY, SETTLED)[:, 0]
        if not is_settled(settled[:m], dose):
            raise no_steady_state()
        return state + settled if dose.is_added else settled

    def _through(self, timeline: Timeline, epoch: int, state: Numbers) -> Numbers:
        for b in range(timeline.count):
            state = state + self._into @ timeline.jump[b, :, 0]
            length = float(timeline.length_h[b, 0])
            state, _ = self._solve(epoch, state, timeline.rate[b, :, 0], length, [])
        return state

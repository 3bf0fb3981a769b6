"""Models the engine's tests share: three by hand, any number at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp  # type: ignore[import-untyped]

from baclofen.engine import Event, Flow, Graph

UNTIL_H = 12.0

TANK = Graph(("tank",), (Flow("tank", None, "ke"),), {"iv": "tank"})

BATEMAN = Graph(
    ("gut", "central"),
    (Flow("gut", "central", "ka"), Flow("central", None, "ke")),
    {"oral": "gut", "iv": "central"},
)

ORAL = Graph(
    ("transit1", "transit2", "gut", "central", "peripheral"),
    (
        Flow("transit1", "transit2", "ktr"),
        Flow("transit2", "gut", "ktr"),
        Flow("gut", "central", "ka"),
        Flow("central", "peripheral", "k12"),
        Flow("peripheral", "central", "k21"),
        Flow("central", None, "ke"),
    ),
    {"oral": "transit1"},
)
ORAL_RATES = {"ktr": 4.0, "ka": 1.5, "k12": 0.3, "k21": 0.4, "ke": 0.2}


@dataclass(frozen=True)
class Case:
    """A graph with the rates of one draw, and events that end before `UNTIL_H`."""

    graph: Graph
    rates: Mapping[str, float]
    events: tuple[Event, ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any graph of up to five compartments, with many equal rates, and up to five events."""
    m = draw(st.integers(1, 5))
    names = tuple(f"c{i}" for i in range(m))
    pairs = [(a, b) for a in names for b in (*names, None) if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))
    flows = tuple(Flow(a, b, f"{a} to {b}") for a, b in chosen)
    graph = Graph(names, flows, {f"into {name}": name for name in names})
    # Few values, so that most graphs hold equal rates, which eigenvectors cannot solve.
    rate = st.sampled_from([0.0, 0.05, 0.5, 0.5, 3.0])
    return Case(graph, {name: draw(rate) for name in graph.rate_names}, draw(events(graph)))


@st.composite
def events(draw: st.DrawFn, graph: Graph) -> tuple[Event, ...]:
    """Boluses and infusions of amounts near 1, at times on and off the grid."""
    time_h = st.integers(0, 60).map(lambda i: i / 10)
    duration_h = st.sampled_from([0.0, 0.0, 0.3, 1.0, 4.5])
    event = st.builds(
        Event, time_h, st.floats(0.1, 3.0), st.sampled_from(sorted(graph.inputs)), duration_h
    )
    return tuple(draw(st.lists(event, max_size=5)))


def solve(case: Case, times_h: Sequence[float]) -> NDArray[np.float64]:
    """Amounts (m, k) and then their areas (m, k), from DOP853 restarted at each change."""
    graph, m = case.graph, len(case.graph.compartments)
    K = graph.rate_matrix(case.rates)[:, :, 0]
    changes = {0.0, UNTIL_H, *(t for e in case.events for t in (e.time_h, e.end_h))}
    stops = sorted(t for t in {*changes, *times_h} if t <= UNTIL_H)
    state = np.zeros(2 * m)
    seen = {}
    for i, stop in enumerate(stops):
        if i > 0:
            middle = (stops[i - 1] + stop) / 2
            inflow = np.zeros(m)
            for e in case.events:
                if e.time_h < middle < e.end_h:
                    inflow[graph.index(graph.inputs[e.input])] += e.rate_per_h

            def rise(
                _: float, y: NDArray[np.float64], inflow: NDArray[np.float64] = inflow
            ) -> NDArray[np.float64]:
                return np.concatenate([K @ y[:m] + inflow, y[:m]])

            span = (stops[i - 1], stop)
            state = solve_ivp(rise, span, state, "DOP853", rtol=1e-11, atol=1e-13).y[:, -1]
        for e in case.events:
            if e.time_h == stop and not e.is_infusion:
                state[graph.index(graph.inputs[e.input])] += e.amount
        seen[stop] = state
    return np.array([seen[t] for t in times_h]).T

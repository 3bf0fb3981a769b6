"""Models and event tables the engine's tests share: a few by hand, any number at random."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import solve_ivp  # type: ignore[import-untyped]

from baclofen.engine import Drive, Event, Flow, Graph, Input, Turnover

UNTIL_H = 12.0

TANK = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})

BATEMAN = Graph(
    {"gut": "mg", "central": "mg"},
    {"ka": "1/h", "ke": "1/h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "ke")],
    {"oral": "gut", "iv": "central"},
)

ORAL = Graph(
    {"transit1": "mg", "transit2": "mg", "gut": "mg", "central": "mg", "peripheral": "mg"},
    {"ktr": "1/h", "ka": "1/h", "k12": "1/h", "k21": "1/h", "ke": "1/h", "V": "L", "F": "1"},
    [
        Flow("transit1", "transit2", "ktr"),
        Flow("transit2", "gut", "ktr"),
        Flow("gut", "central", "ka"),
        Flow("central", "peripheral", "k12"),
        Flow("peripheral", "central", "k21"),
        Flow("central", None, "ke"),
    ],
    {"oral": Input("transit1", F="F"), "iv": "central"},
    {"CP": "central/V"},
)
ORAL_TYPICAL: Mapping[str, Any] = {
    "ktr": 4.0, "ka": 1.5, "k12": 0.3, "k21": 0.4, "ke": 0.2, "V": 50.0, "F": 1.0,
}  # fmt: skip
#: Records of every kind, for `ORAL`.
ORAL_EVENTS = [
    Event(0, 5, "oral", ii_h=4, addl=3),
    Event(1, 6, "iv", duration_h=7.5),
    Event(3.3, evid=0, values={"ke": 0.1}),
    Event(6, 9, "iv", rate_per_h=4),
    Event(9, 5, "oral", evid=4, values={"ke": 0.5}),
    Event(14, 3, "iv", ss=2, ii_h=5),
    Event(18, evid=3),
    Event(20, 5, "oral", values={"ke": 0.3}),
    Event(30, evid=0),
]

#: A tank whose input may do everything an input can do.
PUMP = Graph(
    {"tank": "mg"},
    {"ke": "1/h", "F": "1", "lag": "h", "D": "h", "R": "mg/h"},
    [Flow("tank", None, "ke")],
    {"pump": Input("tank", F="F", lag="lag", duration="D", rate="R"), "iv": "tank"},
)
PUMP_TYPICAL: Mapping[str, Any] = {"ke": 0.0, "F": 1.0, "lag": 0.0, "D": 2.0, "R": 2.0}

#: An effect behind a site, and a loop of two turnovers that it turns.
SITE = Graph(
    {"gut": "mg", "central": "mg", "site": "mg"},
    {"ka": "1/h", "ke": "1/h", "k0": "1/h", "F": "1", "lag": "h", "half": "mg", "k": "1/h"},
    [Flow("gut", "central", "ka"), Flow("central", None, "ke"),
     Drive("central", "site", "k0"), Flow("site", None, "k0")],
    {"oral": Input("gut", F="F", lag="lag"), "iv": "central"},
    {"effect": "hill(site, half*(1 + tolerance), 1.5)"},
    [Turnover("tolerance", gain="k*effect", loss="k"),
     Turnover("slow", gain="k*tolerance", loss="k*(1 + effect)", initial="0.5")],
)  # fmt: skip
SITE_PEOPLE: Mapping[str, Any] = {
    "ka": [0.7, 1.0, 2.0], "ke": [0.2, 0.3, 0.1], "k0": 0.4, "F": [0.5, 0.8, 1.0], "lag": 0.5,
    "half": 4.0, "k": [0.02, 0.05, 0.3],
}  # fmt: skip

#: Two loops of several turnovers, of which one's loss varies, and what follows from them.
LOOPS = Graph(
    {"central": "mg"}, {"ke": "1/h", "k": "1/h", "half": "mg"}, [Flow("central", None, "ke")],
    {"iv": "central"}, {"held": "hill(central, half, 1)", "seen": "sqrt(A + B)*exp(-D)"},
    [Turnover("A", gain="k*(held + 0.3*B)", loss="k*(1 + B)", initial="0.1"),
     Turnover("B", gain="k*A**2", loss="k*(0.5 + held)", initial="0.2"),
     Turnover("D", gain="k*log(1 + A)", loss="k*(1 + A*B)"),
     Turnover("E", gain="k*(0.1 + D)**1.5 + k*E/3", loss="k")],
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A graph with the parameters of one draw, and events that end before `UNTIL_H`."""

    graph: Graph
    parameters: Mapping[str, float]
    events: tuple[Event, ...]


@st.composite
def cases(draw: st.DrawFn, *, empties: bool = False) -> Case:
    """Any graph of up to five compartments, with many equal rates, and up to five doses.

    Each flow and drive has one parameter as its rate, and each compartment an input. With
    `empties` every compartment has a way out, as a steady state needs.
    """
    m = draw(st.integers(1, 5))
    names = tuple(f"c{i}" for i in range(m))
    pairs = [(a, b) for a in names for b in (*names, None) if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=8))
    if empties:
        chosen = list(dict.fromkeys([*chosen, *((name, None) for name in names)]))
    flows: list[Flow | Drive] = [Flow(a, b, f"k_{a}_{b}") for a, b in chosen]
    wanted = draw(st.lists(st.sampled_from(names).flatmap(_to_another(names)), max_size=2))
    for source, target in wanted:
        # What a drive gains must not come back to its source: amounts would grow for ever.
        if source != target and source not in _reached(flows, target):
            drive = Drive(source, target, f"d_{source}_{target}")
            flows += [drive] if drive not in flows else []
    # Few values, so that most graphs hold equal rates, which eigenvectors cannot solve.
    rate = st.sampled_from([0.05, 0.5, 0.5, 3.0] if empties else [0.0, 0.05, 0.5, 0.5, 3.0])
    parameters = {flow.rate: draw(rate) for flow in flows}
    units = dict.fromkeys(parameters, "1/h")
    for i in range(m):
        ways = {
            f"F{i}": ("1", (0.5, 1.0, 1.0)), f"lag{i}": ("h", (0.0, 0.0, 0.25, 1.5)),
            f"D{i}": ("h", (0.5, 4.0)), f"R{i}": ("mg/h", (0.25, 2.0)),
        }  # fmt: skip
        for name, (unit, values) in ways.items():
            units[name], parameters[name] = unit, draw(st.sampled_from(values))
    inputs = {
        f"into_c{i}": Input(f"c{i}", F=f"F{i}", lag=f"lag{i}", duration=f"D{i}", rate=f"R{i}")
        for i in range(m)
    }
    graph = Graph(dict.fromkeys(names, "mg"), units, flows, inputs, {"all": " + ".join(names)})
    return Case(graph, parameters, draw(events(graph)))


def _to_another(names: Sequence[str]) -> Any:
    return lambda source: st.tuples(st.just(source), st.sampled_from(names))


def _reached(flows: Sequence[Flow | Drive], start: str) -> set[str]:
    found, left = {start}, [start]
    while left:
        here = left.pop()
        for flow in flows:
            if flow.source == here and flow.target is not None and flow.target not in found:
                found.add(flow.target)
                left.append(flow.target)
    return found


@st.composite
def events(draw: st.DrawFn, graph: Graph) -> tuple[Event, ...]:
    """Boluses and infusions of amounts near 1, at times on and off the grid."""
    time_h = st.integers(0, 60).map(lambda i: i / 10)
    duration_h = st.sampled_from([0.0, 0.0, 0.3, 1.0, 4.5])
    event = st.builds(
        Event, time_h, st.floats(0.1, 3.0), st.sampled_from(sorted(graph.inputs)), duration_h
    )
    return tuple(draw(st.lists(event, max_size=5)))


@st.composite
def tables(draw: st.DrawFn, case: Case, *, steady: bool = False) -> tuple[Event, ...]:
    """Records of every kind, many at one time, in the order in which they are to be read.

    Times, lags, durations and rates are quarters, so that ties are exact. With `steady`
    some doses are at steady state, and then the graph must empty.
    """
    inputs = st.sampled_from(sorted(case.graph.inputs))
    amount = st.sampled_from([0.5, 1.0, 2.0, 3.0])
    given: list[dict[str, Any]] = [
        {}, {}, {"duration_h": 1.5}, {"duration_h": 5.0}, {"rate_per_h": 0.5},
        {"rate_per_h": 2.0}, {"modelled": "rate"}, {"modelled": "duration"},
    ]  # fmt: skip
    repeated: list[dict[str, Any]] = [
        {},
        {},
        {"ii_h": 1.25, "addl": 3},
        {"ii_h": 4.0, "addl": 1},
        {"ii_h": 0.5, "addl": 2},
    ]
    if steady:
        repeated += [
            {"ii_h": 2.0, "ss": 1}, {"ii_h": 1.0, "ss": 1, "addl": 2}, {"ii_h": 3.0, "ss": 2},
            {"ii_h": 1.5, "ss": 2, "addl": 1},
        ]  # fmt: skip
    time_h = st.integers(0, 24).map(lambda i: i / 4)
    found: list[Event] = []
    for _ in range(draw(st.integers(1, 6))):
        at, values = draw(time_h), draw(_values(case))
        evid = draw(st.sampled_from([0, 0, 1, 1, 1, 1, 2, 3, 4]))
        at += (len(found) + 1) / 32 * (evid in (3, 4))
        if evid not in (1, 4):
            found.append(Event(at, evid=evid, values=values))
            continue
        more = {**draw(st.sampled_from(given)), **draw(st.sampled_from(repeated))}
        if steady and draw(st.integers(0, 9)) == 0:
            # An infusion since ever, which this record ends.
            endless: dict[str, Any] = draw(
                st.sampled_from([{"rate_per_h": 0.5}, {"modelled": "rate"}])
            )
            found.append(Event(at, 0.0, draw(inputs), ss=1, evid=evid, values=values, **endless))
        else:
            found.append(Event(at, draw(amount), draw(inputs), evid=evid, values=values, **more))
    return tuple(sorted(found, key=lambda event: event.time_h))


def _values(case: Case) -> st.SearchStrategy[dict[str, float]]:
    """Now and then another value of a rate, of how much of a dose enters, or of its lag."""
    values = {"k": [0.05, 0.5, 2.0], "d": [0.05, 0.5], "F": [0.5, 1.0, 2.0], "l": [0.0, 0.25, 1.0]}
    changes = [{n: v} for n in case.parameters for v in values.get(n[0], [])]
    return st.just({}) | st.sampled_from(changes)


def rate_matrix(case: Case, parameters: Mapping[str, float] | None = None) -> NDArray[np.float64]:
    """K (m, m), entry by entry: columns are sources."""
    parameters = case.parameters if parameters is None else parameters
    graph, m = case.graph, len(case.graph.compartments)
    K = np.zeros((m, m))
    for flow in graph.flows:
        source, rate = graph.index(flow.source), parameters[flow.rate]
        if flow.target is not None:
            K[graph.index(flow.target), source] += rate
        if isinstance(flow, Flow):
            K[source, source] -= rate
    return K


def solve(case: Case, times_h: Sequence[float]) -> NDArray[np.float64]:
    """Amounts (m, k) and then their areas (m, k), from DOP853 restarted at each change."""
    graph, m, K = case.graph, len(case.graph.compartments), rate_matrix(case)
    doses = []
    for e in case.events:
        i = graph.index(graph.inputs[e.input].into)
        start = e.time_h + case.parameters[f"lag{i}"]
        doses.append((i, start, start + e.duration_h, e.amount * case.parameters[f"F{i}"]))
    changes = {0.0, UNTIL_H, *(t for _, start, end, _ in doses for t in (start, end))}
    stops = sorted(t for t in {*changes, *times_h} if t <= UNTIL_H)
    state = np.zeros(2 * m)
    seen = {}
    for place, stop in enumerate(stops):
        if place > 0:
            middle = (stops[place - 1] + stop) / 2
            inflow = np.zeros(m)
            for i, start, end, amount in doses:
                if start < middle < end:
                    inflow[i] += amount / (end - start)

            def rise(
                _: float, y: NDArray[np.float64], inflow: NDArray[np.float64] = inflow
            ) -> NDArray[np.float64]:
                return np.concatenate([K @ y[:m] + inflow, y[:m]])

            span = (stops[place - 1], stop)
            state = solve_ivp(rise, span, state, "DOP853", rtol=1e-11, atol=1e-13).y[:, -1]
        for i, start, end, amount in doses:
            if start == stop == end:
                state[i] += amount
        seen[stop] = state
    return np.array([seen[t] for t in times_h]).T

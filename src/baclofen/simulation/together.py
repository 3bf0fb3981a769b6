"""Several event tables of one body as one run: whose doses, and from where it goes on.

All of it is data for the engine: ways in that are open to their own people alone, and a body
that begins with what an earlier run has left in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Event, Graph, Input, compile_program, run
from baclofen.value import Value, replace

Numbers = NDArray[np.float64]


class Case(Value, eq=False):
    """What is given to a body: a graph, the events and the numbers of n people."""

    graph: Graph
    events: tuple[Event, ...]
    numbers: Mapping[str, Numbers]
    n: int


def side_by_side(cases: Sequence[Case]) -> Case:
    """People of several cases of one graph and with the same numbers, in order."""
    first = cases[0]
    if len(cases) == 1:
        return first
    own = [f"only_{i}" for i in range(len(cases))]
    inputs = {
        f"{name}_{i}": replace(way_in, F=f"({way_in.F})*{own[i]}")
        for i in range(len(cases))
        for name, way_in in first.graph.inputs.items()
    }
    events = [
        replace(e, input=f"{e.input}_{i}") for i, case in enumerate(cases) for e in case.events
    ]
    numbers = {
        name: np.tile(v, len(cases)) if v.size > 1 else v for name, v in first.numbers.items()
    }
    whose = np.repeat(np.arange(len(cases)), first.n)
    numbers |= {name: (whose == i).astype(float) for i, name in enumerate(own)}
    graph = first.graph.given_by(inputs, dict.fromkeys(own, "1"))
    return Case(graph, tuple(events), numbers, whose.size)


def same_until(cases: Sequence[Case], until_h: float) -> float:
    """The hour, at most `until_h`, before which all are given the same and nothing is under way.

    0 where a dose lasts or waits: it could be under way at that hour.
    """
    graph = cases[0].graph
    if any(way_in.lag != "0" for way_in in graph.inputs.values()):
        return 0.0
    tables = [sorted(case.events, key=lambda e: e.time_h) for case in cases]
    for row in range(max(map(len, tables), default=0)):
        here = [table[row] if row < len(table) else None for table in tables]
        event = here[0]
        if event is None or any(other != event for other in here):
            return min([until_h, *(e.time_h for e in here if e is not None)])
        if event.time_h >= until_h:
            break
        if event.is_infusion or event.addl or event.ss or not event.is_dose:
            return 0.0
    return until_h


def left_by(case: Case, at_h: float, places: int) -> Mapping[str, Numbers]:
    """What is in the body at this hour, each state (n,), before what is given then."""
    before = [e for e in case.events if e.time_h < at_h]
    program = compile_program(
        case.graph, before, until_h=at_h, at_h=[at_h], nocb=False, places=places
    )
    course = run(program, case.numbers, case.graph.states)
    return {name: np.broadcast_to(course[name][0], case.n) for name in case.graph.states}


def begun_with(case: Case, state: Mapping[str, Numbers], at_h: float) -> Case:
    """A body that has this in it at an hour, and is given what comes from then on: at 0."""
    graph = case.graph
    begins = {name: f"begins_{name}" for name in graph.states}
    inputs = {begins[name]: Input(name, F=begins[name]) for name in graph.compartments}
    units = {begins[name]: "1" for name in graph.compartments}
    units |= {begins[t.name]: t.unit for t in graph.turnovers}
    copies = case.n // next(iter(state.values())).size
    return Case(
        graph.given_by(
            {**graph.inputs, **inputs}, units, {t.name: begins[t.name] for t in graph.turnovers}
        ),
        (
            *(Event(0.0, 1.0, name) for name in inputs),
            *(replace(e, time_h=e.time_h - at_h) for e in case.events if e.time_h >= at_h),
        ),
        {**case.numbers, **{begins[name]: np.tile(v, copies) for name, v in state.items()}},
        case.n,
    )

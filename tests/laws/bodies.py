"""Bodies, doses and draws for the laws of the model, and one way to follow them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from baclofen.engine import Event, Graph, compile_program, keep_only, run
from baclofen.model import KINETICS, SYNDROMES, Body, Kinetics, Model, model_of
from tests.people import known
from tests.tolerances import Tolerance

Numbers = NDArray[np.float64]

#: Each alone; averaged they are the same four again.
ONE_KIND = tuple(kind for kind in KINETICS if kind != "average")
#: More than anyone ever took or was given.
LARGEST_MCG: Mapping[str, float] = {
    "tablet": 5e6, "granules": 5e6, "solution": 5e6, "intrathecal": 5e4, "intravenous": 5e5,
}  # fmt: skip


def bodies() -> st.SearchStrategy[Body]:
    """Anyone from 2 years up, with any kidneys."""
    return st.builds(
        Body,
        age_y=st.one_of(st.floats(2, 17.9), st.floats(18, 95)),
        weight_kg=st.floats(10, 160),
        crcl=st.floats(0, 180),
        secretion=st.floats(0, 1),
    )


@dataclass(frozen=True)
class Person:
    """What a model is made of: short enough to print when a law fails."""

    body: Body
    syndrome: str
    kinetics: Kinetics

    @property
    def model(self) -> Model:
        return model_of(self.body, known(), self.syndrome, kinetics=self.kinetics)


def people() -> st.SearchStrategy[Person]:
    """Such a body with any syndrome, and any one kinetics that there is for its age."""

    def of(body: Body) -> st.SearchStrategy[Person]:
        kinds = ("composite",) if body.is_child(known()) else ONE_KIND
        return st.builds(
            Person, st.just(body), st.sampled_from(list(SYNDROMES)), st.sampled_from(kinds)
        )

    return bodies().flatmap(of)


@st.composite
def ways(draw: st.DrawFn, model: Model) -> str:
    """One of the model's ways in."""
    return draw(st.sampled_from([way for way in LARGEST_MCG if way in model.graph.inputs]))


@st.composite
def doses(draw: st.DrawFn, model: Model, until_h: float) -> tuple[Event, ...]:
    """A few doses and infusions by any way."""
    table = []
    for _ in range(draw(st.integers(1, 4))):
        way = draw(ways(model))
        lasts = draw(st.sampled_from([0.0, 0.0, 0.5, 8.0])) if way == "intrathecal" else 0.0
        amount = draw(st.floats(1, LARGEST_MCG[way]))
        table.append(Event(draw(st.floats(0, until_h)), amount, way, lasts))
    return tuple(sorted(table, key=lambda e: e.time_h))


def extreme(model: Model, seed: int, n: int = 8) -> dict[str, Numbers]:
    """`n` people, each parameter up to four SDs off on its own scale, and within its limits."""
    rng = np.random.default_rng(seed)
    draws = {}
    for p in model.prior.parameters:
        far = math.hypot(p.omega, p.knowledge_sd) * rng.uniform(-4, 4, n)
        draws[p.name] = np.clip(p.at(far), *p.bounds)
    return dict(model.parameters(draws))


def follow(
    graph: Graph, parameters: Mapping[str, Numbers], events: Sequence[Event],
    at_h: Sequence[float], outputs: Iterable[str],
) -> dict[str, Numbers]:  # fmt: skip
    """Outputs at these hours, shape (hours, n), of a graph with no more than they need."""
    outputs = tuple(outputs)
    graph = keep_only(graph, outputs, inputs=dict.fromkeys(e.input for e in events))
    return whole(graph, parameters, events, at_h, outputs)


def whole(
    graph: Graph, parameters: Mapping[str, Numbers], events: Sequence[Event],
    at_h: Sequence[float], outputs: Iterable[str],
) -> dict[str, Numbers]:  # fmt: skip
    """The same of the graph as it is."""
    events = [e for e in events if e.input in graph.inputs]
    program = compile_program(graph, events, at_h=at_h, until_h=max(at_h))
    used = {name: parameters[name] for name in graph.parameters}
    return dict(run(program, used, outputs).values)


def not_above(low: Numbers, high: Numbers, tolerance: Tolerance) -> None:
    """Nowhere is `low` above `high`, but for a part of the largest value, or of 1."""
    slack = tolerance["atol"] * max(np.abs(high).max(), 1.0)
    assert (low - high).max() <= slack, f"above by {(low - high).max():g}"


def signals(model: Model) -> dict[str, str]:
    """Output -> the signal of the graph it shows."""
    return {name: output.signal for name, output in model.outputs.items()}

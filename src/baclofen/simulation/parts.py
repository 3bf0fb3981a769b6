"""What all ways to simulate share: how many people, what part of the model, whose numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Event, Graph, keep_only
from baclofen.errors import InputRefused, OutOfRange
from baclofen.model import Belief, Draws, Model, Output, check_seed
from baclofen.regimen import SWITCH
from baclofen.value import replace

#: More people than this belong into the engine's `stream`, which keeps a part of them at a time.
MOST_DRAWS = 1_000_000


def chance(seed: int) -> np.random.Generator:
    """The generator of a seed. Raises `OutOfRange` for one that is no whole number from 0 on."""
    return np.random.default_rng(check_seed(seed))


def draws_asked(model: Model, n: int | None) -> int:
    """So many people, or as many as is usual. Raises `OutOfRange` for too few or too many."""
    n = int(model.known.number("predict.draws")) if n is None else n
    if n > MOST_DRAWS:
        raise OutOfRange(
            "number of draws", n, "", f"at most {MOST_DRAWS:,}",
            do="Follow more with `stream` of the engine, some at a time.",
        )  # fmt: skip
    if n < 2:
        raise OutOfRange("number of draws", n, "", "2 or more: one tells nothing of the spread")
    if n < len(model.variants):
        raise OutOfRange(
            "number of draws", n, "", f"{len(model.variants)} or more: one for each of the kinetics"
        )
    return n


def shares_of(model: Model, n: int) -> list[int]:
    """So many draws of each variant that all add up to n, at least one each."""
    ends = np.cumsum([0.0, *(variant.weight for variant in model.variants)])
    return [int(count) for count in np.diff(np.round(ends / ends[-1] * n))]


def needed(graph: Graph, events: Iterable[Event], outputs: Iterable[Output]) -> Graph:
    """The graph with no more than these outputs need when this is given."""
    events = tuple(events)
    idle = set(SWITCH.values()) - {name for event in events for name in event.values}
    ways = dict.fromkeys(event.input for event in events if event.is_dose)
    return keep_only(graph, [output.signal for output in outputs], inputs=ways, idle=idle)


def read_by(graph: Graph, events: Sequence[Event]) -> list[Event]:
    """Of these events what the graph reads: nothing depends on the other ways in and values."""
    return [
        replace(e, values={n: v for n, v in e.values.items() if n in graph.parameters})
        if e.values
        else e
        for e in events
        if not e.is_dose or e.input in graph.inputs
    ]


def beliefs_of(model: Model, graphs: Sequence[Graph], given: Belief | None) -> tuple[Belief, ...]:
    """What is believed for each variant, of which `graphs` are needed: `given`, or its first.

    Raises `InputRefused` where `given` lacks what is needed, and for averaged kinetics: each has
    parameters of its own, and some the same names for other quantities.
    """
    if given is None:
        return tuple(variant.belief for variant in model.variants)
    if len(model.variants) > 1:
        raise InputRefused(
            "belief", f"one for the kinetics {model.kinetics}", "it must be about one of them",
            do="Name one of the kinetics.",
        )  # fmt: skip
    (graph,) = graphs
    held = {*given.names, *model.body.covariates(model.known)}
    missing = [name for name in graph.parameters if name not in held]
    if missing:
        raise InputRefused(
            "belief", f"without {', '.join(missing)}",
            f"it must hold what the {model.kinetics} kinetics and the outputs need",
        )  # fmt: skip
    return (given,)


def numbers_of(model: Model, graph: Graph, draws: Draws) -> Mapping[str, NDArray[np.float64]]:
    """The graph's parameters, each of shape (1,) or (n,)."""
    parameters = model.parameters(draws)
    return {name: parameters[name] for name in graph.parameters}

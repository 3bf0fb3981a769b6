"""A graph with the numbers of one epoch put in: rate matrix, turnovers and outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from baclofen.engine.draws import Numbers, must_hold
from baclofen.engine.expression import Expression, bind, evaluate
from baclofen.engine.graph import Flow, Graph
from baclofen.engine.library import NUMPY, Library
from baclofen.value import Value

# A compartment this fast empties within a moment: it is a way in, not a compartment.
LARGEST_RATE = 1e9


class Output(Value, eq=False):
    """Something to be read: a weighted sum of compartments (`row`), or a formula of states."""

    name: str
    row: Any
    formula: Expression
    compartments: tuple[str, ...]


class Bound(Value, eq=False):
    """`K` (m', m', n) in 1/h, with a constant state behind the compartments for each infused
    input; gains, losses and starts of turnovers; outputs. Formulas hold arrays of draws."""

    K: Any
    gains: Mapping[str, Expression]
    losses: Mapping[str, Expression]
    initial: Mapping[str, Any]
    outputs: tuple[Output, ...]


def bind_graph(
    graph: Graph,
    infused: Sequence[str],
    outputs: Sequence[str],
    parameters: Mapping[str, Any],
    n: int,
    lib: Library = NUMPY,
) -> Bound:
    """The graph with these parameters, each of shape (1,) or (n,)."""
    xp = lib.xp
    memo: dict[int, Any] = {}

    def known(node: Expression) -> Expression:
        bound = bind(node, parameters, xp, memo)
        bound.uses += 1
        return bound

    names = list(graph.compartments)
    m, wide = len(names), len(names) + len(infused)
    zero = xp.zeros(n)
    cells: dict[tuple[int, int], Any] = {}
    for flow in graph.flows:
        rate = evaluate(known(graph.formula(flow.rate)), {}, xp, {}) + zero
        source = names.index(flow.source)
        if flow.target is not None:
            here = names.index(flow.target), source
            cells[here] = cells.get(here, 0.0) + rate
        if isinstance(flow, Flow):
            cells[source, source] = cells.get((source, source), 0.0) - rate
    for place, name in enumerate(infused, start=m):
        cells[names.index(graph.inputs[name].into), place] = zero + 1.0
    K = xp.stack([xp.stack([cells.get((i, j), zero) for j in range(wide)]) for i in range(wide)])
    read = []
    for name in outputs:
        weights = graph.weights(name)
        formula = known(graph.formula(name))
        if weights is None:
            used = tuple(c for c in names if c in formula.names)
            read.append(Output(name, None, formula, used))
        else:
            coefficients = {c: evaluate(known(w), {}, xp, {}) + zero for c, w in weights.items()}
            row = xp.stack([coefficients.get(c, zero) for c in (*names, *infused)])
            read.append(Output(name, row, formula, ()))
    return Bound(
        K=K,
        gains={t.name: known(graph.formula(t.gain)) for t in graph.turnovers},
        losses={t.name: known(graph.formula(t.loss)) for t in graph.turnovers},
        initial={
            t.name: evaluate(known(graph.formula(t.initial)), {}, xp, {}) + zero
            for t in graph.turnovers
        },
        outputs=tuple(read),
    )


def check_rates(graph: Graph, parameters: Mapping[str, Numbers]) -> None:
    """Raise `OutOfRange` for a rate that is negative, not finite or absurdly large."""
    for flow in graph.flows:
        formula = graph.formula(flow.rate)
        if set(formula.names) & set(graph.states):
            continue
        with np.errstate(all="ignore"):
            rate = np.atleast_1d(np.asarray(evaluate(formula, parameters, np, {}), dtype=float))
        must_hold(
            f"rate {flow.rate} of {flow.source}",
            rate,
            (rate >= 0) & (rate <= LARGEST_RATE),
            "per h",
            f"0 to {LARGEST_RATE:g}",
        )

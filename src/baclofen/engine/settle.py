"""Signals over a day that repeats for ever, with the turnovers where they settle.

For searching, not for showing: a turnover that is slow against the cycle rests at the level
where what it gains in a cycle equals what it loses. Its ripple within the cycle is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.bound import Bound, bind_graph
from baclofen.engine.expression import evaluate
from baclofen.engine.graph import Graph
from baclofen.engine.hoist import take_out
from baclofen.engine.prune import keep_only
from baclofen.errors import InputRefused

#: A turnover whose gain depends on itself is settled when it moves by less than this share.
_STILL, _ROUNDS = 1e-6, 200
#: How much of a distance may be left after a round, for it to be trusted that it shrinks.
_STEEPEST = 0.99

Values = NDArray[np.float64]


def settle(
    graph: Graph,
    amounts: Mapping[str, Values],
    parameters: Mapping[str, Values],
    outputs: Iterable[str],
) -> dict[str, Values]:
    """The outputs over one cycle: arrays of the shape of `amounts`, time first.

    `amounts` holds the compartments that the outputs need, over one cycle in equal steps,
    as (time, ..., person); `parameters` broadcast against them. Raises `InputRefused` for
    an output that needs a compartment which is not given, or turnovers that wait for each
    other.

    >>> from baclofen.engine import Turnover
    >>> level = np.array([[1.0], [3.0]])
    >>> graph = Graph({"c": "1"}, {"k": "1/h"}, [], {}, {"twice": "2*T"},
    ...     [Turnover("T", gain="k*c", loss="k")])
    >>> settle(graph, {"c": level}, {"k": np.array([0.1])}, ["twice"])["twice"].round(6)
    array([[4.]])
    """
    outputs = tuple(outputs)
    small = keep_only(graph, outputs)
    known = {name: values for name, values in amounts.items() if name in small.compartments}
    n = max([1, *(np.size(parameters[name]) for name in small.parameters)])
    bound = bind_graph(small, (), outputs, {k: parameters[k] for k in small.parameters}, n)
    memo: dict[int, Any] = {}
    waiting = list(small.slow)
    while waiting:
        needs = {name: {*bound.gains[name].names, *bound.losses[name].names} for name in waiting}
        ready = [name for name in waiting if needs[name] - {name} <= known.keys()]
        if not ready:
            raise InputRefused(
                "turnovers", f"{', '.join(waiting)}, which wait for each other or for an amount "
                "not given", "each must follow from what is known before it",
            )  # fmt: skip
        for name in ready:
            known[name] = _settled(name, bound, known, memo)
            waiting.remove(name)
    for output in bound.outputs:
        if not known.keys() >= set(output.formula.names):
            raise InputRefused("output", repr(output.name), "the amounts it needs must be given")
    return {o.name: evaluate(o.formula, known, np, memo) for o in bound.outputs}


@np.errstate(over="ignore", invalid="ignore")
def _settled(name: str, bound: Bound, known: Mapping[str, Values], memo: dict[int, Any]) -> Values:
    """Where gain and loss balance over the cycle: in one go, or by going round."""
    gain, loss = bound.gains[name], bound.losses[name]
    if name not in (*gain.names, *loss.names):
        lost = _mean(evaluate(loss, known, np, memo))
        return np.asarray(_mean(evaluate(gain, known, np, memo)) / lost)
    # What does not change from round to round is computed once.
    loop = take_out([name], bound.gains, bound.losses)
    outside = {key: evaluate(formula, known, np, memo) for key, formula in loop.outside.items()}
    level, before, missed = np.zeros(1), np.zeros(1), np.zeros(1)
    for turn in range(_ROUNDS):
        here = {**outside, name: level}
        lost = _mean(evaluate(loop.losses[name], here, np, {}))
        off = _mean(evaluate(loop.gains[name], here, np, {})) / lost - level
        if not np.isfinite(off).all():
            break
        # From the second round on along the line through the last two: what is left of a
        # distance to the level where it rests shrinks by the same part in each round.
        moved = level - before
        steep = np.where(moved == 0, 0.0, (off - missed) / np.where(moved == 0, 1.0, moved) + 1.0)
        ahead = off / (1.0 - np.minimum(steep, _STEEPEST)) if turn else off
        level, before, missed = level + ahead, level, off
        if bool(np.all(np.abs(ahead) <= _STILL * np.maximum(np.abs(level), _STILL))):
            return np.asarray(level)
    raise InputRefused(
        f"turnover {name}", "one that does not settle", "its gain must balance its loss"
    )


def _mean(values: Any) -> Any:
    """Over the cycle; what does not change within it stays as it is."""
    array = np.asarray(values)
    return array.mean(axis=0, keepdims=True) if array.ndim > 1 else array

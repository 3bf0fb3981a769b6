"""Signals over a day that repeats for ever, with the turnovers where they settle.

For searching, not for showing: a turnover that is slow against the cycle rests at the level
where what it gains in a cycle equals what it loses. Its ripple within the cycle is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.expression import evaluate, parse
from baclofen.engine.graph import Graph, Turnover
from baclofen.engine.prune import keep_only
from baclofen.errors import InputRefused

#: A turnover whose gain depends on itself is settled when it moves by less than this share.
_STILL, _ROUNDS = 1e-6, 200

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

    >>> level = np.array([[1.0], [3.0]])
    >>> graph = Graph({"c": "1"}, {"k": "1/h"}, [], {}, {"twice": "2*T"},
    ...     [Turnover("T", gain="k*c", loss="k")])
    >>> settle(graph, {"c": level}, {"k": np.array([0.1])}, ["twice"])["twice"].round(6)
    array([[4.]])
    """
    outputs = tuple(outputs)
    small = keep_only(graph, outputs)
    known: dict[str, Any] = {**parameters, **amounts}
    waiting = list(small.turnovers)
    _reckon(small, known)
    while waiting:
        ready = [t for t in waiting if _needs(t) <= known.keys()]
        if not ready:
            names = ", ".join(t.name for t in waiting)
            raise InputRefused(
                "turnovers", f"{names}, which wait for each other or for an amount not given",
                "each must follow from what is known before it",
            )  # fmt: skip
        for turnover in ready:
            known[turnover.name] = _settled(turnover, known)
            waiting.remove(turnover)
        _reckon(small, known)
    for name in outputs:
        if name not in known:
            raise InputRefused("output", repr(name), "the amounts it needs must be given")
    return {name: known[name] for name in outputs}


def _reckon(graph: Graph, known: dict[str, Any]) -> None:
    """Every signal whose names are known by now."""
    for name, text in graph.signals.items():
        formula = parse(text)
        if name not in known and known.keys() >= set(formula.names):
            known[name] = evaluate(formula, known, np, {})


def _needs(turnover: Turnover) -> set[str]:
    return {*parse(turnover.gain).names, *parse(turnover.loss).names} - {turnover.name}


def _settled(turnover: Turnover, known: Mapping[str, Any]) -> Values:
    """Where gain and loss balance over the cycle: in one go, or by going round."""
    gain, loss = parse(turnover.gain), parse(turnover.loss)
    lost = _mean(evaluate(loss, known, np, {}))
    if turnover.name not in (*gain.names, *loss.names):
        return np.asarray(_mean(evaluate(gain, known, np, {})) / lost)
    level = np.zeros(1)
    for _ in range(_ROUNDS):
        got = _mean(evaluate(gain, {**known, turnover.name: level}, np, {})) / lost
        still = np.abs(got - level) <= _STILL * np.maximum(np.abs(got), _STILL)
        level = got
        if bool(np.all(still)):
            return np.asarray(level)
    raise InputRefused(
        f"turnover {turnover.name}", "one that does not settle", "its gain must balance its loss"
    )


def _mean(values: Any) -> Any:
    """Over the cycle; what does not change within it stays as it is."""
    array = np.asarray(values)
    return array.mean(axis=0, keepdims=True) if array.ndim > 1 else array

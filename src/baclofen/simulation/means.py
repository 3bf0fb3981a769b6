"""Means over windows for several dosings in the same people: to compare, not to show.

People of all dosings are followed in one run, each dosing by ways in that are open to its own
people alone. So what a run costs besides its numbers is paid once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Event, Graph, Window, compile_program, parse_unit, run
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model
from baclofen.regimen import Dosing
from baclofen.simulation.parts import draws_asked, needed, numbers_of, read_by, shares_of

#: Places in a panel of at most 6 h: they keep a day's mean pain score within 1e-3
#: (`docs/decisions/0008-engine-numerics.md`).
_PLACES = 8

Numbers = NDArray[np.float64]


def window_means(
    model: Model,
    dosings: Sequence[Dosing],
    *,
    outputs: Iterable[str],
    windows: Sequence[Window],
    seed: int,
    n: int | None = None,
    belief: Belief | None = None,
) -> list[dict[str, Numbers]]:
    """For each dosing the mean of each output over each window, as (window, person).

    In the output's unit; `n` draws of the model's first belief, or of `belief`, from `seed`: the
    people of `simulate`. Raises `UnknownName`, `OutOfRange` and `InputRefused`.
    """
    if not windows:
        raise InputRefused("windows", "none", "at least one must be asked for")
    shown = {output.name: output for output in map(model.output, outputs)}
    signals = [output.signal for output in shown.values()]
    until_h = max(window.end_h for window in windows)
    given = [[e for e in dosing.events() if e.time_h <= until_h] for dosing in dosings]
    parts: list[list[Mapping[str, Numbers]]] = []
    for variant, count in zip(model.variants, shares_of(model, draws_asked(model, n)), strict=True):
        graph = needed(variant.graph, (e for events in given for e in events), shown.values())
        draws = (belief or variant.prior).draw(count, np.random.default_rng(seed))
        numbers = numbers_of(model, graph, draws)
        events = [read_by(graph, own) for own in given]
        made: dict[int, Mapping[str, Numbers]] = {}
        for places in _together(events):
            some = [events[place] for place in places]
            means = _means(graph, some, numbers, count, signals, windows, until_h)
            made |= zip(places, means, strict=True)
        parts.append([made[place] for place in range(len(dosings))])
    factors = {
        name: model.graph.unit(output.signal).scale / parse_unit(output.unit).scale
        for name, output in shown.items()
    }
    return [
        {
            name: factors[name] * np.concatenate([part[output.signal] for part in own], axis=1)
            for name, output in shown.items()
        }
        for own in zip(*parts, strict=True)
    ]


def _together(given: Sequence[Sequence[Event]]) -> list[list[int]]:
    """Which dosings can be followed in one run: those that change no covariate."""
    alone = [[i] for i, events in enumerate(given) if any(e.values for e in events)]
    rest = [i for i in range(len(given)) if [i] not in alone]
    return [*alone, rest] if rest else alone


def _means(
    graph: Graph, given: Sequence[Sequence[Event]], numbers: Mapping[str, Numbers], n: int,
    signals: Sequence[str], windows: Sequence[Window], until_h: float,
) -> list[Mapping[str, Numbers]]:  # fmt: skip
    """Of each signal by dosing, as (window, person)."""
    k = len(given)
    if k > 1:
        own = [f"only_{i}" for i in range(k)]
        inputs = {
            f"{name}_{i}": replace(way_in, F=f"({way_in.F})*{own[i]}")
            for i in range(k)
            for name, way_in in graph.inputs.items()
        }
        graph = graph.given_by(inputs, dict.fromkeys(own, "1"))
        given = [
            [replace(e, input=f"{e.input}_{i}") for e in events] for i, events in enumerate(given)
        ]
        numbers = {name: np.tile(v, k) if v.size > 1 else v for name, v in numbers.items()}
        whose = np.repeat(np.arange(k), n)
        numbers |= {name: (whose == i).astype(float) for i, name in enumerate(own)}
    program = compile_program(
        graph, (e for events in given for e in events), until_h=until_h, windows=windows,
        nocb=False, places=_PLACES,
    )  # fmt: skip
    course = run(program, numbers, signals, reduce=["area"])
    means = {s: np.array([course.windows[w.name][s].mean for w in windows]) for s in signals}
    return [{s: means[s][:, i * n : (i + 1) * n] for s in signals} for i in range(k)]

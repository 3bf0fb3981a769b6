"""Means over windows for several dosings in the same people: to compare, not to show.

People of all dosings are followed in one run, and what all are given alike is followed once: a
run costs more by its length than by its people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window, compile_program, parse_unit, run
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model, Purpose
from baclofen.regimen import Dosing
from baclofen.simulation.believed import credits_of, settings_of
from baclofen.simulation.parts import (
    beliefs_of,
    chance,
    draws_asked,
    needed,
    numbers_of,
    read_by,
    shares_of,
)
from baclofen.simulation.together import Case, begun_with, left_by, same_until, side_by_side

#: Places in a panel of at most 6 h: they keep a day's mean pain score within 1e-3
#: (`docs/decisions/0008-engine-numerics.md`).
_PLACES = 8

#: Part of a run that must be alike, for following it first to be worth a second start.
_WORTH_SHARING = 0.4

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
    purpose: Purpose = "person",
) -> list[dict[str, Numbers]]:
    """For each dosing the mean of each output over each window, as (window, person).

    In the output's unit; `n` draws of the model's first belief, or of `belief`, from `seed`: the
    people of `simulate`, under its conditions, also of what may be believed. Raises as it does.
    """
    if not windows:
        raise InputRefused("windows", "none", "at least one must be asked for")
    shown = {output.name: output for output in map(model.output, outputs)}
    every = dosings or [Dosing()]
    settings = tuple(dict.fromkeys(s for one in every for s in settings_of(model, one)))
    credits_of(model, shown.values(), settings, purpose)
    signals = [output.signal for output in shown.values()]
    until_h = max(window.end_h for window in windows)
    given = [[e for e in dosing.events() if e.time_h <= until_h] for dosing in dosings]
    parts: list[list[Mapping[str, Numbers]]] = []
    everything = [e for events in given for e in events]
    graphs = [needed(variant.graph, everything, shown.values()) for variant in model.variants]
    beliefs = beliefs_of(model, graphs, belief)
    counts = shares_of(model, draws_asked(model, n))
    for graph, own_belief, count in zip(graphs, beliefs, counts, strict=True):
        draws = own_belief.draw(count, chance(seed))
        numbers = numbers_of(model, graph, draws)
        cases = [Case(graph, tuple(read_by(graph, own)), numbers, count) for own in given]
        made: dict[int, Mapping[str, Numbers]] = {}
        for places in _in_one_run(cases):
            means = _means([cases[place] for place in places], signals, windows, until_h)
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


def _in_one_run(cases: Sequence[Case]) -> list[list[int]]:
    """Which of them can be followed in one run: those that change no covariate."""
    alone = [[i] for i, case in enumerate(cases) if any(e.values for e in case.events)]
    rest = [i for i in range(len(cases)) if [i] not in alone]
    return [*alone, rest] if rest else alone


def _means(
    cases: Sequence[Case], signals: Sequence[str], windows: Sequence[Window], until_h: float
) -> list[Mapping[str, Numbers]]:
    """Of each signal by dosing, as (window, person)."""
    k, n = len(cases), cases[0].n
    whole, from_h = side_by_side(cases), 0.0
    same_h = same_until(cases, min(window.start_h for window in windows))
    if k > 1 and same_h >= _WORTH_SHARING * until_h:
        from_h = same_h
        whole = begun_with(whole, left_by(cases[0], from_h, _PLACES), from_h)
    program = compile_program(
        whole.graph, whole.events, until_h=until_h - from_h, nocb=False, places=_PLACES,
        windows=[Window(w.name, w.start_h - from_h, w.end_h - from_h) for w in windows],
    )  # fmt: skip
    course = run(program, whole.numbers, signals, reduce=["area"])
    means = {s: np.array([course.windows[w.name][s].mean for w in windows]) for s in signals}
    return [{s: means[s][:, i * n : (i + 1) * n] for s in signals} for i in range(k)]

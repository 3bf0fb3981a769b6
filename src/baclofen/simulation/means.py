"""Means over windows for several dosings in the same people: to compare, not to show.

What the dosings share is made once: the part of the model that is needed, its numbers, and the
steps of one length. Nothing is read but means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window, compile_program, parse_unit, run_each
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model
from baclofen.regimen import Dosing
from baclofen.simulation.parts import draws_asked, needed, numbers_of, read_by, shares_of

#: Places in a panel of at most 6 h: they keep a day's mean pain score within 1e-3
#: (`docs/decisions/0008-engine-numerics.md`).
_PLACES = 8


def window_means(
    model: Model,
    dosings: Sequence[Dosing],
    *,
    outputs: Iterable[str],
    windows: Sequence[Window],
    seed: int,
    n: int | None = None,
    belief: Belief | None = None,
) -> list[Mapping[str, NDArray[np.float64]]]:
    """For each dosing the mean of each output over each window, as (window, person).

    In the output's unit; `n` draws of the model's first belief, or of `belief`, from `seed`: the
    people of `simulate`. Raises `UnknownName`, `OutOfRange` and `InputRefused`.
    """
    if not windows:
        raise InputRefused("windows", "none", "at least one must be asked for")
    shown = tuple(model.output(name) for name in dict.fromkeys(outputs))
    signals = [output.signal for output in shown]
    until_h = max(window.end_h for window in windows)
    given = [[e for e in dosing.events() if e.time_h <= until_h] for dosing in dosings]
    parts = []
    counts = shares_of(model, draws_asked(model, n))
    for variant, count in zip(model.variants, counts, strict=True):
        graph = needed(variant.graph, (e for events in given for e in events), shown)
        compiled = partial(
            compile_program, graph, until_h=until_h, windows=windows, nocb=False, places=_PLACES
        )
        programs = [compiled(read_by(graph, events)) for events in given]
        draws = (belief or variant.prior).draw(count, np.random.default_rng(seed))
        parts.append(run_each(programs, numbers_of(model, graph, draws), signals, reduce=("area",)))
    found: list[Mapping[str, NDArray[np.float64]]] = []
    for of_dosing in zip(*parts, strict=True):
        means = {}
        for output in shown:
            factor = model.graph.unit(output.signal).scale / parse_unit(output.unit).scale
            means[output.name] = factor * np.array([
                np.concatenate([part.windows[w.name][output.signal].mean for part in of_dosing])
                for w in windows
            ])  # fmt: skip
        found.append(means)
    return found

"""Where along one eta a dose begins to enter as a reading is made.

Before a dose enters a reading says nothing of it, and no slope leads to where it would. Between two
such places an objective is smooth; across one it may have another mode.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.engine.events import Event
from baclofen.engine.expression import evaluate, parse
from baclofen.engine.program import Program

# Of more doses that wait at once, and of more places along an eta, some stand for all.
MOST_DOSES_WAITING, MOST_PLACES = 1_000, 1_000


def crossings(program: Program, parameters: Mapping[str, Numbers], along: Numbers) -> Numbers:
    """The values of an eta, in order, at which some dose enters just as a reading is made.

    `along` (g,) are values of the eta, rising; `parameters` hold one number (1,), or the value at
    each of these (g,).
    """
    waits: dict[tuple[str, int], set[float]] = {}
    lags: dict[tuple[str, int], Numbers] = {}
    for event, epoch in zip(program.events, program.record_epochs, strict=True):
        if not event.is_dose:
            continue
        key = program.graph.inputs[event.input].lag, epoch
        if key not in lags:
            lag = evaluate(parse(key[0]), program.at_epoch(parameters, epoch), np, {})
            lags[key] = np.broadcast_to(np.asarray(lag, dtype=float), along.shape)
        longest = float(lags[key].max())
        if lags[key].min() < longest < math.inf:
            waits.setdefault(key, set()).update(_waits(program.times_h, event, longest))
    found = [_meets(lags[key], along, np.array(sorted(each))) for key, each in waits.items()]
    return np.unique(np.concatenate(found)) if found else np.empty(0)


def _waits(times_h: Numbers, event: Event, longest_h: float) -> list[float]:
    """How long before readings doses of this event are due, where a lag can be so long."""
    after = times_h - event.time_h
    if not event.ii_h:
        waits = after
    else:
        ago = np.arange(min(longest_h // event.ii_h + 1, MOST_DOSES_WAITING))
        number = (after // event.ii_h)[:, None] - ago
        # At steady state doses before the record wait too.
        due = (number <= event.addl) & ((number >= 0) | (event.ss > 0))
        waits = (after[:, None] - number * event.ii_h)[due]
    return [float(wait) for wait in waits[(waits > 0) & (waits <= longest_h)]]


def _meets(lag: Numbers, along: Numbers, waits: Numbers) -> Numbers:
    """Where along the eta the lag (g,) is one of the waits (w,)."""
    if not waits.size:
        return waits
    waits = waits[:: math.ceil(waits.size / MOST_PLACES)]
    above = lag[:, None] > waits
    at, which = np.nonzero(above[1:] != above[:-1])
    part = (waits[which] - lag[at]) / (lag[at + 1] - lag[at])
    return np.asarray(along[at] + part * (along[at + 1] - along[at]))

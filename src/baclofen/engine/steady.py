"""Steady state, solved: what a regimen given since ever has left at a record's time.

Amounts come from one linear system, (I - exp(K II)) x = b. Turnovers are set so that one
interval brings them back to where they began, by Newton's method: exact in one step where
the interval's effect on them is linear.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from baclofen.engine.doses import Entry, SteadyDose
from baclofen.engine.draws import Numbers
from baclofen.engine.graph import Graph
from baclofen.engine.library import Library
from baclofen.engine.propagate import exponential
from baclofen.errors import InputRefused

# A regimen that leaves more than so many of its doses behind does so by rounding: what is
# exactly balanced without a way out is singular but for the last digits.
MOST_GATHERED = 1e9


def steady_amounts(graph: Graph, K: Any, dose: SteadyDose, outflow: float, lib: Library) -> Any:
    """Amounts (m, n) just before the dose that belongs to the record. K is (m, m, n) in 1/h.

    `outflow` is at least the largest outflow in K. Raises `InputRefused` where amounts would
    grow for ever.
    """
    xp = lib.xp
    into = graph.inputs[dose.input].into
    reached = sorted(graph.index(name) for name in graph.reached_from(into))
    # What the drug never reaches is 0 there, and may keep what it has for ever.
    K = K[np.ix_(reached, reached)]
    enters = xp.zeros((len(reached), 1)) + xp.zeros(K.shape[2])
    enters = xp.where(
        np.arange(len(reached))[:, None] == reached.index(graph.index(into)), 1.0, enters
    )
    try:
        small = (
            lib.solve(-K, enters * dose.rate_per_h)
            if dose.ii_h == 0
            else _last_and_all_before(K, enters, dose, outflow, lib)
        )
    except np.linalg.LinAlgError as error:
        raise no_steady_state() from error
    if lib.xp is np and not is_settled(small, dose):
        raise no_steady_state()
    places = [reached.index(i) if i in reached else -1 for i in range(len(graph.compartments))]
    zero = xp.zeros(small.shape[1])
    return xp.stack([small[p] if p >= 0 else zero for p in places])


def is_settled(amounts: Numbers, dose: SteadyDose) -> bool:
    """True for amounts that a regimen can have gathered: without a way out they are not."""
    most = MOST_GATHERED * max(float(dose.amount.max()), float(dose.rate_per_h.max()))
    largest = abs(amounts).max(initial=0.0)
    return bool(largest <= most and (amounts >= -1e-9 * largest).all())


def no_steady_state() -> InputRefused:
    """The error for a regimen that never settles."""
    return InputRefused(
        "steady state (SS)",
        "not there: some amount would grow for ever",
        "every compartment that the dose reaches must empty",
    )


def not_added(turnovers: Iterable[str]) -> InputRefused:
    """The error for SS 2 in a model with turnovers."""
    return InputRefused(
        "steady state (SS)",
        f"2 in a model with turnovers ({', '.join(turnovers)})",
        "it must be 1, for what is not linear cannot be added",
    )


def _last_and_all_before(
    K: Any, enters: Any, dose: SteadyDose, outflow: float, lib: Library
) -> Any:
    xp, m = lib.xp, K.shape[0]
    ii, since, lasts = dose.ii_h, xp.asarray(dose.since_h), xp.asarray(dose.duration_h)
    identity = xp.eye(m)[:, :, None]
    back = identity - exponential(K * ii, outflow * ii, lib)
    if not np.any(dose.duration_h):
        once = enters * dose.amount
        return _advance(K, since, outflow * ii, lib.solve(back, once), lib)
    # Of the infusions begun so far, some still run: each is there as far as it has come.
    running = np.ceil((dose.duration_h - dose.since_h) / ii - 1e-12).clip(0)
    total = xp.zeros_like(enters)
    for j in range(int(running.max())):
        begun = since + j * ii
        longest = outflow * float(np.max(dose.since_h) + j * ii)
        part = _infused(K, begun, longest, enters, lib) * dose.rate_per_h
        total = total + xp.where(j < xp.asarray(running), part, 0.0)
    whole = _infused(K, lasts, outflow * float(np.max(dose.duration_h)), enters, lib)
    ended = since + xp.asarray(running) * ii - lasts
    before = lib.solve(back, whole * dose.rate_per_h)
    return total + _advance(K, ended, outflow * ii, before, lib)


def _advance(K: Any, time_h: Any, outflow: float, state: Any, lib: Library) -> Any:
    return lib.einsum("ijn,jn->in", exponential(K * time_h, outflow, lib), state)


def _infused(K: Any, time_h: Any, outflow: float, enters: Any, lib: Library) -> Any:
    """What an infusion of 1 per hour has brought after so long: (m, n)."""
    xp, m = lib.xp, K.shape[0]
    M = xp.concatenate([K, enters[:, None]], axis=1) * time_h
    M = xp.concatenate([M, xp.zeros_like(M[:1])], axis=0)
    return exponential(M, outflow, lib)[:m, m]


def one_interval(dose: SteadyDose) -> tuple[list[Entry], float]:
    """What enters during one interval of a steady regimen, from a record's time on, and how
    long the interval is (h)."""
    nothing = np.zeros(1)

    def entry(start: Numbers, end: Numbers, amount: Numbers, rate: Numbers) -> Entry:
        return Entry(0, dose.input, start, end, amount, rate, is_own=False, is_lagged=True)

    if dose.ii_h == 0:
        day = np.array([24.0])  # An infusion without an interval is the same in any.
        return [entry(nothing, day, nothing, dose.rate_per_h)], 24.0
    ii = np.array([dose.ii_h])
    phase = ii - dose.since_h
    if not dose.duration_h.any():
        return [entry(phase, phase, dose.amount, nothing)], dose.ii_h
    always = np.floor(dose.duration_h / ii)
    stop = phase + dose.duration_h - always * ii
    entries = [
        entry(phase, np.minimum(stop, ii), nothing, dose.rate_per_h),
        entry(nothing, np.maximum(stop - ii, 0.0), nothing, dose.rate_per_h),
    ]
    if always.any():
        entries.append(entry(nothing, ii + nothing, nothing, dose.rate_per_h * always))
    return entries, dose.ii_h


# Newton's method on a smooth map of a few states; more steps than this do not help it.
MOST_NEWTON_STEPS = 12
NEWTON_DONE = 1e-13
NUDGE = 1e-4


def settle(
    interval: Callable[[Any], Any], start: Any, lib: Library, done: float = NEWTON_DONE
) -> Any:
    """States (s, n) that an interval, a function of such states, brings back to themselves.

    `done` is how little they may change, as a part of themselves.

    >>> from baclofen.engine.library import NUMPY
    >>> settle(lambda a: 0.5 * a + 1, np.zeros((1, 1)), NUMPY).round(12)
    array([[2.]])
    """
    xp, s = lib.xp, start.shape[0]

    def improve(value: Any, miss: Any) -> Any:
        columns = []
        for j in range(s):
            nudge = NUDGE * (1 + abs(value[j]))
            moved = xp.stack([value[i] + nudge if i == j else value[i] for i in range(s)])
            columns.append((interval(moved) - moved - miss) / nudge)
        return value - lib.solve(xp.stack(columns, axis=1), miss)

    if xp is not np:
        return lib.repeat(MOST_NEWTON_STEPS, lambda _, v: improve(v, interval(v) - v), start)
    value = start
    for _ in range(MOST_NEWTON_STEPS):
        miss = interval(value) - value
        if (abs(miss) <= done * (1 + abs(value))).all():
            return value
        try:
            value = improve(value, miss)
        except np.linalg.LinAlgError as error:
            raise no_steady_state() from error
    if not (abs(interval(value) - value) <= 1e4 * done * (1 + abs(value))).all():
        raise no_steady_state()
    return value

"""Turnovers through panels: dA/dt = gain - loss * A, by an exponential and a quadrature.

With L the integral of the loss, A = exp(-L) (A0 + integral of exp(L) gain). Both integrals
are sums over a panel's places, so a panel needs no small steps; and neither needs A0, so
several panels are computed at once and then joined end to end. Turnovers that depend on
each other are guessed and improved until they no longer change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baclofen.engine.bound import Bound
from baclofen.engine.expression import evaluate
from baclofen.engine.library import Library
from baclofen.engine.panel import Panel

# Sweeps through a loop of turnovers end when nothing changes by more than this part.
SAME = 1e-14
MOST_SWEEPS = 80


@dataclass(frozen=True, eq=False)
class Growth:
    """exp of the integrated loss at the places, (N, b, n) or (N, 1, n); exp of minus it at
    the end, (b, n) or (n,); and what of the loss the places did not resolve."""

    grown: Any
    shrunk: Any
    unresolved: Any


@dataclass(frozen=True, eq=False)
class SlowPanels:
    """One turnover in b panels: at the `start` (b, n), `at` the places (N, b, n), at the
    `end` (b, n), and `error` (2, n): an estimate of what the places did not resolve, and the
    largest value to hold it against."""

    start: Any
    at: Any
    end: Any
    error: Any


def filter_growth(loss: Any, length_h: Any, panel: Panel, lib: Library) -> Growth:
    """The growth for a loss that stays the same, (n,): the same in all panels of a length."""
    gone = loss * length_h
    at = lib.xp.asarray(panel.at, length_h.dtype)[:, None, None]
    return Growth(lib.xp.exp(at * gone), lib.xp.exp(-gone), 0.0)


def follow_slow(
    bound: Bound,
    order: Sequence[tuple[str, ...]],
    loops: Sequence[bool],
    along: Mapping[str, Any],
    start: Mapping[str, Any],
    blocks: int,
    length_h: Any,
    filters: Mapping[str, Growth],
    panel: Panel,
    lib: Library,
) -> dict[str, SlowPanels]:
    """All turnovers through so many `blocks` b, panels of `length_h` (1 or n), from `start` (n,).

    `along` holds the compartments they depend on, at the places (N, b, n); `filters` the
    `filter_growth` of those whose loss stays the same. With a loop, b is 1.
    """
    known: dict[str, Any] = dict(along)
    memo: dict[int, Any] = {}
    found: dict[str, SlowPanels] = {}
    shape = (len(panel.at), blocks, 1)

    def advance(name: str, values: Mapping[str, Any], memo: dict[int, Any]) -> SlowPanels:
        gain = evaluate(bound.gains[name], values, lib.xp, memo)
        growth = filters.get(name)
        if growth is None:
            loss = _spread(evaluate(bound.losses[name], values, lib.xp, memo), shape, lib.xp)
            growth = _growth(loss, length_h, panel, lib)
        made = _spread(growth.grown * gain, shape, lib.xp)
        return _integrate(made, growth, start[name], length_h, panel, lib)

    for names, is_loop in zip(order, loops, strict=True):
        if is_loop:
            found |= _sweep(names, advance, known, memo, start, panel, lib)
        else:
            found[names[0]] = advance(names[0], known, memo)
        known |= {name: found[name].at for name in names}
    return found


def _spread(value: Any, shape: tuple[int, ...], xp: Any) -> Any:
    # What is the same in all panels, or along one, has a value in each and everywhere too.
    return value if value.shape[:-1] == shape[:-1] else value + xp.zeros(shape, value.dtype)


def _growth(loss: Any, length_h: Any, panel: Panel, lib: Library) -> Growth:
    until, whole, missed = _sums(loss, length_h, panel, lib)
    return Growth(lib.xp.exp(until), lib.xp.exp(-whole), missed)


def _sums(values: Any, length_h: Any, panel: Panel, lib: Library) -> tuple[Any, Any, Any]:
    """Integrals to the places (N, b, n) and to the end (b, n), and what they missed (b, n)."""
    xp, N = lib.xp, len(panel.at)
    flat = values.reshape(N, -1)
    # One length for all draws belongs into the matrix, which is small.
    if length_h.size == 1:
        sums = xp.asarray(panel.sums, values.dtype) * length_h @ flat
    else:
        sums = xp.asarray(panel.sums, values.dtype) @ flat
    sums = sums.reshape(N + 3, *values.shape[1:])
    if length_h.size > 1:
        sums = sums * length_h
    # The last two coefficients of an expansion bound what follows them, if it converges.
    missed = (abs(sums[N + 1]) + abs(sums[N + 2])) / (2 * N)
    return sums[:N], sums[N], missed


def _integrate(
    made: Any, growth: Growth, start: Any, length_h: Any, panel: Panel, lib: Library
) -> SlowPanels:
    xp = lib.xp
    at, gained, missed = _sums(made, length_h, panel, lib)
    shrunk = growth.shrunk
    starts, value = [], start
    for b in range(gained.shape[0]):
        starts.append(value)
        value = (value + gained[b]) * (shrunk[b] if shrunk.ndim > 1 else shrunk)
    begin, end = xp.stack(starts), xp.stack([*starts[1:], value])
    at += begin
    at /= growth.grown
    # At an early place nothing has shrunk yet, so the whole of what was missed counts.
    missed = missed + abs(end) * growth.unresolved
    size = xp.maximum(abs(begin).max(axis=0), abs(end).max(axis=0))
    return SlowPanels(begin, at, end, xp.stack([missed.max(axis=0), size]))


def _sweep(
    names: Sequence[str], advance: Any, known: Mapping[str, Any], memo: dict[int, Any],
    start: Mapping[str, Any], panel: Panel, lib: Library,
) -> dict[str, SlowPanels]:  # fmt: skip
    xp = lib.xp

    def once(guess: Any) -> Any:
        values = {**known, **dict(zip(names, guess[0], strict=True))}
        new = []
        for name in names:
            # What was computed from an older guess must not be used again.
            new.append(advance(name, values, dict(memo)))
            values = {**values, name: new[-1].at}
        change = xp.stack([abs(p.at - g).max() for p, g in zip(new, guess[0], strict=True)])
        size = xp.stack([abs(p.at).max() for p in new])
        return (
            tuple(p.at for p in new), tuple(p.end for p in new), tuple(p.error for p in new),
            (change - SAME * size).max(), guess[4] + 1,
        )  # fmt: skip

    blank = xp.zeros((len(panel.at), 1, 1), start[names[0]].dtype)
    flat = tuple(start[name] + blank for name in names)
    ends = tuple(start[name][None] for name in names)
    errors = tuple(xp.stack([start[name], start[name]]) for name in names)
    begin = (flat, ends, errors, xp.asarray(1.0, blank.dtype), 0)
    done = lib.until(lambda g: (g[3] <= 0) | (g[4] >= MOST_SWEEPS), once, begin)
    # What still changed in the last sweep is an error too.
    still = xp.maximum(done[3], 0.0) * (done[4] >= MOST_SWEEPS)
    return {
        name: SlowPanels(start[name][None], done[0][i], done[1][i], done[2][i] + still)
        for i, name in enumerate(names)
    }

"""Turnovers through panels: dA/dt = gain - loss * A, by an exponential and a quadrature.

With L the integral of the loss, A = exp(-L) (A0 + integral of exp(L) gain). Both integrals
are sums over a panel's places, so a panel needs no small steps; and neither needs A0, so
several panels are computed at once and then joined end to end. Turnovers that depend on
each other are guessed and improved until they no longer change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from baclofen.engine.bound import Bound
from baclofen.engine.expression import Expression, evaluate
from baclofen.engine.hoist import Loop
from baclofen.engine.library import Library
from baclofen.engine.panel import Panel

# Sweeps through a loop of turnovers end when the next would change nothing by more than this
# part of its size, or of the error that its places make anyhow.
SAME = 1e-14
PART_OF_MISSED = 1e-3
MOST_SWEEPS = 80


@dataclass(frozen=True, eq=False)
class Growth:
    """exp of the integrated loss at the places, (N, b, n) or (N, 1, n); exp of minus it at
    the end, (b, n) or (1, n); and what of the loss the places did not resolve."""

    grown: Any
    shrunk: Any
    unresolved: Any

    def of(self, b: int) -> Growth:
        """That of one panel."""
        if self.grown.shape[1] == 1:
            return self
        here = slice(b, b + 1)
        return Growth(self.grown[:, here], self.shrunk[here], self.unresolved[here])


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
    return Growth(
        lib.xp.exp(at * gone), lib.xp.exp(-gone)[None], lib.xp.zeros((1, 1), length_h.dtype)
    )


@dataclass(frozen=True, eq=False)
class Slow:
    """The turnovers of a model, ready to be followed through panels of `length_h` (1 or n).

    Each of `order` is a turnover or a loop of them, after what it depends on. `filters` holds
    the `filter_growth` of those whose loss stays the same.
    """

    bound: Bound
    order: Sequence[str | Loop]
    length_h: Any
    filters: Mapping[str, Growth]
    panel: Panel
    lib: Library

    def follow(
        self, along: Mapping[str, Any], start: Mapping[str, Any], blocks: int
    ) -> dict[str, SlowPanels]:
        """All turnovers through so many `blocks` b from `start` (n,).

        `along` holds the compartments they depend on, at the places (N, b, n).
        """
        known: dict[str, Any] = dict(along)
        memo: dict[int, Any] = {}
        found: dict[str, SlowPanels] = {}
        for item in self.order:
            if isinstance(item, Loop):
                panels = self._loop(item, known, memo, start, blocks)
            else:
                growth = self._growth(item, self.bound.losses[item], known, memo, blocks)
                made = self._made(growth, self.bound.gains[item], known, memo, blocks)
                panels = {item: self._integrate(made, growth, start[item])}
            found |= panels
            known |= {name: p.at for name, p in panels.items()}
        return found

    def _growth(
        self, name: str, loss: Expression, values: Mapping[str, Any], memo: dict[int, Any],
        blocks: int,
    ) -> Growth:  # fmt: skip
        if name in self.filters:
            return self.filters[name]
        xp = self.lib.xp
        sums = self._sums(self._spread(evaluate(loss, values, xp, memo), blocks))
        N = len(self.panel.at)
        return Growth(xp.exp(sums[:N]), xp.exp(-sums[N]), self._missed(sums))

    def _made(
        self, growth: Growth, gain: Expression, values: Mapping[str, Any], memo: dict[int, Any],
        blocks: int,
    ) -> Any:  # fmt: skip
        return self._spread(growth.grown * evaluate(gain, values, self.lib.xp, memo), blocks)

    def _spread(self, value: Any, blocks: int) -> Any:
        # What is the same in all panels, or along one, has a value in each and everywhere too.
        shape = len(self.panel.at), blocks
        if value.shape[:-1] == shape:
            return value
        return value + self.lib.xp.zeros((*shape, 1), value.dtype)

    def _sums(self, values: Any) -> Any:
        """Integrals (N + 3, b, n) to the places and to the end, and two rows for `_missed`."""
        xp, N = self.lib.xp, len(self.panel.at)
        sums = xp.asarray(self.panel.sums, values.dtype)
        # One length for all draws belongs into the matrix, which is small.
        if self.length_h.size == 1:
            sums = sums * self.length_h
        sums = (sums @ values.reshape(N, -1)).reshape(N + 3, *values.shape[1:])
        return sums if self.length_h.size == 1 else sums * self.length_h

    def _missed(self, sums: Any) -> Any:
        # The last two coefficients of an expansion bound what follows them, if it converges.
        N = len(self.panel.at)
        return (abs(sums[N + 1]) + abs(sums[N + 2])) / (2 * N)

    def _integrate(self, made: Any, growth: Growth, start: Any) -> SlowPanels:
        xp, N = self.lib.xp, len(self.panel.at)
        sums = self._sums(made)
        gained, shrunk = sums[N], growth.shrunk
        starts, value = [], start
        for b in range(gained.shape[0]):
            starts.append(value)
            value = (value + gained[b]) * shrunk[b if shrunk.shape[0] > 1 else 0]
        begin, end = xp.stack(starts), xp.stack([*starts[1:], value])
        # At an early place nothing has shrunk yet, so the whole of what was missed counts.
        missed = self._missed(sums) + abs(end) * growth.unresolved
        size = xp.maximum(abs(begin).max(axis=0), abs(end).max(axis=0))
        at = sums[:N]
        at += begin
        at /= growth.grown
        return SlowPanels(begin, at, end, xp.stack([missed.max(axis=0), size]))

    def _loop(
        self, loop: Loop, known: Mapping[str, Any], memo: dict[int, Any],
        start: Mapping[str, Any], blocks: int,
    ) -> dict[str, SlowPanels]:  # fmt: skip
        """A loop through the panels, one after the other."""
        xp = self.lib.xp
        outside = {name: evaluate(f, known, xp, memo) for name, f in loop.outside.items()}
        growths = {
            name: self._growth(name, self.bound.losses[name], known, memo, blocks)
            for name in loop.names
            if name not in loop.varies
        }
        now = {name: start[name] for name in loop.names}
        guess = {name: self._spread(value, 1) for name, value in now.items()}
        walked: dict[str, list[SlowPanels]] = {name: [] for name in loop.names}
        for b in range(blocks):
            here = {name: values[:, b : b + 1] for name, values in outside.items()}
            grown = {name: growth.of(b) for name, growth in growths.items()}
            for name, p in self._settle(loop, here, grown, now, guess).items():
                walked[name].append(p)
                # The next panel is guessed to be like this one, from where this one ends.
                now[name] = p.end[0]
                guess[name] = p.at + (p.end - p.start)
        return {name: _joined(panels, xp) for name, panels in walked.items()}

    def _settle(
        self, loop: Loop, outside: Mapping[str, Any], growths: Mapping[str, Growth],
        start: Mapping[str, Any], guess: Mapping[str, Any],
    ) -> dict[str, SlowPanels]:  # fmt: skip
        """A loop in one panel: swept until it no longer changes."""
        xp, N = self.lib.xp, len(self.panel.at)

        def made(name: str, values: Mapping[str, Any]) -> tuple[Any, Growth]:
            # What was computed from an older guess must not be used again.
            memo: dict[int, Any] = {}
            growth = growths.get(name) or self._growth(name, loop.losses[name], values, memo, 1)
            return self._made(growth, loop.gains[name], values, memo, 1), growth

        def once(now: tuple[Any, Any, Any, Any]) -> tuple[Any, Any, Any, Any]:
            at, before, _, sweeps = dict(now[0]), *now[1:]
            change = 0.0 * before
            for name in loop.names:
                gained, growth = made(name, {**outside, **at})
                sums = self._sums(gained)
                new = sums[:N]
                new += start[name]
                new /= growth.grown
                allowed = SAME * abs(new[-1]) + PART_OF_MISSED * self._missed(sums)
                worst = (abs(new - at[name]).max(axis=0) / (allowed + nothing)).max()
                change = xp.maximum(change, worst)
                at[name] = new
            # Each sweep changes less than the one before, by about the same factor.
            return at, change, change * xp.minimum(change / before, 1.0), sweeps + 1

        one = xp.asarray(1.0, next(iter(guess.values())).dtype)
        nothing = float(np.sqrt(np.finfo(one.dtype).tiny))
        at, _, _, sweeps = self.lib.until(
            lambda now: (now[2] <= 1.0) | (now[3] >= MOST_SWEEPS),
            once,
            (dict(guess), nothing * one, 2.0 * one, 0),
        )
        at, found = dict(at), {}
        for name in loop.names:
            gained, growth = made(name, {**outside, **at})
            p = self._integrate(gained, growth, start[name])
            # What still changes when the sweeps are given up is an error too.
            still = abs(p.at - at[name]).max(axis=0)[0] * (sweeps >= MOST_SWEEPS)
            at[name] = p.at
            found[name] = replace(p, error=xp.stack([p.error[0] + still, p.error[1]]))
        return found


def _joined(panels: Sequence[SlowPanels], xp: Any) -> SlowPanels:
    """Panels of one turnover as if they had been followed together."""
    if len(panels) == 1:
        return panels[0]
    error = panels[0].error
    for p in panels[1:]:
        error = xp.maximum(error, p.error)
    return SlowPanels(
        xp.concatenate([p.start for p in panels]),
        xp.concatenate([p.at for p in panels], axis=1),
        xp.concatenate([p.end for p in panels]),
        error,
    )

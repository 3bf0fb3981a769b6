"""Turnovers through panels: dA/dt = gain - loss * A, by an exponential and a quadrature.

With L the integral of the loss, A = exp(-L) (A0 + integral of exp(L) gain). Both integrals
are sums over a panel's places, so a panel needs no small steps; and neither needs A0, so
several panels, each of its own length, are computed at once and then joined end to end.
Turnovers that depend on each other are guessed and improved until they no longer change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from baclofen.engine.bound import Bound
from baclofen.engine.expression import Expression, evaluate
from baclofen.engine.hoist import Loop, take_out
from baclofen.engine.library import Library
from baclofen.engine.panel import Panel, make_panel
from baclofen.engine.program import Program
from baclofen.value import Value, replace

# Sweeps through a loop of turnovers end when the next would change nothing by more than this
# part of its size, or of the error that its places make anyhow: executors then agree to 1e-9. At a
# thousandth they agreed to 2e-7, and what that saved was a tenth of a run.
SAME = 1e-14
PART_OF_MISSED = 1e-7
MOST_SWEEPS = 80
# Hours of a loop that are swept together: more take more sweeps, fewer more calls. What is given
# mostly repeats by the day, so that one day is a good guess at the next.
SWEPT_TOGETHER_H = 24.0
# Numbers in an array beyond which a sweep more costs as much as the calls that it saves.
SWEPT_TOGETHER = 8_000


class Growth(Value, eq=False):
    """exp of the integrated loss at the places, (N, b, n) or (N, 1, n); exp of minus it at
    the end, (b, n) or (1, n); and what of the loss the places did not resolve, (b or 1, n or 1)."""

    grown: Any
    shrunk: Any
    unresolved: Any

    def of(self, here: slice) -> Growth:
        """That of some panels."""
        if self.grown.shape[1] == 1:
            return self
        missed = self.unresolved
        missed = missed if missed.shape[0] == 1 else missed[here]
        return Growth(self.grown[:, here], self.shrunk[here], missed)


class SlowPanels(Value, eq=False):
    """One turnover in b panels: at the `start` (b, n), `at` the places (N, b, n), at the
    `end` (b, n), and `error` (2, n): an estimate of what the places did not resolve, and the
    largest value to hold it against."""

    start: Any
    at: Any
    end: Any
    error: Any

    def some(self, here: slice | list[int]) -> SlowPanels:
        """Some of these panels."""
        return SlowPanels(self.start[here], self.at[:, here], self.end[here], self.error)


def filter_growth(loss: Any, length_h: Any, panel: Panel, lib: Library) -> Growth:
    """The growth for a loss that stays the same, (n,): the same in all panels of a length."""
    gone = loss * length_h
    at = lib.xp.asarray(panel.at, length_h.dtype)[:, None, None]
    return Growth(
        lib.xp.exp(at * gone), lib.xp.exp(-gone)[None], lib.xp.zeros((1, 1), length_h.dtype)
    )


class Slow(Value, eq=False):
    """The turnovers of a model, ready to be followed through panels.

    `length_h` (1 or n) is one for all panels, or (b, 1 or n) each panel's own. Each of `order`
    is a turnover or a loop of them, after what it depends on. `filters` holds the growth of
    those whose loss stays the same.
    """

    bound: Bound
    order: Sequence[str | Loop]
    length_h: Any
    filters: Mapping[str, Growth]
    panel: Panel
    lib: Library

    @staticmethod
    def make(program: Program, bound: Bound, length_h: Any, lib: Library) -> Slow:
        """For panels of one length."""
        panel = make_panel(program.places)
        # What a filter does in this length is the same in every panel.
        filters = {
            name: filter_growth(loss.value, length_h, panel, lib)
            for name, loss in bound.losses.items()
            if loss.op in ("array", "number")
        }
        order = [
            take_out(names, bound.gains, bound.losses) if program.is_loop(names) else names[0]
            for names in program.slow_order
        ]
        return Slow(bound, order, length_h, filters, panel, lib)

    @staticmethod
    def beside(each: Sequence[Slow]) -> Slow:
        """For panels that differ in length, one of `each` after the other."""
        first = each[0]
        if all(one is first for one in each):
            return first
        xp = first.lib.xp
        filters = {
            name: Growth(
                xp.concatenate([one.filters[name].grown for one in each], axis=1),
                xp.concatenate([one.filters[name].shrunk for one in each]),
                growth.unresolved,
            )
            for name, growth in first.filters.items()
        }
        return replace(first, length_h=xp.stack([one.length_h for one in each]), filters=filters)

    def _some(self, here: slice) -> Slow:
        """For some of its panels, in formulas that need no filters."""
        return self if self.length_h.ndim == 1 else replace(self, length_h=self.length_h[here])

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
        sums = self.lib.product(sums, values.reshape(N, -1)).reshape(N + 3, *values.shape[1:])
        return sums if self.length_h.size == 1 else sums * self.length_h

    def _missed(self, sums: Any) -> Any:
        # The last two coefficients of an expansion bound what follows them, if it converges.
        N = len(self.panel.at)
        return (abs(sums[N + 1]) + abs(sums[N + 2])) / (2 * N)

    def _integrate(self, made: Any, growth: Growth, start: Any) -> SlowPanels:
        xp, N = self.lib.xp, len(self.panel.at)
        sums = self._sums(made)
        begin, end = self._joined(sums[N], growth.shrunk, start)
        # At an early place nothing has shrunk yet, so the whole of what was missed counts.
        missed = self._missed(sums) + abs(end) * growth.unresolved
        size = xp.maximum(abs(begin).max(axis=0), abs(end).max(axis=0))
        at = _at_places(sums[:N], begin, growth)
        return SlowPanels(begin, at, end, xp.stack([missed.max(axis=0), size]))

    def _joined(self, gained: Any, shrunk: Any, start: Any) -> tuple[Any, Any]:
        """Where each panel begins and ends (b, n), from what each gains and keeps."""
        values = [start]
        for b in range(gained.shape[0]):
            values.append((values[-1] + gained[b]) * shrunk[b if shrunk.shape[0] > 1 else 0])
        both = self.lib.xp.stack(values)
        return both[:-1], both[1:]

    def _loop(
        self, loop: Loop, known: Mapping[str, Any], memo: dict[int, Any],
        start: Mapping[str, Any], blocks: int,
    ) -> dict[str, SlowPanels]:  # fmt: skip
        """A loop through the panels, some of them after the other."""
        xp = self.lib.xp
        outside = {name: evaluate(f, known, xp, memo) for name, f in loop.outside.items()}
        growths = {
            name: self._growth(name, self.bound.losses[name], known, memo, blocks)
            for name in loop.names
            if name not in loop.varies
        }
        now = {name: start[name] for name in loop.names}
        walked: dict[str, list[SlowPanels]] = {name: [] for name in loop.names}
        for here in self._swept_together(blocks, next(iter(now.values())).shape[-1]):
            count = here.stop - here.start
            own = {name: values[:, here] for name, values in outside.items()}
            grown = {name: growth.of(here) for name, growth in growths.items()}
            guess = {
                name: self._spread(_guessed(walked[name][-2:], value, count), count)
                for name, value in now.items()
            }
            found = self._some(here)._settle(loop, own, grown, now, guess)
            for name, p in found.items():
                walked[name].append(p)
                now[name] = p.end[-1]
        return {name: _together(panels, xp) for name, panels in walked.items()}

    def _swept_together(self, blocks: int, n: int) -> Iterator[slice]:
        """Panels of a day, or as many of them as are worth it."""
        if blocks == 1:
            yield slice(0, 1)
            return
        most = max(1, SWEPT_TOGETHER // (len(self.panel.at) * n))
        # Where draws differ in lengths, the first one decides: it is only a cut.
        lengths = np.broadcast_to(self.length_h.reshape(-1, self.length_h.shape[-1])[:, 0], blocks)
        first, hours = 0, 0.0
        for b, length in enumerate(lengths, start=1):
            hours += length
            is_day = hours + length / 2 > SWEPT_TOGETHER_H
            if b == blocks or b - first == most or is_day:
                yield slice(first, b)
                first, hours = b, 0.0

    def _settle(
        self, loop: Loop, outside: Mapping[str, Any], growths: Mapping[str, Growth],
        start: Mapping[str, Any], guess: Mapping[str, Any],
    ) -> dict[str, SlowPanels]:  # fmt: skip
        """A loop in some panels: swept until it no longer changes."""
        xp, N = self.lib.xp, len(self.panel.at)
        count = next(iter(guess.values())).shape[1]

        def made(name: str, values: Mapping[str, Any]) -> tuple[Any, Growth]:
            # What was computed from an older guess must not be used again.
            memo: dict[int, Any] = {}
            growth = growths.get(name) or self._growth(name, loop.losses[name], values, memo, count)
            return self._made(growth, loop.gains[name], values, memo, count), growth

        def once(now: tuple[Any, Any, Any, Any]) -> tuple[Any, Any, Any, Any]:
            at, before, _, sweeps = dict(now[0]), *now[1:]
            change = 0.0 * before
            for name in loop.names:
                gained, growth = made(name, {**outside, **at})
                sums = self._sums(gained)
                begin, _ = self._joined(sums[N], growth.shrunk, start[name])
                new = _at_places(sums[:N], begin, growth)
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
            still = abs(p.at - at[name]).max(axis=(0, 1)) * (sweeps >= MOST_SWEEPS)
            at[name] = p.at
            found[name] = replace(p, error=xp.stack([p.error[0] + still, p.error[1]]))
        return found


def _at_places(gained: Any, begin: Any, growth: Growth) -> Any:
    """The turnover at the places (N, b, n): what it began with and gained, less what was lost."""
    # In place, where a run spends its time; not where all gain alike and only starts have draws.
    if gained.shape[1:] == begin.shape:
        gained += begin
    else:
        gained = gained + begin
    gained /= growth.grown
    return gained


def _guessed(before: Sequence[SlowPanels], start: Any, count: int) -> Any:
    """What follows: as much unlike the last as that is unlike the one before it."""
    alike = [p for p in before if p.at.shape[1] == count]
    if not alike:
        return start
    if len(alike) == 1:
        return alike[0].at + (start - alike[0].start[0])
    first, last = alike
    return 2.0 * last.at - first.at + (start - 2.0 * last.start[0] + first.start[0])


def _together(panels: Sequence[SlowPanels], xp: Any) -> SlowPanels:
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

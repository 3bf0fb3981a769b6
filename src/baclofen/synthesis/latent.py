"""Binomial counts whose effects vary between studies: their likelihood, integrated exactly.

A study's own effect is the pooled one plus a normal deviation t of SD tau. Its likelihood is an
integral over t of a function whose logarithm is concave and smooth: the trapezoidal rule, from
one end of its mass to the other, then errs only by rounding, however wide tau is. Gauss-Hermite
places, fixed in number, miss the step that such a function becomes where tau is large.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from baclofen.synthesis.columns import Numbers
from baclofen.value import Value

#: Steps on the logit scale, and in SDs of the integrand at its top, small enough for rounding: the
#: rule's error falls as exp(-pi^2 / step) and exp(-2 pi^2 / step^2).
STEP, STEP_SD = 0.25, 0.65
#: What is so far below the top, as a logarithm, adds nothing; a normal one is by 9 SDs.
NOTHING, NOTHING_SD = 40.0, 9.0
ROUNDS = 200
#: Newton's method ends when a step promises to raise the log-likelihood by less.
DONE = 1e-12
LONGEST_STEP = 3.0
#: A log-likelihood of large counts is known to so much of itself; shorter parts of a step tell no
#: more than that.
ROUNDING, LEAST_PART = 1e-14, 1e-3


class Top(Value, eq=False):
    """The best `effect` at one tau with the `level` (k,) of each study, the log-likelihood there
    and its `bend`: its second derivative in the effect, the levels following."""

    effect: float
    level: Numbers
    log_likelihood: float
    bend: float


class Varying:
    """Arms of k studies: `x` (a, k) events of `m` (a, k).

    The logit of an arm is the study's `level` (k,) plus its `side` (a,) times the study's effect.
    `frees` levels are found at their best; others are known.
    """

    def __init__(
        self, x: Numbers, m: Numbers, side: Numbers, level: Numbers, *, frees: bool
    ) -> None:
        self._x, self._m, self._side = x[:, None], m[:, None], side[:, None, None]
        self._level, self._frees = level, frees
        # In such a study every arm had only events or none: it fits a deviation without end.
        self._endless = np.all((x == 0) | (x == m), axis=0)
        self._towards = np.sum(side[:, None] * (x - m / 2), axis=0) > 0

    def at_infinity(self) -> float:
        """The log-likelihood towards a tau without end, each study far on its own side."""
        if not self._endless.all():
            return -math.inf
        share = float(np.mean(self._towards))
        entropy = -sum(p * math.log(p) for p in (share, 1 - share) if p > 0)
        return -float(self._endless.size) * entropy

    def best(self, tau: float, start: Top | None = None) -> Top:
        """The best effect at this tau, from where another search ended."""
        effect, level = (start.effect, start.level) if start else (0.0, self._level)
        value, by_effect, by_level, curves = self._look(effect, level, tau)
        for _ in range(ROUNDS):
            ee, el, ll = curves
            # The levels are eliminated: each appears in its own study only.
            bend = float(np.sum(ee - el**2 / ll))
            step = -float(np.sum(by_effect - el * by_level / ll)) / bend
            moves = -(by_level + el * step) / ll
            promised = float(np.sum(by_effect)) * step + float(np.sum(by_level * moves))
            if promised < DONE:
                break
            longest = max(abs(step), float(np.max(np.abs(moves))))
            part = min(1.0, LONGEST_STEP / longest)
            while True:
                found = self._look(effect + part * step, level + part * moves, tau)
                if found[0] >= value - ROUNDING * abs(value) or part < LEAST_PART:
                    break
                part /= 2
            effect, level = effect + part * step, level + part * moves
            value, by_effect, by_level, curves = found
        return Top(effect, level, value, bend)

    def _look(
        self, effect: float, level: Numbers, tau: float
    ) -> tuple[float, Numbers, Numbers, tuple[Numbers, Numbers, Numbers]]:
        """Log-likelihood; slopes (k,) in effect and level; second derivatives (k,) in both."""
        t, log_w = self._places(effect, level, tau)
        log_f = self._log(effect, level, t) + log_w
        top = log_f.max(axis=0)
        held = np.exp(log_f - top)
        total = held.sum(axis=0)
        held /= total
        p = self._share(effect, level, t)
        miss, spread = self._x - self._m * p, self._m * p * (1 - p)
        by_effect = np.sum(self._side * miss, axis=0)
        slope = np.sum(held * by_effect, axis=0)
        curve = np.sum(held * (by_effect**2 - np.sum(self._side**2 * spread, axis=0)), axis=0)
        ee = np.minimum(curve - slope**2, -np.finfo(float).tiny)
        value = float(np.sum(top + np.log(total)))
        if not self._frees:
            none = np.zeros(slope.size)
            return value, slope, none, (ee, none, none - 1)
        by_level = np.sum(miss, axis=0)
        own = np.sum(held * by_level, axis=0)
        ll = np.sum(held * (by_level**2 - np.sum(spread, axis=0)), axis=0) - own**2
        both = np.sum(self._side * spread, axis=0)
        el = np.sum(held * (by_effect * by_level - both), axis=0) - slope * own
        return value, slope, own, (ee, el, np.minimum(ll, -1e-12))

    def _places(self, effect: float, level: Numbers, tau: float) -> tuple[Numbers, Numbers]:
        """Deviations (p, k) to sum over, and the logarithm of their weights and density."""
        k = level.size
        if tau == 0:
            return np.zeros((1, k)), np.zeros((1, k))

        def log(t: Numbers) -> Numbers:
            return np.asarray(self._log(effect, level, t[None])[0] - t**2 / (2 * tau**2))

        t, sd = self._mode(effect, level, tau)
        top = log(t)
        ends = []
        for sign in (-1, 1):
            far = np.full(k, NOTHING_SD * tau)
            for _ in range(ROUNDS):
                nearer = log(t + sign * far / 2) < top - NOTHING
                if not nearer.any():
                    break
                far = np.where(nearer, far / 2, far)
            ends.append(far)
        step = np.minimum(STEP, STEP_SD * sd)
        count = int(np.ceil(np.max((ends[0] + ends[1]) / step))) + 1
        at = t - ends[0] + step * np.arange(count)[:, None]
        log_w = np.log(step / (tau * np.sqrt(2 * np.pi))) - at**2 / (2 * tau**2)
        return at, log_w

    def _mode(self, effect: float, level: Numbers, tau: float) -> tuple[Numbers, Numbers]:
        """Where each integrand is highest, nearly, and its SD there: Newton's steps, held
        between ends that close in."""
        t = np.zeros(level.size)
        slope, bend = self._pull(effect, level, t, tau)
        low, high = np.minimum(tau**2 * slope, 0.0), np.maximum(tau**2 * slope, 0.0)
        for _ in range(ROUNDS):
            low, high = np.where(slope > 0, t, low), np.where(slope < 0, t, high)
            new = t - slope / bend
            new = np.where((new < low) | (new > high), (low + high) / 2, new)
            done = np.all(np.abs(new - t) < 1e-3 / np.sqrt(-bend))
            t = new
            slope, bend = self._pull(effect, level, t, tau)
            if done:
                break
        return t, 1 / np.sqrt(-bend)

    def _pull(
        self, effect: float, level: Numbers, t: Numbers, tau: float
    ) -> tuple[Numbers, Numbers]:
        p = self._share(effect, level, t[None])
        slope = np.sum(self._side * (self._x - self._m * p), axis=0)[0] - t / tau**2
        return slope, -np.sum(self._side**2 * self._m * p * (1 - p), axis=0)[0] - 1 / tau**2

    def _logit(self, effect: float, level: Numbers, t: Numbers) -> Numbers:
        return np.asarray(level + self._side * (effect + t))

    def _share(self, effect: float, level: Numbers, t: Numbers) -> Numbers:
        # Both branches of exp stay finite.
        return np.asarray(0.5 * (1 + np.tanh(self._logit(effect, level, t) / 2)))

    def _log(self, effect: float, level: Numbers, t: Numbers) -> Numbers:
        logit = self._logit(effect, level, t)
        each: NDArray[np.float64] = self._x * logit - self._m * np.logaddexp(0, logit)
        return np.asarray(each.sum(axis=0))

"""Each person's objective: what is read of them beside what is predicted, and a prior.

    sum over readings (log v + (y - f)^2 / v) - 2 sum over readings below a limit (log Phi(z))
        + sum over etas (eta^2 / omega^2)

with prediction f, variance v = (proportional f)^2 + additive^2, z = (limit - f) / sqrt(v), and a
parameter's value typical * exp(eta). What is only known to be below a limit counts by its chance
(M3 of Beal, 2001). Predictions and their slopes for everyone come from one run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine.crossings import crossings
from baclofen.engine.draws import Numbers
from baclofen.engine.execute import Executor, run
from baclofen.engine.program import Program
from baclofen.engine.readings import LEAST_SD, Readings
from baclofen.errors import InputRefused, OutOfRange, UnknownName

# Central differences of exact predictions: the error of slopes is its square.
NUDGE = 1e-4
FARTHEST_SD = 10.0
# An SD of a factor e^10: beyond it numbers overflow before the search ends.
MOST_OMEGA = 10
# Points beside a mode, in prior SDs of one eta, that must not be lower.
REACH = (0.25, 0.5, 1.0, 2.0, 3.0)
# Where doses cross readings: points along an eta, and within each place that crossings part, with
# another eta so many SDs off; and from how many of them a search begins at most for each eta.
ALONG, WITHIN, OFF, MOST_STARTS = 401, (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99), 1.5, 100
# Points along an eta that moves no dose.
EVENLY = 61


class People:
    """Predictions, objective and derivatives for any etas of any of the people."""

    def __init__(
        self, program: Program, typical: Mapping[str, ArrayLike], omega: Mapping[str, float],
        readings: Readings, executor: Executor | None,
    ) -> None:  # fmt: skip
        for name, sd in omega.items():
            if name not in typical:
                raise UnknownName("eta", name, typical)
            if not LEAST_SD <= sd <= MOST_OMEGA:
                raise OutOfRange(f"omega of {name}", sd, "", f"above 0, and at most {MOST_OMEGA}")
        if not omega:
            raise InputRefused("set of etas", "empty", "one parameter must vary")
        self._readings, self.count = readings, readings.count
        self._program, self._executor = program, executor
        self._typical = {k: np.array(v, dtype=float, ndmin=1) for k, v in typical.items()}
        for name, value in self._typical.items():
            if value.size not in (1, self.count):
                raise InputRefused(
                    f"typical {name}",
                    f"of {value.size} people",
                    f"it must be one number or {self.count}",
                )
        self._names = tuple(omega)
        spread = np.array(list(omega.values()))
        self._weight, self.farthest = 1 / spread**2, FARTHEST_SD * spread
        one = np.concatenate(
            [sign * reach * np.diag(spread) for reach in REACH for sign in (1, -1)]
        )
        self._beside = one[:, None]
        off = np.concatenate([np.diag(spread), -np.diag(spread)])
        self._off = np.concatenate([np.zeros((1, len(spread))), OFF * off])
        # Etas that decide when something enters.
        self.timing = [j for j, name in enumerate(omega) if name in program.times_need]

    @property
    def in_folds(self) -> NDArray[np.intp]:
        """The people whose objective may have several valleys: where doses cross readings, and
        where a reading is only known to be below a limit."""
        if self.timing:
            return np.arange(self.count)
        return np.flatnonzero(~np.isnan(self._readings.limit).all(axis=0))

    def predict(self, eta: Numbers, who: NDArray[np.intp]) -> Numbers:
        """Predictions (r, c, a) for c sets of etas (c, a, q) of the people `who` (a,)."""
        c, a, _ = eta.shape
        parameters: dict[str, ArrayLike] = {}
        for name, value in self._typical.items():
            own = value[who] if value.size > 1 else np.full(a, value[0])
            if name in self._names:
                own = own * np.exp(eta[:, :, self._names.index(name)])
                parameters[name] = own.reshape(-1)
            else:
                parameters[name] = np.tile(own, c) if value.size > 1 else value
        outputs = self._readings.outputs
        course = run(self._program, parameters, outputs, reduce=(), executor=self._executor)
        return np.concatenate([course[name].reshape(-1, c, a) for name in outputs])

    def value(self, eta: Numbers, who: NDArray[np.intp]) -> Numbers:
        """The objective (c, a) alone, for c sets of etas (c, a, q)."""
        f = self.predict(eta, who)
        terms = self._readings.some(who).terms(f)
        return _possible(terms.sum(axis=0) + (eta**2 * self._weight).sum(axis=2))

    def lowest_beside(self, eta: Numbers, who: NDArray[np.intp]) -> tuple[Numbers, Numbers]:
        """Of points that differ from `eta` (a, q) or from the typical values in one eta, the one
        with the lowest objective (a,)."""
        around = np.concatenate([eta + self._beside, 0.0 * eta + self._beside])
        around = np.clip(around, -self.farthest, self.farthest)
        heights = self.value(around, who)
        best = heights.argmin(axis=0)
        return around[best, range(who.size)], heights[best, range(who.size)]

    def starts_across(
        self, eta: Numbers, objective: Numbers, who: NDArray[np.intp]
    ) -> tuple[Numbers, NDArray[np.intp], NDArray[np.bool_]]:
        """Where to search (m, q) and for whom (m,): the valleys along each eta, and of an eta that
        moves doses the best of some points in each place that crossings part, as far out as the
        prior and the best of readings can leave the objective (a,) lower than this one. And for
        whom (a,) some of many places are left out."""
        q = eta.shape[1]
        starts, whose, left_out = [], [], np.zeros(who.size, dtype=bool)
        room = np.maximum(objective - self._readings.some(who).least, 0.0)
        for a, person in enumerate(who):
            for j in range(q):
                reach = min(math.sqrt(room[a] / self._weight[j]), float(self.farthest[j]))
                inside = np.linspace(-reach, reach, EVENLY)[:, None]
                if j in self.timing:
                    along = np.linspace(-reach, reach, ALONG)
                    at = crossings(self._program, self._along(eta[a], person, j, along), along)
                    edges = np.array([-reach, *at, reach])
                    inside = edges[:-1] + np.outer(WITHIN, np.diff(edges))
                # The others as they are, one of them off, and all at their typical values.
                others = np.concatenate([eta[[a]] + self._off, 0.0 * eta[[a]]])
                points = np.repeat(others[:, None], inside.size, axis=1)
                points[:, :, j] = inside.reshape(-1)
                heights = self.value(points.reshape(-1, 1, q), who[[a]]).reshape(len(others), -1)
                low = heights.min(axis=0).reshape(inside.shape)
                valley = _valleys(low)
                low, where = low[valley], np.flatnonzero(valley)
                points = points[heights.argmin(axis=0)[where], where]
                lowest = np.argsort(low)[:MOST_STARTS]
                left_out[a] |= low.size > MOST_STARTS
                starts.append(np.clip(points[lowest], -self.farthest, self.farthest))
                whose.append(np.full(lowest.size, person))
        if not starts:
            return np.empty((0, q)), np.empty(0, dtype=np.intp), left_out
        return np.concatenate(starts), np.concatenate(whose), left_out

    def _along(self, eta: Numbers, person: int, j: int, along: Numbers) -> dict[str, Numbers]:
        """A person's parameters along one eta, the others as they are."""
        own = {k: v[[person]] if v.size > 1 else v for k, v in self._typical.items()}
        for k, name in enumerate(self._names):
            own[name] = own[name] * np.exp(along if k == j else eta[k])
        return own

    def refuse_impossible(self, who: NDArray[np.intp]) -> None:
        """Raises `InputRefused` for people with a reading that no parameters near can give."""
        if not who.size:
            return
        q = len(self._names)
        f = self.predict(np.zeros((1, 1, q)), who[:1])[:, 0]
        self._readings.refuse_impossible(f, int(who[0]), self._program.times_h)

    def look(self, eta: Numbers, who: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        """Objective (a,), gradient (a, q) and expected second derivatives (a, q, q)."""
        q = len(self._names)
        moves = np.concatenate([np.zeros((1, q)), NUDGE * np.eye(q), -NUDGE * np.eye(q)])
        predicted = self.predict(eta[None] + moves[:, None], who)
        readings = self._readings.some(who)
        terms = readings.terms(predicted[:, :1])[:, 0]
        objective = terms.sum(axis=0) + (eta**2 * self._weight).sum(axis=1)
        gradient, slope, expected = self._gradient(predicted, eta, readings)
        fisher = np.einsum("ka,kqa,kra->aqr", expected, slope, slope)
        fisher += 2 * np.diag(self._weight)
        return _possible(objective), gradient, fisher

    def _gradient(
        self, predicted: Numbers, eta: Numbers, readings: Readings
    ) -> tuple[Numbers, Numbers, Numbers]:
        """The objective's gradient (a, q) at `eta` (a, q), from predictions (r, 2 q + 1, a) there
        and on either side of each eta; and what it is made of: slopes of predictions (r, q, a),
        and the expected second derivative in each prediction (r, a)."""
        q = len(self._names)
        slope = (predicted[:, 1 : q + 1] - predicted[:, q + 1 :]) / (2 * NUDGE)
        by_f, expected = readings.slopes(predicted[:, 0])
        gradient = np.einsum("ka,kqa->aq", by_f, slope) + 2 * eta * self._weight
        return gradient, slope, expected

    def hessian(
        self, eta: Numbers, who: NDArray[np.intp], instead: Numbers | None = None
    ) -> Numbers:
        """The objective's own second derivatives (a, q, q), from its gradients around.

        Where they are not positive definite a step cannot use them: `instead` (a, q, q), if
        given, stands in for them.
        """
        q = len(self._names)
        moves = np.concatenate([np.zeros((1, q)), np.eye(q), -np.eye(q)])
        # Gradients on either side of an eta share half of their points with those of another.
        apart, which = np.unique(
            (moves[1:, None] + moves).reshape(-1, q), axis=0, return_inverse=True
        )
        predicted = self.predict(eta + NUDGE * apart[:, None], who)
        around = predicted[:, which.ravel()].reshape(-1, 2 * q, 2 * q + 1, who.size)
        readings = self._readings.some(who)
        gradient = np.array(
            [
                self._gradient(around[:, i], eta + NUDGE * moves[i + 1], readings)[0]
                for i in range(2 * q)
            ]
        ).reshape(2, q, -1, q)
        H = ((gradient[0] - gradient[1]) / (2 * NUDGE)).transpose(1, 2, 0)
        H = (H + H.transpose(0, 2, 1)) / 2
        if instead is None:
            return np.asarray(H)
        usable = np.array([np.isfinite(h).all() and np.linalg.eigvalsh(h)[0] > 0 for h in H])
        return np.where(usable[:, None, None], H, instead)


def _valleys(heights: Numbers) -> NDArray[np.bool_]:
    """Which points (k, m) of m places are lower than their neighbours in the same place."""
    wall = np.full((1, heights.shape[1]), np.inf)
    walled = np.concatenate([wall, heights, wall])
    return np.asarray((heights < walled[:-2]) & (heights <= walled[2:]))


def _possible(objective: Numbers) -> Numbers:
    # What cannot be predicted (a variance of 0, an overflow) is never better.
    return np.where(np.isfinite(objective), objective, np.inf)

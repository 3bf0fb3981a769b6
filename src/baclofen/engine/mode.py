"""The most probable parameters of each of many people (MAP), all at once.

Each person's objective is

    sum over readings (log v + (y - f)^2 / v) - 2 sum over readings below a limit (log Phi(z))
        + sum over etas (eta^2 / omega^2)

with prediction f, variance v = (proportional f)^2 + additive^2, z = (limit - f) / sqrt(v), and a
parameter's value typical * exp(eta). What is only known to be below a limit counts by its chance
(M3 of Beal, 2001). The minimum is found by damped Fisher scoring, then Newton's method;
predictions and their slopes for everyone come from one run. Then it is asked again from where an
eta by itself would lower the objective: a reading before a lag has no slope that leads to it.
Nothing here knows a drug.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine.draws import Numbers
from baclofen.engine.execute import Executor, run
from baclofen.engine.program import Program
from baclofen.engine.readings import Readings, Residual, read_readings
from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.value import Value

# Central differences of exact predictions: the error of slopes is its square.
NUDGE = 1e-4
MOST_STEPS = 100
# Scoring is cheap and safe from afar, but slow where readings fit badly: then Newton's method.
SCORING_STEPS = 12
# Done when a step promises to lower the objective by less.
DONE = 1e-10
FARTHEST_SD = 10.0
LEAST_DAMPING, MOST_DAMPING = 1e-9, 1e12
# Points beside a mode, in prior SDs of one eta, that must not be lower; so many searches at most.
REACH = (0.25, 0.5, 1.0, 2.0, 3.0)
MOST_SEARCHES = 6
# An objective lower by less is the same.
SAME_HEIGHT = 1e-6
#: A posterior SD above this part of the prior one: the data said little about it.
HARDLY_INFORMED = 0.9


class Mode(Value, eq=False):
    """Modes of p people in q etas, named `names`.

    `eta` (p, q), `objective` (p,), `hessian` (p, q, q): the objective's second derivatives;
    half of it is the inverse of the posterior covariance. `sd` (p, q) are the posterior SDs,
    NaN where the mode is no proper minimum; `prior_sd` (q,). `converged` (p,): no step promises a
    lower objective, and no eta by itself, within 3 of its SDs, gives one.
    """

    names: tuple[str, ...]
    eta: Numbers
    objective: Numbers
    hessian: Numbers
    sd: Numbers
    prior_sd: Numbers
    converged: NDArray[np.bool_]

    @property
    def hardly_informed(self) -> list[tuple[str, ...]]:
        """For each person the etas of which the data said little: their posterior SD is
        nearly the prior one, so the estimate is mostly the typical value."""
        close = ~(self.sd < HARDLY_INFORMED * self.prior_sd)
        return [tuple(n for n, c in zip(self.names, row, strict=True) if c) for row in close]


def find_mode(
    program: Program,
    typical: Mapping[str, ArrayLike],
    omega: Mapping[str, float],
    observed: ArrayLike | Mapping[str, ArrayLike],
    *,
    output: str | None = None,
    residual: Residual | Mapping[str, Residual],
    below: ArrayLike | Mapping[str, ArrayLike] | None = None,
    executor: Executor | None = None,
) -> Mode:
    """The mode of each person who followed `program`.

    `typical` holds every parameter, as one number or one per person (p,). `omega` gives the
    SD of the etas that vary; `observed` (k, p) the readings of `output` at the program's
    readings, NaN where there is none. `below` (k, p) is the limit of quantification of each
    reading that was below it, NaN elsewhere. Of several outputs, `observed`, `residual` and
    `below` are by output, and `output` is left out. `executor` is that of each run. Raises
    `UnknownName`, `OutOfRange`, `InputRefused`.

    >>> from baclofen.engine import Event, Flow, Graph, compile_program
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> program = compile_program(tank, [Event(0, 8, "iv")], at_h=[1, 2, 3])
    >>> seen = [[5.1], [3.0], [1.9]]
    >>> mode = find_mode(program, {"ke": 0.4}, {"ke": 0.3}, seen, output="tank",
    ...                  residual=Residual(proportional=0.1))
    >>> (0.4 * np.exp(mode.eta)).round(3), mode.sd.round(3), mode.hardly_informed
    (array([[0.481]]), array([[0.055]]), [()])
    """
    readings = read_readings(program, observed, output, residual, below)
    people = _People(program, typical, omega, readings, executor)
    p, q = people.count, len(omega)
    everyone = np.arange(p)
    eta, objective = np.zeros((p, q)), people.value(np.zeros((1, p, q)), everyone)[0]
    nowhere = everyone[np.isinf(objective)]
    if nowhere.size:
        # At the typical values a reading cannot be; nearby it may.
        eta[nowhere], objective[nowhere] = people.lowest_beside(eta[nowhere], nowhere)
        people.refuse_impossible(nowhere[np.isinf(objective[nowhere])])
    converged = np.zeros(p, dtype=bool)
    who, start = everyone, eta.copy()
    for _ in range(MOST_SEARCHES):
        reached, height, settled = _search(people, start, who)
        lower = height <= objective[who]
        took = who[lower]
        eta[took], objective[took], converged[took] = reached[lower], height[lower], settled[lower]
        start, beside = people.lowest_beside(eta[who], who)
        again = beside < objective[who] - SAME_HEIGHT
        who, start = who[again], start[again]
        if not who.size:
            break
    # Where an eta alone still lowers the objective, it is no minimum.
    converged[who] = False
    hessian = people.hessian(eta, everyone)
    sd = _posterior_sd(hessian)
    return Mode(
        tuple(omega), eta, objective, hessian, sd, np.array(list(omega.values())), converged
    )


def _search(
    people: _People, start: Numbers, who: NDArray[np.intp]
) -> tuple[Numbers, Numbers, NDArray[np.bool_]]:
    """Downhill from `start` (a, q): where each of the people `who` (a,) came, how low, and
    whether nothing near is lower."""
    eta, damping = start.copy(), np.full(who.size, 1e-3)
    objective, gradient, fisher = people.look(eta, who)
    active = np.arange(who.size)
    converged = np.zeros(who.size, dtype=bool)
    for i in range(MOST_STEPS):
        g = gradient[active]
        H = fisher[active]
        if i >= SCORING_STEPS:
            H = people.hessian(eta[active], who[active], H)
        diagonal = np.einsum("pii->pi", H)
        damped = H + np.einsum("pi,ij->pij", diagonal * damping[active, None], np.eye(len(g[0])))
        step = -np.linalg.solve(damped, g[:, :, None])[:, :, 0]
        # No step leads where nobody is: predictions there may not even be numbers.
        step = np.clip(eta[active] + step, -people.farthest, people.farthest) - eta[active]
        new_objective, new_gradient, new_fisher = people.look(eta[active] + step, who[active])
        better = new_objective <= objective[active]
        # Of the whole step: one that is damped, as at a corner, promises little from anywhere.
        whole = np.linalg.solve(H, g[:, :, None])[:, :, 0]
        promised = np.einsum("pi,pi->p", g, whole)
        took = active[better]
        eta[took] += step[better]
        objective[took], gradient[took] = new_objective[better], new_gradient[better]
        fisher[took] = new_fisher[better]
        damping[active] = np.where(
            better,
            np.maximum(damping[active] / 10, LEAST_DAMPING),
            np.minimum(damping[active] * 10, MOST_DAMPING),
        )
        converged[active] = promised < DONE
        active = active[~converged[active] & (damping[active] < MOST_DAMPING)]
        if not active.size:
            break
    return eta, objective, converged


class _People:
    """Predictions, objective and derivatives for any etas of any of the people."""

    def __init__(
        self, program: Program, typical: Mapping[str, ArrayLike], omega: Mapping[str, float],
        readings: Readings, executor: Executor | None,
    ) -> None:  # fmt: skip
        for name, sd in omega.items():
            if name not in typical:
                raise UnknownName("eta", name, typical)
            if not 0 < sd < math.inf:
                raise OutOfRange(f"omega of {name}", sd, "", "above 0, and finite")
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
        f = predicted[:, 0]
        slope = (predicted[:, 1 : q + 1] - predicted[:, q + 1 :]) / (2 * NUDGE)
        readings = self._readings.some(who)
        terms = readings.terms(f[:, None])[:, 0]
        by_f, expected = readings.slopes(f)
        objective = terms.sum(axis=0) + (eta**2 * self._weight).sum(axis=1)
        gradient = np.einsum("ka,kqa->aq", by_f, slope) + 2 * eta * self._weight
        fisher = np.einsum("ka,kqa,kra->aqr", expected, slope, slope)
        fisher += 2 * np.diag(self._weight)
        return _possible(objective), gradient, fisher

    def hessian(
        self, eta: Numbers, who: NDArray[np.intp], instead: Numbers | None = None
    ) -> Numbers:
        """The objective's own second derivatives (a, q, q), from its gradients around.

        Where they are not positive definite a step cannot use them: `instead` (a, q, q), if
        given, stands in for them.
        """
        columns = []
        for move in NUDGE * np.eye(len(self._names)):
            up, down = self.look(eta + move, who)[1], self.look(eta - move, who)[1]
            columns.append((up - down) / (2 * NUDGE))
        H = np.stack(columns, axis=2)
        H = (H + H.transpose(0, 2, 1)) / 2
        if instead is None:
            return np.asarray(H)
        usable = np.array([np.isfinite(h).all() and np.linalg.eigvalsh(h)[0] > 0 for h in H])
        return np.where(usable[:, None, None], H, instead)


def _possible(objective: Numbers) -> Numbers:
    # What cannot be predicted (a variance of 0, an overflow) is never better.
    return np.where(np.isfinite(objective), objective, np.inf)


def _posterior_sd(hessian: Numbers) -> Numbers:
    sd = np.full(hessian.shape[:2], np.nan)
    for i, H in enumerate(hessian):
        values = np.linalg.eigvalsh(H) if np.isfinite(H).all() else np.array([-1.0])
        if values[0] > 0:
            sd[i] = np.sqrt(np.diag(np.linalg.inv(H / 2)))
    return sd

"""The most probable parameters of each of many people (MAP), all at once.

Each person's objective is

    sum over readings (log v + (y - f)^2 / v) + sum over etas (eta^2 / omega^2)

with prediction f, variance v = (proportional f)^2 + additive^2, and a parameter's value
typical * exp(eta). Its minimum is found by damped Fisher scoring, then Newton's method;
predictions and their slopes for everyone come from one run. Nothing here knows a drug.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine.draws import Numbers
from baclofen.engine.execute import run
from baclofen.engine.program import Program
from baclofen.errors import InputRefused, OutOfRange, UnknownName

# Central differences of exact predictions: the error of slopes is its square.
NUDGE = 1e-4
MOST_STEPS = 100
# Scoring is cheap and safe from afar, but slow where readings fit badly: then Newton's method.
SCORING_STEPS = 12
# Done when a step promises to lower the objective by less.
DONE = 1e-10
FARTHEST_SD = 10.0
LEAST_DAMPING, MOST_DAMPING = 1e-9, 1e12
#: A posterior SD above this part of the prior one: the data said little about it.
HARDLY_INFORMED = 0.9


@dataclass(frozen=True)
class Residual:
    """SD of a reading: a part of the prediction, and a constant, added as variances.

    >>> Residual(proportional=0.15, additive=0.005)
    Residual(proportional=0.15, additive=0.005)
    """

    proportional: float = 0.0
    additive: float = 0.0

    def __post_init__(self) -> None:
        for name, value in (("proportional", self.proportional), ("additive", self.additive)):
            if not 0 <= value < math.inf:
                raise OutOfRange(f"{name} residual SD", value, "", "0 or more, and finite")
        if not self.proportional + self.additive > 0:
            raise OutOfRange("residual SD", 0, "", "above 0 in one of its parts")

    def variance(self, f: Numbers) -> tuple[Numbers, Numbers]:
        """Variance at a prediction, and its slope there."""
        return (self.proportional * f) ** 2 + self.additive**2, 2 * self.proportional**2 * f


@dataclass(frozen=True, eq=False)
class Mode:
    """Modes of p people in q etas, named `names`.

    `eta` (p, q), `objective` (p,), `hessian` (p, q, q): the objective's second derivatives;
    half of it is the inverse of the posterior covariance. `sd` (p, q) are the posterior SDs,
    NaN where the mode is no proper minimum; `prior_sd` (q,). `converged` (p,).
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
    observed: ArrayLike,
    *,
    output: str,
    residual: Residual,
) -> Mode:
    """The mode of each person who followed `program`.

    `typical` holds every parameter, as one number or one per person (p,). `omega` gives the
    SD of the etas that vary; `observed` (k, p) the readings of `output` at the program's
    readings, NaN where there is none. Raises `UnknownName`, `OutOfRange`, `InputRefused`.

    >>> from baclofen.engine import Event, Flow, Graph, compile_program
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> program = compile_program(tank, [Event(0, 8, "iv")], at_h=[1, 2, 3])
    >>> seen = [[5.1], [3.0], [1.9]]
    >>> mode = find_mode(program, {"ke": 0.4}, {"ke": 0.3}, seen, output="tank",
    ...                  residual=Residual(proportional=0.1))
    >>> (0.4 * np.exp(mode.eta)).round(3), mode.sd.round(3), mode.hardly_informed
    (array([[0.481]]), array([[0.055]]), [()])
    """
    people = _People(program, typical, omega, observed, output, residual)
    p, q = people.count, len(omega)
    eta, damping = np.zeros((p, q)), np.full(p, 1e-3)
    objective, gradient, fisher = people.look(eta, np.arange(p))
    active = np.arange(p)
    converged = np.zeros(p, dtype=bool)
    for i in range(MOST_STEPS):
        g = gradient[active]
        H = fisher[active] if i < SCORING_STEPS else people.hessian(eta[active], active, fisher)
        diagonal = np.einsum("pii->pi", H)
        damped = H + np.einsum("pi,ij->pij", diagonal * damping[active, None], np.eye(q))
        step = -np.linalg.solve(damped, g[:, :, None])[:, :, 0]
        # No step leads where nobody is: predictions there may not even be numbers.
        step = np.clip(eta[active] + step, -people.farthest, people.farthest) - eta[active]
        new_objective, new_gradient, new_fisher = people.look(eta[active] + step, active)
        better = new_objective <= objective[active]
        promised = -np.einsum("pi,pi->p", g, step)
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
        active = active[~converged[active]]
        if not active.size:
            break
    hessian = people.hessian(eta, np.arange(p))
    sd = _posterior_sd(hessian)
    return Mode(
        tuple(omega), eta, objective, hessian, sd, np.array(list(omega.values())), converged
    )


class _People:
    """Predictions, objective and derivatives for any etas of any of the people."""

    def __init__(
        self, program: Program, typical: Mapping[str, ArrayLike], omega: Mapping[str, float],
        observed: ArrayLike, output: str, residual: Residual,
    ) -> None:  # fmt: skip
        self._y = np.array(observed, dtype=float)
        if self._y.ndim != 2 or self._y.shape[0] != program.times_h.size:
            raise InputRefused(
                "table of observations",
                "of shape " + " by ".join(str(s) for s in self._y.shape),
                f"it must be {program.times_h.size} readings by people",
            )
        if np.isinf(self._y).any():
            raise OutOfRange("observation", math.inf, "", "finite, or NaN where there is none")
        for name, sd in omega.items():
            if name not in typical:
                raise UnknownName("eta", name, typical)
            if not 0 < sd < math.inf:
                raise OutOfRange(f"omega of {name}", sd, "", "above 0, and finite")
        if not omega:
            raise InputRefused("set of etas", "empty", "one parameter must vary")
        self.count = self._y.shape[1]
        self._program, self._output, self._residual = program, output, residual
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

    def predict(self, eta: Numbers, who: NDArray[np.intp]) -> Numbers:
        """Predictions (k, c, a) for c sets of etas (c, a, q) of the people `who` (a,)."""
        c, a, _ = eta.shape
        parameters: dict[str, ArrayLike] = {}
        for name, value in self._typical.items():
            own = value[who] if value.size > 1 else np.full(a, value[0])
            if name in self._names:
                own = own * np.exp(eta[:, :, self._names.index(name)])
                parameters[name] = own.reshape(-1)
            else:
                parameters[name] = np.tile(own, c) if value.size > 1 else value
        course = run(self._program, parameters, [self._output], reduce=())
        return course[self._output].reshape(-1, c, a)

    def look(self, eta: Numbers, who: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
        """Objective (a,), gradient (a, q) and expected second derivatives (a, q, q)."""
        q = len(self._names)
        moves = np.concatenate([np.zeros((1, q)), NUDGE * np.eye(q), -NUDGE * np.eye(q)])
        predicted = self.predict(eta[None] + moves[:, None], who)
        f = predicted[:, 0]
        slope = (predicted[:, 1 : q + 1] - predicted[:, q + 1 :]) / (2 * NUDGE)
        y = self._y[:, who]
        seen = ~np.isnan(y)
        v, dv = self._residual.variance(f)
        with np.errstate(divide="ignore", invalid="ignore"):
            miss = np.where(seen, y - f, 0.0)
            terms = np.where(seen, np.log(v) + miss**2 / v, 0.0)
            by_f = np.where(seen, dv / v - 2 * miss / v - miss**2 * dv / v**2, 0.0)
            expected = np.where(seen, 2 / v + (dv / v) ** 2, 0.0)
        objective = terms.sum(axis=0) + (eta**2 * self._weight).sum(axis=1)
        gradient = np.einsum("ka,kqa->aq", by_f, slope) + 2 * eta * self._weight
        fisher = np.einsum("ka,kqa,kra->aqr", expected, slope, slope)
        fisher += 2 * np.diag(self._weight)
        # What cannot be predicted (a variance of 0, an overflow) is never better.
        return np.where(np.isfinite(objective), objective, np.inf), gradient, fisher

    def hessian(
        self, eta: Numbers, who: NDArray[np.intp], instead: Numbers | None = None
    ) -> Numbers:
        """The objective's own second derivatives (a, q, q), from its gradients around.

        Where they are not positive definite a step cannot use them: `instead` (p, q, q), if
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
        return np.where(usable[:, None, None], H, instead[who])


def _posterior_sd(hessian: Numbers) -> Numbers:
    sd = np.full(hessian.shape[:2], np.nan)
    for i, H in enumerate(hessian):
        values = np.linalg.eigvalsh(H) if np.isfinite(H).all() else np.array([-1.0])
        if values[0] > 0:
            sd[i] = np.sqrt(np.diag(np.linalg.inv(H / 2)))
    return sd

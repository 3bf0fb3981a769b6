"""The most probable parameters of each of many people (MAP), all at once.

The minimum of each person's objective (of `People`) is found by damped Fisher scoring, then
Newton's method. Then it is asked again from where an eta by itself would lower the objective, and,
where an eta moves the times at which doses enter, from every place between two readings that such
a time can lie in: a reading before a lag has no slope that leads to it. There, and where a reading
is below a limit, also from every valley along an eta. Nothing here knows a drug.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine.draws import Numbers
from baclofen.engine.execute import Executor
from baclofen.engine.people import People
from baclofen.engine.program import Program
from baclofen.engine.readings import Residual, read_readings
from baclofen.value import Value

MOST_STEPS = 100
# Scoring is cheap and safe from afar, but slow where readings fit badly: then Newton's method.
SCORING_STEPS = 12
# Done when a step promises to lower the objective by less.
DONE = 1e-10
LEAST_DAMPING, MOST_DAMPING = 1e-9, 1e12
# So many searches at most, each from where the last was not the lowest; and for how many people
# together where each has several starts.
MOST_SEARCHES, TOGETHER = 6, 100
# An objective lower by less is the same.
SAME_HEIGHT = 1e-6
#: A posterior SD above this part of the prior one: the data said little about it.
HARDLY_INFORMED = 0.9


class Mode(Value, eq=False):
    """Modes of p people in q etas, named `names`.

    `eta` (p, q), `objective` (p,), `hessian` (p, q, q): the objective's second derivatives;
    half of it is the inverse of the posterior covariance. `sd` (p, q) are the posterior SDs,
    NaN where the mode is no proper minimum; `prior_sd` (q,). `converged` (p,): no step promises a
    lower objective, no eta by itself, within 3 of its SDs, gives one, nor does any place between
    readings that a dose's lag could lie in; and no eta is 10 SDs off, where the search ends.
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
    people = People(program, typical, omega, readings, executor)
    p, q = people.count, len(omega)
    everyone = np.arange(p)
    eta, objective = np.zeros((p, q)), people.value(np.zeros((1, p, q)), everyone)[0]
    nowhere = everyone[np.isinf(objective)]
    if nowhere.size:
        # At the typical values a reading cannot be; nearby it may.
        eta[nowhere], objective[nowhere] = people.lowest_beside(eta[nowhere], nowhere)
        people.refuse_impossible(nowhere[np.isinf(objective[nowhere])])
    found = _Found(eta, objective, np.zeros(p, dtype=bool))
    _settle(people, found, eta.copy(), everyone)
    _look_across(people, found)
    # At the edge of all that is looked at an objective may go on falling.
    found.converged[(np.abs(eta) >= people.farthest).any(axis=1)] = False
    hessian = people.hessian(eta, everyone)
    sd = _posterior_sd(hessian)
    spread = np.array(list(omega.values()))
    return Mode(tuple(omega), eta, objective, hessian, sd, spread, found.converged)


class _Found(NamedTuple):
    """What has been found so far: changed in place."""

    eta: Numbers
    objective: Numbers
    converged: NDArray[np.bool_]

    def take(
        self, who: NDArray[np.intp], eta: Numbers, objective: Numbers, settled: NDArray[np.bool_]
    ) -> None:
        """What a search came to, where it is no higher."""
        lower = objective <= self.objective[who]
        took = who[lower]
        self.eta[took], self.objective[took] = eta[lower], objective[lower]
        self.converged[took] = settled[lower]


def _settle(people: People, found: _Found, start: Numbers, who: NDArray[np.intp]) -> None:
    """Searches for these people from `start` (a, q), and again from where an eta gives less."""
    for _ in range(MOST_SEARCHES):
        found.take(who, *_search(people, start, who))
        start, beside = people.lowest_beside(found.eta[who], who)
        again = beside < found.objective[who] - SAME_HEIGHT
        who, start = who[again], start[again]
        if not who.size:
            break
    # Where an eta alone still lowers the objective, it is no minimum.
    found.converged[who] = False


def _look_across(people: People, found: _Found) -> None:
    """Searches in every valley, and every place that crossings part, where an objective could still
    be lower."""
    who = people.in_folds
    for _ in range(MOST_SEARCHES):
        lower = [np.empty(0, dtype=np.intp)]
        for some in np.array_split(who, math.ceil(who.size / TOGETHER) or 1):
            before = found.objective[some]
            start, whose, left_out = people.starts_across(found.eta[some], before, some)
            if not whose.size:
                continue
            reached, height, settled = _search(people, start, whose)
            # The lowest of each person's comes last.
            order = np.argsort(-height, kind="stable")
            for i in order:
                found.take(whose[[i]], reached[[i]], height[[i]], settled[[i]])
            is_lower = found.objective[some] < before - SAME_HEIGHT
            found.converged[some[left_out & ~is_lower]] = False
            lower.append(some[is_lower])
        who = np.concatenate(lower)
        if not who.size:
            return
        _settle(people, found, found.eta[who], who)
    found.converged[who] = False


def _search(
    people: People, start: Numbers, who: NDArray[np.intp]
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
        # What lies at the edge of all that is looked at, and would go on, stays.
        stays = (np.abs(eta[active]) >= people.farthest) & (g * eta[active] < 0)
        g = np.where(stays, 0.0, g)
        H = np.where(stays[:, :, None] | stays[:, None], np.eye(len(g[0])), H)
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


def _posterior_sd(hessian: Numbers) -> Numbers:
    sd = np.full(hessian.shape[:2], np.nan)
    for i, H in enumerate(hessian):
        values = np.linalg.eigvalsh(H) if np.isfinite(H).all() else np.array([-1.0])
        if values[0] > 0:
            sd[i] = np.sqrt(np.diag(np.linalg.inv(H / 2)))
    return sd

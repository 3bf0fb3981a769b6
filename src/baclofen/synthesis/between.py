"""The variance between studies, tau2: eight estimators, each for many weightings at once.

DL DerSimonian and Laird 1986, HE Hedges 1983, HS Hunter and Schmidt 1990, SJ Sidik and Jonkman
2005, PM Paule and Mandel 1982 and EB Morris 1983 (they solve one equation), ML and REML. None
below 0: where the equation's answer is, tau2 is 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np

from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.weighted import Solved, Studies, solve

Method = Literal["FE", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML"]
#: The fixed (common) effect first, then the eight.
METHODS: tuple[Method, ...] = ("FE", "DL", "HE", "HS", "SJ", "PM", "EB", "ML", "REML")

#: Newton stops after a step below this part of what it stands at: the next would be its square.
SMALL_STEP = 1e-9
ROUNDS = 200
#: Places at which a likelihood is looked at before it is refined.
GRID = 34


def between(s: Studies, method: Method) -> Numbers:
    """tau2 of each weighting, (b,); 0 where studies do not outnumber coefficients."""
    if method not in s.kept:
        s.kept[method] = _between(s, method)
    return np.asarray(s.kept[method])


def fitted(s: Studies, method: Method) -> Solved:
    """The fit at the tau2 of this method."""
    if method == "FE":
        return s.fixed
    if ("fit", method) not in s.kept:
        s.kept["fit", method] = solve(s, s.weights(between(s, method)))
    found: Solved = s.kept["fit", method]
    return found


def _between(s: Studies, method: Method) -> Numbers:
    if method == "FE":
        return np.zeros(s.use.shape[0])
    enough = s.df >= 1
    if not np.all(enough):
        tau2 = np.zeros(enough.size)
        if np.any(enough):
            tau2[enough] = _between(s.rows(enough), method)
        return tau2
    return np.asarray(np.maximum(_ESTIMATOR[method](s), 0.0))


def _dl(s: Studies) -> Numbers:
    fit = s.fixed
    return np.asarray((fit.Q - s.df) / fit.tr_P)


def _he(s: Studies) -> Numbers:
    fit = solve(s, s.use)
    return np.asarray((fit.Q - np.sum(s.use * s.v * (1 - fit.leverage), axis=1)) / s.df)


def _hs(s: Studies) -> Numbers:
    fit = s.fixed
    return np.asarray((fit.Q - s.n) / fit.w.sum(axis=1))


def raw_variance(s: Studies) -> Numbers:
    """Where Sidik and Jonkman start: mean square of the effects about their mean, (b,)."""
    mean = (s.use * s.y).sum(axis=1) / s.n
    return np.asarray((s.use * (s.y - mean[:, None]) ** 2).sum(axis=1) / s.n)


def _sj(s: Studies) -> Numbers:
    start = raw_variance(s)
    fit = solve(s, s.weights(start))
    return np.asarray(start * fit.Q / s.df)


def _pm(s: Studies) -> Numbers:
    return generalised_q(s, s.df)


def generalised_q(s: Studies, wanted: Numbers) -> Numbers:
    """The tau2 at which Q with weights 1/(v + tau2) is `wanted`, (b,); 0 where none above 0 is.

    Q falls and is convex in tau2: Newton's steps pass the answer at most once, to its left, and
    from there never.
    """
    tau2 = np.maximum((s.fixed.Q - wanted) / s.fixed.tr_P, 0.0)
    for _ in range(ROUNDS):
        fit = solve(s, s.weights(tau2))
        slope = fit.yPPy
        with np.errstate(divide="ignore", over="ignore"):
            step = (fit.Q - wanted) / slope
        step = np.where((tau2 == 0) & (step < 0), 0.0, step)
        tau2 = np.maximum(tau2 + step, 0.0)
        if np.all(np.abs(step) <= SMALL_STEP * np.maximum(tau2, 1e-300)):
            break
    return tau2


def log_likelihood(s: Studies, tau2: Numbers, *, restricted: bool) -> Numbers:
    """Log-likelihood of tau2 with the coefficients at their best, (b,), less its constants."""
    fit = solve(s, s.weights(tau2))
    spread = np.sum(s.use * np.log(s.v + tau2[:, None]), axis=1)
    if restricted:
        spread = spread + fit.log_det
    return np.asarray(-0.5 * (spread + fit.Q))


def slopes(s: Studies, tau2: Numbers, *, restricted: bool) -> tuple[Numbers, Numbers]:
    """First and second derivative of that in tau2, each (b,)."""
    fit = solve(s, s.weights(tau2))
    yPPy = fit.yPPy
    if restricted:
        trace, square = fit.tr_P, fit.tr_PP
    else:
        trace, square = fit.w.sum(axis=1), (fit.w**2).sum(axis=1)
    return 0.5 * (yPPy - trace), 0.5 * square - fit.twice()


def scale(s: Studies) -> Numbers:
    """The squared range of the effects, (b,): tau2 is at most some times it."""
    high = np.where(s.use > 0, s.y, -np.inf).max(axis=1)
    low = np.where(s.use > 0, s.y, np.inf).min(axis=1)
    return np.asarray((high - low) ** 2)


def _likelihood(s: Studies, *, restricted: bool) -> Numbers:
    """The highest point of the likelihood, of all its tops.

    A likelihood of tau2 may have more than one top. It is looked at on a grid; each top of the
    grid is climbed between its neighbours, and the highest is taken.
    """
    b = s.use.shape[0]
    grid = np.concatenate([[0.0], np.geomspace(1e-6, 2.0 * s.y.size, GRID)])
    places = np.maximum(scale(s), np.finfo(float).tiny)[:, None] * grid
    heights = log_likelihood(s.repeated(grid.size), places.ravel(), restricted=restricted).reshape(
        b, -1
    )
    beside = np.pad(heights, ((0, 0), (1, 1)), constant_values=-np.inf)
    rows, at = np.nonzero((heights > beside[:, :-2]) & (heights >= beside[:, 2:]))
    tops = s.rows(rows)
    found = _climbed(
        tops, places[rows, at], places[rows, np.maximum(at - 1, 0)],
        places[rows, np.minimum(at + 1, grid.size - 1)], restricted=restricted,
    )  # fmt: skip
    if rows.size == b:
        return found
    reached = log_likelihood(tops, found, restricted=restricted)
    # By row and height: the last of each row is its highest.
    order = np.lexsort((reached, rows))
    last = np.append(np.diff(rows[order]) > 0, True)
    return np.asarray(found[order][last])


def _climbed(
    s: Studies, tau2: Numbers, low: Numbers, high: Numbers, *, restricted: bool
) -> Numbers:
    """From places near tops to the tops, (b,), by Newton's steps inside `low` and `high`."""
    least = 1e-12 * high
    for _ in range(ROUNDS):
        first, second = slopes(s, tau2, restricted=restricted)
        low, high = np.where(first > 0, tau2, low), np.where(first > 0, high, tau2)
        with np.errstate(divide="ignore", invalid="ignore"):
            newton = tau2 - first / second
        good = (second < 0) & (newton > low) & (newton < high)
        moved = np.where(good, newton, (low + high) / 2)
        # At 0 with a falling likelihood, 0 is the answer.
        moved = np.where((tau2 == 0) & (first <= 0), 0.0, moved)
        done = np.abs(moved - tau2) <= SMALL_STEP * np.maximum(tau2, least)
        tau2 = moved
        if np.all(done):
            break
    return np.asarray(tau2)


_ESTIMATOR: dict[str, Callable[[Studies], Numbers]] = {
    "DL": _dl,
    "HE": _he,
    "HS": _hs,
    "SJ": _sj,
    "PM": _pm,
    "EB": _pm,
    "ML": lambda s: _likelihood(s, restricted=False),
    "REML": lambda s: _likelihood(s, restricted=True),
}


def between_se(s: Studies, method: Method, tau2: Numbers) -> Numbers:
    """Standard error of tau2, (b,): from the information for ML and REML, else from the variance
    of the squares that the estimator adds up."""
    df = s.df
    if method in ("ML", "REML"):
        fit = solve(s, s.weights(tau2))
        square = fit.tr_PP if method == "REML" else (fit.w**2).sum(axis=1)
        return np.asarray(np.sqrt(2 / square))
    if method in ("PM", "EB"):
        w = s.weights(tau2)
        return np.asarray(np.sqrt(2 * s.n**2 / df / w.sum(axis=1) ** 2))
    fit = s.fixed
    if method == "HE":
        fit, part = solve(s, s.use), 1 / df
    elif method == "SJ":
        start = raw_variance(s)
        fit, part = solve(s, s.weights(start)), start / df
    else:
        part = 1 / (fit.tr_P if method == "DL" else np.asarray(fit.w.sum(axis=1)))
    # Var(y'Py) = 2 tr(P S P S) with S = V + tau2 I.
    variance = 2 * (fit.tr_PDPE(s.v, s.v) + 2 * tau2 * fit.tr_PDPE(s.v, None) + tau2**2 * fit.tr_PP)
    return np.asarray(np.sqrt(variance) * part)

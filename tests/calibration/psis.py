"""Importance sampling around a mode, with its weights' tail smoothed and judged (PSIS).

Vehtari, Simpson, Gelman, Yao, Gabry: Pareto smoothed importance sampling, JMLR 2024; the fit of the
generalised Pareto tail is Zhang and Stephens, Technometrics 2009.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
#: Above it the draws around the mode do not stand for the posterior.
K_MAX = 0.7


class Weighed(NamedTuple):
    """Normalised weights (n,), the shape k of their tail, and how many draws they are worth."""

    weights: Numbers
    k: float
    worth: float


def weigh(log_ratios: Numbers) -> Weighed:
    """Weights of draws from their log ratios (n,) of target to proposal density.

    >>> even = weigh(np.zeros(1000))
    >>> round(even.worth)
    1000
    """
    n = len(log_ratios)
    logs = log_ratios - log_ratios.max()
    tail = int(min(0.2 * n, 3 * np.sqrt(n)))
    order = np.argsort(logs)
    cut = logs[order[-tail - 1]]
    over = np.exp(logs[order[-tail:]]) - np.exp(cut)
    k = -np.inf
    if over.max() > 1e-12:
        k, sigma = _pareto(np.sort(over))
        places = (np.arange(tail) + 0.5) / tail
        smooth = sigma * np.expm1(-k * np.log1p(-places)) / k if k else -sigma * np.log1p(-places)
        logs[order[-tail:]] = np.minimum(np.log(smooth + np.exp(cut)), 0.0)
    weights = np.exp(logs - np.logaddexp.reduce(logs))
    return Weighed(weights, float(k), float(1 / (weights**2).sum()))


def _pareto(x: Numbers) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto distribution for ordered values above 0."""
    n = len(x)
    m = 30 + int(np.sqrt(n))
    j = np.arange(1, m + 1)
    b = (1 - np.sqrt(m / (j - 0.5))) / (3 * x[int(n / 4 + 0.5) - 1]) + 1 / x[-1]
    k = np.log1p(-b[:, None] * x).mean(axis=1)
    profile = n * (np.log(-b / k) - k - 1)
    share = 1 / np.exp(profile - profile[:, None]).sum(axis=1)
    keep = share >= 10 * np.finfo(float).eps
    b_mean = float((b[keep] * share[keep]).sum() / share[keep].sum())
    shape = float(np.log1p(-b_mean * x).mean())
    scale = -shape / b_mean
    # A weak prior of ten draws at one half steadies short tails.
    return shape * n / (n + 10) + 5 / (n + 10), scale

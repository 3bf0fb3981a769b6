"""Quantiles and tail areas, by SciPy's special functions.

They are imported when first used: the plan of a patient needs none of them, and SciPy's frozen
distributions are a hundred times slower.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@cache
def _special() -> Any:
    from scipy import special  # type: ignore[import-untyped]

    return special


@cache
def normal_quantile(probability: float) -> float:
    """The standard normal value below which `probability` lies.

    >>> round(normal_quantile(0.975), 4)
    1.96
    """
    return float(_special().ndtri(probability))


@cache
def t_quantile(probability: float, df: float) -> float:
    """The same of Student's t."""
    return float(_special().stdtrit(df, probability))


def chi2_quantile(probability: float, df: float) -> float:
    """The same of chi squared."""
    return float(_special().chdtri(df, 1 - probability))


def normal_two_sided(z: ArrayLike) -> NDArray[np.float64]:
    """Chance of a standard normal at least as far from 0; any shape."""
    return np.asarray(2 * _special().ndtr(-np.abs(z)))


def t_two_sided(t: ArrayLike, df: ArrayLike) -> NDArray[np.float64]:
    """Chance of a Student's t at least as far from 0; any shape."""
    return np.asarray(2 * _special().stdtr(df, -np.abs(t)))


def chi2_above(value: ArrayLike, df: ArrayLike) -> NDArray[np.float64]:
    """Chance of a chi squared above `value`; 1 without degrees of freedom."""
    freedom = np.asarray(df, dtype=float)
    tail = _special().chdtrc(np.maximum(freedom, 1), np.maximum(value, 0))
    return np.asarray(np.where(freedom > 0, tail, 1.0))


def f_above(value: float, df1: float, df2: float) -> float:
    """Chance of an F above `value`."""
    return float(_special().fdtrc(df1, df2, value))


def small_sample(m: ArrayLike) -> NDArray[np.float64]:
    """The exact factor that takes the bias out of a standardised mean, for m degrees of freedom.

    Gamma(m/2) / (sqrt(m/2) Gamma((m-1)/2)); 0 where m is 1, as it has no expectation there.

    >>> small_sample([10.0]).round(4)
    array([0.9227])
    """
    freedom = np.asarray(m, dtype=float)
    ln = _special().gammaln
    safe = np.maximum(freedom, 2)
    factor = np.exp(ln(safe / 2) - ln((safe - 1) / 2) - 0.5 * np.log(safe / 2))
    return np.asarray(np.where(freedom > 1, factor, 0.0))

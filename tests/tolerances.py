"""How far two answers may differ, and why. No test holds a tolerance of its own.

>>> import numpy as np
>>> np.testing.assert_allclose(0.1 + 0.2, 0.3, **EXACT)
"""

from __future__ import annotations

import math
from typing import TypedDict


class Tolerance(TypedDict):
    """What `numpy.testing.assert_allclose` takes: |got - wanted| <= atol + rtol |wanted|."""

    rtol: float
    atol: float


# The same formula twice: rounding only.
EXACT: Tolerance = {"rtol": 1e-12, "atol": 0.0}

# Two orders of summing numbers near 1: rounding only, also where the sum is near 0.
ROUNDING: Tolerance = {"rtol": 1e-12, "atol": 1e-14}

# Closed form against an ODE solved at rtol 1e-8.
SOLVER: Tolerance = {"rtol": 1e-6, "atol": 1e-9}

# Exact steps against DOP853 at rtol 1e-11 and atol 1e-13, restarted at each event, for amounts
# near 1: its error adds up over the restarts (5e-10 seen in the engine's design).
ORACLE: Tolerance = {"rtol": 1e-8, "atol": 1e-9}

# A propagator against SciPy's, as a part of 1, the most that can arrive anywhere. The error is
# SciPy's: against long double it reaches 1.5e-13 on such graphs, the engine's 1e-14.
PROPAGATOR: Tolerance = {"rtol": 0.0, "atol": 5e-13}

# A closed form that subtracts exponentials loses digits that the engine keeps.
CLOSED_FORM: Tolerance = {"rtol": 1e-10, "atol": 1e-13}

# Halving the step divides an error of fourth order by 16; its higher terms may take a quarter.
FOURTH_ORDER_FACTOR = 12.0

# A peak found between nodes, as a part of the true one, at 4 nodes an hour and rates up to
# 1.5/h: h^4 / 384 of a fourth derivative that is at most 3 times the peak.
PEAK_AT_4_NODES_PER_H: Tolerance = {"rtol": 3.1e-5, "atol": 0.0}

# Its time, in h: h^3 / 125 of that derivative, which is at most 5 times the curvature there.
PEAK_TIME_AT_4_NODES_PER_H: Tolerance = {"rtol": 0.0, "atol": 6.3e-4}


def printed(digits: int) -> Tolerance:
    """A peer printed `digits` decimals: half of the last one may be rounding.

    >>> printed(2)
    {'rtol': 0.0, 'atol': 0.005}
    """
    return {"rtol": 0.0, "atol": 0.5 * 10**-digits}


def monte_carlo(sd: float, n: int) -> Tolerance:
    """A mean of n independent draws with this SD: four standard errors.

    A right answer falls outside once in 16,000 seeds; the `rng` fixture fixes the seed.

    >>> monte_carlo(sd=2.0, n=400)
    {'rtol': 0.0, 'atol': 0.4}
    """
    return {"rtol": 0.0, "atol": 4 * sd / math.sqrt(n)}


def published(fold: float) -> Tolerance:
    """A prediction against a published figure: within so many times, up or down.

    Between-study spread of a mean is rarely below a quarter; the lower side governs.

    >>> published(1.25)
    {'rtol': 0.2, 'atol': 0.0}
    """
    return {"rtol": round(1 - 1 / fold, 12), "atol": 0.0}

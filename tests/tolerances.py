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

# Correlations that a factor gives back: where they leave nothing of a variance, below 1e-9 of it
# is dropped, and with it 3e-5 of a correlation.
SINGULAR: Tolerance = {"rtol": 0.0, "atol": 1e-4}

# Two orders of summing numbers near 1: rounding only, also where the sum is near 0.
ROUNDING: Tolerance = {"rtol": 1e-12, "atol": 1e-14}

# Exact steps against DOP853 at rtol 1e-11 and atol 1e-13, restarted at each event, for amounts
# near 1: its error adds up over the restarts (5e-10 seen in the engine's design).
ORACLE: Tolerance = {"rtol": 1e-8, "atol": 1e-9}

# The same with fast compartments that have emptied, or with reductions: DOP853 takes long steps
# there and interpolates its readings, to 3e-9 of amounts near 1 (8e-9 seen).
ORACLE_BETWEEN_STEPS: Tolerance = {"rtol": 2e-8, "atol": 2e-8}

# A million times the constant at which half is saturated, or a millionth: 2e-6 is missing.
SATURATED: Tolerance = {"rtol": 3e-6, "atol": 1e-9}

# Sums over a day and a half, as a part of the largest, of people whose parameters are four SDs
# off: the fastest rates are some hundred an hour, and rounding grows with them (2e-12 seen).
PEOPLE_FAR_OFF: Tolerance = {"rtol": 0.0, "atol": 2e-11}

# Tolerance and rebound of such people after up to 5 g: what 16 places in 6 h do not resolve of a
# steep rise (3e-6 seen; the engine's own estimate there is 3e-5).
SLOW_AND_FAR_OFF: Tolerance = {"rtol": 0.0, "atol": 1e-4}

# Two solvers, at rtol 1e-10 or better, of one system that is not linear.
SOLVED_TWICE: Tolerance = {"rtol": 1e-7, "atol": 1e-8}

# A steady state that an ODE settles at: each interval may miss by 1e-9, and over those until the
# slowest mode has gone it adds up, to at most 20 of them here.
SETTLED: Tolerance = {"rtol": 1e-7, "atol": 1e-7}

# A steady state against so many doses that the first is gone: rounding of some 40 intervals.
LONG_RUN: Tolerance = {"rtol": 1e-11, "atol": 1e-12}

# Event handling against mrgsolve 2.0.2 at rtol 1e-10: its own error adds up over a table; the
# floor is that of its atol. Steady states it reaches by giving doses, which ends a little early.
PEER_EVENTS: Tolerance = {"rtol": 1e-6, "atol": 1e-9}
PEER_STEADY: Tolerance = {"rtol": 1e-5, "atol": 1e-9}

# The same steps on NumPy and on JAX, in doubles: sums in another order, over some hundred steps.
ONE_ANSWER: Tolerance = {"rtol": 1e-12, "atol": 1e-12}

# A graph without what it does not need, at random people far from anybody and doses of tens of
# grams: a drive that stays near none while another is large (3e-12 of it seen).
LEFT_OUT: Tolerance = {"rtol": 1e-11, "atol": 1e-11}

# Panels cut elsewhere, at 16 places: what they do not resolve just after a dose of the benchmark
# (1e-6 of its effect near 1 seen against its reference).
OTHER_PLACES: Tolerance = {"rtol": 0.0, "atol": 5e-6}

# Estimates of errors on two executors: what rounding leaves of differences that are small.
ESTIMATES: Tolerance = {"rtol": 1e-6, "atol": 1e-14}

# A loop of turnovers swept in other pieces: the sweeps end when what they would still change is a
# ten-millionth of what the places do not resolve (1e-3 to 1e-6 by the engine's own estimate).
SWEPT: Tolerance = {"rtol": 1e-9, "atol": 1e-9}

# Single precision behind exact exponentials, for values near 1 after some twenty steps.
SINGLE_PRECISION: Tolerance = {"rtol": 2e-6, "atol": 2e-6}

# Formulas in single precision as C, as a part of the largest: rounding of 6e-8 at each of some
# hundred operations, and of logarithms near 10 that sigmoids multiply.
SINGLE_AS_C: Tolerance = {"rtol": 0.0, "atol": 1e-5}

# Central differences of a hundred-thousandth: 1e-10 of curvature, and rounding over 1e-5.
DIFFERENCES: Tolerance = {"rtol": 1e-6, "atol": 1e-8}

# A second derivative from corners a thousandth apart: a millionth of its own curvature, and
# rounding of an objective near 20 over that millionth.
CURVATURE: Tolerance = {"rtol": 1e-4, "atol": 1e-2}

# Windows of curves solved in two ways: areas over a day add up what each reading misses, and a
# crossing is moved by it over the slope there.
REDUCED_TWICE: Tolerance = {"rtol": 1e-6, "atol": 1e-6}

# A top that comes within seconds, of hours: found to a few of the fine steps.
FAST_TOP: Tolerance = {"rtol": 1e-4, "atol": 0.0}

# The lowest objective against that of another optimiser: each stops a little above the least.
MAP_OBJECTIVE: Tolerance = {"rtol": 0.0, "atol": 1e-4}

# A propagator against SciPy's, as a part of 1, the most that can arrive anywhere. The error is
# SciPy's: against long double it reaches 1.5e-13 on such graphs, the engine's 1e-14.
PROPAGATOR: Tolerance = {"rtol": 0.0, "atol": 5e-13}

# Rounding grows in proportion to rate times time, to a million here: a part of 1 again.
STIFF: Tolerance = {"rtol": 0.0, "atol": 1e-9}

# Up to forty values near 1, each with a weight up to a hundred, that sum to something near 1.
PANEL: Tolerance = {"rtol": 1e-12, "atol": 1e-12}

# A closed form that subtracts exponentials loses digits that the engine keeps.
CLOSED_FORM: Tolerance = {"rtol": 1e-10, "atol": 1e-13}

# A top by a quartic through five of 48 steps in the root of time, for rates up to 1.5/h in a panel
# of 6 h: its error is of the fifth order in a step (4e-7 seen).
TOP: Tolerance = {"rtol": 5e-7, "atol": 0.0}

# Its place, and that of a crossing, as a part of a panel: one order less, and flat at the top.
TOP_AT: Tolerance = {"rtol": 0.0, "atol": 2e-5}

# Turnovers near 1 at 16 places in panels of 6 h, against an ODE or a closed form: what the places
# do not resolve (the engine's own estimate is 1e-6 here), and for filters of a decay far less.
TURNOVER: Tolerance = {"rtol": 0.0, "atol": 1e-6}
FILTER: Tolerance = {"rtol": 1e-9, "atol": 1e-9}

# The same where the equation has a corner inside a panel, as where an opponent process turns from
# rising to falling: the places see it as a curve (1.1e-6 seen over ten days).
KINKED: Tolerance = {"rtol": 0.0, "atol": 3e-6}

# Benchmark W1 at the default settings, as a part of each output's largest value: what its
# specification allows; what is exact is met as closely as the reference is known, to 5e-12.
W1: Tolerance = {"rtol": 0.0, "atol": 1e-6}
W1_EXACT: Tolerance = {"rtol": 0.0, "atol": 1e-11}

# Sums over studies in another order or unit: rounding, for values near 1. Where a tau2 is found by
# iteration, its last step is below 1e-9 of it, and the likelihood is flat there.
SAME_POOL: Tolerance = {"rtol": 1e-9, "atol": 1e-10}
SAME_OPTIMUM: Tolerance = {"rtol": 1e-6, "atol": 1e-7}

# Meta-analysis against metafor 3.8-1, whose tau2 was run to convergence: two ways of the same
# arithmetic. Chances far out in a tail multiply the error of their statistic; tau2 and what
# follows from it may be a rounding off 0: I2 and R2 in percent, tau as a root of it.
PEER_POOL: Tolerance = {"rtol": 1e-6, "atol": 1e-9}
PEER_POOL_P: Tolerance = {"rtol": 1e-5, "atol": 0.0}
PEER_POOL_TAU2: Tolerance = {"rtol": 1e-6, "atol": 1e-8}
PEER_POOL_PERCENT: Tolerance = {"rtol": 1e-6, "atol": 1e-5}
PEER_POOL_ROOT: Tolerance = {"rtol": 1e-5, "atol": 1e-5}

# Limits of tau2, which metafor brackets to about 1e-5.
PEER_POOL_PROFILE: Tolerance = {"rtol": 1e-5, "atol": 1e-7}

# Where metafor fits again inside a test (mixed Egger, trim and fill) its tau2 stops at
# 1e-5; a limit near 0 moves by as much as one far from it.
PEER_POOL_LOOSE: Tolerance = {"rtol": 1e-3, "atol": 1e-4}

# Likelihoods of several parameters: optimisers and lme4 stop where the top is flat.
PEER_POOL_JOINT: Tolerance = {"rtol": 1e-3, "atol": 1e-5}
PEER_POOL_JOINT_P: Tolerance = {"rtol": 2e-2, "atol": 0.0}

# An estimate of an error is worth having if it is at least this part of the error.
ERROR_TOLD = 0.1

# Twice as many places make an error at least so many times smaller, until it is rounding: the
# order grows with the places, and at 6 places and slow curves it is 3 or more.
FALLS_FAST = 8.0


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


# Eight places in a panel instead of sixteen: below a thousandth of a pain point, of a chance, and
# of a level in ng/mL.
EIGHT_PLACES: Tolerance = {"rtol": 1e-3, "atol": 1e-3}

# Within and beyond what `replay` calls the same number (1e-5).
REPLAY_NEAR, REPLAY_FAR = 1e-6, 1e-4

# Log densities of the kept posterior, near 10, worked out again.
KEPT_DENSITY: Tolerance = {"rtol": 0.0, "atol": 1e-6}

# The slope of a log density at its mode, in prior SDs: where the search for it stopped. A figure
# off by half of its SD gives more than that.
KEPT_MODE: Tolerance = {"rtol": 0.0, "atol": 5e-3}

# Draws around a kept mode made and weighed again from kept densities: rounding, which the root of a
# covariance and the fit of a tail multiply.
WEIGHED_AGAIN: Tolerance = {"rtol": 1e-7, "atol": 1e-9}

# A fit begun anew: where its search for the mode stops, on scales near 1.
FITTED_AGAIN: Tolerance = {"rtol": 0.0, "atol": 2e-3}

"""The pump dose that keeps the first effect while tolerance grows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baclofen.knowledge import Knowledge
from baclofen.model import Draws, Independent
from baclofen.qualification.subjects import SEED, spinal
from baclofen.value import replace

Numbers = NDArray[np.float64]
MANY = 2000
DAY_H = 24.0
#: Largest rise of a pump dose that was seen: to 800 from a mean of 83 mcg/day.
MOST_RISE = 10.0


def dose_to_hold(
    known: Knowledge, months: float, first: float, *, T_max: float | None = None
) -> Numbers:
    """The pump dose over the first one at which each of many people keeps the first effect.

    Tolerance grows with occupancy, which grows with the dose; where no dose holds the
    effect the ratio ends at the largest rise that was seen.
    Active Ia receptors are held, at steady state of each dose.
    """
    prior = spinal(known).prior
    if T_max is not None:
        prior = Independent(
            tuple(replace(p, typical=T_max) if p.name == "T_max" else p for p in prior.parameters)
        )
    draws = prior.draw(MANY, np.random.default_rng(SEED), spreads="people")
    return dose_to_hold_of(draws, months, first)


def dose_to_hold_of(d: Draws, months: float, first: float) -> Numbers:
    """The same for people whose parameters are told, (n,)."""
    R0 = d["share_R"] * first / DAY_H / d["CL_CSF"] / d["MW"]
    tau = d["tau_Ia"] * d["tau_all"]
    goal = tau * R0 / (d["K_A"] + (1 + tau) * R0)
    grown = 1 - np.exp(-months * 365.25 / 12 * DAY_H / d["t_T"])
    R = R0 + 0 * goal
    # The dose only rises from one round to the next, so rounds enough end at the answer.
    for _ in range(400):
        rho = R / (d["K_A"] + R)
        left = tau * (1 - d["T_max"] * grown * rho / (rho + d["rho50"]))
        room = np.maximum(left * (1 - goal) - goal, 1e-12)
        R = np.minimum(goal * d["K_A"] / room, MOST_RISE * R0)
    return np.asarray(R / R0)

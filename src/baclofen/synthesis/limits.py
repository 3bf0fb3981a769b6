"""Intervals for the variance between studies: Q-profile, and profile likelihood."""

from __future__ import annotations

from typing import Literal

import numpy as np

from baclofen.errors import InputRefused
from baclofen.synthesis.between import between, generalised_q, log_likelihood, scale
from baclofen.synthesis.columns import Numbers
from baclofen.synthesis.effect import Effects, choose
from baclofen.synthesis.pooling import Interval, check_level, need, shares
from baclofen.synthesis.quantiles import chi2_quantile
from baclofen.synthesis.weighted import Studies, studies
from baclofen.value import Value

Way = Literal["Q-profile", "REML profile", "ML profile"]
WAYS: tuple[Way, ...] = ("Q-profile", "REML profile", "ML profile")


class Spread(Value):
    """How uncertain the spread between studies is: an estimate of tau2 and its interval, and the
    same as an SD (`tau`), as a share of all variance (`I2`, percent) and as `H2`.

    `notes` say when the interval is nothing but 0: the effects are closer than chance allows.
    """

    way: Way
    tau2: tuple[float, Interval]
    tau: tuple[float, Interval]
    I2: tuple[float, Interval]
    H2: tuple[float, Interval]
    notes: tuple[str, ...] = ()


def spread_between(
    effects: Effects,
    way: Way = "Q-profile",
    *,
    X: Numbers | None = None,
    tau2: float | None = None,
    level: float = 0.95,
) -> Spread:
    """The interval of tau2, by the way asked for.

    Q-profile (Viechtbauer 2007) takes the tau2 at which the generalised Q equals its quantiles;
    it holds also in small samples. A profile takes the tau2 whose likelihood is within half a
    chi-squared quantile of the highest. `tau2` is the estimate to show beside a Q-profile (REML by
    default). `X` is a design for effects with moderators, (k, p). Raises `InputRefused`.

    >>> from baclofen.synthesis.effect import given
    >>> found = spread_between(given([0.1, 0.5, 0.9], se=[0.1, 0.1, 0.1]))
    >>> str(found.tau2[1])
    '0.0334 to 6.31'
    """
    choose("way", way, WAYS)
    check_level(level)
    s = effects.studies if X is None else studies(effects.yi, effects.vi, X)
    need(effects, s.p + 1, f"{way} interval of tau2")
    notes: tuple[str, ...] = ()
    if way == "Q-profile":
        if tau2 is None:
            tau2 = float(between(s, "REML")[0])
        low, high, notes = _q_profile(s, level)
    else:
        method: Literal["REML", "ML"] = "REML" if way == "REML profile" else "ML"
        tau2 = float(between(s, method)[0])
        low, high = _profile(s, tau2, level, restricted=method == "REML")
    typical = float(s.df[0] / s.fixed.tr_P[0])
    three = [shares(t, typical) for t in (tau2, low, high)]
    return Spread(
        way,
        (tau2, Interval(low, high, level)),
        (float(np.sqrt(tau2)), Interval(float(np.sqrt(low)), float(np.sqrt(high)), level)),
        (three[0][0], Interval(three[1][0], three[2][0], level)),
        (three[0][1], Interval(three[1][1], three[2][1], level)),
        notes,
    )


def _q_profile(s: Studies, level: float) -> tuple[float, float, tuple[str, ...]]:
    df = float(s.df[0])
    wanted = np.array([chi2_quantile(0.5 + level / 2, df), chi2_quantile(0.5 - level / 2, df)])
    low, high = generalised_q(s.repeated(2), wanted)
    notes: tuple[str, ...] = ()
    if high == 0:
        notes = ("The effects are closer than chance allows: the interval of tau2 is only 0.",)
    return float(low), float(high), notes


def _profile(s: Studies, tau2: float, level: float, *, restricted: bool) -> tuple[float, float]:
    """Where the likelihood has fallen by half the quantile, on both sides of its top."""
    fall = chi2_quantile(level, 1) / 2
    top = float(log_likelihood(s, np.array([tau2]), restricted=restricted)[0])

    def missing(t: float) -> float:
        return float(log_likelihood(s, np.array([t]), restricted=restricted)[0]) - top + fall

    from scipy.optimize import brentq  # type: ignore[import-untyped]

    low = 0.0
    if missing(0.0) < 0:
        low = float(brentq(missing, 0.0, tau2, xtol=1e-14 * tau2, rtol=1e-13))
    far = max(2 * tau2, float(scale(s)[0]), float(np.mean(s.v)))
    for _ in range(200):
        if missing(far) < 0:
            return low, float(brentq(missing, tau2, far, xtol=1e-300, rtol=1e-13))
        far *= 4
    raise InputRefused(
        "profile likelihood", "flat", "it must fall somewhere", do="Use the Q-profile interval."
    )

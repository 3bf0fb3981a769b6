"""Rare events: models of the counts themselves, with no correction of zeros.

Events are binomial, and true effects normal around the pooled one with variance tau2 (Stijnen,
Hamza and Ozdemir 2010). UM.FS gives each study its own level of risk; CM.AL conditions on the
events of a study, so that only their split between arms counts, and takes the binomial for it, as
is right when events are rare. The same conditional model takes counts over time exactly, and
`pool_proportions` shares of one arm.

The normal distribution of effects is integrated to rounding (`latent.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.columns import Numbers, above, counts, labelled, refuse
from baclofen.synthesis.effect import choose
from baclofen.synthesis.latent import Top, Varying
from baclofen.synthesis.pooling import Interval, around, check_level, two_sided
from baclofen.synthesis.quantiles import chi2_above
from baclofen.value import Value

RareModel = Literal["UM.FS", "CM.AL"]
#: Where tau is looked for, on the logit or log scale: beyond the last, effects of two studies would
#: differ a hundred-thousand-fold in the middle.
TAUS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8)
#: Two log-likelihoods so near are one height.
NO_HIGHER = 1e-10
#: A log-likelihood as large is rounded in the digits in which it bends: by curvature found from
#: differences of it, an SE is off by a part in a thousand (three studies of some 10^8 people).
MOST_LIKELIHOOD = 2e7
#: A tau below this is 0 as far as curvature can tell.
LEAST_TAU = 2e-3


class Rare(Value):
    """What a model of counts says: `estimate` on the logit or log scale, by maximum likelihood.

    `k` studies with an event took part. `Q_Wald` and `Q_LRT` on `df` test, by Wald and by the
    likelihood ratio, that all studies have one effect; the former only sees studies without a zero.
    """

    model: str
    k: int
    estimate: float
    se: float
    ci: Interval
    statistic: float
    p: float
    tau2: float
    Q_Wald: float
    Q_LRT: float
    df: int
    Q_LRT_p: float
    log_likelihood: float
    notes: tuple[str, ...] = ()


def pool_counts(
    model: RareModel = "CM.AL",
    *,
    ai: ArrayLike,
    n1i: ArrayLike,
    ci: ArrayLike,
    n2i: ArrayLike,
    labels: Sequence[object] | None = None,
    level: float = 0.95,
) -> Rare:
    """The pooled log odds ratio of 2x2 tables. Columns as in `from_counts`.

    Studies without an event, or with nothing else, are left out and named. CM.AL is for rare
    events: with frequent ones its answer is nearer to a risk ratio. Raises `InputRefused`: no
    events in one arm of all studies, so that the ratio has no estimate; fewer than 2 studies with
    events.
    """
    choose("model", model, ("UM.FS", "CM.AL"))
    n1 = counts("n1i", n1i, least=1)
    n2 = counts("n2i", n2i, n1.size, least=1)
    a, c = counts("ai", ai, n1.size), counts("ci", ci, n1.size)
    refuse("ai", a, a > n1, "at most n1i, the people of its arm")
    refuse("ci", c, c > n2, "at most n2i, the people of its arm")
    silent = ((a == 0) & (c == 0)) | ((a == n1) & (c == n2))
    (a, n1, c, n2), notes = _left_out(silent, labelled(labels, n1.size), a, n1, c, n2)
    _refuse_one_sided(a, c)
    if model == "CM.AL":
        return _conditional(a, c, np.log(n1 / n2), "CM.AL", level, notes)
    _refuse_one_sided(n1 - a, n2 - c)
    b, d = n1 - a, n2 - c
    cells = np.array([a, b, c, d])
    whole = np.all(cells > 0, axis=0)
    y = np.log(a[whole] / b[whole] * d[whole] / c[whole])
    Q_Wald = _wald(y, np.sum(1 / cells[:, whole], axis=0))
    saturated = float(_binomial(a, n1).sum() + _binomial(c, n2).sum())
    level_of = np.log((a + c + 0.5) / (b + d + 0.5))
    varying = Varying(
        np.array([a, c]), np.array([n1, n2]), np.array([0.5, -0.5]), level_of, frees=True
    )
    return _fitted("UM.FS", a.size, varying, Q_Wald, saturated, level, notes)


def pool_rates(
    *,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    labels: Sequence[object] | None = None,
    level: float = 0.95,
) -> Rare:
    """The pooled log rate ratio of events over time, given each study's events: exact for Poisson
    counts. Columns as in `from_rates`. Raises `InputRefused`."""
    x1 = counts("x1i", x1i)
    x2 = counts("x2i", x2i, x1.size)
    t1, t2 = above("t1i", t1i, x1.size), above("t2i", t2i, x1.size)
    silent = (x1 == 0) & (x2 == 0)
    (x1, t1, x2, t2), notes = _left_out(silent, labelled(labels, x1.size), x1, t1, x2, t2)
    _refuse_one_sided(x1, x2)
    return _conditional(x1, x2, np.log(t1 / t2), "CM.EL", level, notes)


def pool_proportions(
    *,
    xi: ArrayLike,
    ni: ArrayLike,
    level: float = 0.95,
) -> Rare:
    """The pooled logit of shares in one arm. Columns as in `from_proportions`.

    Raises `InputRefused` where no study, or every person of every study, had the event.
    """
    n = counts("ni", ni, least=1)
    x = counts("xi", xi, n.size)
    refuse("xi", x, x > n, "at most ni, the people of the study")
    _refuse_one_sided(x, n - x)
    return _conditional(x, n - x, np.zeros(n.size), "logistic", level, ())


def _left_out(
    silent: Numbers, names: tuple[str, ...], *columns: Numbers
) -> tuple[tuple[Numbers, ...], tuple[str, ...]]:
    notes: tuple[str, ...] = ()
    if np.any(silent):
        which = ", ".join(n for n, s in zip(names, silent, strict=True) if s)
        notes = (f"Left out, as both arms had no event or only events: {which}.",)
    kept = tuple(column[~silent.astype(bool)] for column in columns)
    if kept[0].size < 2:
        raise InputRefused(
            "studies", f"{kept[0].size} with events", "there must be at least 2",
            why="tau2 cannot be told from one study",
        )  # fmt: skip
    return kept, notes


def _refuse_one_sided(one: Numbers, two: Numbers) -> None:
    if one.sum() == 0 or two.sum() == 0:
        raise InputRefused(
            "events", "all on one side of the comparison", "both sides must have some",
            do="Use RD, or from_counts with add=0.5.", why="the ratio has no finite estimate",
        )  # fmt: skip


def _wald(y: Numbers, v: Numbers) -> float:
    if y.size == 0:
        return 0.0
    w = 1 / v
    return float(np.sum(w * (y - np.sum(w * y) / w.sum()) ** 2))


def _binomial(x: Numbers, n: Numbers) -> Numbers:
    """Log-likelihood of x of n at the share x/n, without the ways to choose them."""
    from scipy.special import xlogy  # type: ignore[import-untyped]

    return np.asarray(xlogy(x, x / n) + xlogy(n - x, (n - x) / n))


def _conditional(
    x: Numbers, other: Numbers, offset: Numbers, name: str, level: float,
    notes: tuple[str, ...],
) -> Rare:  # fmt: skip
    m = x + other
    whole = (x > 0) & (other > 0)
    y = np.log(x[whole] / other[whole]) - offset[whole]
    Q_Wald = _wald(y, 1 / x[whole] + 1 / other[whole])
    varying = Varying(x[None], m[None], np.ones(1), offset, frees=False)
    return _fitted(name, x.size, varying, Q_Wald, float(_binomial(x, m).sum()), level, notes)


def _fitted(
    name: str,
    k: int,
    varying: Varying,
    Q_Wald: float,
    saturated: float,
    level: float,
    notes: tuple[str, ...],
) -> Rare:
    """The highest point of the likelihood of effect and tau, and what surrounds it."""
    check_level(level)
    if not abs(saturated) < MOST_LIKELIHOOD:
        raise InputRefused(
            "counts", "of tens of millions or more", "they must be those of trials",
            do="Pool rates or proportions of so many by their variances.",
            why="the likelihood is rounded by as much as it bends",
        )  # fmt: skip
    fixed, best, tau = _highest(varying)
    moves, bend = _followed(varying, best, tau) if tau > LEAST_TAU else (0.0, -1.0)
    is_endless = varying.at_infinity() >= best.log_likelihood - NO_HIGHER
    if is_endless or tau >= TAUS[-1] - LEAST_TAU or not bend < 0:
        raise InputRefused(
            "studies", f"that fit a tau without end best, or one above {TAUS[-1]:g}",
            "more of them must have both kinds of event", do="Show them one by one; or pool with "
            "mantel_haenszel or peto.", why="neither tau nor the effect has a finite estimate",
        )  # fmt: skip
    # What is not known of tau is not known of the effect, as far as the best one moves with it.
    se = float(np.sqrt(-1 / best.bend - moves**2 / bend))
    Q_LRT = max(0.0, 2 * (saturated - fixed.log_likelihood))
    z = best.effect / se
    return Rare(
        name, k, best.effect, se, around(best.effect, se, level), z, two_sided(z, None), tau**2,
        Q_Wald, Q_LRT, k - 1, float(chi2_above(Q_LRT, k - 1)), best.log_likelihood, notes,
    )  # fmt: skip


def _followed(varying: Varying, best: Top, tau: float) -> tuple[float, float]:
    """How the best effect moves with tau, and the second derivative of its height in tau."""
    h = 1e-3 * max(1.0, tau)
    up, down = varying.best(tau + h, best), varying.best(tau - h, best)
    bend = (up.log_likelihood - 2 * best.log_likelihood + down.log_likelihood) / h**2
    return (up.effect - down.effect) / (2 * h), bend


def _highest(varying: Varying) -> tuple[Top, Top, float]:
    """The top without spread, the highest of all, and its tau."""
    from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]

    tops = [varying.best(0.0)]
    for tau in TAUS[1:]:
        tops.append(varying.best(tau, tops[-1]))
    fixed = tops[0]
    at = int(np.argmax([top.log_likelihood for top in tops]))
    nearest = tops[at]
    found = minimize_scalar(
        lambda tau: -varying.best(float(tau), nearest).log_likelihood,
        bounds=(TAUS[max(at - 1, 0)], TAUS[min(at + 1, len(TAUS) - 1)]), method="bounded",
        options={"xatol": 1e-8},
    )  # fmt: skip
    tau = float(found.x)
    best = varying.best(tau, nearest)
    if best.log_likelihood <= fixed.log_likelihood + NO_HIGHER:
        return fixed, fixed, 0.0
    return fixed, best, tau

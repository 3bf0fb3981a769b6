"""Rare events: models of the counts themselves, with no correction of zeros.

Events are binomial, and true effects normal around the pooled one with variance tau2 (Stijnen,
Hamza and Ozdemir 2010). UM.FS gives each study its own level of risk; CM.AL conditions on the
events of a study, so that only their split between arms counts, and takes the binomial for it, as
is right when events are rare. The same conditional model takes counts over time exactly, and
`pool_proportions` shares of one arm.

The normal distribution of effects is integrated with adaptive Gauss-Hermite quadrature.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.evidence.columns import Numbers, above, counts, labelled, refuse
from baclofen.evidence.effect import choose
from baclofen.evidence.pool import Interval, around, check_level, two_sided
from baclofen.evidence.quantiles import chi2_above

RareModel = Literal["UM.FS", "CM.AL"]
#: Newton's steps for a mode or a level of risk; its likelihood is concave.
ROUNDS = 60


@dataclass(frozen=True)
class Rare:
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
    points: int = 7,
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
        return _conditional(a, c, np.log(n1 / n2), "CM.AL", points, level, notes)
    _refuse_one_sided(n1 - a, n2 - c)
    b, d = n1 - a, n2 - c
    cells = np.array([a, b, c, d])
    whole = np.all(cells > 0, axis=0)
    y = np.log(a[whole] / b[whole] * d[whole] / c[whole])
    Q_Wald = _wald(y, np.sum(1 / cells[:, whole], axis=0))
    saturated = float(_binomial(a, n1).sum() + _binomial(c, n2).sum())
    kernel = _TwoArms(a, n1, c, n2, points)
    return _fitted("UM.FS", a.size, kernel.profile, Q_Wald, saturated, level, notes)


def pool_rates(
    *,
    x1i: ArrayLike,
    t1i: ArrayLike,
    x2i: ArrayLike,
    t2i: ArrayLike,
    labels: Sequence[object] | None = None,
    points: int = 7,
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
    return _conditional(x1, x2, np.log(t1 / t2), "CM.EL", points, level, notes)


def pool_proportions(
    *,
    xi: ArrayLike,
    ni: ArrayLike,
    points: int = 7,
    level: float = 0.95,
) -> Rare:
    """The pooled logit of shares in one arm. Columns as in `from_proportions`.

    Raises `InputRefused` where no study, or every person of every study, had the event.
    """
    n = counts("ni", ni, least=1)
    x = counts("xi", xi, n.size)
    refuse("xi", x, x > n, "at most ni, the people of the study")
    _refuse_one_sided(x, n - x)
    return _conditional(x, n - x, np.zeros(n.size), "logistic", points, level, ())


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
    x: Numbers, other: Numbers, offset: Numbers, name: str, points: int, level: float,
    notes: tuple[str, ...],
) -> Rare:  # fmt: skip
    m = x + other
    whole = (x > 0) & (other > 0)
    y = np.log(x[whole] / other[whole]) - offset[whole]
    Q_Wald = _wald(y, 1 / x[whole] + 1 / other[whole])
    kernel = _OneShare(x, m, offset, points)
    return _fitted(name, x.size, kernel.profile, Q_Wald, float(_binomial(x, m).sum()), level, notes)


def _fitted(
    name: str,
    k: int,
    log_likelihood: Callable[[float, float], float],
    Q_Wald: float,
    saturated: float,
    level: float,
    notes: tuple[str, ...],
) -> Rare:
    """The highest point of a log-likelihood of effect and tau, and what surrounds it."""
    from scipy.optimize import minimize, minimize_scalar  # type: ignore[import-untyped]

    check_level(level)
    one = minimize_scalar(lambda b: -log_likelihood(b, 0.0), bracket=(-1.0, 1.0), tol=1e-12)
    best, top = (float(one.x), 0.0), -float(one.fun)
    fixed = top
    start = max((0.1, 0.3, 0.7, 1.5, 3.0), key=lambda tau: log_likelihood(best[0], tau))
    # The root may be negative on the way; only its size counts.
    found = minimize(
        lambda z: -log_likelihood(float(z[0]), abs(float(z[1]))), np.array([best[0], start]),
        method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-11},
    )  # fmt: skip
    if -found.fun > top + 1e-10:
        best, top = (float(found.x[0]), abs(float(found.x[1]))), -float(found.fun)
    estimate, tau = best
    se = _standard_error(log_likelihood, estimate, tau)
    Q_LRT = max(0.0, 2 * (saturated - fixed))
    return Rare(
        name, k, estimate, se, around(estimate, se, level), estimate / se,
        two_sided(estimate / se, None), tau**2, Q_Wald, Q_LRT, k - 1,
        float(chi2_above(Q_LRT, k - 1)), top, notes,
    )  # fmt: skip


def _standard_error(f: Callable[[float, float], float], b: float, t: float) -> float:
    """From the curvature of the log-likelihood in the effect and, where it is not 0, tau."""
    h = 1e-3
    bb = (f(b + h, t) - 2 * f(b, t) + f(b - h, t)) / h**2
    if t <= 2 * h:
        return float(np.sqrt(-1 / bb))
    tt = (f(b, t + h) - 2 * f(b, t) + f(b, t - h)) / h**2
    bt = (f(b + h, t + h) - f(b + h, t - h) - f(b - h, t + h) + f(b - h, t - h)) / (4 * h**2)
    return float(np.sqrt(-tt / (bb * tt - bt**2)))


def _nodes(points: int) -> tuple[Numbers, Numbers]:
    """Places and log weights of Gauss and Hermite, for a standard normal about its mode."""
    x, w = np.polynomial.hermite.hermgauss(points)
    return np.sqrt(2) * x, np.log(w) + x**2


class _OneShare:
    """x of m, on the logit scale: effect, deviation and a known offset."""

    def __init__(self, x: Numbers, m: Numbers, offset: Numbers, points: int) -> None:
        self.x, self.m, self.offset = x, m, offset
        self.z, self.log_w = _nodes(points)

    def profile(self, effect: float, tau: float) -> float:
        """The log-likelihood."""
        level = self.offset + effect
        if tau == 0:
            return float(self._of(level).sum())
        u = np.zeros(self.x.size)
        for _ in range(ROUNDS):
            p = _share(level + tau * u)
            step = tau * (self.x - self.m * p) - u
            step = _held(step / (1 + tau**2 * self.m * p * (1 - p)))
            u = u + step
            if np.max(np.abs(step)) < 1e-10:
                break
        p = _share(level + tau * u)
        sd = 1 / np.sqrt(1 + tau**2 * self.m * p * (1 - p))
        at = u + sd * self.z[:, None]
        return float(_integrated(self._of(level + tau * at) - at**2 / 2, self.log_w, sd).sum())

    def _of(self, logit: Numbers) -> Numbers:
        return np.asarray(self.x * logit - self.m * np.logaddexp(0, logit))


class _TwoArms:
    """a of n1 and c of n2, each study with its own level, which is chosen for it at its best; half
    of the effect is added in the first arm and taken off in the second."""

    def __init__(self, a: Numbers, n1: Numbers, c: Numbers, n2: Numbers, points: int) -> None:
        self.x, self.m = np.array([a, c]), np.array([n1, n2])
        self.side = np.array([[0.5], [-0.5]])
        self.z, self.log_w = _nodes(points)
        self.level = np.log((a + c + 0.5) / (n1 + n2 - a - c + 0.5))
        self.u = np.zeros(a.size)

    def profile(self, effect: float, tau: float) -> float:
        """The log-likelihood, at the best level of each study."""
        # From where the last search ended: the next question is near.
        level = self.level
        for _ in range(ROUNDS):
            _, slope, bend = self._about(level, effect, tau)
            step = _held(-slope / bend)
            level = level + step
            if np.max(np.abs(step)) < 1e-7:
                break
        self.level = level
        return float(self._about(level, effect, tau)[0].sum())

    def _about(self, level: Numbers, effect: float, tau: float) -> tuple[Numbers, Numbers, Numbers]:
        """Log-likelihood of each study and its first two derivatives in the level."""
        half = self.side[:, :, None]
        u = np.zeros(level.size)
        if tau > 0:
            u = self.u
            for _ in range(ROUNDS):
                p = _share(level + self.side * (effect + tau * u))
                pull = np.sum(self.side * (self.x - self.m * p), axis=0)
                bend = np.sum(self.side**2 * self.m * p * (1 - p), axis=0)
                step = _held((tau * pull - u) / (1 + tau**2 * bend))
                u = u + step
                if np.max(np.abs(step)) < 1e-7:
                    break
            self.u = u
            p = _share(level + self.side * (effect + tau * u))
            sd = 1 / np.sqrt(1 + tau**2 * np.sum(self.side**2 * self.m * p * (1 - p), axis=0))
            at, log_w = u + sd * self.z[:, None], self.log_w
        else:
            sd, at, log_w = np.ones(level.size), u[None, :], np.zeros(1)
        logit = level + half * (effect + tau * at)
        x, m = self.x[:, None, :], self.m[:, None, :]
        log_f = np.sum(x * logit - m * np.logaddexp(0, logit), axis=0) - at**2 / 2
        value = _integrated(log_f, log_w, sd) if tau > 0 else log_f[0]
        share = np.exp(log_f + log_w[:, None] - (log_f + log_w[:, None]).max(axis=0))
        share /= share.sum(axis=0)
        p = _share(logit)
        first = np.sum(x - m * p, axis=0)
        second = -np.sum(m * p * (1 - p), axis=0)
        slope = np.sum(share * first, axis=0)
        bend = np.sum(share * (second + first**2), axis=0) - slope**2
        return value, slope, np.minimum(bend, -1e-9)


def _integrated(log_f: Numbers, log_w: Numbers, sd: Numbers) -> Numbers:
    """Log of the integral against a standard normal, of values at the nodes, (points, k)."""
    terms = log_f + log_w[:, None]
    top = terms.max(axis=0)
    return np.asarray(top + np.log(np.exp(terms - top).sum(axis=0)) + np.log(sd / np.sqrt(np.pi)))


def _held(step: Numbers) -> Numbers:
    """A step of Newton's, not so long that it could go back and forth."""
    return np.clip(step, -2.0, 2.0)


def _share(logit: Numbers) -> Numbers:
    return np.asarray(0.5 * (1 + np.tanh(logit / 2)))

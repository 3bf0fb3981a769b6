"""Network meta-analysis: treatments compared through each other, contrast by contrast.

Contrasts of one study share its baseline arm, so they are not independent: the variance of that
arm is their covariance. Under random effects every contrast of true effects has the same variance
tau2, and two that share an arm correlate by a half (Lu and Ades 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused, UnknownName
from baclofen.synthesis.between import GRID
from baclofen.synthesis.blocks import Blocks, blocks_of, least_squares, parts
from baclofen.synthesis.columns import Numbers, above, counts, labelled, read, refuse
from baclofen.synthesis.effect import choose
from baclofen.synthesis.multivariate import checked_covariance
from baclofen.synthesis.pooling import Interval, around, check_level, two_sided
from baclofen.synthesis.quantiles import chi2_above, normal_two_sided
from baclofen.value import Value, force_setattr

# Two contrasts that share an arm correlate by more, unless it had ten thousand times their people.
LEAST_SHARED = 1e-4


class Contrasts(Value, eq=False):
    """Differences `t1` less `t2` within studies: `yi`, (k,), with their covariance `V`, (k, k).

    A study of n arms gives n - 1 of them; the others follow. `V` may be the variances alone when
    no study has more than two arms; else their covariances must be there. Raises `InputRefused`.
    """

    study: tuple[str, ...]
    t1: tuple[str, ...]
    t2: tuple[str, ...]
    yi: Numbers
    V: Numbers
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        y = read("yi", self.yi)
        force_setattr(self, "yi", y)
        force_setattr(self, "V", checked_covariance(self.V, y.size))
        for name in ("study", "t1", "t2"):
            force_setattr(self, name, labelled(getattr(self, name), y.size))
        _refuse_independent(self)
        for i, (one, two) in enumerate(zip(self.t1, self.t2, strict=True)):
            if one == two:
                raise InputRefused(f"contrast {i + 1}", f"of {one} with itself", "arms must differ")

    @property
    def treatments(self) -> tuple[str, ...]:
        """All of them, by name."""
        return tuple(sorted({*self.t1, *self.t2}))


def _refuse_independent(c: Contrasts) -> None:
    """Two contrasts of a study that share an arm share its chance too."""
    places: dict[str, list[int]] = {}
    for place, study in enumerate(c.study):
        places.setdefault(study, []).append(place)
    for i, j in (pair for own in places.values() for pair in combinations(own, 2)):
        shared = {c.t1[i], c.t2[i]} & {c.t1[j], c.t2[j]}
        # An arm on the same side of both makes them vary together, else against each other.
        same = (c.t1[i] == c.t1[j]) + (c.t2[i] == c.t2[j])
        crossed = (c.t1[i] == c.t2[j]) + (c.t2[i] == c.t1[j])
        correlation = c.V[i, j] / np.sqrt(c.V[i, i] * c.V[j, j])
        if shared and correlation * np.sign(same - crossed) < LEAST_SHARED:
            arm = min(shared)
            raise InputRefused(
                f"V of study {c.study[i]}", f"without the covariance of contrasts {i + 1} and "
                f"{j + 1}, which share the arm {arm} ({c.V[i, j]:g} is given)",
                f"it must be {'' if same else 'minus '}the variance of that arm",
                do="Give V as a matrix, or start from contrasts_of_arms.",
                why="as independent, people of that arm would count twice",
            )  # fmt: skip


def contrasts_of_arms(
    study: Sequence[object],
    treatment: Sequence[object],
    yi: ArrayLike,
    vi: ArrayLike,
    *,
    baseline: Sequence[str] = (),
    notes: tuple[str, ...] = (),
) -> Contrasts:
    """Contrasts from what each arm showed: `yi` with variance `vi`, one row an arm.

    Each study's other arms are compared with its baseline: the first of `baseline` that it has, or
    else its last arm. The choice changes no result. Raises `InputRefused`: a study with one arm or
    with a treatment twice.
    """
    y = read("yi", yi)
    v = above("vi", vi, y.size)
    studies, treatments = labelled(study, y.size), labelled(treatment, y.size)
    rows: list[tuple[str, int, int]] = []
    for name in dict.fromkeys(studies):
        arms = [i for i, s in enumerate(studies) if s == name]
        own = [treatments[i] for i in arms]
        if len(arms) < 2 or len(set(own)) < len(own):
            raise InputRefused(
                f"study {name}", f"of arms {', '.join(own)}", "it must have two or more different "
                "ones", do="Combine the arms of one treatment.",
            )  # fmt: skip
        preferred = [own.index(b) for b in baseline if b in own]
        base = arms[preferred[0]] if preferred else arms[-1]
        rows += [(name, i, base) for i in arms if i != base]
    one, two = (np.array([row[place] for row in rows]) for place in (1, 2))
    same = one[:, None] == one, two[:, None] == two
    V = np.where(same[0], v[one][:, None], 0) + np.where(same[1], v[two][:, None], 0)
    return Contrasts(
        tuple(row[0] for row in rows), tuple(treatments[i] for i in one),
        tuple(treatments[i] for i in two), y[one] - y[two], V, notes,
    )  # fmt: skip


def contrasts_of_means(
    study: Sequence[object],
    treatment: Sequence[object],
    *,
    mi: ArrayLike,
    sdi: ArrayLike,
    ni: ArrayLike,
    baseline: Sequence[str] = (),
) -> Contrasts:
    """Differences of means, one row an arm with mean, SD and people. Raises `InputRefused`."""
    m = read("mi", mi)
    sd, n = above("sdi", sdi, m.size), counts("ni", ni, m.size, least=1)
    return contrasts_of_arms(study, treatment, m, sd**2 / n, baseline=baseline)


def contrasts_of_counts(
    measure: Literal["OR", "RR", "RD"],
    study: Sequence[object],
    treatment: Sequence[object],
    *,
    xi: ArrayLike,
    ni: ArrayLike,
    baseline: Sequence[str] = (),
    add: float = 0.5,
    double_zero: Literal["drop", "keep"] = "drop",
) -> Contrasts:
    """Log odds ratios, log risk ratios or risk differences, one row an arm: `xi` events of `ni`.

    `add` goes into the cells of every arm of a study in which any arm has a zero. A study in which
    no arm had an event, or all had nothing else, is left out of ratios, and named, unless
    `double_zero` is keep. Raises `InputRefused`.
    """
    choose("measure", measure, ("OR", "RR", "RD"))
    choose("double_zero", double_zero, ("drop", "keep"))
    n = counts("ni", ni, least=1)
    x = counts("xi", xi, n.size)
    refuse("xi", x, x > n, "at most ni, the people of its arm")
    studies = np.array(labelled(study, n.size))
    treatments = np.array(labelled(treatment, n.size))
    notes: list[str] = []
    silent = np.zeros(n.size, dtype=bool)
    half = np.zeros(n.size)
    for name in dict.fromkeys(studies):
        own = studies == name
        says_nothing = bool(np.all(x[own] == 0) or np.all(x[own] == n[own]))
        if double_zero == "drop" and measure != "RD" and says_nothing:
            silent |= own
            notes.append(f"Left out, as no arm tells: {name}.")
        elif np.any((x[own] == 0) | (x[own] == n[own])):
            half[own] = add
            notes.append(f"{add:g} added to each cell, for a zero: {name}.")
    if np.all(silent):
        raise InputRefused("studies", "without events", "at least one must have some")
    kept = ~silent
    x, n = x[kept] + half[kept], n[kept] + 2 * half[kept]
    if measure == "OR":
        y, v = np.log(x / (n - x)), 1 / x + 1 / (n - x)
    elif measure == "RR":
        y, v = np.log(x / n), 1 / x - 1 / n
    else:
        y, v = x / n, x * (n - x) / n**3
    return contrasts_of_arms(
        list(studies[kept]), list(treatments[kept]), y, v, baseline=baseline, notes=tuple(notes)
    )


class Network(Value, eq=False):
    """Each treatment less the `reference`, on the analysis scale; arrays (t,) by `treatments`.

    `Q` on `df` is what the fixed-effect network leaves: heterogeneity and inconsistency together.
    """

    method: str
    reference: str
    treatments: tuple[str, ...]
    estimate: Numbers
    se: Numbers
    low: Numbers
    high: Numbers
    p: Numbers
    vcov: Numbers
    tau2: float
    Q: float
    df: int
    Q_p: float
    level: float
    notes: tuple[str, ...]

    def compare(self, one: str, two: str) -> tuple[float, float, Interval, float]:
        """`one` less `two`: estimate, standard error, interval, p. Raises `UnknownName`."""
        row = self._row(one) - self._row(two)
        estimate, se = float(row @ self.estimate), float(np.sqrt(row @ self.vcov @ row))
        if se == 0:
            raise InputRefused("treatments", f"{one} twice", "they must differ")
        return estimate, se, around(estimate, se, self.level), two_sided(estimate / se, None)

    def p_scores(self, *, lower_is_better: bool) -> dict[str, float]:
        """How sure one can be that each treatment is better than another one, on average (Rücker
        and Schwarzer 2015): 0 to 1."""
        names = (*self.treatments, self.reference)
        sign = -1.0 if lower_is_better else 1.0
        scores = {}
        for one in names:
            sure = []
            for two in names:
                if one != two:
                    estimate, se, *_ = self.compare(one, two)
                    tail = float(normal_two_sided(estimate / se)) / 2
                    sure.append(1 - tail if sign * estimate > 0 else tail)
            scores[one] = float(np.mean(sure))
        return scores

    def _row(self, name: str) -> Numbers:
        if name not in (*self.treatments, self.reference):
            raise UnknownName("treatment", name, (*self.treatments, self.reference))
        return np.array([float(t == name) for t in self.treatments])


def pool_network(
    contrasts: Contrasts,
    reference: str,
    method: Literal["FE", "REML", "ML"] = "REML",
    *,
    level: float = 0.95,
) -> Network:
    """All treatments against the reference, from direct and indirect comparisons together.

    FE takes tau2 as 0. Without a degree of freedom left (no closed loop, one study a comparison)
    tau2 cannot be told, FE is used, and `notes` say so.
    Raises `InputRefused` where treatments are not connected to the reference.
    """
    choose("method", method, ("FE", "REML", "ML"))
    check_level(level)
    choose("reference", reference, contrasts.treatments)
    others = tuple(t for t in contrasts.treatments if t != reference)
    _refuse_islands(contrasts, reference)
    X = np.array(
        [
            [float(t == one) - float(t == two) for t in others]
            for one, two in zip(contrasts.t1, contrasts.t2, strict=True)
        ]
    )
    y, V, notes = contrasts.yi, contrasts.V, contrasts.notes
    S = _shared(contrasts)
    blocks = blocks_of((V != 0) | (S != 0))
    df = y.size - len(others)
    if df == 0 and method != "FE":
        notes += ("No degree of freedom is left for tau2: fixed effect.",)
        method = "FE"
    tau2 = 0.0
    if method != "FE":
        tau2 = _between(y, V, X, S, blocks, restricted=method == "REML")
    fixed = least_squares(y, V, X, blocks)
    fit = least_squares(y, V + tau2 * S, X, blocks) if tau2 else fixed
    se = np.asarray(np.sqrt(np.diag(fit.C)))
    reach = around(0.0, 1.0, level).high * se
    return Network(
        method, reference, others, fit.beta, se, fit.beta - reach, fit.beta + reach,
        normal_two_sided(fit.beta / se), np.asarray(fit.C), tau2, fixed.Q, df,
        float(chi2_above(fixed.Q, df)), level, notes,
    )  # fmt: skip


def _refuse_islands(contrasts: Contrasts, reference: str) -> None:
    reached, size = {reference}, 0
    while len(reached) > size:
        size = len(reached)
        for one, two in zip(contrasts.t1, contrasts.t2, strict=True):
            if one in reached or two in reached:
                reached |= {one, two}
    apart = [t for t in contrasts.treatments if t not in reached]
    if apart:
        raise InputRefused(
            "network", f"without a path from {reference} to {', '.join(apart)}",
            "every treatment must be connected to the reference", do="Analyse the parts apart.",
        )  # fmt: skip


def _shared(c: Contrasts) -> Numbers:
    """Correlations of true contrasts: 1, and a half for those that share an arm on one side."""
    study, one, two = (np.array(names) for names in (c.study, c.t1, c.t2))

    def same(a: Numbers, b: Numbers) -> Numbers:
        return np.asarray((a[:, None] == b[None, :]).astype(float))

    S = (same(one, one) + same(two, two) - same(one, two) - same(two, one)) / 2
    return S * same(study, study)


def _between(
    y: Numbers, V: Numbers, X: Numbers, S: Numbers, blocks: Blocks, *, restricted: bool
) -> float:
    """The highest of the tops of the likelihood of tau2."""
    from scipy.optimize import brentq  # type: ignore[import-untyped]

    def height(tau2: float) -> float:
        fit = least_squares(y, V + tau2 * S, X, blocks)
        total = fit.Q + fit.log_det
        return -float(total - (np.linalg.slogdet(fit.C)[1] if restricted else 0.0)) / 2

    def slope(tau2: float) -> float:
        """How fast twice the likelihood rises."""
        M = V + tau2 * S
        fit = least_squares(y, M, X, blocks)
        left = y - np.einsum("kp,p->k", X, fit.beta)
        rise = 0.0
        for own in blocks:
            W, S_own = np.linalg.inv(parts(M, own)), parts(S, own)
            pull = np.einsum("bmn,bn->bm", W, left[own])
            rise += float(np.einsum("bm,bmn,bn->", pull, S_own, pull) - np.sum(W * S_own))
            if restricted:
                WX = np.einsum("bmn,bnp->bmp", W, X[own])
                SWX = np.einsum("bmn,bnp->bmp", S_own, WX)
                rise += float(np.sum(np.einsum("bmp,bmq->pq", WX, SWX) * fit.C))
        return rise

    places = np.concatenate(
        [[0.0], np.geomspace(1e-6, 2.0 * y.size, GRID) * max(np.ptp(y) ** 2, 1e-300)]
    )
    heights = np.array([-np.inf, *(height(t) for t in places), -np.inf])
    tops = np.flatnonzero((heights[1:-1] > heights[:-2]) & (heights[1:-1] >= heights[2:]))
    reached = []
    for top in (int(t) for t in tops):
        low, high = float(places[max(top - 1, 0)]), float(places[min(top + 1, GRID)])
        if slope(low) <= 0:
            reached.append(float(low))
        elif slope(high) >= 0:
            reached.append(float(high))
        else:
            reached.append(float(brentq(slope, low, high, xtol=1e-15 * high, rtol=1e-12)))
    return max(reached, key=height)

"""Effects that depend on each other: several outcomes of a trial, several times, shared arms.

Each effect has sampling covariances with others, in the matrix V; true effects vary as random
terms say. Fitted by (restricted) maximum likelihood on the whole covariance.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from baclofen.errors import InputRefused
from baclofen.synthesis.blocks import (
    Blocks,
    LeastSquares,
    blocks_of,
    least_squares,
    parts,
    triangle,
)
from baclofen.synthesis.columns import Numbers, labelled, read
from baclofen.synthesis.effect import choose
from baclofen.synthesis.pooling import around, check_level, two_sided
from baclofen.synthesis.quantiles import chi2_above
from baclofen.synthesis.regression import Coefficient, but_intercept, checked_design
from baclofen.value import Value

Structure = Literal["ID", "DIAG", "CS", "HCS", "UN", "AR", "HAR", "CAR"]


class Random(Value, eq=False):
    """How true effects vary together.

    Effects with the same label in `outer` (a trial) share a draw. Without `inner` it is one shift
    for all of them. With `inner` (an outcome, an arm, a time) each of its levels has a part, and
    `structure` says how the parts go together: ID independent with one variance, DIAG one each, CS
    one variance and one correlation, HCS one variance each and one correlation, UN all free; AR,
    HAR and CAR a correlation that falls with the distance in time (CAR: of times that are numbers).
    `rho` fixes the correlation of CS or HCS.
    """

    outer: Sequence[object]
    inner: Sequence[object] | None = None
    structure: Structure = "ID"
    rho: float | None = None


class Multivariate(Value, eq=False):
    """Coefficients, and how the true effects vary.

    `variances` holds, for each random term in order, the variances of its levels and the
    correlations between them; `G` their covariance matrix, levels in the order of `levels`.
    `Q` on `df` tests that nothing but the moderators differs. `QM` tests all coefficients but the
    intercept. `log_likelihood` is restricted under REML, with its constants.
    """

    method: str
    k: int
    coefficients: tuple[Coefficient, ...]
    vcov: Numbers
    G: tuple[Numbers, ...]
    levels: tuple[tuple[str, ...], ...]
    Q: float
    df: int
    Q_p: float
    QM: float
    QM_df: int
    QM_p: float
    log_likelihood: float

    @property
    def estimates(self) -> Numbers:
        """All coefficients, (p,)."""
        return np.array([c.estimate for c in self.coefficients])

    @property
    def se(self) -> Numbers:
        """Their standard errors, (p,)."""
        return np.array([c.se for c in self.coefficients])

    def variances(self, term: int = 0) -> Numbers:
        """The variances of the levels of a random term."""
        return np.asarray(np.diag(self.G[term]))

    def correlation(self, term: int = 0) -> Numbers:
        """The correlations between the levels of a random term; 0 where a variance is 0."""
        sd = np.sqrt(self.variances(term))
        safe = np.where(sd > 0, sd, 1.0)
        return np.asarray(self.G[term] / np.outer(safe, safe))


def fit_multivariate(
    yi: ArrayLike,
    V: ArrayLike,
    X: ArrayLike,
    names: Sequence[str],
    random: Sequence[Random] = (),
    method: Literal["REML", "ML", "FE"] = "REML",
    *,
    level: float = 0.95,
) -> Multivariate:
    """Effects `yi`, (k,), with sampling covariance `V`, (k, k), on the design `X`, (k, p).

    FE takes no random terms. Raises `InputRefused`: V not symmetric or not positive, a design of
    which a column follows from others, as many coefficients as effects.

    >>> found = fit_multivariate([0.2, 0.3], np.diag([0.1, 0.1]), np.ones((2, 1)), ["mean"],
    ...                          method="FE")
    >>> float(found.estimates[0].round(3))
    0.25
    """
    choose("method", method, ("REML", "ML", "FE"))
    check_level(level)
    y = read("yi", yi)
    covariance = checked_covariance(V, y.size)
    design = checked_design(X, y.size, names)
    if y.size <= design.shape[1] or np.linalg.matrix_rank(triangle(design)) < design.shape[1]:
        raise InputRefused(
            "moderators", f"{design.shape[1]} columns for {y.size} effects",
            "there must be fewer than effects, and none may follow from others",
        )  # fmt: skip
    terms = () if method == "FE" else tuple(_Term(r, y.size) for r in random)
    M, G = covariance, []
    blocks = blocks_of(np.any([covariance != 0, *(t.same for t in terms)], axis=0))
    if terms:
        values = _best(y, covariance, design, terms, blocks, restricted=method == "REML")
        G = [t.G(v) for t, v in zip(terms, _split(values, terms), strict=True)]
        M = covariance + sum(t.spread(g) for t, g in zip(terms, G, strict=True))
    fit = least_squares(y, M, design, blocks)
    height = _log_likelihood(fit, design, restricted=method == "REML")
    beta, vcov = fit.beta, fit.C
    Q = least_squares(y, covariance, design, blocks).Q
    df = y.size - design.shape[1]
    se = np.sqrt(np.diag(vcov))
    coefficients = tuple(
        Coefficient(
            str(n), float(b), float(e), around(float(b), float(e), level), float(b / e),
            two_sided(float(b / e), None),
        )
        for n, b, e in zip(names, beta, se, strict=True)
    )  # fmt: skip
    tested = but_intercept(design)
    QM = float(beta[tested] @ np.linalg.solve(vcov[np.ix_(tested, tested)], beta[tested]))
    return Multivariate(
        method, y.size, coefficients, vcov, tuple(G), tuple(t.levels for t in terms), Q, df,
        float(chi2_above(Q, df)), QM, int(tested.size), float(chi2_above(QM, tested.size)), height,
    )  # fmt: skip


def checked_covariance(V: ArrayLike, k: int) -> Numbers:
    """`V` as numbers, (k, k); a vector is a diagonal. Raises `InputRefused`."""
    covariance = np.asarray(V, dtype=float)
    if covariance.ndim == 1:
        covariance = np.diag(covariance)
    if covariance.shape != (k, k) or not np.all(np.isfinite(covariance)):
        raise InputRefused("V", f"of shape {covariance.shape}", f"it must hold {k} x {k} numbers")
    if not np.allclose(covariance, covariance.T, rtol=1e-8, atol=0):
        raise InputRefused("V", "not symmetric", "it must be a covariance matrix")
    if any(np.linalg.eigvalsh(parts(covariance, b)).min() <= 0 for b in blocks_of(covariance != 0)):
        raise InputRefused(
            "V", "not positive definite", "it must be a covariance matrix",
            do="Look for an effect that follows from others, as the third contrast of three arms.",
        )  # fmt: skip
    return np.asarray((covariance + covariance.T) / 2)


class _Term:
    """A random term over k effects: how many parameters, and from them the covariance."""

    def __init__(self, random: Random, k: int) -> None:
        outer = np.asarray(labelled(random.outer, k))
        self.same = outer[:, None] == outer[None, :]
        inner = np.asarray(labelled(random.inner, k)) if random.inner is not None else None
        self.structure = random.structure if inner is not None else "ID"
        choose("structure", self.structure, get_args(Structure))
        self.rho = random.rho
        if inner is None:
            self.levels: tuple[str, ...] = ("",)
            self.place = np.zeros(k, dtype=int)
        else:
            times = random.inner if self.structure in ("AR", "HAR", "CAR") else None
            self.levels = _ordered(inner, times)
            self.place = np.array([self.levels.index(name) for name in inner])
        m = len(self.levels)
        self.distance = np.abs(np.subtract.outer(np.arange(m), np.arange(m))).astype(float)
        if self.structure == "CAR":
            at = np.array([float(name) for name in self.levels])
            self.distance = np.abs(np.subtract.outer(at, at))
        self.m = m
        self.sds = m if self.structure in ("DIAG", "HCS", "HAR") else 1
        if self.structure == "UN":
            self.size = m * (m + 1) // 2
        else:
            free = self.structure in ("CS", "HCS", "AR", "HAR", "CAR") and self.rho is None
            self.size = self.sds + int(free)

    def G(self, values: Numbers) -> Numbers:
        """The covariance of the levels, (m, m)."""
        if self.structure == "UN":
            L = np.zeros((self.m, self.m))
            L[np.tril_indices(self.m)] = values
            return L @ L.T
        sd = np.broadcast_to(values[: self.sds], (self.m,))
        if self.structure in ("ID", "DIAG"):
            return np.diag(sd**2)
        if self.rho is not None:
            rho = self.rho
        elif self.structure in ("CS", "HCS"):
            # As far down as a correlation of so many can be.
            low = -1 / max(self.m - 1, 1)
            rho = low + (1 - low) / (1 + np.exp(-values[-1]))
        else:
            rho = np.tanh(values[-1]) if self.structure != "CAR" else 1 / (1 + np.exp(-values[-1]))
        if self.structure in ("CS", "HCS"):
            R = np.where(self.distance == 0, 1.0, rho)
        else:
            R = np.where(self.distance == 0, 1.0, np.sign(rho) ** self.distance)
            R = R * np.abs(rho) ** self.distance
        return np.asarray(np.abs(np.outer(sd, sd)) * R)

    def spread(self, G: Numbers) -> Numbers:
        """Its part in the covariance of the effects, (k, k)."""
        return np.asarray(np.where(self.same, G[np.ix_(self.place, self.place)], 0.0))

    def start(self, typical: float) -> Numbers:
        """A first guess, from a typical SD."""
        if self.structure == "UN":
            L = typical * np.eye(self.m)
            return L[np.tril_indices(self.m)]
        return np.concatenate([np.full(self.sds, typical), np.zeros(self.size - self.sds)])


def _ordered(inner: Numbers, times: Sequence[object] | None) -> tuple[str, ...]:
    names = sorted({str(name) for name in inner})
    if times is None:
        return tuple(names)
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        raise InputRefused(
            "inner", "not times", "for AR, HAR and CAR it must hold numbers"
        ) from None


def _split(values: Numbers, terms: tuple[_Term, ...]) -> list[Numbers]:
    ends = np.cumsum([t.size for t in terms])[:-1]
    return np.split(values, ends)


def _log_likelihood(fit: LeastSquares, X: Numbers, *, restricted: bool) -> float:
    k, p = X.shape
    free = k - p if restricted else k
    total = free * np.log(2 * np.pi) + fit.log_det + fit.Q
    if restricted:
        total += 2 * (_log_size(fit.R) - _log_size(triangle(X)))
    return float(-total / 2)


def _log_size(R: Numbers) -> float:
    return float(np.log(np.abs(np.diag(R))).sum())


def _best(
    y: Numbers, V: Numbers, X: Numbers, terms: tuple[_Term, ...], blocks: Blocks, *,
    restricted: bool,
) -> Numbers:  # fmt: skip
    """The parameters of the highest likelihood, from some starts."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]

    def low(values: Numbers) -> float:
        M = V + sum(t.spread(t.G(v)) for t, v in zip(terms, _split(values, terms), strict=True))
        try:
            fit = least_squares(y, M, X, blocks)
        except np.linalg.LinAlgError:
            return np.inf
        return -_log_likelihood(fit, X, restricted=restricted)

    scatter = max(float(np.std(y)), float(np.sqrt(np.mean(np.diag(V)))))
    found: Callable[[float], Numbers] = lambda share: np.concatenate(  # noqa: E731
        [t.start(share * scatter) for t in terms]
    )
    best, height = found(1.0), np.inf
    for share in (0.3, 1.0):
        at = found(share)
        for way, options in (
            ("BFGS", {"gtol": 1e-8}),
            ("Nelder-Mead", {"xatol": 1e-9, "fatol": 1e-12, "maxiter": 4000, "maxfev": 4000}),
        ):
            with np.errstate(all="ignore"):
                at = minimize(low, at, method=way, options=options).x
        if low(at) < height - 1e-9:
            best, height = at, low(at)
    return best

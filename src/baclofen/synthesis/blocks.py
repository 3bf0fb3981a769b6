"""Effects that vary together, in blocks: what no study ties is worked out apart.

A linear algebra library starts more threads for one large matrix, and they spin for longer than
they compute; of hundreds of studies each is a small matrix of its own. Only effects that are tied
all together, by what was given, are one large one.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baclofen.synthesis.columns import Numbers
from baclofen.value import Value

# So many numbers at once are worked out on one thread.
MOST_AT_ONCE = 8_000

#: Blocks by their size: places (b, m) of b blocks of m effects.
Blocks = tuple[NDArray[np.intp], ...]


def blocks_of(tied: NDArray[np.bool_]) -> Blocks:
    """The blocks of effects of which each is tied to another, (k, k).

    >>> [list(map(list, b.tolist())) for b in blocks_of(np.eye(3) + np.eye(3, k=2) > 0)]
    [[[1]], [[0, 2]]]
    """
    from scipy.sparse import csr_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    _, label = connected_components(csr_array(tied), directed=False)
    order = np.argsort(label, kind="stable")
    size = np.bincount(label)
    each = np.split(order, np.cumsum(size)[:-1])
    return tuple(np.array([e for e in each if e.size == m]) for m in np.unique(size))


def parts(M: Numbers, places: NDArray[np.intp]) -> Numbers:
    """The blocks (b, m, m) at these places of a matrix (k, k)."""
    return M[places[:, :, None], places[:, None, :]]


def whitened(M: Numbers, columns: Numbers, blocks: Blocks) -> tuple[Numbers, float]:
    """The columns (k, c) over the root of the covariance `M`, and the logarithm of its determinant.

    Raises `LinAlgError` where it is no covariance.
    """
    white, log_det = np.empty_like(columns), 0.0
    for places in blocks:
        L = np.linalg.cholesky(parts(M, places))
        white[places] = np.linalg.solve(L, columns[places])
        log_det += 2 * float(np.log(np.einsum("bmm->bm", L)).sum())
    return white, log_det


def triangle(columns: Numbers) -> Numbers:
    """The R (c, c) of the QR decomposition of columns (k, c), from some rows after the others."""
    k, c = columns.shape
    rows = max(MOST_AT_ONCE // c, 2 * c)
    while k > rows:
        pieces = [np.linalg.qr(columns[at : at + rows], mode="r") for at in range(0, k, rows)]
        columns = np.concatenate(pieces)
        k = columns.shape[0]
    R = np.linalg.qr(columns, mode="r")
    return np.concatenate([R, np.zeros((c - len(R), c))])


def orthonormal(columns: Numbers, R: Numbers) -> tuple[Numbers, Numbers]:
    """The Q (k, c) and R (c, c) of the QR decomposition, of which `triangle` gave R."""
    if columns.size <= MOST_AT_ONCE:
        Q, R = np.linalg.qr(columns)
        return Q, R
    # Once leaves Q as far from orthonormal as the columns are from each other, twice does not.
    Q = np.einsum("kp,pq->kq", columns, np.linalg.inv(R))
    again = triangle(Q)
    return np.einsum("kp,pq->kq", Q, np.linalg.inv(again)), np.einsum("pq,qr->pr", again, R)


class LeastSquares(Value, eq=False):
    """Coefficients `beta` (p,), their covariance `C` (p, p), and `Q`, what is left of the effects,
    squared and weighted; `R` (p, p) of the QR decomposition of the design over the root of the
    effects' covariance, and the logarithm of its determinant."""

    beta: Numbers
    C: Numbers
    Q: float
    R: Numbers
    log_det: float


def least_squares(y: Numbers, M: Numbers, X: Numbers, blocks: Blocks) -> LeastSquares:
    """Generalised least squares of effects (k,) with covariance `M` (k, k) on a design (k, p).

    Raises `LinAlgError` where it is no covariance.
    """
    white, log_det = whitened(M, np.column_stack([X, y]), blocks)
    whole = triangle(white)
    R, seen = whole[:-1, :-1], whole[:-1, -1]
    back = np.linalg.inv(R)
    return LeastSquares(back @ seen, back @ back.T, float(whole[-1, -1] ** 2), R, log_det)

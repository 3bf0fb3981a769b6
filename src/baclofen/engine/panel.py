"""One panel: the places inside a step at which what is not linear is looked at.

After a dose everything changes fast and then slowly. So a panel's places are Gauss points
in the square root of time: they crowd at its start. Everything here is for a panel of
length 1 and the same for all patients; an integral scales with the panel's length.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import OutOfRange
from baclofen.value import Value

Numbers = NDArray[np.float64]

#: Places per panel from which to choose.
FEWEST, MOST = 3, 40
#: Steps into which a panel is cut to look for a peak or a crossing.
FINE = 48


class Panel(Value, eq=False):
    """`at` (N,) places from 0 to 1, and matrices that act on values at these places.

    `sums` (N + 3, N) integrates from the start to each place (N rows) and to the end (one
    row); the error of both falls faster than any power of N. Its last two rows read the last
    two coefficients of the values' expansion: what is left there, the places did not resolve.
    `fine` (FINE + 1, N + 2) interpolates from start, places and end to places that are even
    in the root of time.
    """

    at: Numbers
    sums: Numbers
    fine: Numbers

    def interpolate(self, offsets: Numbers) -> Numbers:
        """Matrix (k, N + 2) from values at the start, the places and the end to `offsets`."""
        points = np.concatenate([[0.0], np.sqrt(self.at), [1.0]])
        return _barycentric(points, np.sqrt(np.clip(offsets, 0.0, 1.0)))


@lru_cache
def make_panel(places: int) -> Panel:
    """The panel with so many places. Raises `OutOfRange`.

    >>> panel = make_panel(12)
    >>> round(float(panel.sums[12] @ np.exp(panel.at)), 9) == round(np.e - 1, 9)
    True
    """
    if not FEWEST <= places <= MOST:
        raise OutOfRange("number of places per panel", places, "", f"{FEWEST} to {MOST}")
    x, _ = np.polynomial.legendre.leggauss(places)
    s = (x + 1) / 2
    basis = np.polynomial.legendre.legvander(x, places - 1)
    # Integral of each Legendre polynomial from -1 to y: (P[d+1] - P[d-1]) / (2 d + 1).
    y = np.append(x, 1.0)
    P = np.polynomial.legendre.legvander(y, places)
    degree = np.arange(1, places)
    integrals = np.column_stack([y + 1, (P[:, 2:] - P[:, :-2]) / (2 * degree + 1)])
    # dt = 2 s ds turns an integral over s into one over time; half of it is the step of x.
    by_value = np.linalg.solve(basis.T, integrals.T).T * s
    tail = np.linalg.inv(basis)[-2:] * (2 * s)
    points = np.concatenate([[0.0], s, [1.0]])
    return Panel(
        at=s**2,
        sums=np.vstack([by_value, tail]),
        fine=_barycentric(points, np.linspace(0.0, 1.0, FINE + 1)),
    )


def _barycentric(points: Numbers, wanted: Numbers) -> Numbers:
    difference = points[:, None] - points[None, :]
    np.fill_diagonal(difference, 1.0)
    weight = 1.0 / difference.prod(axis=1)
    away = wanted[:, None] - points[None, :]
    hit = np.abs(away) < 1e-13
    away[hit] = 1.0
    ratio = weight / away
    matrix = ratio / ratio.sum(axis=1, keepdims=True)
    exact = hit.any(axis=1)
    matrix[exact] = hit[exact].astype(float)
    return np.asarray(matrix)

"""A picture as numbers: lines with their bands, and the points that were seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from baclofen.value import Value

Numbers = NDArray[np.float64]


class Series(Value, eq=False):
    """One line with its 90 % band, of equal lengths; without a band `low` and `high` are it."""

    label: str
    x: Numbers
    low: Numbers
    middle: Numbers
    high: Numbers


class Point(Value):
    """Something that was seen; `low` and `high` when it was a range."""

    x: float
    y: float
    label: str
    low: float | None = None
    high: float | None = None


class Picture(Value, eq=False):
    """One picture: lines, published points, and the words that belong beside it."""

    id: str
    title: str
    x_label: str
    y_label: str
    series: tuple[Series, ...]
    points: tuple[Point, ...] = ()
    says: str = ""
    basis: tuple[str, ...] = ()

"""The two shapes every drawing here is made of: a line, and a band between two lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def line(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """The `d` of an SVG path through these points, both of shape (k,).

    >>> line(np.array([0.0, 1.0]), np.array([2.0, 3.0]))
    'M0.0,2.0L1.0,3.0'
    """
    return f"M{_points(x, y)}"


def band(x: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> str:
    """The `d` of the area between two lines, each of shape (k,)."""
    return f"{line(x, high)}L{_points(x[::-1], low[::-1])}Z"


def _points(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    return "L".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))

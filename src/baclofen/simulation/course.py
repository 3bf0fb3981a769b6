"""What a simulation gives back: curves, and exposure by window, with their spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from baclofen.assessment import Note


@dataclass(frozen=True)
class Spread:
    """Median and the 90 % interval of one number over the draws."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class Exposure:
    """Exposure over one window: levels in ng/mL, area in ng*h/mL, times in h.

    `Cmax` peak, `Cmin` lowest, `Cavg` mean, `AUC` area over the window.
    """

    name: str
    start_h: float
    end_h: float
    Cmax: Spread
    Cmin: Spread
    Cavg: Spread
    AUC: Spread


@dataclass(frozen=True)
class Forecast:
    """Plasma levels over time: `times_h` (k,), and the 5th, 50th, 95th percentile in ng/mL.

    `n` draws from `seed`; `why` lists every fact used. `outside` and `assumed` are shown
    with every curve.
    """

    times_h: NDArray[np.float64]
    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]
    exposure: tuple[Exposure, ...]
    n: int
    seed: int
    why: tuple[str, ...]
    assumed: tuple[Note, ...] = ()
    outside: tuple[Note, ...] = ()


def spread(values: NDArray[np.float64]) -> Spread:
    """Median and 90 % interval of one value a draw.

    >>> spread(np.arange(101.0))
    Spread(low=5.0, median=50.0, high=95.0)
    """
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Spread(float(low), float(median), float(high))

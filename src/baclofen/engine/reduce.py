"""What a run tells about a stretch of time: peak, trough, area and mean, one per draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.errors import OutOfRange


@dataclass(frozen=True)
class Window:
    """A named stretch of a run, from `start_h` to `end_h`. Raises `OutOfRange`.

    A dose at its start belongs to it; a dose at its end does not.

    >>> Window("day 3", 48, 72).length_h
    24
    """

    name: str
    start_h: float
    end_h: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_h < math.inf:
            raise OutOfRange(
                f"start of the window {self.name}", self.start_h, "h", "0 or more, and finite"
            )
        if not self.start_h < self.end_h < math.inf:
            raise OutOfRange(
                f"end of the window {self.name}",
                self.end_h,
                "h",
                f"after its start, {self.start_h:g} h",
            )

    @property
    def length_h(self) -> float:
        """Hours from start to end."""
        return self.end_h - self.start_h


@dataclass(frozen=True, eq=False)
class Reduction:
    """One window of one compartment's amount; each field has shape (n,).

    `peak`, `trough` and `mean` have the unit of the amounts, `peak_at_h` is in h from
    the start of the run, and `area` is amount times h, the exact integral. The peak is
    found between nodes too; the trough is the least value at a node, just before a
    dose included.
    """

    peak: Numbers
    peak_at_h: Numbers
    area: Numbers
    mean: Numbers
    trough: Numbers


class Reducer:
    """Takes one window's blocks in order of time, and gives its `Reduction`.

    >>> decay = np.exp(-np.array([[0.0], [1.0]]))
    >>> reducer = Reducer(Window("first hour", 0, 1), n=1)
    >>> reducer.add(np.array([0.0, 1.0]), decay, -decay, area=decay[0] - decay[1])
    >>> first = reducer.result()
    >>> first.peak, first.trough.round(3), first.mean.round(3)
    (array([1.]), array([0.368]), array([0.632]))
    """

    def __init__(self, window: Window, n: int) -> None:
        self._window = window
        self._peak = np.full(n, -np.inf)
        self._peak_at_h = np.full(n, window.start_h)
        self._trough = np.full(n, np.inf)
        self._area = np.zeros(n)

    def add(self, times_h: Numbers, values: Numbers, slopes: Numbers, area: Numbers) -> None:
        """Take a block: its nodes (k,), values and slopes there (k, n), and its area (n,).

        The first node is read after the events there, the last before them.
        """
        peak, peak_at_h = find_peak(times_h, values, slopes)
        is_higher = peak > self._peak
        self._peak = np.where(is_higher, peak, self._peak)
        self._peak_at_h = np.where(is_higher, peak_at_h, self._peak_at_h)
        self._trough = np.minimum(self._trough, values.min(axis=0))
        self._area += area

    def result(self) -> Reduction:
        """The reduction of all blocks taken."""
        return Reduction(
            peak=self._peak,
            peak_at_h=self._peak_at_h,
            area=self._area,
            mean=self._area / self._window.length_h,
            trough=self._trough,
        )


def find_peak(times_h: Numbers, values: Numbers, slopes: Numbers) -> tuple[Numbers, Numbers]:
    """Largest value (n,) and its time in h (n,) of smooth curves known at nodes.

    Between two nodes a curve is the cubic with the values and slopes (k, n) found
    there. Its error falls with the fourth power of the step.

    >>> t = np.array([0.0, 1.0, 2.0])
    >>> parabola, slope = 1 - (t - 1.25) ** 2, -2 * (t - 1.25)
    >>> find_peak(t, parabola[:, None], slope[:, None])
    (array([1.]), array([1.25]))
    """
    k, n = values.shape
    # Flat places: indexing by (node, draw) costs several times more.
    y, d = values.ravel(), slopes.ravel()
    tops, at_h = y.copy(), np.repeat(times_h, n)
    # A cubic has a top inside a step if it rises at the one end and falls at the other.
    here = np.flatnonzero((d[:-n] > 0) & (d[n:] < 0))
    after = here + n
    h = at_h[after] - at_h[here]
    rise, d0, d1 = y[after] - y[here], h * d[here], h * d[after]
    # y + d0 u + b u^2 + a u^3 for u from 0 to 1. Its top, d0 / (sqrt(b^2 - 3 a d0) - b), is
    # written so that nothing cancels or underflows: the divisor is never below d0.
    a, b, c = d0 + d1 - 2 * rise, 3 * rise - 2 * d0 - d1, 3 * rise - d0 - d1
    u = d0 / (np.hypot(c, np.sqrt(d0) * np.sqrt(-d1)) - c + d0)
    tops[here] += u * (d0 + u * (b + u * a))
    at_h[here] += u * h
    highest = tops.reshape(k, n).argmax(axis=0) * n + np.arange(n)
    return tops[highest], at_h[highest]

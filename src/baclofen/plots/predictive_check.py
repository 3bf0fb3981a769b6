"""A visual predictive check: do simulated repeats of a study look like the study?

Each repeat has the times, doses and number of people of what was seen. In each bin of time the
percentiles of what was seen are held against those of the repeats, with the interval in which the
repeats' percentiles lie. Nothing is smoothed, and no reading is left out unseen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.errors import InputRefused
from baclofen.plots.axes import Axes, new_axes, write_beside, write_over
from baclofen.plots.table import table_of
from baclofen.value import Value

Numbers = NDArray[np.float64]

#: Fewer repeats leave an interval of 90 % to its extremes.
_FEWEST = 20


class PredictiveCheck(Value, eq=False):
    """The percentiles of what was seen beside those of the repeats, by bin of time.

    `shares` (s,) are the percentiles, `at_h` (b,) the median time of each bin, `edges_h` (b + 1,)
    its ends, `count` (b,) its readings. `seen` (s, b) are what was seen; `low`, `middle` and `high`
    (s, b) hold `level` of the repeats. `held` (s, b) says where what was seen lies within.
    `y_label` says what was read, with its unit. `mark` is written into its picture, `credence` into
    each row of its table.
    """

    times_h: Numbers
    readings: Numbers
    shares: tuple[float, ...]
    level: float
    repeats: int
    at_h: Numbers
    edges_h: Numbers
    count: NDArray[np.int64]
    seen: Numbers
    low: Numbers
    middle: Numbers
    high: Numbers
    y_label: str = "reading, in its own unit"
    is_corrected: bool = False
    mark: str = ""
    credence: str = ""

    @property
    def held(self) -> NDArray[np.bool_]:
        return np.asarray((self.low <= self.seen) & (self.seen <= self.high))

    def table(self) -> np.recarray:
        """Its numbers as a NumPy record array, one row a bin and percentile: any data frame takes
        it, as `pandas.DataFrame(check.table())` does."""
        shape = self.seen.shape
        each = {
            "at_h": self.at_h,
            "count": self.count,
            "percentile": 100 * np.array(self.shares)[:, np.newaxis],
            "seen": self.seen, "low": self.low, "middle": self.middle, "high": self.high,
            "held": self.held,
            "credence": np.array(self.credence),
        }  # fmt: skip
        return table_of({name: np.broadcast_to(v, shape).ravel() for name, v in each.items()})

    def plot(self, axes: Axes | None = None, *, y_label: str = "") -> Axes:
        """Readings as dots, their percentiles as lines, those of the repeats as bands. Returns the
        axes. `y_label` stands in place of the check's own."""
        if axes is None:
            (axes,) = new_axes(1, high=4.2)
        axes.plot(
            self.times_h, self.readings, ".", color="0.6", markersize=3, zorder=1, label="readings"
        )
        for n, share in enumerate(self.shares):
            colour = "C0" if share == 0.5 else "C1"
            axes.fill_between(
                self.at_h, self.low[n], self.high[n], color=colour, alpha=0.25, linewidth=0
            )
            name = f"{100 * share:g}th percentile"
            axes.plot(self.at_h, self.seen[n], color=colour, label=f"{name}, seen")
            axes.plot(
                self.at_h, self.middle[n], color=colour, linestyle="--", linewidth=0.8,
                label=f"{name}, simulated",
            )  # fmt: skip
        title = "Visual predictive check" + (", prediction-corrected" if self.is_corrected else "")
        write_over(
            axes, f"{title}: bands hold {100 * self.level:g} % of {self.repeats} repeats", self.mark
        )
        axes.set_xlabel("time, h")
        axes.set_ylabel(y_label or self.y_label)
        write_beside(axes)
        return axes


def check_predictions(
    times_h: ArrayLike, readings: ArrayLike, repeats: ArrayLike, *,
    edges_h: Sequence[float] | None = None, shares: Sequence[float] = (0.05, 0.5, 0.95),
    level: float = 0.9, typical: ArrayLike | None = None, y_label: str = "reading, in its own unit",
    mark: str = "", credence: str = "",
) -> PredictiveCheck:  # fmt: skip
    """The check of `readings` (n,) at `times_h` (n,) against `repeats` (r, n) of the same design.

    `edges_h` (b + 1,) are the ends of the bins, each with its lower end; without them each time is
    a bin of its own. With `typical` (n,), the typical person's prediction for each reading, both
    are corrected by it (Bergstrand et al. 2011), so that doses and covariates that differ within
    a bin do not hide or make a misfit. `y_label`, `mark` and `credence` go with the check. Raises
    `InputRefused`.

    >>> rng = np.random.default_rng(1)
    >>> seen, repeats = rng.normal(0, 1, 200), rng.normal(0, 1, (100, 200))
    >>> check = check_predictions(np.repeat([1.0, 2.0], 100), seen, repeats)
    >>> check.seen.shape, check.held.shape, check.count
    ((3, 2), (3, 2), array([100, 100]))
    """
    times, seen, drawn = (np.asarray(v, float) for v in (times_h, readings, repeats))
    _check(times, seen, drawn)
    edges = _edges(times, edges_h)
    where = np.searchsorted(edges, times, side="right") - 1
    if typical is not None:
        seen, drawn = _corrected(seen, drawn, np.asarray(typical, float), where)
    tail = (1 - level) / 2
    found = []
    for bin in range(len(edges) - 1):
        here = where == bin
        if not here.any():
            raise InputRefused(
                "edges_h", f"{edges[bin]:g} to {edges[bin + 1]:g} h", "a bin must hold a reading"
            )
        of_repeats = np.quantile(drawn[:, here], shares, axis=1)
        low, middle, high = np.quantile(of_repeats, [tail, 0.5, 1 - tail], axis=1)
        found.append((np.median(times[here]), np.quantile(seen[here], shares), low, middle, high))
    at, observed, low, middle, high = (np.array(part).T for part in zip(*found, strict=True))
    return PredictiveCheck(
        times, seen, tuple(shares), level, len(drawn), at, edges,
        np.bincount(where, minlength=len(edges) - 1), observed, low, middle, high,
        y_label=y_label, is_corrected=typical is not None, mark=mark, credence=credence,
    )  # fmt: skip


def _check(times: Numbers, seen: Numbers, drawn: Numbers) -> None:
    if times.ndim != 1 or seen.shape != times.shape or drawn.ndim != 2:
        came = f"of shapes {times.shape}, {seen.shape} and {drawn.shape}"
        raise InputRefused("times, readings, repeats", came, "they must be (n,), (n,) and (r, n)")
    if drawn.shape[1] != times.size or len(drawn) < _FEWEST:
        raise InputRefused(
            "repeats", f"of shape {drawn.shape}",
            f"each must have a value for each of the {times.size} readings, and there must be "
            f"{_FEWEST} or more",
        )  # fmt: skip
    if not all(np.isfinite(v).all() for v in (times, seen, drawn)):
        raise InputRefused(
            "a time, reading or repeat", "not a finite number", "each must be one",
            do="Leave out what was not read, from repeats as from readings.",
        )  # fmt: skip


def _edges(times: Numbers, edges_h: Sequence[float] | None) -> Numbers:
    """The ends of the bins; the last one is a little beyond the last reading."""
    if edges_h is None:
        own = np.unique(times)
        return np.append(own, np.nextafter(own[-1], np.inf))
    edges = np.asarray(edges_h, float)
    if edges.size < 2 or not (np.diff(edges) > 0).all():
        raise InputRefused("edges_h", f"{edges.tolist()}", "they must rise, two or more")
    if times.min() < edges[0] or times.max() > edges[-1]:
        raise InputRefused(
            "edges_h", f"{edges[0]:g} to {edges[-1]:g} h",
            f"they must reach over all readings, {times.min():g} to {times.max():g} h",
        )  # fmt: skip
    edges[-1] = max(edges[-1], np.nextafter(times.max(), np.inf))
    return edges


def _corrected(
    seen: Numbers, drawn: Numbers, typical: Numbers, where: NDArray[np.int64]
) -> tuple[Numbers, Numbers]:
    if typical.shape != seen.shape or not (typical > 0).all():
        raise InputRefused("typical", f"of shape {typical.shape}", "it must be above 0, (n,)")
    middle = np.empty_like(typical)
    for bin in np.unique(where):
        middle[where == bin] = np.median(typical[where == bin])
    return seen * middle / typical, drawn * middle / typical

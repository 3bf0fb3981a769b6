"""Curves with their bands, below each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import InputRefused
from baclofen.plots.axes import Axes, new_axes, write_beside, write_over
from baclofen.value import Value

Numbers = NDArray[np.float64]


class Band(Value, eq=False):
    """One output over time: `low`, `middle` and `high`, each of shape (k,) as `x`; `x` in h.

    `holds` says what lies between `low` and `high` ("90 % of 500 draws"). `mark` is written into
    the picture: it does not get lost where the picture travels alone. `each` has single draws to
    show as thin lines, shape (k, m).
    """

    title: str
    y_label: str
    x: Numbers
    low: Numbers
    middle: Numbers
    high: Numbers
    holds: str
    mark: str = ""
    each: Numbers | None = None


def plot_bands(
    bands: Sequence[Band], *, axes: Axes | Sequence[Axes] | None = None, label: str = ""
) -> Sequence[Axes]:
    """The bands, one on each of the axes, which come back; new ones where none are given.

    On the axes of another plot it draws over it, in matplotlib's next colour, for comparison;
    `label` then names its line in the legend, which else is the median. Raises
    `InputRefused` for a wrong number of axes.
    """
    if axes is None:
        axes = new_axes(len(bands))
    elif not isinstance(axes, Sequence):
        axes = list(np.ravel(axes))
    if len(axes) != len(bands):
        raise InputRefused("axes", f"{len(axes)} of them", f"there must be {len(bands)}, one each")
    for band, ax in zip(bands, axes, strict=True):
        _draw(band, ax, label)
    return axes


def _draw(band: Band, ax: Axes, label: str) -> None:
    order = np.argsort(band.x, kind="stable")
    x = band.x[order]
    (line,) = ax.plot(x, band.middle[order], label=f"{label}, median" if label else "median")
    colour = line.get_color()
    if not np.array_equal(band.low, band.high):
        ax.fill_between(
            x, band.low[order], band.high[order], color=colour, alpha=0.2, linewidth=0,
            label=band.holds,
        )  # fmt: skip
    if band.each is not None:
        thin = ax.plot(x, band.each[order], color=colour, alpha=0.3, linewidth=0.6)
        thin[0].set_label("a single draw" if len(thin) == 1 else f"{len(thin)} single draws")
    write_over(ax, band.title, band.mark)
    ax.set_xlabel("time, h")
    ax.set_ylabel(band.y_label)
    write_beside(ax)

"""A forest: each study's effect with its interval, and what they give together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.plots.axes import Axes, new_axes

Numbers = NDArray[np.float64]

#: The area of a square, in points of matplotlib, of the heaviest study and at least.
_LARGEST, _SMALLEST = 120.0, 12.0
_ROW = 0.34  # inches
_FRAME = 1.6  # inches over and under the rows
_THIN = 0.28  # half the height of the diamond, in rows


def plot_forest(
    labels: Sequence[str], middle: Numbers, low: Numbers, high: Numbers, *,
    weights: Numbers, effect_name: str, figures: Sequence[str], heading: str = "",
    pooled: tuple[float, float, float] | None = None,
    expected: tuple[float, float] | None = None, is_ratio: bool = False,
    favours: tuple[str, str] = ("", ""), title: str = "", words: str = "",
    axes: Axes | None = None,
) -> Axes:  # fmt: skip
    """A forest of k studies: `middle`, `low`, `high` and `weights` of shape (k,), from above down.

    `pooled` is the estimate with its limits, `expected` where a further study is expected. Ratios
    come as logarithms and are shown on a logarithmic scale. `figures` are the effects as they are
    written beside the rows, one each, under their `heading`. `favours` says whom the left and the
    right side speak for; `words` stand below.
    """
    rows = len(labels) + (pooled is not None) + (expected is not None)
    if axes is None:
        (axes,) = new_axes(1, high=_FRAME + _ROW * rows)
    to = np.exp if is_ratio else np.asarray
    at = np.arange(len(labels), dtype=float)
    axes.hlines(at, to(low), to(high), colors="0.35", linewidth=1.2)
    area = np.maximum(_LARGEST * weights / weights.max(), _SMALLEST)
    axes.scatter(to(middle), at, s=area, marker="s", color="C0", zorder=3)
    names = list(labels)
    if pooled is not None:
        estimate, lowest, highest = (float(to(v)) for v in pooled)
        row = len(names)
        axes.fill(
            [lowest, estimate, highest, estimate], [row, row - _THIN, row, row + _THIN],
            color="C1", zorder=3,
        )  # fmt: skip
        names.append("together")
    if expected is not None:
        axes.hlines(len(names), *(float(to(v)) for v in expected), colors="C1", linewidth=3)
        names.append("a further study")
    axes.axvline(1.0 if is_ratio else 0.0, color="0.6", linewidth=0.8)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.2, -1.0)
    beside = axes.get_yaxis_transform()
    for row, figure in enumerate(figures):
        axes.text(1.02, row, figure, transform=beside, va="center", fontsize="small")
    axes.text(1.02, -0.75, heading, transform=beside, va="center", fontsize="small", weight="bold")
    if is_ratio:
        from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

        axes.set_xscale("log")
        axes.xaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        axes.xaxis.set_minor_formatter(NullFormatter())
    left, right = favours
    sides = f"\N{LEFTWARDS ARROW} {left}    {right} \N{RIGHTWARDS ARROW}" if left or right else ""
    axes.set_xlabel("\n".join(said for said in (sides, effect_name, words) if said))
    axes.set_title(title, fontsize="medium")
    return axes

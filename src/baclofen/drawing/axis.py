"""One axis for every picture: from values to places, its round ticks, and how it is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from baclofen.drawing.canvas import Canvas

Ticks = Sequence[tuple[float, str]]


def ticks(low: float, high: float) -> list[float]:
    """Round values from at or below `low` to at or above `high`, some five of them.

    >>> ticks(0, 9)
    [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]
    """
    span = max(high - low, 1e-9)
    raw = span / 5
    size = 10.0 ** math.floor(math.log10(raw))
    step = next(s * size for s in (1, 2, 2.5, 5, 10) if s * size >= raw - 1e-12)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [i * step for i in range(first, last + 1)]


def ratio_ticks(low: float, high: float) -> list[float]:
    """Round ratios between two ratios, at most seven, 1 among them where it lies between.

    >>> ratio_ticks(0.2, 6)
    [0.2, 0.5, 1.0, 2.0, 5.0]
    """
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    for parts in ((1, 1.25, 1.5, 2, 3, 4, 5, 6, 8), (1, 1.5, 2, 3, 5), (1, 2, 5), (1,)):
        found = [p * 10.0**d for d in decades for p in parts]
        inside = [round(t, 12) for t in found if low * (1 - 1e-9) <= t <= high * (1 + 1e-9)]
        if len(inside) <= 7:
            return inside
    # Many decades: every so many of them.
    whole = [d for d in decades if low <= 10.0**d <= high]
    every = math.ceil(len(whole) / 7)
    return [10.0**d for d in whole if d % every == 0]


class Axis:
    """Places between `start` and `end` for values between `low` and `high`, in drawing units.

    With `is_log` values are logarithms of ratios, and ticks are written as ratios. A `rounded`
    axis runs on to the round values around it.
    """

    def __init__(
        self, low: float, high: float, start: float, end: float, *, is_log: bool = False,
        rounded: bool = False,
    ) -> None:  # fmt: skip
        if rounded:
            around = ticks(low, high)
            low, high = around[0], around[-1]
        self.low, self.high, self.start, self.end, self.is_log = low, high, start, end, is_log

    @overload
    def __call__(self, value: float) -> float: ...
    @overload
    def __call__(self, value: NDArray[np.float64]) -> NDArray[np.float64]: ...
    def __call__(self, value: float | NDArray[np.float64]) -> float | NDArray[np.float64]:
        share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> Ticks:
        """Values with round words, inside the axis."""
        if self.is_log:
            found = ratio_ticks(math.exp(self.low), math.exp(self.high))
            return [(math.log(t), f"{t:g}") for t in found]
        slack = 1e-9 * (self.high - self.low)
        return [
            (t, signed(f"{t:g}"))
            for t in ticks(self.low, self.high)
            if self.low - slack <= t <= self.high + slack
        ]

    def along(self, canvas: Canvas, y: float, *, at: Ticks | None = None, kind: str = "") -> None:
        """Draws it from left to right at height `y`: a line, ticks under it, and their words.

        `at` takes other ticks than its own. With a `kind` the page gives its lines their style.
        """
        if not kind:
            canvas.line(self.start, y, self.end, y)
        for value, label in self.ticks if at is None else at:
            canvas.line(self(value), y, self(value), y + 4, kind=kind)
            canvas.text(self(value), y + 17, label, kind="tick" if kind else "", anchor="middle")

    def upright(self, canvas: Canvas, x: float, *, across: float | None = None) -> None:
        """Draws it from bottom to top at `x`: a line with ticks; or a grid that runs `across`."""
        if across is None:
            canvas.line(x, self.start, x, self.end)
        for value, label in self.ticks:
            y = self(value)
            if across is None:
                canvas.line(x - 4, y, x, y)
                canvas.text(x - 8, y + 4, label, anchor="end")
            else:
                canvas.line(x, y, across, y, kind="grid")
                canvas.text(x - 7, y + 4, label, kind="tick", anchor="end")


def covering(
    middles: Sequence[float], lows: Sequence[float], highs: Sequence[float], null: float
) -> tuple[float, float]:
    """An axis that holds all middles, the null and the most of the limits.

    A limit far outside would press all else together: it is left to be cut off.
    """
    low, high = min(*middles, null), max(*middles, null)
    widths = sorted(h - lo for h, lo in zip(highs, lows, strict=True))
    reach = max(high - low, 1.5 * widths[(len(widths) - 1) // 2], 1e-9)
    low, high = max(min(low, *lows), low - reach), min(max(high, *highs), high + reach)
    pad = 0.04 * (high - low)
    return low - pad, high + pad


def signed(text: str) -> str:
    """With a minus as wide as a plus."""
    return text.replace("-", "−")

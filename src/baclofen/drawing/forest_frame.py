"""What every forest is made of: its rows, its scale with intervals on it, and the words below."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import numpy as np

from baclofen.drawing.axis import Axis, covering
from baclofen.drawing.canvas import ACCENT, INK, Canvas, width_of, wrapped
from baclofen.drawing.printed import limits_of, spread_in_words
from baclofen.errors import InputRefused
from baclofen.synthesis import Effects, Pooled, places_of, written
from baclofen.value import Value

ROW, PAD = 21.0, 14.0
SMALLEST, LARGEST = 4.0, 14.0


class Column(Value):
    """Numbers beside the names, such as events of people: a heading and a text a study."""

    heading: str
    cells: tuple[str, ...]


class Row(Value):
    """One line of a forest, on the analysis scale."""

    label: str
    middle: float
    low: float
    high: float
    side: float
    cells: tuple[str, ...]
    weight: str = ""


def study_rows(effects: Effects, pooled: Pooled | None, columns: Sequence[Column]) -> list[Row]:
    for column in columns:
        if len(column.cells) != effects.k:
            raise InputRefused(
                f"column {column.heading}", f"of {len(column.cells)} cells",
                f"it must have {effects.k}, one a study",
            )  # fmt: skip
    weights = 100 / effects.vi / np.sum(1 / effects.vi) if pooled is None else pooled.weights
    # The area goes with the weight; the least weight still shows.
    sides = np.maximum(LARGEST * np.sqrt(weights / weights.max()), SMALLEST)
    lows, highs = limits_of(effects, pooled)
    return [
        Row(
            label, float(y), lo, hi, float(side), tuple(c.cells[i] for c in columns),
            "" if pooled is None else f"{weights[i]:.1f} %",
        )
        for i, (label, y, lo, hi, side) in enumerate(
            zip(effects.labels, effects.yi, lows, highs, sides, strict=True)
        )
    ]  # fmt: skip


def _said(effects: Effects, pooled: Pooled | None, not_pooled: str) -> str:
    if pooled is None:
        return f"{effects.k} studies, not pooled. {not_pooled}".strip()
    values = (pooled.estimate, pooled.ci.low, pooled.ci.high)
    est, low, high = (written(v, is_ratio=effects.is_ratio, places=2) for v in values)
    return f"{effects.k} studies. Pooled {est} ({low} to {high}). {spread_in_words(pooled)}."


class Frame(ABC):
    """Where things stand in a forest, from the top down; `y` is the middle of the next row, and
    `left` and `right` are the ends of its scale."""

    canvas: Canvas
    scale: Axis
    left: float
    right: float

    def __init__(self, rows: Sequence[Row], effects: Effects, pooled: Pooled | None) -> None:
        self.rows, self.is_ratio, self.y = rows, effects.is_ratio, PAD
        middles = [r.middle for r in rows]
        lows, highs = [r.low for r in rows], [r.high for r in rows]
        if pooled is not None:
            ends = [pooled.ci, *([pooled.prediction] if pooled.prediction else [])]
            middles += [pooled.ci.low, pooled.ci.high]
            lows += [e.low for e in ends]
            highs += [e.high for e in ends]
        self._covers = covering(middles, lows, highs, 0.0)
        self.places = places_of([] if self.is_ratio else [*middles, *lows, *highs])

    def lay(self, wide: float, left: float, right: float) -> None:
        """Makes the canvas, so wide, with the scale from left to right."""
        self.canvas, self.left, self.right = Canvas(wide), left, right
        self.scale = Axis(*self._covers, left, right, is_log=self.is_ratio)

    @abstractmethod
    def pooled(self, pooled: Pooled) -> None:
        """What the studies give together: the diamond and, under random effects, where a further
        study is expected."""

    def finished(
        self, effects: Effects, pooled: Pooled | None, *, not_pooled: str,
        favours: tuple[str, str], title: str, id: str,
    ) -> str:  # fmt: skip
        """All that stands below the studies, and the whole as SVG."""
        if pooled is None:
            self.words(f"Not pooled: {not_pooled}" if not_pooled else "Not pooled.")
        else:
            self.pooled(pooled)
        self.axis(favours)
        if pooled is not None:
            self.words(spread_in_words(pooled), soft=True)
        says = _said(effects, pooled, not_pooled)
        return self.canvas.svg(self.y + 10, id=id, title=title, says=says)

    def shown(self, middle: float | None, low: float, high: float) -> str:
        """Estimate and limits as printed."""
        lo, hi = (written(v, is_ratio=self.is_ratio, places=self.places) for v in (low, high))
        if middle is None:
            return f"{lo} to {hi}"
        return f"{written(middle, is_ratio=self.is_ratio, places=self.places)} ({lo} to {hi})"

    def title(self, words: str, size: float = 16.0) -> None:
        """What it is of, on top."""
        self.y += 8
        for line in wrapped(words, self.canvas.width - 2 * PAD, size):
            self.canvas.text(PAD, self.y + 6, line, kind="title")
            self.y += 20

    def interval(self, low: float, high: float, y: float, *, bars: bool = False) -> None:
        start, end = self.scale(max(low, self.scale.low)), self.scale(min(high, self.scale.high))
        self.canvas.line(start, y, end, y, width=1.3)
        for outside, at, way in (
            (low < self.scale.low, start, 1),
            (high > self.scale.high, end, -1),
        ):
            if outside:
                self.canvas.shape([(at, y), (at + 7 * way, y - 4), (at + 7 * way, y + 4)], fill=INK)
            elif bars:
                self.canvas.line(at, y - 4, at, y + 4, width=1.3)

    def mark(self, row: Row, y: float, *, square: bool) -> None:
        """The effect of a row on its interval: a square by weight, or a circle."""
        if not self.scale.low <= row.middle <= self.scale.high:
            return
        at = self.scale(row.middle)
        if square:
            self.canvas.square(at, y, row.side)
        else:
            self.canvas.circle(at, y, row.side / 2, fill=ACCENT, stroke=ACCENT)

    def diamond(self, pooled: Pooled) -> None:
        """As wide as the interval of the pooled effect."""
        left, middle, right = (
            self.scale(v) for v in (pooled.ci.low, pooled.estimate, pooled.ci.high)
        )
        y = self.y
        corners = [(left, y), (middle, y - 7), (right, y), (middle, y + 7)]
        self.canvas.shape(corners, fill=ACCENT, stroke=INK)

    def words(self, words: str, *, soft: bool = False) -> None:
        """A line of words under the rows or the axis."""
        for line in wrapped(words, self.canvas.width - 2 * PAD, 12 if soft else 13):
            self.canvas.text(PAD, self.y + 6, line, kind="soft" if soft else "strong")
            self.y += 17
        self.y += 2

    def axis(self, favours: tuple[str, str]) -> None:
        """The scale with its ticks, and what each side means."""
        y = self.y - 2
        self.scale.along(self.canvas, y)
        self.y = y + 24
        self._favours(*favours)
        self.y += 6

    def _favours(self, left: str, right: str) -> None:
        """What each side means: beside no effect, or at the edges where that is narrow."""
        if not (left or right):
            return
        c, null = self.canvas, self.scale(0)
        left, right = f"← {left}" if left else "", f"{right} →" if right else ""
        wide = width_of(left, 11.5), width_of(right, 11.5)
        if wide[0] + 8 <= null - self.left and wide[1] + 8 <= self.right - null:
            c.text(null - 8, self.y + 10, left, kind="soft", anchor="end")
            c.text(null + 8, self.y + 10, right, kind="soft")
        else:
            c.text(self.left, self.y + 10, left, kind="soft")
            if sum(wide) + 16 > self.right - self.left:
                self.y += 16
            c.text(self.right, self.y + 10, right, kind="soft", anchor="end")
        self.y += 20

"""Forest plots: each study's effect with its interval, and what they give together.

Squares have an area by weight. The diamond is as wide as the interval of the pooled effect; the
bar under it is where the effect of a further study is expected. What is not pooled has no diamond,
and says why. An interval that runs out of the picture ends in an arrow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baclofen.drawing.axis import Axis, covering
from baclofen.drawing.canvas import ACCENT, INK, LINE, SOFT, TINT, Canvas, width_of, wrapped
from baclofen.drawing.printed import (
    limits_of,
    model_in_words,
    places_of,
    spread_in_words,
    written,
)
from baclofen.errors import InputRefused
from baclofen.synthesis import Effects, Pooled, Repeated
from baclofen.value import Value

ROW, PAD, GAP, PLOT, NAMES = 21.0, 14.0, 16.0, 300.0, 250.0
SMALLEST, LARGEST = 4.0, 14.0


class Column(Value):
    """Numbers beside the names, such as events of people: a heading and a text a study."""

    heading: str
    cells: tuple[str, ...]


class _Row(Value):
    """One line of a forest, on the analysis scale."""

    label: str
    middle: float
    low: float
    high: float
    side: float
    cells: tuple[str, ...]
    weight: str = ""


def draw_forest(
    effects: Effects,
    pooled: Pooled | None = None,
    *,
    title: str,
    effect_name: str,
    columns: Sequence[Column] = (),
    favours: tuple[str, str] = ("", ""),
    not_pooled: str = "",
    id: str = "forest",
) -> str:
    """A forest plot as SVG.

    `effect_name` heads the effects ("Risk ratio", "MD, points of 100"). `favours` are the words
    under the left and the right side. Without `pooled`, `not_pooled` says why. Raises
    `InputRefused` for a column of another length.
    """
    rows = _study_rows(effects, pooled, columns)
    level = 0.95 if pooled is None else pooled.level
    plot = _Plot(rows, columns, effects, effect_name, pooled, level)
    plot.head(title)
    plot.bands()
    plot.rule_of_null(pooled)
    for row in rows:
        plot.row(row, square=True)
    if pooled is None:
        plot.words(f"Not pooled: {not_pooled}" if not_pooled else "Not pooled.")
    else:
        plot.pooled(pooled)
    plot.axis(favours)
    if pooled is not None:
        plot.words(spread_in_words(pooled), soft=True)
    return plot.canvas.svg(plot.y + 10, id=id, title=title, says=_said(effects, pooled, not_pooled))


def draw_repeated(
    repeated: Repeated,
    effects: Effects,
    *,
    title: str,
    effect_name: str,
    heading: str,
    favours: tuple[str, str] = ("", ""),
    id: str = "repeated",
) -> str:
    """Pooled effects of several sets of studies as SVG: cumulative, or without each study.

    `heading` heads the names ("Up to and with", "Without"). `effects` are the studies behind them.
    """
    rows = [
        _Row(label, float(m), float(lo), float(hi), 8.0, (f"{k:.0f}",))
        for label, m, lo, hi, k in zip(
            repeated.labels, repeated.estimate, repeated.low, repeated.high, repeated.k, strict=True
        )
    ]
    columns = (Column("Studies", tuple(row.cells[0] for row in rows)),)
    plot = _Plot(rows, columns, effects, effect_name, None, repeated.level, heading=heading)
    plot.head(title)
    plot.bands()
    plot.rule_of_null(None)
    for row in rows:
        plot.row(row, square=False)
    plot.axis(favours)
    how = model_in_words(repeated.method, repeated.test)
    plot.words(f"Each row pooled anew: {how}.", soft=True)
    ends = plot.shown(rows[-1].middle, rows[-1].low, rows[-1].high)
    says = f"{heading} each of {len(rows)} studies. Last row: {effect_name} {ends}."
    return plot.canvas.svg(plot.y + 10, id=id, title=title, says=says)


def _study_rows(effects: Effects, pooled: Pooled | None, columns: Sequence[Column]) -> list[_Row]:
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
        _Row(
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


class _Plot:
    """Where things stand in a forest, from the top down; `y` is the middle of the next row."""

    def __init__(
        self, rows: Sequence[_Row], columns: Sequence[Column], effects: Effects, effect_name: str,
        pooled: Pooled | None, level: float, heading: str = "Study",
    ) -> None:  # fmt: skip
        self.rows, self.columns, self.is_ratio = rows, columns, effects.is_ratio
        self.heading, self.has_weights = heading, pooled is not None
        self.effect_name = f"{effect_name} ({100 * level:g} % CI)"
        middles = [r.middle for r in rows]
        lows, highs = [r.low for r in rows], [r.high for r in rows]
        if pooled is not None:
            ends = [pooled.ci, *([pooled.prediction] if pooled.prediction else [])]
            middles += [pooled.ci.low, pooled.ci.high]
            lows += [e.low for e in ends]
            highs += [e.high for e in ends]
        self.places = places_of([] if self.is_ratio else [*middles, *lows, *highs])
        name_wide = max(width_of(r.label) for r in rows)
        self.name_width = min(max(name_wide, width_of(heading, 12.5), 150.0), NAMES)
        at = PAD + self.name_width + GAP
        self.column_ends = []
        for column in columns:
            wide = [width_of(c) for c in column.cells] + [width_of(column.heading, 12.8)]
            at += max(wide)
            self.column_ends.append(at)
            at += GAP
        self.left, self.right = at, at + PLOT
        shown = [self.shown(r.middle, r.low, r.high) for r in rows]
        if pooled is not None:
            shown += [self.shown(pooled.estimate, pooled.ci.low, pooled.ci.high)]
            if pooled.prediction:
                shown += [self.shown(None, pooled.prediction.low, pooled.prediction.high)]
        wide = [width_of(s) for s in [*shown, self.effect_name]]
        self.effect_end = self.right + GAP + max(wide)
        self.weight_end = self.effect_end + (GAP + width_of("Weight", 13) if pooled else 0)
        self.canvas = Canvas(self.weight_end + PAD)
        self.y = PAD
        self.scale = Axis(
            *covering(middles, lows, highs, 0.0), self.left, self.right, is_log=self.is_ratio
        )
        self.top = 0.0

    def shown(self, middle: float | None, low: float, high: float) -> str:
        """Estimate and limits as printed."""
        lo, hi = (written(v, is_ratio=self.is_ratio, places=self.places) for v in (low, high))
        if middle is None:
            return f"{lo} to {hi}"
        return f"{written(middle, is_ratio=self.is_ratio, places=self.places)} ({lo} to {hi})"

    def head(self, title: str) -> None:
        """Title and headings."""
        self.y += 8
        for line in wrapped(title, self.canvas.width - 2 * PAD, 16):
            self.canvas.text(PAD, self.y + 6, line, kind="title")
            self.y += 20
        self.y += 12
        self.canvas.text(PAD, self.y, self.heading, kind="head")
        for column, end in zip(self.columns, self.column_ends, strict=True):
            self.canvas.text(end, self.y, column.heading, kind="head", anchor="end")
        self.canvas.text(self.effect_end, self.y, self.effect_name, kind="head", anchor="end")
        if self.has_weights:
            self.canvas.text(self.weight_end, self.y, "Weight", kind="head", anchor="end")
        self.y += 8
        self.canvas.line(PAD, self.y, self.canvas.width - PAD, self.y, colour=INK, width=1.0)
        self.y += ROW / 2 + 4
        self.top = self.y - ROW / 2

    def _height(self, row: _Row) -> float:
        return ROW + 14.0 * (len(wrapped(row.label, self.name_width)) - 1)

    def bands(self) -> None:
        """Every second row on a tint, to lead the eye."""
        at = self.top
        for place, row in enumerate(self.rows):
            if place % 2:
                self.canvas.box(
                    PAD - 6, at, self.canvas.width - 2 * PAD + 12, self._height(row), TINT
                )
            at += self._height(row)
        self.bottom = at

    def rule_of_null(self, pooled: Pooled | None) -> None:
        """The line of no effect, and a dashed one through the pooled effect."""
        floor = self.bottom + (2.4 * ROW if pooled is not None else 0.3 * ROW)
        if self.scale.low <= 0 <= self.scale.high:
            self.canvas.line(self.scale(0), self.top, self.scale(0), floor, colour=SOFT)
        if pooled is not None:
            at = self.scale(pooled.estimate)
            self.canvas.line(at, self.top, at, floor - ROW, colour=ACCENT, width=0.9, dash="3 3")

    def row(self, row: _Row, *, square: bool) -> None:
        """One study, or one pooled effect of some studies."""
        lines = wrapped(row.label, self.name_width)
        middle = self.y + 7.0 * (len(lines) - 1)
        for place, words in enumerate(lines):
            self.canvas.text(PAD, self.y + 4 + 14 * place, words)
        for cell, end in zip(row.cells, self.column_ends, strict=True):
            self.canvas.text(end, middle + 4, cell, anchor="end")
        self._interval(row.low, row.high, middle)
        if self.scale.low <= row.middle <= self.scale.high:
            if square:
                self.canvas.square(self.scale(row.middle), middle, row.side)
            else:
                self.canvas.circle(
                    self.scale(row.middle), middle, row.side / 2, fill=ACCENT, stroke=ACCENT
                )
        self.canvas.text(
            self.effect_end, middle + 4, self.shown(row.middle, row.low, row.high), anchor="end"
        )
        if row.weight:
            self.canvas.text(self.weight_end, middle + 4, row.weight, anchor="end")
        self.y += self._height(row)

    def _interval(self, low: float, high: float, y: float, *, bars: bool = False) -> None:
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

    def pooled(self, pooled: Pooled) -> None:
        """The diamond and, under random effects, the prediction interval."""
        c = self.canvas
        c.line(PAD, self.y - ROW / 2 + 2, c.width - PAD, self.y - ROW / 2 + 2, colour=LINE)
        self.y += 5
        c.text(PAD, self.y + 4, "Pooled", kind="strong")
        low, high = pooled.ci.low, pooled.ci.high
        ends = [self.scale(v) for v in (low, pooled.estimate, high)]
        y = self.y
        corners = [(ends[0], y), (ends[1], y - 7), (ends[2], y), (ends[1], y + 7)]
        c.shape(corners, fill=ACCENT, stroke=INK)
        words = self.shown(pooled.estimate, low, high)
        c.text(self.effect_end, self.y + 4, words, kind="strong", anchor="end")
        c.text(self.weight_end, self.y + 4, "100 %", kind="strong", anchor="end")
        self.y += ROW
        if pooled.prediction is not None:
            c.text(PAD, self.y + 4, "Expected of a further study")
            self._interval(pooled.prediction.low, pooled.prediction.high, self.y, bars=True)
            words = self.shown(None, pooled.prediction.low, pooled.prediction.high)
            c.text(self.effect_end, self.y + 4, words, anchor="end")
            self.y += ROW

    def words(self, words: str, *, soft: bool = False) -> None:
        """A line of words under the rows or the axis."""
        for line in wrapped(words, self.canvas.width - 2 * PAD, 12):
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

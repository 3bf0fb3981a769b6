"""Forest plots: each study's effect with its interval, and what they give together.

Squares have an area by weight. The diamond is as wide as the interval of the pooled effect; the
bar under it is where the effect of a further study is expected. What is not pooled has no diamond,
and says why. An interval that runs out of the picture ends in an arrow.
"""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.drawing.canvas import ACCENT, INK, LINE, SOFT, TINT, width_of, wrapped
from baclofen.drawing.forest_frame import PAD, ROW, Column, Frame, Row, study_rows
from baclofen.drawing.printed import model_in_words
from baclofen.synthesis import Effects, Pooled, Repeated

GAP, PLOT, NAMES = 16.0, 300.0, 250.0


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
    rows = study_rows(effects, pooled, columns)
    level = 0.95 if pooled is None else pooled.level
    plot = _Plot(rows, columns, effects, effect_name, pooled, level)
    plot.head(title)
    plot.bands()
    plot.rule_of_null(pooled)
    for row in rows:
        plot.row(row, square=True)
    return plot.finished(
        effects, pooled, not_pooled=not_pooled, favours=favours, title=title, id=id
    )  # fmt: skip


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
        Row(label, float(m), float(lo), float(hi), 8.0, (f"{k:.0f}",))
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


class _Plot(Frame):
    """A forest as a table with a picture in it."""

    def __init__(
        self, rows: Sequence[Row], columns: Sequence[Column], effects: Effects, effect_name: str,
        pooled: Pooled | None, level: float, heading: str = "Study",
    ) -> None:  # fmt: skip
        super().__init__(rows, effects, pooled)
        self.columns, self.heading, self.has_weights = columns, heading, pooled is not None
        self.effect_name = f"{effect_name} ({100 * level:g} % CI)"
        name_wide = max(width_of(r.label) for r in rows)
        self.name_width = min(max(name_wide, width_of(heading, 12.5), 150.0), NAMES)
        at = PAD + self.name_width + GAP
        self.column_ends = []
        for column in columns:
            wide = [width_of(c) for c in column.cells] + [width_of(column.heading, 12.8)]
            at += max(wide)
            self.column_ends.append(at)
            at += GAP
        shown = [self.shown(r.middle, r.low, r.high) for r in rows]
        if pooled is not None:
            shown += [self.shown(pooled.estimate, pooled.ci.low, pooled.ci.high)]
            if pooled.prediction:
                shown += [self.shown(None, pooled.prediction.low, pooled.prediction.high)]
        wide = [width_of(s) for s in [*shown, self.effect_name]]
        self.effect_end = at + PLOT + GAP + max(wide)
        self.weight_end = self.effect_end + (GAP + width_of("Weight", 13) if pooled else 0)
        self.top = 0.0
        self.lay(self.weight_end + PAD, at, at + PLOT)

    def head(self, title: str) -> None:
        """Title and headings."""
        self.title(title)
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

    def _height(self, row: Row) -> float:
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

    def row(self, row: Row, *, square: bool) -> None:
        """One study, or one pooled effect of some studies."""
        lines = wrapped(row.label, self.name_width)
        middle = self.y + 7.0 * (len(lines) - 1)
        for place, words in enumerate(lines):
            self.canvas.text(PAD, self.y + 4 + 14 * place, words)
        for cell, end in zip(row.cells, self.column_ends, strict=True):
            self.canvas.text(end, middle + 4, cell, anchor="end")
        self.interval(row.low, row.high, middle)
        self.mark(row, middle, square=square)
        self.canvas.text(
            self.effect_end, middle + 4, self.shown(row.middle, row.low, row.high), anchor="end"
        )
        if row.weight:
            self.canvas.text(self.weight_end, middle + 4, row.weight, anchor="end")
        self.y += self._height(row)

    def pooled(self, pooled: Pooled) -> None:
        """The diamond and, under random effects, the prediction interval."""
        c = self.canvas
        c.line(PAD, self.y - ROW / 2 + 2, c.width - PAD, self.y - ROW / 2 + 2, colour=LINE)
        self.y += 5
        c.text(PAD, self.y + 4, "Pooled", kind="strong")
        low, high = pooled.ci.low, pooled.ci.high
        self.diamond(pooled)
        words = self.shown(pooled.estimate, low, high)
        c.text(self.effect_end, self.y + 4, words, kind="strong", anchor="end")
        c.text(self.weight_end, self.y + 4, "100 %", kind="strong", anchor="end")
        self.y += ROW
        if pooled.prediction is not None:
            c.text(PAD, self.y + 4, "Expected of a further study")
            self.interval(pooled.prediction.low, pooled.prediction.high, self.y, bars=True)
            words = self.shown(None, pooled.prediction.low, pooled.prediction.high)
            c.text(self.effect_end, self.y + 4, words, anchor="end")
            self.y += ROW

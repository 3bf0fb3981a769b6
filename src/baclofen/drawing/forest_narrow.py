"""The forest of a narrow window: each study's words stand over its interval."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.drawing.canvas import LINE, SOFT, TINT, width_of, wrapped
from baclofen.drawing.forest_frame import PAD, Column, Frame, Row, study_rows
from baclofen.drawing.widths import NARROW
from baclofen.synthesis import Effects, Pooled

_LINE, _STRIP = 15.0, 24.0


def draw_narrow_forest(
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
    """What `draw_forest` draws, for a window as narrow as a phone's. Raises as it does."""
    rows = study_rows(effects, pooled, columns)
    level = 0.95 if pooled is None else pooled.level
    plot = _Narrow(rows, effects, pooled)
    plot.title(title)
    plot.said(f"{effect_name} ({100 * level:g} % CI)", soft=True)
    plot.y += 6
    for place, row in enumerate(rows):
        plot.study(row, columns, tinted=place % 2 == 1)
    return plot.finished(
        effects, pooled, not_pooled=not_pooled, favours=favours, title=title, id=id
    )  # fmt: skip


class _Narrow(Frame):
    """A forest below whose words there is no room beside."""

    def __init__(self, rows: Sequence[Row], effects: Effects, pooled: Pooled | None) -> None:
        super().__init__(rows, effects, pooled)
        self.lay(NARROW, PAD, NARROW - PAD)

    def lines(self, words: str, right: str = "") -> list[str]:
        """Words in lines, one more where what stands at the right has no room in the last."""
        found = wrapped(words, NARROW - 2 * PAD)
        is_full = width_of(found[-1]) + width_of(right) + 12 > NARROW - 2 * PAD
        return [*found, ""] if right and is_full else found

    def said(self, words: str, *, soft: bool = False, right: str = "") -> None:
        """Lines of words, and others at the end of the last."""
        for line in self.lines(words, right):
            self.canvas.text(PAD, self.y + 6, line, kind="soft" if soft else "")
            self.y += _LINE
        if right:
            self.canvas.text(NARROW - PAD, self.y + 6 - _LINE, right, anchor="end")

    def study(self, row: Row, columns: Sequence[Column], *, tinted: bool) -> None:
        """One study: who it is, what is told of it, its effect in figures, and drawn."""
        told = [f"{c.heading}: {cell}" for c, cell in zip(columns, row.cells, strict=True) if cell]
        more = "; ".join([*told, *([f"weight {row.weight}"] if row.weight else [])])
        effect = self.shown(row.middle, row.low, row.high)
        if tinted:
            count = len(self.lines(row.label, effect)) + (len(self.lines(more)) if more else 0)
            high = count * _LINE + _STRIP + 4
            self.canvas.box(PAD - 6, self.y - 8, NARROW - 2 * PAD + 12, high, TINT)
        self.said(row.label, right=effect)
        if more:
            self.said(more, soft=True)
        self._strip()
        self.interval(row.low, row.high, self.y)
        self.mark(row, self.y, square=True)
        self.y += _STRIP / 2 + 8

    def _strip(self) -> None:
        """Room for an interval, with no effect marked in it; `y` is its middle."""
        self.y += _STRIP / 2 - 4
        if self.scale.low <= 0 <= self.scale.high:
            null = self.scale(0)
            self.canvas.line(null, self.y - 9, null, self.y + 9, colour=SOFT)

    def pooled(self, pooled: Pooled) -> None:
        """The diamond and, under random effects, where a further study is expected."""
        self.canvas.line(PAD, self.y - 6, NARROW - PAD, self.y - 6, colour=LINE)
        self.y += 6
        self.said("Pooled", right=self.shown(pooled.estimate, pooled.ci.low, pooled.ci.high))
        self._strip()
        self.diamond(pooled)
        self.y += _STRIP / 2 + 8
        if pooled.prediction is not None:
            low, high = pooled.prediction.low, pooled.prediction.high
            self.said("Expected of a further study", right=self.shown(None, low, high))
            self._strip()
            self.interval(low, high, self.y, bars=True)
            self.y += _STRIP / 2 + 8

"""What the marks of a picture mean: one legend for every picture, folded to its width."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from baclofen.drawing.canvas import Canvas, width_of
from baclofen.value import Value

#: From a mark to its words, and from these to the next mark.
NEAR, FAR = 5.0, 18.0


class Key(Value):
    """One mark and its words. `draw` draws it from a left edge, on the base line of the words."""

    label: str
    width: float
    draw: Callable[[float, float], None]


class Legend:
    """Keys from `left` on, in as many rows as they need before `right`.

    `kind` is that of the words; `before` stands ahead of all keys.
    """

    def __init__(
        self, keys: Sequence[Key], left: float, right: float, *, kind: str = "", before: str = "",
    ) -> None:  # fmt: skip
        self.kind, self.before, self.left = kind, before, left
        self.places: list[tuple[int, float, Key]] = []
        at, row = left + (width_of(before) + FAR / 2 if before else 0.0), 0
        for key in keys:
            wide = key.width + NEAR + width_of(key.label)
            if at + wide > right and at > left:
                at, row = left, row + 1
            self.places.append((row, at, key))
            at += wide + FAR
        self.rows, self.width = row + 1, at - FAR - left

    def draw(self, canvas: Canvas, y: float, *, step: float = 20.0) -> float:
        """Draws it with the words of its first row on `y`; the base line of its last row."""
        if self.before:
            canvas.text(self.left, y, self.before, kind=self.kind)
        for row, x, key in self.places:
            key.draw(x, y + step * row)
            canvas.text(x + key.width + NEAR, y + step * row, key.label, kind=self.kind)
        return y + step * (self.rows - 1)

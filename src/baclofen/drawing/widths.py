"""A picture for two windows: that of a desk, and that of a phone, in which letters are as large."""

from __future__ import annotations

from collections.abc import Callable

from baclofen.value import Value

#: As wide as a phone's page: its letters are as large as they are written.
NARROW = 330.0


class Size(Value):
    """A picture's size and the room around its axes, in drawing units; `id` goes behind its own."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    kind: str = "wide"
    id: str = ""


def for_both(wide: Size, narrow: Size, draw: Callable[[Size], str]) -> str:
    """The picture twice: a page shows that which its window has room for, and hides the other."""
    return draw(wide) + draw(narrow)

"""Matplotlib, imported when something is drawn, and said plainly where it is not there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from baclofen.errors import InputRefused

#: `matplotlib.axes.Axes`; it is an extra, so its type is not named here.
Axes: TypeAlias = Any

#: Width of a picture and height of each of its parts, in inches.
_WIDE, _HIGH = 7.0, 3.2


def new_axes(count: int = 1, *, high: float = _HIGH) -> Sequence[Axes]:
    """New axes below each other, `count` of them, each `high` inches, in a figure of their own.

    The figure is not pyplot's: it opens no window, nothing of it stays behind, and a notebook shows
    it all the same (`axes[0].figure`). Raises `InputRefused` where matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise InputRefused(
            "matplotlib", "not installed", "plots are drawn with it, and it is an extra",
            do="Install it: pip install matplotlib.",
        ) from None  # fmt: skip
    figure = Figure(figsize=(_WIDE, high * count), layout="constrained")
    # A figure made without pyplot has a canvas of its own, which can save it.
    return tuple(figure.subplots(count, 1, squeeze=False)[:, 0])


def write_beside(axes: Axes) -> None:
    """The legend, right of the axes: nothing that is drawn lies under it."""
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), borderaxespad=0.0, fontsize="small")


def write_over(axes: Axes, title: str, mark: str) -> None:
    """Writes the title over the axes, and the mark under it. What stands there already stays: who
    draws over a picture does not take away its mark."""
    before = axes.get_title()
    new = [words for words in (title, mark) if words and words not in before]
    axes.set_title("\n".join(filter(None, (before, *new))), fontsize="medium")

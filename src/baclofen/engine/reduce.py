"""What a run tells about a stretch of time: peak, trough, area, mean, time above a level."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.engine.library import Library
from baclofen.engine.panel import FINE, Panel
from baclofen.errors import OutOfRange

#: What is looked for between the places.
NEED_FINE: frozenset[Kind] = frozenset(["peak", "trough", "above"])

# Two peaks closer than this part of them are one height.
SAME_PEAK = 1e-12

#: The kinds of reduction there are; `mean` is the area over the window's length.
Kind = Literal["peak", "trough", "area", "above"]


@dataclass(frozen=True)
class Window:
    """A named stretch of a run, from `start_h` to `end_h`. Raises `OutOfRange`.

    A dose at its start belongs to it; a dose at its end does not.

    >>> Window("day 3", 48, 72).length_h
    24
    """

    name: str
    start_h: float
    end_h: float

    def __post_init__(self) -> None:
        if not 0 <= self.start_h < math.inf:
            raise OutOfRange(
                f"start of the window {self.name}", self.start_h, "h", "0 or more, and finite"
            )
        if not self.start_h < self.end_h < math.inf:
            raise OutOfRange(
                f"end of the window {self.name}",
                self.end_h,
                "h",
                f"after its start, {self.start_h:g} h",
            )

    @property
    def length_h(self) -> float:
        """Hours from start to end."""
        return self.end_h - self.start_h


@dataclass(frozen=True, eq=False)
class Reduction:
    """One output over one window of `length_h`; arrays of shape (n,), empty if not asked for.

    `peak`, `trough` and `mean` have the unit of the output, `peak_at_h` is in h from the
    start of the run, `area` is output times h, `above_h` the hours above the level given.
    Peak, trough and time above are those of the curve between readings too.
    """

    length_h: float
    peak: Numbers = field(default_factory=lambda: np.empty(0))
    peak_at_h: Numbers = field(default_factory=lambda: np.empty(0))
    trough: Numbers = field(default_factory=lambda: np.empty(0))
    area: Numbers = field(default_factory=lambda: np.empty(0))
    above_h: Numbers = field(default_factory=lambda: np.empty(0))

    @property
    def mean(self) -> Numbers:
        """The area over the window's length."""
        return self.area / self.length_h

    @staticmethod
    def join(parts: Sequence[Reduction]) -> Reduction:
        """The same window of all draws, from those of some."""
        fields = ("peak", "peak_at_h", "trough", "area", "above_h")
        joined = [np.concatenate([getattr(part, f) for part in parts]) for f in fields]
        return Reduction(parts[0].length_h, *joined)


def reduce_block(
    values: Any, area: Any, level: Any, panel: Panel, kinds: frozenset[Kind], lib: Library,
    limits: tuple[Any, Any] = (-math.inf, math.inf),
) -> dict[str, Any]:  # fmt: skip
    """What b blocks contribute, from values (N + 2, b, n) at start, places and end.

    Lengths are parts of a block's. `area` (b, n) is the exact one if it is known, else None.
    `limits` (each 1 or n) are what the values can be at all: the curve between the places is
    a polynomial, and shoots over where they have a corner.

    >>> from baclofen.engine.library import NUMPY
    >>> from baclofen.engine.panel import make_panel
    >>> panel = make_panel(12)
    >>> at = np.concatenate([[0.0], panel.at, [1.0]])
    >>> bump = (1 - (at - 0.4) ** 2)[:, None, None]
    >>> found = reduce_block(bump, None, 0.96, panel, frozenset(["peak", "above"]), NUMPY)
    >>> found["peak"].round(6), found["peak_at"].round(4), found["above"].round(4)
    (array([[1.]]), array([[0.4]]), array([[0.4]]))
    """
    xp, shape = lib.xp, values.shape[1:]
    if "area" in kinds and area is None:
        whole = xp.asarray(panel.sums[None, len(panel.at)], values.dtype)
        area = lib.product(whole, values[1:-1].reshape(len(panel.at), -1)).reshape(shape)
    fine = None
    if kinds & NEED_FINE:
        fine = xp.asarray(panel.fine, values.dtype)
        fine = lib.product(fine, values.reshape(values.shape[0], -1))
        fine = fine.reshape(FINE + 1, *shape)
    found = reduce_fine(fine, area, level, kinds, lib)
    if "peak" in kinds:
        found["peak"] = xp.minimum(found["peak"], limits[1])
    if "trough" in kinds:
        found["trough"] = xp.maximum(found["trough"], limits[0])
    return found


def reduce_fine(
    fine: Any, area: Any, level: Any, kinds: frozenset[Kind], lib: Library,
    floor: Any = -math.inf,
) -> dict[str, Any]:  # fmt: skip
    """The same from values (FINE + 1, b, n) at places even in the root of time.

    The curve between them is never below `floor`, whatever a polynomial says.
    """
    xp = lib.xp
    found: dict[str, Any] = {}
    if "area" in kinds:
        found["area"] = area
    if "peak" in kinds:
        found["peak"], found["peak_at"] = _top(fine, xp)
    if "trough" in kinds:
        found["trough"] = xp.maximum(-_top(-fine, xp)[0], floor)
    if "above" in kinds:
        found["above"] = _above(fine - level, xp)
    return found


def _top(fine: Any, xp: Any) -> tuple[Any, Any]:
    # The top of the quartic through the highest fine point and its neighbours, by Newton's
    # method: within a fine step of that point, and within the block.
    highest = xp.argmax(fine, axis=0)
    middle = xp.clip(highest, 2, FINE - 2)
    around = middle + xp.arange(-2, 3)[:, None, None]
    a, b, y, d, e = xp.take_along_axis(fine, around, axis=0)
    c1, c2 = (a - 8 * b + 8 * d - e) / 12, (16 * (b + d) - a - e - 30 * y) / 12
    c3, c4 = (e - 2 * d + 2 * b - a) / 2, a - 4 * b + 6 * y - 4 * d + e
    at = highest - middle + 0.0 * y
    # A curve that turns faster than the fine steps is not followed by any polynomial: then the
    # highest point itself is as near as can be said, and above no value that there is.
    smooth = (abs(c3) < 2 * abs(c2)) & (abs(c4) < 2 * abs(c2))
    low = xp.maximum(highest - middle - 1.0, -2.0)
    high = xp.minimum(highest - middle + 1.0, 2.0)
    for _ in range(4):
        slope = c1 + at * (c2 + at * (c3 / 2 + at * c4 / 6))
        bend = c2 + at * (c3 + at * c4 / 2)
        move = xp.where(smooth & (bend < 0), slope / xp.where(bend < 0, bend, 1.0), 0.0)
        at = xp.clip(at - move, low, high)
    top = y + at * (c1 + at * (c2 / 2 + at * (c3 / 6 + at * c4 / 24)))
    # Where nothing was to be gained the point itself is right to the last digit.
    stays = at == highest - middle
    most = xp.max(fine, axis=0)
    s = xp.where(stays, highest, xp.clip(middle + at, 0.0, FINE)) / FINE
    return xp.where(stays, most, xp.maximum(top, most)), s * s


def _above(over: Any, xp: Any) -> Any:
    # In each fine step the part of it above the level; a crossing is that of the parabola.
    start, end = over[:-1], over[1:]
    bend = over[2:] - 2 * over[1:-1] + over[:-2]
    bend = xp.concatenate([bend[:1], (bend[1:] + bend[:-1]) / 2, bend[-1:]])
    crosses = (start > 0) != (end > 0)
    slope = xp.where(crosses, end - start, 1.0)
    u = xp.where(crosses, -start / slope, 0.0)
    for _ in range(2):
        miss = start + u * slope + u * (u - 1) / 2 * bend
        steep = slope + (u - 0.5) * bend
        u = xp.clip(u - xp.where(crosses, miss / xp.where(steep == 0, 1.0, steep), 0.0), 0.0, 1.0)
    i = xp.arange(FINE, dtype=over.dtype)[:, None, None]
    t0, t1, tc = (i / FINE) ** 2, ((i + 1) / FINE) ** 2, ((i + u) / FINE) ** 2
    part = xp.where(start > 0, tc - t0, t1 - tc)
    return xp.where(crosses, part, xp.where(start > 0, t1 - t0, 0.0)).sum(axis=0)


def combine(
    window: Window, inside: Any, start_h: Any, length_h: Any, blocks: Mapping[str, Any],
    lib: Library,
) -> dict[str, Any]:  # fmt: skip
    """The fields of one window's `Reduction` from its blocks' (B, n).

    `inside` (B, 1 or n) says which blocks lie in the window, `start_h` and `length_h`
    (B, 1 or n) when and how long they are.
    """
    xp = lib.xp
    asked: dict[str, Any] = {}
    if "peak" in blocks:
        tops = xp.where(inside, blocks["peak"], -np.inf)
        asked["peak"] = tops.max(axis=0)
        # Of peaks that differ by rounding alone, as at steady state, the first one counts.
        highest = (tops >= asked["peak"] - SAME_PEAK * abs(asked["peak"])).argmax(axis=0)[None]
        at_h = start_h + length_h * blocks["peak_at"]
        # Start plus length of a block may round to just beyond the window.
        asked["peak_at_h"] = xp.minimum(xp.take_along_axis(at_h, highest, axis=0)[0], window.end_h)
    if "trough" in blocks:
        asked["trough"] = xp.where(inside, blocks["trough"], np.inf).min(axis=0)
    if "area" in blocks:
        asked["area"] = (blocks["area"] * (length_h * inside)).sum(axis=0)
    if "above" in blocks:
        asked["above_h"] = (blocks["above"] * (length_h * inside)).sum(axis=0)
    return asked

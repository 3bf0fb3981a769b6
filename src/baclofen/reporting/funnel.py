"""Funnel plots: effects against their standard errors, so that missing small studies may show."""

from __future__ import annotations

import numpy as np

from baclofen.reporting.axis import Axis, ticks
from baclofen.reporting.canvas import ACCENT, SOFT, Canvas, wrapped
from baclofen.synthesis import Effects, Filled, Pooled, normal_quantile

WIDTH, HEIGHT = 640.0, 456.0
LEFT, RIGHT, TOP, BOTTOM = 66.0, 18.0, 60.0, 96.0
#: p-values of a study's own test of no effect, and the greys of what lies within them.
CONTOURS = ((0.01, "#dfe4ea"), (0.05, "#eef1f5"), (0.10, "#ffffff"))


def draw_funnel(
    effects: Effects,
    pooled: Pooled,
    *,
    title: str,
    effect_name: str,
    filled: Filled | None = None,
    contours: bool = True,
    id: str = "funnel",
) -> str:
    """A funnel plot as SVG.

    Dashed lines hold 95 % of studies if all had the pooled effect. With `contours`, greys say how
    far from no effect a study's own test is: white where p is above 0.10, then 0.05 and 0.01; dark
    outside. `filled` adds the images of trim and fill as open circles.
    """
    shown = [effects] + ([filled.filled] if filled and filled.filled else [])
    yi = np.concatenate([e.yi for e in shown])
    se = np.concatenate([e.se for e in shown])
    deep = 1.06 * float(se.max())
    reach = normal_quantile(0.975) * deep
    low = min(float(yi.min()), pooled.estimate - reach)
    high = max(float(yi.max()), pooled.estimate + reach)
    pad = 0.04 * (high - low)
    x = Axis(low - pad, high + pad, LEFT, WIDTH - RIGHT, is_log=effects.is_ratio)
    y = Axis(0.0, deep, TOP, HEIGHT - BOTTOM)
    c = Canvas(WIDTH)
    c.text(14, 24, wrapped(title, WIDTH - 30, 15.5)[0], kind="title")
    if contours:
        _greys(c, x, y, deep)
    _scales(c, x, y, deep, effect_name)
    middle = x(pooled.estimate)
    c.line(middle, TOP, middle, y(deep), colour=ACCENT, width=1.2)
    for way in (-1, 1):
        c.line(middle, TOP, x(pooled.estimate + way * reach), y(deep), colour=ACCENT, dash="5 4")
    for name, effect, error in zip(effects.labels, effects.yi, effects.se, strict=True):
        c.circle(x(float(effect)), y(float(error)), 4.2, fill=ACCENT, stroke="#fff", says=name)
    if filled is not None and filled.filled is not None:
        for effect, error in zip(filled.filled.yi, filled.filled.se, strict=True):
            c.circle(x(float(effect)), y(float(error)), 4.2, fill="#fff", width=1.5)
    _legend(c, filled, contours)
    says = f"{effects.k} studies; standard errors from {effects.se.min():.3g} to {se.max():.3g}."
    if filled is not None:
        says += f" Trim and fill adds {filled.k0} on the {filled.side}."
    return c.svg(HEIGHT, id=id, title=title, says=says)


def _greys(c: Canvas, x: Axis, y: Axis, deep: float) -> None:
    """Regions of a study's own p-value, the outer first, each cut at the sides of the plot."""
    c.box(LEFT, TOP, WIDTH - RIGHT - LEFT, y(deep) - TOP, "#cdd5de")
    for p, grey in CONTOURS:
        slope = normal_quantile(1 - p / 2)
        ends = [(v, y(deep)) for v in (-slope * deep, slope * deep)]
        corners = [_inside(x, 0.0, TOP)]
        for value, floor in (ends[1], ends[0]):
            corners += _to_the_edge(x, value, floor)[:: 1 if value > 0 else -1]
        c.shape(corners, fill=grey)


def _inside(x: Axis, value: float, at: float) -> tuple[float, float]:
    return x(min(max(value, x.low), x.high)), at


def _to_the_edge(x: Axis, value: float, floor: float) -> list[tuple[float, float]]:
    """From the top to `value` at the floor: where it leaves the plot, and the corner."""
    edge = x.high if value > 0 else x.low
    if abs(value) <= abs(edge) or edge * value <= 0:
        return [_inside(x, value, floor)]
    down = TOP + (floor - TOP) * edge / value
    return [(x(edge), down), (x(edge), floor)]


def _scales(c: Canvas, x: Axis, y: Axis, deep: float, effect_name: str) -> None:
    floor = y(deep)
    c.line(LEFT, floor, WIDTH - RIGHT, floor)
    c.line(LEFT, TOP, LEFT, floor)
    for value, label in x.ticks:
        c.line(x(value), floor, x(value), floor + 4)
        c.text(x(value), floor + 17, label, anchor="middle")
    for error in ticks(0.0, deep):
        if error <= deep:
            c.line(LEFT - 4, y(error), LEFT, y(error))
            c.text(LEFT - 8, y(error) + 4, f"{error:g}", anchor="end")
    c.text(WIDTH - RIGHT, floor + 35, effect_name, kind="head", anchor="end")
    c.text(14, TOP - 9, "standard error", kind="head")


def _legend(c: Canvas, filled: Filled | None, contours: bool) -> None:
    at, row = LEFT, HEIGHT - 34
    c.circle(at + 5, row - 4, 4.2, fill=ACCENT, stroke="#fff")
    c.text(at + 15, row, "study")
    at += 62
    if filled is not None:
        c.circle(at + 5, row - 4, 4.2, fill="#fff", width=1.5)
        c.text(at + 15, row, f"filled in ({filled.k0})")
        at += 110
    c.line(at, row - 4, at + 22, row - 4, colour=ACCENT, width=1.2)
    c.text(at + 28, row, "pooled")
    at += 82
    c.line(at, row - 4, at + 22, row - 4, colour=ACCENT, dash="5 4")
    c.text(at + 28, row, "95 % of studies if nothing else differed")
    if contours:
        at, row = LEFT, row + 22
        c.text(at, row, "a study's own p:", kind="soft")
        at += 104
        for words, grey in (("above 0.10", "#ffffff"), ("0.05 to 0.10", "#eef1f5"),
                            ("0.01 to 0.05", "#dfe4ea"), ("below 0.01", "#cdd5de")):  # fmt: skip
            c.box(at, row - 11, 15, 13, SOFT)
            c.box(at + 0.7, row - 10.3, 13.6, 11.6, grey)
            c.text(at + 21, row, words, kind="soft")
            at += 112

"""Funnel plots: effects against their standard errors, so that missing small studies may show."""

from __future__ import annotations

import numpy as np

from baclofen.drawing.axis import Axis
from baclofen.drawing.canvas import ACCENT, SOFT, Canvas, wrapped
from baclofen.drawing.legend import Key, Legend
from baclofen.synthesis import Effects, Filled, Pooled, normal_quantile

WIDTH, HEIGHT = 640.0, 456.0
LEFT, RIGHT, TOP, BOTTOM = 66.0, 18.0, 60.0, 96.0
#: p-values of a study's own test of no effect, the greys within them, and what a grey says.
CONTOURS = (
    (0.01, "#dfe4ea", "0.01 to 0.05"), (0.05, "#eef1f5", "0.05 to 0.10"),
    (0.10, "#ffffff", "above 0.10"),
)  # fmt: skip
#: The grey outside them all.
OUTSIDE = "#cdd5de"


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
    x.along(c, y(deep))
    y.upright(c, LEFT)
    c.text(WIDTH - RIGHT, y(deep) + 35, effect_name, kind="head", anchor="end")
    c.text(14, TOP - 9, "standard error", kind="head")
    middle = x(pooled.estimate)
    c.line(middle, TOP, middle, y(deep), colour=ACCENT, width=1.2)
    for way in (-1, 1):
        c.line(middle, TOP, x(pooled.estimate + way * reach), y(deep), colour=ACCENT, dash="5 4")
    for name, effect, error in zip(effects.labels, effects.yi, effects.se, strict=True):
        c.circle(x(float(effect)), y(float(error)), 4.2, fill=ACCENT, stroke="#fff", says=name)
    if filled is not None and filled.filled is not None:
        for effect, error in zip(filled.filled.yi, filled.filled.se, strict=True):
            c.circle(x(float(effect)), y(float(error)), 4.2, fill="#fff", width=1.5)
    foot = _legend(c, filled, contours)
    says = f"{effects.k} studies; standard errors from {effects.se.min():.3g} to {se.max():.3g}."
    if filled is not None:
        says += f" Trim and fill adds {filled.k0} on the {filled.side}."
    return c.svg(max(HEIGHT, foot + 12), id=id, title=title, says=says)


def _greys(c: Canvas, x: Axis, y: Axis, deep: float) -> None:
    """Regions of a study's own p-value, the outer first, each cut at the sides of the plot."""
    c.box(LEFT, TOP, WIDTH - RIGHT - LEFT, y(deep) - TOP, OUTSIDE)
    for p, grey, _ in CONTOURS:
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


def _legend(c: Canvas, filled: Filled | None, contours: bool) -> float:
    """Under the axis; the base line of its last row."""
    keys = [Key("study", 10, lambda x, y: c.circle(x + 5, y - 4, 4.2, fill=ACCENT, stroke="#fff"))]
    if filled is not None:
        keys.append(
            Key(f"filled in ({filled.k0})", 10,
                lambda x, y: c.circle(x + 5, y - 4, 4.2, fill="#fff", width=1.5))
        )  # fmt: skip
    keys += [
        Key("pooled", 22, lambda x, y: c.line(x, y - 4, x + 22, y - 4, colour=ACCENT, width=1.2)),
        Key("95 % of studies if nothing else differed", 22,
            lambda x, y: c.line(x, y - 4, x + 22, y - 4, colour=ACCENT, dash="5 4")),
    ]  # fmt: skip
    row = Legend(keys, LEFT, WIDTH).draw(c, HEIGHT - 34)
    if contours:
        greys = [_grey(c, words, grey) for _, grey, words in reversed(CONTOURS)]
        greys.append(_grey(c, "below 0.01", OUTSIDE))
        words = "a study's own p:"
        row = Legend(greys, LEFT, WIDTH, kind="soft", before=words).draw(c, row + 22)
    return row


def _grey(c: Canvas, words: str, grey: str) -> Key:
    def draw(x: float, y: float) -> None:
        c.box(x, y - 11, 15, 13, SOFT)
        c.box(x + 0.7, y - 10.3, 13.6, 11.6, grey)

    return Key(words, 15, draw)

"""A chart with lines, bands and points, as SVG: no script, prints well, speaks to readers."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from baclofen.qualification import Picture, Series
from baclofen.reporting.axis import ticks
from baclofen.reporting.svg import band, line

WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 30, 62
#: Told apart by people who see few colours, and by their dashes in print.
COLOURS = ("#1f4e8c", "#b3541e", "#1d6b45", "#6a4b9a", "#8a5a00", "#a11d2a", "#3a7d8c")
DASHES = ("", "7 4", "2 3", "9 3 2 3", "4 2", "12 4", "1 4")


class _Scale:
    """From values to places on the drawing; `rounded` lets it run on to the next ticks."""

    def __init__(self, low: float, high: float, start: float, end: float, *, rounded: bool) -> None:
        found = ticks(low, high)
        self.low, self.high = (found[0], found[-1]) if rounded else (low, high)
        slack = 1e-9 * (high - low)
        self.ticks = [t for t in found if self.low - slack <= t <= self.high + slack]
        self.start, self.end = start, end

    def __call__(self, value: NDArray[np.float64] | float) -> NDArray[np.float64]:
        share = (np.asarray(value, dtype=float) - self.low) / (self.high - self.low)
        return np.asarray(self.start + share * (self.end - self.start))


def draw(picture: Picture) -> str:
    """The picture as an SVG element with title and description."""
    xs = np.concatenate([s.x for s in picture.series])
    # Marks of points count too; a chart of shares and scores starts at 0 where they do.
    ys = np.concatenate(
        [np.ravel(v) for s in picture.series for v in (s.low, s.high)]
        + [np.array([p.y for p in picture.points])]
    )
    low = 0.0 if 0 <= ys.min() < 0.4 * ys.max() else float(ys.min())
    x = _Scale(float(xs.min()), float(xs.max()), LEFT, WIDTH - RIGHT, rounded=False)
    y = _Scale(low, float(ys.max()), HEIGHT - BOTTOM, TOP, rounded=True)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" xmlns="http://www.w3.org/2000/svg" '
        f'class="chart" aria-labelledby="{picture.id}-t {picture.id}-d">',
        f'<title id="{picture.id}-t">{escape(picture.title)}</title>',
        f'<desc id="{picture.id}-d">{escape(_described(picture))}</desc>',
        *_frame(picture, x, y),
    ]
    for place, series in enumerate(picture.series):
        parts += _drawn(series, place, x, y)
    parts += _points(picture, x, y)
    parts += _legend(picture.series)
    parts.append("</svg>")
    return "".join(parts)


def _described(picture: Picture) -> str:
    ends = [
        f"{s.label}: from {s.middle[0]:.3g} to {s.middle[-1]:.3g}, "
        f"highest {s.middle.max():.3g}, lowest {s.middle.min():.3g}"
        for s in picture.series
    ]
    return f"{picture.y_label} against {picture.x_label}. " + "; ".join(ends) + "."


def _frame(picture: Picture, x: _Scale, y: _Scale) -> list[str]:
    floor = HEIGHT - BOTTOM
    parts = []
    for tick in y.ticks:
        at = float(y(tick))
        parts.append(
            f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}"/>'
            f'<text class="tick" x="{LEFT - 7}" y="{at + 4:.1f}" text-anchor="end">{tick:g}</text>'
        )
    for tick in x.ticks:
        at = float(x(tick))
        parts.append(
            f'<line class="tickline" x1="{at:.1f}" x2="{at:.1f}" y1="{floor}" y2="{floor + 4}"/>'
            f'<text class="tick" x="{at:.1f}" y="{floor + 18}" text-anchor="middle">{tick:g}</text>'
        )
    parts.append(f'<text class="axis" x="{LEFT - 44}" y="16">{escape(picture.y_label)}</text>')
    parts.append(
        f'<text class="axis" x="{WIDTH - RIGHT}" y="{floor + 34}" text-anchor="end">'
        f"{escape(picture.x_label)}</text>"
    )
    return parts


def _drawn(series: Series, place: int, x: _Scale, y: _Scale) -> list[str]:
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    parts = []
    across = x(series.x)
    if not np.array_equal(series.low, series.high):
        area = band(across, y(series.low), y(series.high))
        parts.append(f'<path d="{area}" fill="{colour}" opacity="0.13"/>')
    parts.append(
        f'<path d="{line(across, y(series.middle))}" fill="none" stroke="{colour}" '
        f'stroke-width="1.8" stroke-dasharray="{dash}"/>'
    )
    return parts


def _points(picture: Picture, x: _Scale, y: _Scale) -> list[str]:
    parts = []
    for point in picture.points:
        a, b = float(x(point.x)), float(y(point.y))
        # Words stay inside the drawing: left of a point that stands far to the right.
        right = a > WIDTH - 190
        above = b > TOP + 20
        parts.append(
            f'<circle cx="{a:.1f}" cy="{b:.1f}" r="5" fill="#fff" stroke="#1b2430" '
            'stroke-width="1.8"/>'
            f'<text class="seen" x="{a - 9 if right else a + 9:.1f}" '
            f'y="{b - 8 if above else b + 16:.1f}" '
            f'text-anchor="{"end" if right else "start"}">{escape(point.label)}</text>'
        )
    return parts


def _legend(series: Sequence[Series]) -> list[str]:
    if len(series) < 2:
        return []
    parts, at, row = [], float(LEFT), HEIGHT - 8
    wide = [30 + 6.6 * len(s.label) + 16 for s in series]
    if sum(wide) > WIDTH - LEFT - RIGHT:
        row -= 16
    for place, one in enumerate(series):
        if at + wide[place] > WIDTH:
            at, row = float(LEFT), row + 16
        colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
        parts.append(
            f'<line x1="{at:.0f}" x2="{at + 24:.0f}" y1="{row - 4}" y2="{row - 4}" '
            f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
            f'<text class="tick" x="{at + 30:.0f}" y="{row}">{escape(one.label)}</text>'
        )
        at += wide[place]
    return parts

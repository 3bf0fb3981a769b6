"""A drawing made piece by piece: an SVG without a script, which prints and can be read aloud."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from html import escape

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

INK, SOFT, LINE, TINT, ACCENT = "#1b2430", "#5b6673", "#c9d1db", "#f4f6f9", "#1f4e8c"
FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','DejaVu Sans',sans-serif"
STYLE = (
    f"svg.evidence{{width:100%;height:auto;display:block;background:#fff}}"
    f"svg.evidence text{{font:12px {FONT};fill:{INK};font-variant-numeric:tabular-nums}}"
    f"svg.evidence .title{{font-size:15px;font-weight:650}}"
    f"svg.evidence .head,svg.evidence .strong{{font-weight:650}}"
    f"svg.evidence .soft{{fill:{SOFT};font-size:11.5px}}"
    f"svg.evidence .count{{font-size:11px;font-weight:650}}"
)
#: How far a line may be drawn from where it is, in drawing units.
_HAIR = 0.35
#: Pieces of a line of fewer points than this are looked through together.
_SHORT = 20
#: Widths of letters in parts of the size, of a wide face (DejaVu Sans): text never runs over.
_NARROW, _WIDE = frozenset("iljt.,;:'|!()[]fI/ "), frozenset("mwMW@%—…")


class Canvas:
    """Pieces of a drawing `width` wide; its height is said at the end.

    The `kind` of a drawing or of a piece is its class: a page gives it its style. Pieces without
    one bring their own.
    """

    def __init__(self, width: float) -> None:
        self.width = width
        self.parts: list[str] = []

    def text(
        self, x: float, y: float, words: str, *, kind: str = "", anchor: str = "start",
        fill: str = "",
    ) -> None:  # fmt: skip
        """Words whose base line is at `y`; anchor start, middle or end."""
        style = f' class="{kind}"' if kind else ""
        end = "" if anchor == "start" else f' text-anchor="{anchor}"'
        colour = f' style="fill:{fill}"' if fill else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}"{style}{end}{colour}>{escape(words)}</text>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, *, kind: str = "", colour: str = INK,
        width: float = 1.0, dash: str = "",
    ) -> None:  # fmt: skip
        """A straight line."""
        at = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self.parts.append(f"<line {at} {_stroke(kind, colour, width, dash)}/>")

    def curve(
        self, x: Numbers, y: Numbers, *, kind: str = "", colour: str = INK, width: float = 1.0,
        dash: str = "",
    ) -> None:  # fmt: skip
        """A line through points, both of shape (k,)."""
        look = _stroke(kind, colour, width, dash)
        fill = "" if kind else 'fill="none" '
        self.parts.append(f'<path d="M{_points(x, y)}" {fill}{look}/>')

    def band(
        self, x: Numbers, low: Numbers, high: Numbers, *, kind: str = "", colour: str = ACCENT
    ) -> None:
        """The area between two lines, each of shape (k,)."""
        look = f'class="{kind}"' if kind else f'fill="{colour}" opacity="0.13"'
        at = f"M{_points(x, high)}L{_points(x[::-1], low[::-1])}Z"
        self.parts.append(f'<path d="{at}" {look}/>')

    def square(self, x: float, y: float, side: float, *, colour: str = ACCENT) -> None:
        """A filled square about its middle."""
        self.box(x - side / 2, y - side / 2, side, side, colour)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str = "", *, kind: str = ""
    ) -> None:
        """A filled rectangle from its upper left corner."""
        look = f'class="{kind}"' if kind else f'fill="{colour}"'
        self.parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" {look}/>'
        )

    def shape(
        self, points: Sequence[tuple[float, float]], *, fill: str, stroke: str = "none"
    ) -> None:
        """A closed shape through points."""
        at = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polygon points="{at}" fill="{fill}" stroke="{stroke}"/>')

    def circle(
        self, x: float, y: float, r: float, *, fill: str, stroke: str = INK, width: float = 1.2,
        says: str = "", dash: str = "",
    ) -> None:  # fmt: skip
        """A circle; `says` is shown by a pointer and read aloud."""
        inside = f"<title>{escape(says)}</title>" if says else ""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self.parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{width:g}"{dashed}>{inside}</circle>'
        )

    def svg(
        self, height: float, *, id: str, title: str, says: str, kind: str = "evidence",
        style: str = STYLE,
    ) -> str:  # fmt: skip
        """The whole as text, with title and description. Without a style the page gives it one."""
        styled = f"<style>{style}</style>" if style else ""
        return (
            f'<svg viewBox="0 0 {self.width:.0f} {height:.0f}" role="img" '
            f'xmlns="http://www.w3.org/2000/svg" class="{kind}" '
            f'aria-labelledby="{escape(id)}-t {escape(id)}-d">'
            f'<title id="{escape(id)}-t">{escape(title)}</title>'
            f'<desc id="{escape(id)}-d">{escape(says)}</desc>{styled}'
            f"{''.join(self.parts)}</svg>"
        )


def _stroke(kind: str, colour: str, width: float, dash: str) -> str:
    if kind:
        return f'class="{kind}"'
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'stroke="{colour}" stroke-width="{width:g}"{dashed}'


def _points(x: Numbers, y: Numbers) -> str:
    """A first point, and from each the way to the next: half as long as places are."""
    kept = thinned(x, y)
    tenths = np.rint(np.column_stack((x[kept], y[kept])) * 10)
    ways = np.diff(tenths, axis=0).astype(int).T.tolist()
    way = " ".join(map(",".join, zip(*(map(_tenths, one) for one in ways), strict=True)))
    (a, b) = tenths[0] / 10
    return f"{a:.1f},{b:.1f}{'l' if way else ''}{way}"


# A drawing says the same few hundred ways thousands of times.
@lru_cache(maxsize=4096)
def _tenths(count: int) -> str:
    """So many tenths, as short as can be.

    >>> _tenths(-25), _tenths(30)
    ('-2.5', '3')
    """
    return f"{count / 10:.1f}".removesuffix(".0")


def thinned(x: Numbers, y: Numbers) -> NDArray[np.intp]:
    """The places of the points that draw this line: none that is left out is farther from it than
    a hair, a third of a drawing unit, straight up or down (Douglas and Peucker 1973).

    >>> thinned(np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 2.0, 0.0])).tolist()
    [0, 2, 3]
    """
    kept = np.zeros(len(x), dtype=bool)
    kept[[0, -1]] = True
    open_, short = [(0, len(x) - 1)], list[tuple[int, int]]()
    across, up = x.tolist(), y.tolist()
    while open_:
        first, last = open_.pop()
        wide = across[last] - across[first]
        if last - first < _SHORT or wide == 0:
            short.append((first, last))
            continue
        inside = slice(first + 1, last)
        slope = (up[last] - up[first]) / wide
        off = np.abs(y[inside] - up[first] - slope * (x[inside] - across[first]))
        place = int(off.argmax())
        if off[place] > _HAIR:
            far = first + 1 + place
            kept[far] = True
            open_ += [(first, far), (far, last)]
    # Of short pieces a curve has hundreds: all of them at once, then their parts.
    firsts, lasts = np.array(short, dtype=np.intp).reshape(-1, 2).T
    while len(firsts):
        kept[firsts] = True
        upright = x[lasts] == x[firsts]
        for first, last in zip(firsts[upright].tolist(), lasts[upright].tolist(), strict=True):
            kept[first:last] = True
        some = ~upright & (lasts - firsts > 1)
        if not some.any():
            break
        firsts, lasts = _parted(x, y, firsts[some], lasts[some])
    return np.flatnonzero(kept)


def _parted(x: Numbers, y: Numbers, first: Places, last: Places) -> tuple[Places, Places]:
    """The ends of what these pieces of a line become, each parted at the point that is farthest
    from the straight line between its own ends, of equal ones the first; a piece that is straight
    but for a hair becomes none."""
    inside = last - first - 1
    begin = np.cumsum(inside) - inside
    of = np.repeat(np.arange(len(first)), inside)
    place = np.arange(len(of)) + (first + 1 - begin)[of]
    x0, y0 = x[first], y[first]
    slope = (y[last] - y0) / (x[last] - x0)
    off = np.abs(y[place] - y0[of] - slope[of] * (x[place] - x0[of]))
    most = np.maximum.reduceat(off, begin)
    bent = most > _HAIR
    farthest = np.flatnonzero((off == most[of]) & bent[of])
    far = place[farthest[np.diff(of[farthest], prepend=-1) > 0]]
    return np.concatenate((first[bent], far)), np.concatenate((far, last[bent]))


def width_of(words: str, size: float = 12.0) -> float:
    """About how wide words are drawn, never less.

    >>> width_of("ill") < width_of("MMM")
    True
    """
    total = 0.0
    for letter in words:
        if letter in _NARROW:
            total += 0.38
        elif letter in _WIDE:
            total += 0.98
        else:
            total += 0.7 if letter.isupper() else 0.62
    return total * size


def wrapped(words: str, width: float, size: float = 12.0) -> list[str]:
    """Words in lines no wider than `width`; a word that is wider stands alone.

    >>> wrapped("one two three", 60)
    ['one two', 'three']
    """
    lines: list[str] = []
    for word in words.split():
        if lines and width_of(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines or [""]

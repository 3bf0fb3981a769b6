"""The evidence map: how many studies there are, by two things that divide them and a third."""

from __future__ import annotations

import math
from collections.abc import Sequence

from baclofen.drawing.canvas import INK, LINE, TINT, Canvas, width_of, wrapped
from baclofen.drawing.legend import Key, Legend
from baclofen.drawing.widths import NARROW
from baclofen.errors import InputRefused
from baclofen.value import Value

#: Told apart in colour, and in print by how dark they are and by dashes: fill, ink in it, dashes.
LOOKS = (
    ("#1f4e8c", "#fff", ""), ("#a9c4e6", INK, ""), ("#ffffff", INK, ""), ("#ffffff", INK, "3 2"),
    ("#f0c9a8", INK, "6 2"), ("#6b7480", "#fff", "2 2"),
)  # fmt: skip
PAD, CELL_HEIGHT, LEAST_WIDTH, NAMES = 14.0, 58.0, 96.0, 190.0
#: Radius of one study, and of the largest bubble.
ONE, MOST = 8.0, 24.0


class Mark(Value):
    """So many studies of one `kind` (a design) at a `row` (a syndrome) and `column` (a route)."""

    row: str
    column: str
    kind: str
    count: int


def draw_map(
    marks: Sequence[Mark],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    kinds: Sequence[str],
    title: str,
    narrow: bool = False,
    id: str = "map",
) -> str:
    """A map as SVG: a bubble for each mark, its area by the count, the count in it. In a `narrow`
    window the columns stand below each other, those that hold something.

    Rows, columns and kinds come in the order given; an empty place stays empty, and shows as such.
    Raises `InputRefused` for a mark whose place is in none of them, or more kinds than looks.
    """
    if len(kinds) > len(LOOKS):
        raise InputRefused(
            "kinds", f"{len(kinds)} of them", f"at most {len(LOOKS)} can be told apart"
        )
    for mark in marks:
        for name, value, known in (("row", mark.row, rows), ("column", mark.column, columns),
                                   ("kind", mark.kind, kinds)):  # fmt: skip
            if value not in known:
                raise InputRefused(
                    f"{name} of a mark", repr(value), f"it must be one of the {name}s"
                )
        if mark.count < 0:
            raise InputRefused("count of a mark", f"{mark.count}", "it must be 0 or more")
    largest = max([mark.count for mark in marks if mark.count], default=1)
    radius = {m: _radius(m.count, largest) for m in marks if m.count}
    if narrow:
        return _narrow_map(marks, rows, columns, kinds, radius, title, id)
    names = min(max(width_of(r) for r in rows), NAMES)
    left = PAD + names + 14
    wide = {
        c: max([LEAST_WIDTH] + [
            sum(2 * radius[m] + 6 for m in marks if m.count and m.row == r and m.column == c) + 10
            for r in rows
        ])
        for c in columns
    }  # fmt: skip
    canvas = Canvas(max(left + sum(wide.values()) + PAD, 480))
    y = 26.0
    for line in wrapped(title, canvas.width - 2 * PAD, 16):
        canvas.text(PAD, y, line, kind="title")
        y += 20
    keys = [_key(canvas, kind, look) for kind, look in zip(kinds, LOOKS, strict=False)]
    y = Legend(keys, PAD, canvas.width - PAD).draw(canvas, y + 2) + 32
    heads = {c: wrapped(c, wide[c] - 8, 12.8) for c in columns}
    deep = max(len(h) for h in heads.values())
    at = left
    for column in columns:
        for place, line in enumerate(heads[column]):
            canvas.text(
                at + wide[column] / 2, y + 15 * (place + deep - len(heads[column])), line,
                kind="head", anchor="middle",
            )  # fmt: skip
        at += wide[column]
    y += 15 * (deep - 1) + 9
    top = y
    for place, row in enumerate(rows):
        if place % 2:
            canvas.box(PAD - 6, y, canvas.width - 2 * PAD + 12, CELL_HEIGHT, TINT)
        lines = wrapped(row, names)
        for number, line in enumerate(lines):
            canvas.text(PAD, y + CELL_HEIGHT / 2 + 4 + 14 * (number - (len(lines) - 1) / 2), line)
        at = left
        for column in columns:
            here = [m for m in marks if m.row == row and m.column == column and m.count]
            here.sort(key=lambda m: kinds.index(m.kind))
            _bubbles(canvas, here, radius, kinds, at + wide[column] / 2, y + CELL_HEIGHT / 2)
            at += wide[column]
        y += CELL_HEIGHT
    canvas.line(PAD - 6, top, canvas.width - PAD + 6, top)
    at = left
    for column in columns:
        canvas.line(at, top, at, y, colour=LINE)
        at += wide[column]
    canvas.line(PAD - 6, y, canvas.width - PAD + 6, y, colour=LINE)
    return canvas.svg(y + 12, id=id, title=title, says=_said(marks))


def _said(marks: Sequence[Mark]) -> str:
    said = "; ".join(f"{m.row}, {m.column}: {m.count} {m.kind}" for m in marks if m.count)
    return f"{said or 'No studies'}."


def _narrow_map(
    marks: Sequence[Mark], rows: Sequence[str], columns: Sequence[str], kinds: Sequence[str],
    radius: dict[Mark, float], title: str, id: str,
) -> str:  # fmt: skip
    canvas, y = Canvas(NARROW), 26.0
    for line in wrapped(title, NARROW - 2 * PAD, 16):
        canvas.text(PAD, y, line, kind="title")
        y += 20
    keys = [_key(canvas, kind, look) for kind, look in zip(kinds, LOOKS, strict=False)]
    y = Legend(keys, PAD, NARROW - PAD).draw(canvas, y + 2) + 14
    for row in rows:
        canvas.line(PAD, y, NARROW - PAD, y, colour=LINE)
        y += 18
        for line in wrapped(row, NARROW - 2 * PAD, 12.8):
            canvas.text(PAD, y, line, kind="head")
            y += 16
        held = [m for m in marks if m.row == row and m.count]
        for column in [c for c in columns if any(m.column == c for m in held)] or ["no study"]:
            here = [m for m in held if m.column == column]
            here.sort(key=lambda m: kinds.index(m.kind))
            high = max([20.0, *(2 * radius[m] + 4 for m in here)])
            canvas.text(PAD, y + high / 2, column, kind="soft")
            wide = sum(2 * radius[m] + 6 for m in here)
            if here:
                _bubbles(canvas, here, radius, kinds, NARROW / 2 + wide / 2, y + high / 2 - 4)
            y += high
        y += 6
    return canvas.svg(y + 6, id=id, title=title, says=_said(marks))


def _radius(count: int, largest: int) -> float:
    """Area by count as far as the largest leaves room; never too small for the count in it."""
    return max(ONE, ONE * math.sqrt(count) * min(1.0, MOST / (ONE * math.sqrt(largest))))


def _bubbles(
    canvas: Canvas, here: Sequence[Mark], radius: dict[Mark, float], kinds: Sequence[str],
    middle: float, y: float,
) -> None:  # fmt: skip
    if not here:
        canvas.text(middle, y + 4, "–", kind="soft", anchor="middle")
        return
    at = middle - sum(2 * radius[m] + 6 for m in here) / 2 + 3
    for mark in here:
        r = radius[mark]
        fill, ink, dash = LOOKS[kinds.index(mark.kind)]
        canvas.circle(
            at + r, y, r, fill=fill, dash=dash,
            says=f"{mark.row}, {mark.column}: {mark.count} {mark.kind}",
        )  # fmt: skip
        canvas.text(at + r, y + 4, f"{mark.count}", kind="count", anchor="middle", fill=ink)
        at += 2 * r + 6


def _key(canvas: Canvas, kind: str, look: tuple[str, str, str]) -> Key:
    fill, _, dash = look
    return Key(kind, 14, lambda x, y: canvas.circle(x + 7, y - 4, 7, fill=fill, dash=dash))

"""The segments of the cord, from the highest down: C1 to C8, T1 to T12, L1 to L5, S1 to S5."""

from __future__ import annotations

SEGMENTS: tuple[str, ...] = tuple(
    f"{part}{number}"
    for part, count in (("C", 8), ("T", 12), ("L", 5), ("S", 5))
    for number in range(1, count + 1)
)


def is_at_or_above(level: str, other: str) -> bool:
    """Whether a segment lies at another or nearer to the head.

    >>> is_at_or_above("C5", "T6"), is_at_or_above("T6", "T6"), is_at_or_above("T7", "T6")
    (True, True, False)
    """
    return SEGMENTS.index(level) <= SEGMENTS.index(other)

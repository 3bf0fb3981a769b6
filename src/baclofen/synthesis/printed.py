"""Effects as a forest prints them, wherever it is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence

_MINUS = "\N{MINUS SIGN}"


def written(value: float, *, is_ratio: bool, places: int) -> str:
    """A value of the analysis scale as it is printed: ratios as ratios, a minus as wide as a plus.

    >>> written(-0.25, is_ratio=False, places=1), written(0.6931, is_ratio=True, places=2)
    ('\u22120.2', '2.00')
    """
    if not is_ratio:
        text = f"{value:.{places}f}"
        return (text.lstrip("-") if float(text) == 0 else text).replace("-", _MINUS)
    ratio = math.exp(min(value, 700.0))
    if ratio >= 1000:
        return f"{ratio:,.0f}" if ratio < 1e6 else f"{ratio:.0e}"
    return f"{ratio:.2f}"


def places_of(values: Sequence[float]) -> int:
    """Decimals that suit the size of the values: three figures of the largest, at most three."""
    largest = max((abs(v) for v in values), default=1.0)
    return int(min(3, max(0, 2 - math.floor(math.log10(max(largest, 1e-9))))))

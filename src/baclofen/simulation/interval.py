"""A number over many people: its middle and its 90 % interval."""

from __future__ import annotations

from baclofen.value import Value


class Spread(Value):
    """Median and the 90 % interval of one number over the draws.

    >>> print(f"{Spread(5.0, 50.0, 95.0):.0f}")
    50 (5 to 95)
    """

    low: float
    median: float
    high: float

    def __format__(self, spec: str) -> str:
        if self.low == self.high:
            return format(self.median, spec)
        low, high = format(self.low, spec), format(self.high, spec)
        return f"{format(self.median, spec)} ({low} to {high})"

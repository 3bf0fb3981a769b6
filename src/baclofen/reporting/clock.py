"""Hours as a clock shows them."""

from __future__ import annotations


def clock(hour: float) -> str:
    """The hour and minute of a time of day.

    >>> clock(8), clock(13.5)
    ('08:00', '13:30')
    """
    whole, rest = divmod(round(hour * 60), 60)  # minutes of an hour
    return f"{whole:02d}:{rest:02d}"

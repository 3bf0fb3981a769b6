"""Ways down."""

from __future__ import annotations

from baclofen.knowledge.numbers.base import Numbers


class WayDown(Numbers):
    """The project's way down by mouth.

    `hold_days` are those on the dose before the cut after symptoms came back; the steps then last
    `slower_times` as long.
    """

    entry = "T-PROJECT"
    hold_days: int
    slower_times: int

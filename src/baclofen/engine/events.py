"""What enters the body, and when: boluses and constant-rate infusions.

The columns are those of an NM-TRAN event table:

    Event         NM-TRAN
    time_h        TIME
    amount        AMT
    input         CMT, by the name of an input instead of a number
    duration_h    AMT / RATE; 0 is a bolus, as RATE = 0 is
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from baclofen.errors import OutOfRange

# Two times closer than this are one moment (4 microseconds; nothing is given so exactly).
MOMENT_H = 1e-9
# An infusion's ends are placed to one moment, so it must last many for its rate to be right.
SHORTEST_INFUSION_H = 1e-6


@dataclass(frozen=True)
class Event:
    """One amount into one input: at once, or evenly over `duration_h` hours.

    `amount` has any one unit; what comes out of a run has the same. A run's
    bioavailability multiplies it, and so multiplies an infusion's rate and not
    its duration (as NM-TRAN does when the duration is given). Raises `OutOfRange`.

    >>> Event(8.0, 10.0, "oral").is_infusion
    False
    >>> Event(0.0, 120.0, "pump", duration_h=24.0).rate_per_h
    5.0
    """

    time_h: float
    amount: float
    input: str
    duration_h: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.time_h < math.inf:
            raise OutOfRange("time of an event", self.time_h, "h", "0 or more, and finite")
        if not 0 <= self.amount < math.inf:
            raise OutOfRange("amount of an event", self.amount, "", "0 or more, and finite")
        if self.duration_h != 0 and not SHORTEST_INFUSION_H <= self.duration_h < math.inf:
            raise OutOfRange(
                "duration of an event",
                self.duration_h,
                "h",
                f"0 for a bolus, or {SHORTEST_INFUSION_H:g} or more, and finite",
            )

    @property
    def is_infusion(self) -> bool:
        """True when the amount is spread over a duration."""
        return self.duration_h > 0

    @property
    def end_h(self) -> float:
        """When the last of it has entered, in h."""
        return self.time_h + self.duration_h

    @property
    def rate_per_h(self) -> float:
        """Amount per hour while an infusion runs; 0 for a bolus."""
        return self.amount / self.duration_h if self.is_infusion else 0.0

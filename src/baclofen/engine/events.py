"""What happens, and when: doses, resets, covariate changes and observations.

The fields are the columns of an NM-TRAN event table, and mean what they mean there:

    Event         NM-TRAN
    time_h        TIME
    amount        AMT
    input         CMT, by the name of an input instead of a number
    duration_h    the duration is given: F scales the rate (as RATE = -2 does)
    rate_per_h    RATE > 0: the rate is given, and F scales the duration
    modelled      RATE = -1 ("rate") or RATE = -2 ("duration"): the input's own formula
    evid          EVID: 0 observation, 1 dose, 2 other, 3 reset, 4 reset and dose
    ii_h, addl    II, ADDL: this many more doses, this far apart
    ss            SS: 1 sets the amounts to this regimen's steady state, 2 adds it to them
    values        covariates: parameters that have another value here
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Literal

from baclofen.errors import InputRefused, OutOfRange
from baclofen.value import Value, field, force_setattr

# Two times closer than this are one moment (4 microseconds; nothing is given so exactly).
MOMENT_H = 1e-9
# Beyond it (456 years) two doubles lie farther apart than a moment.
LATEST_H = 4e6
# An infusion's ends are placed to one moment, so it must last many for its rate to be right.
SHORTEST_INFUSION_H = 1e-6
# A dose every minute for two months; beyond it a number has slipped.
MOST_DOSES = 100_000

Modelled = Literal["", "rate", "duration"]


class _Row(Value, kw_only=True):
    """The columns of an event that are named when they are given."""

    rate_per_h: float = 0.0
    modelled: Modelled = ""
    evid: int = 1
    ii_h: float = 0.0
    addl: int = 0
    ss: int = 0
    values: Mapping[str, float] = field(default_factory=dict)


class Event(_Row):
    """One row of an event table; a dose unless `evid` says otherwise.

    `amount` has any one unit; what comes out of a run has the same. Raises `OutOfRange`
    and `InputRefused`.

    >>> Event(8.0, 10.0, "oral").is_infusion
    False
    >>> Event(0, 20, "oral", rate_per_h=5).is_infusion
    True
    """

    time_h: float
    amount: float = 0.0
    input: str = ""
    duration_h: float = 0.0

    def __post_init__(self) -> None:
        force_setattr(self, "values", dict(self.values))
        self._check_ranges()
        if self.evid in (1, 4):
            self._check_dose()
        elif self.amount or self.is_infusion or self.ii_h or self.addl or self.ss:
            raise InputRefused(
                f"event at {self.time_h:g} h",
                f"no dose (EVID {self.evid}) but has dose columns",
                "AMT, RATE, II, ADDL and SS must be 0 there",
            )

    def _check_ranges(self) -> None:
        numbers = (self.time_h, self.amount, self.duration_h, self.rate_per_h, self.ii_h)
        given: tuple[object, ...] = (*numbers, self.evid, self.addl, self.ss, *self.values.values())
        for value in given:
            if not isinstance(value, Real):
                raise InputRefused("number of an event", repr(value), "it must be a number")

        def must(what: str, value: float, unit: str, holds: bool, allowed: str) -> None:
            if not holds:
                raise OutOfRange(f"{what} of an event", value, unit, allowed)

        finite = "0 or more, and finite"
        latest = f"0 or more, and at most {LATEST_H:,.0f}"
        must("time", self.time_h, "h", 0 <= self.time_h <= LATEST_H, latest)
        must("amount", self.amount, "", 0 <= self.amount < math.inf, finite)
        must("rate", self.rate_per_h, "per h", 0 <= self.rate_per_h < math.inf, finite)
        must("interval (II)", self.ii_h, "h", 0 <= self.ii_h < math.inf, finite)
        must("EVID", self.evid, "", self.evid in range(5), "0, 1, 2, 3 or 4")
        must("SS", self.ss, "", self.ss in range(3), "0, 1 or 2")
        must(
            "number of additional doses (ADDL)", self.addl, "",
            self.addl in range(MOST_DOSES), f"a whole number from 0 to {MOST_DOSES:,}",
        )  # fmt: skip
        must(
            "duration", self.duration_h, "h",
            self.duration_h == 0 or SHORTEST_INFUSION_H <= self.duration_h < math.inf,
            f"0 for a bolus, or {SHORTEST_INFUSION_H:g} or more, and finite",
        )  # fmt: skip
        for name, value in self.values.items():
            must(f"{name}", value, "", math.isfinite(value), "finite")
        for whole in given[len(numbers) : len(numbers) + 3]:
            if not isinstance(whole, Integral):
                raise InputRefused(
                    "EVID, ADDL or SS of an event", repr(whole), "it must be a whole number"
                )

    def _check_dose(self) -> None:
        here = f"dose at {self.time_h:g} h"
        if bool(self.duration_h) + bool(self.rate_per_h) + bool(self.modelled) > 1:
            raise InputRefused(
                here, "given two of duration, rate and modelled", "one of them says it all"
            )
        if self.modelled not in ("", "rate", "duration"):
            raise InputRefused(
                here, f"modelled as {self.modelled!r}", 'it must be "rate" or "duration"'
            )
        if self.is_constant:
            if self.ss != 1 or self.ii_h or self.addl:
                raise InputRefused(
                    here,
                    "a rate without an amount",
                    "that is an infusion since ever: SS must be 1, and II and ADDL 0",
                )
        elif (self.addl or self.ss) and not self.ii_h > 0:
            raise InputRefused(
                here, "repeated (ADDL or SS) without an interval", "II must be above 0"
            )

    @property
    def is_infusion(self) -> bool:
        """True when the amount is spread over time."""
        return self.duration_h > 0 or self.rate_per_h > 0 or bool(self.modelled)

    @property
    def is_constant(self) -> bool:
        """True for an infusion that has gone on since ever and ends here (AMT 0, SS 1)."""
        return self.amount == 0 and (self.rate_per_h > 0 or self.modelled == "rate")

    @property
    def is_reset(self) -> bool:
        """True when everything is emptied and set to its start first."""
        return self.evid in (3, 4)

    @property
    def is_dose(self) -> bool:
        """True when something is given."""
        return self.evid in (1, 4)

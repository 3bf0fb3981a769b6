"""A pump's reservoir: flow, days until it alarms or runs dry, bridges, and what is left over.

Mass balance only. Volumes and limits of a device are inputs: they come from its manual.

Facts: `P-FORMULAS`, `P-BRIDGE-CALC`, `P-DISCREP`, `P-CODMAN`.
"""

from __future__ import annotations

import math
from typing import Literal

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.units import Dose, mcg
from baclofen.value import Value


class Reservoir(Value):
    """What a pump holds: filled volume and alarm volume in mL, drug in mcg/mL.

    Raises `OutOfRange`, and `InputRefused` for an alarm volume above the fill.

    >>> Reservoir(20, 500, alarm_mL=2).days_to_alarm(mcg(100))
    90.0
    """

    fill_mL: float
    concentration: float
    alarm_mL: float = 0.0

    def __post_init__(self) -> None:
        for what, value, unit, most in (
            ("fill volume", self.fill_mL, "mL", 60.0),
            ("concentration", self.concentration, "mcg/mL", 10_000.0),
        ):
            if not 0 < value <= most:
                raise OutOfRange(what, value, unit, f"above 0, at most {most:g}")
        if not 0 <= self.alarm_mL < self.fill_mL:
            raise InputRefused(
                "alarm volume", f"{self.alarm_mL:g} mL",
                f"it must be from 0 to below the fill of {self.fill_mL:g} mL",
            )  # fmt: skip

    def flow_mL_per_day(self, per_day: Dose) -> float:
        """What the pump must deliver for this daily dose."""
        return _daily(per_day) / self.concentration

    def days_to_alarm(self, per_day: Dose) -> float:
        """Days from the fill to the low-reservoir alarm, at the nominal flow."""
        return (self.fill_mL - self.alarm_mL) / self.flow_mL_per_day(per_day)

    def earliest_empty_days(self, per_day: Dose, *, unusable_mL: float, accuracy: float) -> float:
        """Days after which it may be empty, for a pump that delivers up to `accuracy` too much.

        >>> Reservoir(20, 500).earliest_empty_days(mcg(100), unusable_mL=1.4, accuracy=0.145)
        81.22270742358079
        """
        if not 0 <= unusable_mL < self.fill_mL:
            raise OutOfRange("unusable volume", unusable_mL, "mL", "0 or more, below the fill")
        if not 0 <= accuracy < 1:
            raise OutOfRange("accuracy", accuracy, "", "from 0 to below 1")
        usable = self.fill_mL - unusable_mL
        return usable / (self.flow_mL_per_day(per_day) * (1 + accuracy))


class Booking(Value):
    """The next refill, in days from the filling.

    `to_alarm` is when the low-reservoir alarm comes at the nominal flow, `earliest_empty` when
    a pump at the fast end of its accuracy may run dry, `visit` the day to book.
    """

    to_alarm: float
    earliest_empty: float
    visit: int

    @property
    def may_be_empty_before(self) -> bool:
        return self.earliest_empty < self.visit


def book(
    reservoir: Reservoir, per_day: Dose, *,
    lead_days: float, cap_days: float, unusable_mL: float, accuracy: float,
) -> Booking:  # fmt: skip
    """The refill `lead_days` before the alarm or the end of the drug's life (`cap_days`).

    >>> b = book(Reservoir(20, 500, alarm_mL=2), mcg(100), lead_days=5, cap_days=180,
    ...     unusable_mL=1.4, accuracy=0.145)
    >>> b.to_alarm, round(b.earliest_empty, 1), b.visit, b.may_be_empty_before
    (90.0, 81.2, 85, True)
    """
    to_alarm = reservoir.days_to_alarm(per_day)
    # A day counts in full or not at all; the tolerance is for quotients that print whole.
    visit = math.floor(min(to_alarm, cap_days) + 1e-9) - lead_days
    empty = reservoir.earliest_empty_days(per_day, unusable_mL=unusable_mL, accuracy=accuracy)
    return Booking(to_alarm, empty, max(0, math.floor(visit)))


class Bridge(Value):
    """A change of concentration: the old drug in tubing and catheter has to be used up first.

    `hours` at the old daily dose use up `old` in `volume_mL`; programmed at the new
    concentration the pump shows `shown`. Without the bridge the patient gets
    `error_factor` times the intended dose until the volume is cleared.
    """

    volume_mL: float
    old: Dose
    hours: float
    shown: Dose
    error_factor: float


def bridge(
    *,
    tubing_mL: float,
    catheter_mL: float,
    old_concentration: float,
    new_concentration: float,
    old_per_day: Dose,
) -> Bridge:
    """The bridge bolus between two concentrations in mcg/mL.

    >>> b = bridge(tubing_mL=0.199, catheter_mL=0.176, old_concentration=500,
    ...     new_concentration=2000, old_per_day=mcg(300))
    >>> round(b.volume_mL, 3), b.old, b.hours, b.shown, b.error_factor
    (0.375, 187.5 mcg, 15.0, 750 mcg, 0.25)
    """
    for what, value, unit in (
        ("tubing volume", tubing_mL, "mL"), ("catheter volume", catheter_mL, "mL"),
        ("old concentration", old_concentration, "mcg/mL"),
        ("new concentration", new_concentration, "mcg/mL"),
    ):  # fmt: skip
        if not 0 < value < math.inf:
            raise OutOfRange(what, value, unit, "above 0, and finite")
    volume = tubing_mL + catheter_mL
    old = volume * old_concentration
    return Bridge(
        volume_mL=volume,
        old=mcg(old),
        hours=24 * old / _daily(old_per_day),
        shown=mcg(volume * new_concentration),
        error_factor=old_concentration / new_concentration,
    )


class LeftOver(Value):
    """What was withdrawn against what was expected, in mL."""

    difference_mL: float
    direction: Literal["under-delivery", "over-delivery", "none"]


def left_over(*, expected_mL: float, withdrawn_mL: float) -> LeftOver:
    """More left than expected: less was delivered. Raises `OutOfRange`.

    >>> left_over(expected_mL=3.0, withdrawn_mL=6.0)
    LeftOver(difference_mL=3.0, direction='under-delivery')
    """
    for what, value in (("expected volume", expected_mL), ("withdrawn volume", withdrawn_mL)):
        if not 0 <= value < math.inf:
            raise OutOfRange(what, value, "mL", "0 or more, and finite")
    difference = withdrawn_mL - expected_mL
    if difference == 0:
        return LeftOver(0.0, "none")
    return LeftOver(difference, "under-delivery" if difference > 0 else "over-delivery")


def _daily(per_day: Dose) -> float:
    if per_day.unit != "mcg":
        raise UnitProblem(
            "pump dose", f"{per_day} a day", "it must be in mcg",
            do="Confirm the unit: a thousandfold error.", why="M-UNITS",
        )  # fmt: skip
    if not per_day.in_mcg > 0:
        raise OutOfRange("pump dose", per_day.in_mcg, "mcg/day", "above 0")
    return per_day.in_mcg

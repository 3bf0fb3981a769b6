"""A pump's reservoir: days until it alarms or runs dry, bridges, and what is left over.

Mass balance only. Volumes and limits of a device are inputs: they come from its manual.

Facts: `P-FORMULAS`, `P-BRIDGE-CALC`, `P-DISCREP`, `P-CODMAN`.
"""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Literal

from baclofen.errors import OutOfRange, UnitProblem
from baclofen.regimen.filling import Part
from baclofen.units import Dose, mcg
from baclofen.value import Value


def days_until(left_mL: float, *, down_to_mL: float, flow_mL_per_day: float) -> float:
    """Days in which a volume falls to another at one flow; 0 where it is there already.

    Raises `OutOfRange` for a flow that is not above 0.

    >>> days_until(20, down_to_mL=2, flow_mL_per_day=0.2)
    90.0
    """
    if not 0 < flow_mL_per_day < math.inf:
        raise OutOfRange("flow", flow_mL_per_day, "mL/day", "above 0, and finite")
    return max(0.0, left_mL - down_to_mL) / flow_mL_per_day


class Bridge(Value):
    """A change of concentration: the old drug in tubing and catheter has to be used up first.

    `hours` at the old daily dose use up `old` in `volume_mL`, that of the `parts` that hold it;
    programmed at the new concentration the pump shows `shown`. Without the bridge the patient gets
    `error_factor` times the intended dose until the volume is cleared.
    """

    volume_mL: float
    parts: tuple[Part, ...]
    old: Dose
    hours: float
    shown: Dose
    error_factor: float

    def through_by(self, today: date) -> date:
        """The day on which it is through at the latest, whatever the hour of today's visit.

        >>> of_36_hours = bridge(catheter_mL=0.15, old_concentration=2000, new_concentration=500,
        ...     old_per_day=mcg(200))
        >>> of_36_hours.hours, of_36_hours.through_by(date(2026, 11, 22))
        (36.0, datetime.date(2026, 11, 24))
        """
        days = 1 + math.floor(self.hours / 24)
        return today + timedelta(days=min(days, (date.max - today).days))


def bridge(
    *,
    tubing_mL: float = 0.0,
    catheter_mL: float = 0.0,
    old_concentration: float,
    new_concentration: float,
    old_per_day: Dose,
) -> Bridge:
    """The bridge bolus between two concentrations in mcg/mL; of a part that holds none of the old
    drug no volume counts. Raises `OutOfRange`.

    >>> b = bridge(tubing_mL=0.199, catheter_mL=0.176, old_concentration=500,
    ...     new_concentration=2000, old_per_day=mcg(300))
    >>> round(b.volume_mL, 3), b.old, b.hours, b.shown, b.error_factor
    (0.375, 187.5 mcg, 15.0, 750 mcg, 0.25)
    """
    for what, mL in (("tubing volume", tubing_mL), ("catheter volume", catheter_mL)):
        if not 0 <= mL < math.inf:
            raise OutOfRange(what, mL, "mL", "0 or more, and finite")
    volume = tubing_mL + catheter_mL
    for what, value, unit in (
        ("volume of the old drug", volume, "mL"),
        ("old concentration", old_concentration, "mcg/mL"),
        ("new concentration", new_concentration, "mcg/mL"),
    ):
        if not 0 < value < math.inf:
            raise OutOfRange(what, value, unit, "above 0, and finite")
    parts: tuple[tuple[Part, float], ...] = (("tubing", tubing_mL), ("catheter", catheter_mL))
    old = volume * old_concentration
    return Bridge(
        volume_mL=volume,
        parts=tuple(part for part, mL in parts if mL > 0),
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
    difference = round(withdrawn_mL - expected_mL, 9)  # 5.1 less 3.1 is 2, not a hair less
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

"""An oral regimen: which dose, at which hour, from which day to which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.errors import InputRefused
from baclofen.units import Dose, mg
from baclofen.value import Value


class Intake(Value):
    """One dose of the day, at an hour of the clock."""

    hour: float
    dose: Dose


class Step(Value):
    """Days `first_day` to `last_day` (counted from 1) on the same doses."""

    first_day: int
    last_day: int
    intakes: tuple[Intake, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.first_day <= self.last_day:
            raise InputRefused(
                "step",
                f"days {self.first_day} to {self.last_day}",
                "it must run forward from day 1",
            )

    @property
    def daily(self) -> Dose:
        """The day's total, in mg."""
        return mg(sum(i.dose.in_mg for i in self.intakes))

    @property
    def days(self) -> int:
        return self.last_day - self.first_day + 1


class Regimen(Value):
    """Steps that follow each other without a gap, from day 1 on `start`."""

    start: date
    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        expected = 1
        for step in self.steps:
            if step.first_day != expected:
                raise InputRefused(
                    "regimen",
                    f"a step from day {step.first_day}",
                    f"it must start on day {expected}",
                )
            expected = step.last_day + 1

    @property
    def days(self) -> int:
        return self.steps[-1].last_day if self.steps else 0

    def date_of(self, day: int) -> date:
        """The calendar day of day `day`; day 1 is `start`."""
        return self.start + timedelta(days=day - 1)

    def times(self) -> tuple[tuple[float, Dose], ...]:
        """Every dose as (hours since midnight of day 1, amount)."""
        return tuple(
            (24.0 * (day - 1) + intake.hour, intake.dose)
            for step in self.steps
            for day in range(step.first_day, step.last_day + 1)
            for intake in step.intakes
        )


def spread_over_day(
    daily_mg: float, *, hours: Sequence[float], unit_mg: float
) -> tuple[Intake, ...]:
    """A day's dose shared over hours of the clock, in whole units, as evenly as it goes.

    What is left over goes to the later doses: drowsiness troubles less at night.
    Raises `InputRefused` when the day's dose is no multiple of the unit, or gives
    fewer units than doses.

    >>> [i.dose for i in spread_over_day(40, hours=(8, 14, 20), unit_mg=5)]
    [10 mg, 15 mg, 15 mg]
    """
    units = round(daily_mg / unit_mg)
    if abs(units * unit_mg - daily_mg) > 1e-9 or units < len(hours):
        raise InputRefused(
            "daily dose", f"{daily_mg:g} mg in {len(hours)} doses",
            f"it must be whole units of {unit_mg:g} mg, at least one a dose", why="DO-ROUND",
        )  # fmt: skip
    each, extra = divmod(units, len(hours))
    first_larger = len(hours) - extra
    return tuple(
        Intake(hour, mg(unit_mg * (each + (1 if i >= first_larger else 0))))
        for i, hour in enumerate(hours)
    )

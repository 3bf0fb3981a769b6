"""Pump modes beside one steady rate: rates by time of day, and boluses by the clock."""

from __future__ import annotations

from itertools import pairwise

from baclofen.errors import InputRefused, OutOfRange, UnitProblem
from baclofen.units import Dose, mcg
from baclofen.value import TAG, Value


class Stretch(Value):
    """One rate of the day, from an hour to an hour (24 is midnight); `rate` is mcg a day."""

    from_h: float
    to_h: float
    rate: Dose

    @property
    def given(self) -> Dose:
        """What it gives in its hours, mcg."""
        return mcg(self.rate.in_mcg * (self.to_h - self.from_h) / 24)


class Flex(Value, tag_field=TAG, tag=True):
    """Rates by time of day. `steps` are (hour it begins, rate as mcg a day), in order.

    The rate before the first step is that of the last: the day repeats. Raises `InputRefused`,
    `OutOfRange`, `UnitProblem`.

    >>> Flex(((6.0, mcg(240)), (22.0, mcg(480)))).per_day
    320 mcg
    """

    steps: tuple[tuple[float, Dose], ...]

    def __post_init__(self) -> None:
        if not self.steps:
            raise InputRefused("flex", "without a step", "it must have at least one")
        for at, rate in self.steps:
            if not 0 <= at < 24:
                raise OutOfRange("hour of a step", float(at), "h", "from 0 to below 24")
            _in_mcg("rate of a step", rate)
        for (first, _), (second, _) in pairwise(self.steps):
            if not first < second:
                raise InputRefused(
                    "flex", f"a step at {second:g} h after one at {first:g} h",
                    "each must begin later than the one before", why="P-FLEX13",
                )  # fmt: skip

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The day from midnight to midnight, each stretch with its rate."""
        starts = [at for at, _ in self.steps]
        made = [
            Stretch(at, to, rate)
            for (at, rate), to in zip(self.steps, [*starts[1:], 24.0], strict=True)
        ]
        if starts[0] > 0:
            made.insert(0, Stretch(0.0, starts[0], self.steps[-1][1]))
        return tuple(made)

    @property
    def per_day(self) -> Dose:
        return mcg(sum(s.given.in_mcg for s in self.stretches))

    @property
    def highest(self) -> Dose:
        """The highest rate, as mcg a day."""
        return max(rate for _, rate in self.steps)

    @property
    def lowest(self) -> Dose:
        """The lowest rate, as mcg a day."""
        return min(rate for _, rate in self.steps)


class Clocked(Value, tag_field=TAG, tag=True):
    """Boluses by the clock over a steady rate `base` (mcg a day). Raises `OutOfRange`,
    `UnitProblem`.

    >>> Clocked(mcg(30), 4, base=mcg(120)).per_day
    240 mcg
    """

    dose: Dose
    times_per_day: int
    base: Dose

    def __post_init__(self) -> None:
        _in_mcg("bolus by the clock", self.dose)
        _in_mcg("rate between the boluses", self.base)
        if not 1 <= self.times_per_day <= 48:
            raise OutOfRange("boluses a day", float(self.times_per_day), "", "from 1 to 48")

    @property
    def per_day(self) -> Dose:
        return mcg(self.base.in_mcg + self.dose.in_mcg * self.times_per_day)


Mode = Flex | Clocked


def _in_mcg(what: str, dose: Dose) -> None:
    if dose.unit != "mcg":
        raise UnitProblem(
            what, str(dose), "it must be in mcg",
            do="Confirm the unit: the two differ a thousandfold.", why="M-UNITS",
        )  # fmt: skip

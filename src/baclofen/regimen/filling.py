"""A pump's reservoir as it is told."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from baclofen.errors import InputRefused, OutOfRange
from baclofen.limits import named as _named
from baclofen.limits import within as _within
from baclofen.value import Value

#: What the pump's tubing, or the catheter, holds at a visit: the drug from before; of what was
#: filled in now; or none, as what is new and not primed, or was aspirated.
Holds = Literal["old drug", "new drug", "no drug"]
HOLDS: tuple[Holds, ...] = get_args(Holds)
#: Where old drug can stand between the reservoir and the spine, in the order in which it flows.
Part = Literal["tubing", "catheter"]
PARTS: tuple[Part, ...] = get_args(Part)


class Filling(Value, kw_only=True):
    """A pump's reservoir as told: volumes in mL, concentrations in mcg/mL, dates.

    `before_mcg_per_mL` is the other concentration that was in the pump before this filling, while
    the programmer may still reckon with it, or tubing and catheter hold it. `tubing_holds` and
    `catheter_holds` are what stands in them as the visit ends (None: not told).

    Raises `OutOfRange`, `UnknownName`; `InputRefused` for a refill on a day before the filling, for
    an alarm volume that is not below the fill, and for a part of no volume.
    """

    fill_mL: float | None = None
    mcg_per_mL: float | None = None
    new_mcg_per_mL: float | None = None
    before_mcg_per_mL: float | None = None
    alarm_mL: float | None = None
    left_mL: float | None = None
    expected_mL: float | None = None
    withdrawn_mL: float | None = None
    tubing_mL: float | None = None
    catheter_mL: float | None = None
    catheter_cm: float | None = None
    tubing_holds: Holds | None = None
    catheter_holds: Holds | None = None
    filled_on: date | None = None
    refill_on: date | None = None
    alarm_on: date | None = None

    def __post_init__(self) -> None:
        _named("tubing_holds", self.tubing_holds, HOLDS)
        _named("catheter_holds", self.catheter_holds, HOLDS)
        for part, mL in (("tubing", self.tubing_mL), ("catheter", self.catheter_mL)):
            if mL == 0:
                raise OutOfRange(
                    f"{part} volume", 0.0, "mL", "above 0, at most 5",
                    do=f'Where it holds none of the old drug, say what it holds: '
                    f'{part}_holds = "new drug", or "no drug".', why="P-BRIDGE-PARTS",
                )  # fmt: skip
        for what, value, unit, most, zero in (
            ("fill volume", self.fill_mL, "mL", 60.0, False),
            ("concentration", self.mcg_per_mL, "mcg/mL", 10_000.0, False),
            ("new concentration", self.new_mcg_per_mL, "mcg/mL", 10_000.0, False),
            ("concentration before", self.before_mcg_per_mL, "mcg/mL", 10_000.0, False),
            ("alarm volume", self.alarm_mL, "mL", 20.0, True),
            ("volume left", self.left_mL, "mL", 60.0, True),
            ("expected volume", self.expected_mL, "mL", 60.0, True),
            ("withdrawn volume", self.withdrawn_mL, "mL", 60.0, True),
            ("tubing volume", self.tubing_mL, "mL", 5.0, False),
            ("catheter volume", self.catheter_mL, "mL", 5.0, False),
            ("catheter length", self.catheter_cm, "cm", 200.0, False),
        ):
            _within(what, value, unit, most, zero=zero)
        if self.fill_mL is not None and self.alarm_mL is not None and self.alarm_mL >= self.fill_mL:
            raise InputRefused(
                "alarm volume", f"{self.alarm_mL:g} mL",
                f"it must be from 0 to below the fill of {self.fill_mL:g} mL",
                do="Check which of the two volumes is right.", why="P-FORMULAS",
            )  # fmt: skip
        for what, day in (("refill date", self.refill_on), ("alarm date", self.alarm_on)):
            if day is not None and self.filled_on is not None and day < self.filled_on:
                raise InputRefused(
                    what, str(day), f"it must not be before the filling on {self.filled_on}",
                    do="Check which of the two dates is right.", why="P-REFILL-BEFORE",
                )  # fmt: skip

    def check_day(self, today: date) -> None:
        """Raise `OutOfRange` for a filling on a day to come: of another year, its next refill
        would be a year too late."""
        if self.filled_on is not None and self.filled_on > today:
            raise OutOfRange(
                "filled_on", self.filled_on, "", f"on or before the day judged, {today}",
                why="P-FORMULAS",
            )  # fmt: skip

    @property
    def changes_concentration(self) -> bool:
        return (
            self.new_mcg_per_mL is not None
            and self.mcg_per_mL is not None
            and self.new_mcg_per_mL != self.mcg_per_mL
        )

    @property
    def strength(self) -> float | None:
        """The concentration that is given from now on, mcg/mL."""
        return self.new_mcg_per_mL or self.mcg_per_mL

    @property
    def unbridged_factor(self) -> float | None:
        """How many times the dose meant is given until tubing and catheter have cleared; None
        where the concentration stays.

        >>> Filling(mcg_per_mL=500, new_mcg_per_mL=2000).unbridged_factor
        0.25
        """
        old, new = self.mcg_per_mL, self.new_mcg_per_mL
        return old / new if self.changes_concentration and old and new else None

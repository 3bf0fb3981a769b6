"""Steps up or down: what is taken on each, from which day to which, and what gives it."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from baclofen.regimen import Portion, Regimen, Step
from baclofen.units import Dose
from baclofen.value import Value


class PlannedStep(Value):
    """One step with its dates, and what gives each dose in the order of the day."""

    step: Step
    first: date
    last: date
    portions: tuple[Portion, ...]
    why: tuple[str, ...]

    @property
    def daily(self) -> Dose:
        return self.step.daily


class Steps(Value):
    """Steps up or down, as a regimen and as lines for people."""

    regimen: Regimen
    steps: tuple[PlannedStep, ...]
    why: tuple[str, ...]

    def until(self, daily: Dose) -> Steps:
        """The steps to the first of this daily dose; all where none is of it."""
        at = next((i for i, s in enumerate(self.steps, start=1) if s.daily == daily), None)
        regimen = Regimen(self.regimen.start, self.regimen.steps[:at])
        return Steps(regimen, self.steps[:at], self.why)

    @property
    def given_mg(self) -> tuple[float, ...]:
        """All that has been given by the end of each step, mg."""
        return tuple(accumulate(s.step.days * s.daily.in_mg for s in self.steps))

    @property
    def weeks(self) -> float:
        """How long the whole course takes."""
        return self.regimen.days / 7  # days in a week

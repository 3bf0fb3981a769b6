"""One step of a course, up or down: a daily dose laid out in tablets over the day."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Literal

from baclofen.knowledge import Knowledge, Schedule
from baclofen.planning.market import Hours, hours_of_day, oral_schedule, tablets
from baclofen.planning.plan import PlannedStep
from baclofen.regimen import Intake, Portions, Regimen, Step, spread_over_day
from baclofen.units import mg
from baclofen.value import Value, replace


class StepMaker(Value):
    """What every step under one label shares: tablets, largest single dose, hours of the clock.

    `market_id` names the entry that lists the tablets, or another product in their
    place. `worst_at` is when symptoms are worst.
    """

    schedule: Schedule
    market: Portions
    market_id: str
    max_single_mg: float
    hours: Mapping[int, Hours]
    worst_at: Literal["night", "day"] | None = None

    @classmethod
    def under(cls, known: Knowledge, jurisdiction: str) -> StepMaker:
        schedule = oral_schedule(known, jurisdiction)
        market, entry = tablets(known, jurisdiction)
        return cls(
            schedule, market, entry.id, float(schedule.values["max_single_mg"]), hours_of_day(known)
        )

    def _toward(self, intakes: tuple[Intake, ...]) -> tuple[Intake, ...]:
        """One unit more when symptoms are worst, from the dose farthest off: the sum stays."""
        if self.worst_at is None or len(intakes) < 2:
            return intakes
        gives, takes = (0, -1) if self.worst_at == "night" else (-1, 0)
        least, more = intakes[gives].dose.in_mg - self.unit_mg, intakes[takes].dose.in_mg
        if least < self.unit_mg or more + self.unit_mg > self.max_single_mg:
            return intakes
        moved = list(intakes)
        moved[gives] = replace(intakes[gives], dose=mg(least))
        moved[takes] = replace(intakes[takes], dose=mg(more + self.unit_mg))
        return tuple(moved)

    @property
    def unit_mg(self) -> float:
        """The smallest amount the tablets can change a dose by."""
        return self.market.smallest_mg

    def down(self, mg_per_day: float) -> float:
        """Rounded down to what the tablets give: a rule is never overshot by rounding."""
        return math.floor(mg_per_day / self.unit_mg + 1e-9) * self.unit_mg

    def step(
        self, mg_per_day: float, *, day: int, days: int, start: date, why: tuple[str, ...]
    ) -> PlannedStep:
        """`days` days at one daily dose from day `day` of a course that began on `start`."""
        # Three doses a day where the label's largest single dose allows it, else four; fewer
        # where there are not enough tablets to share out.
        times = 3 if mg_per_day <= 3 * self.max_single_mg else 4
        times = min(times, int(mg_per_day // self.unit_mg))
        intakes = spread_over_day(mg_per_day, hours=self.hours[times], unit_mg=self.unit_mg)
        intakes = self._toward(intakes)
        return self.dated(Step(day, day + days - 1, intakes), start=start, why=why)

    def dated(self, step: Step, *, start: date, why: tuple[str, ...]) -> PlannedStep:
        """A step of a course that began on `start`, with what gives each of its doses."""
        dated = Regimen(start, ())
        return PlannedStep(
            step=step,
            first=dated.date_of(step.first_day),
            last=dated.date_of(step.last_day),
            tablets=tuple(self.market.pieces(i.dose.in_mg) for i in step.intakes),
            why=why,
        )

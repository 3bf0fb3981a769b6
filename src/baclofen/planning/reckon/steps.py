"""One step of a course, up or down: a daily dose laid out in tablets over the day."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import AdultTitration
from baclofen.planning.reckon.course import PlannedStep
from baclofen.planning.reckon.market import Hours, hours_of_day, oral_schedule, tablets
from baclofen.regimen import Intake, Portions, Regimen, Step, spread_over_day
from baclofen.units import Dose, mg
from baclofen.value import Value, replace


class Shift(Value):
    """A day's doses moved toward the hours when symptoms are worst: as they were, and as they are
    then."""

    before: tuple[Dose, ...]
    doses: tuple[Dose, ...]

    @property
    def change_mg(self) -> float:
        """By how much the day's sum changes, mg."""
        return sum(d.in_mg for d in self.doses) - sum(d.in_mg for d in self.before)


class StepMaker(Value):
    """What every step under one label shares: tablets, largest single dose, hours of the clock.

    `market_id` names the entry that lists the tablets, or another product in their
    place. `worst_at` is when symptoms are worst.
    """

    label: AdultTitration
    market: Portions
    market_id: str
    hours: Mapping[int, Hours]
    worst_at: Literal["night", "day"] | None = None

    @classmethod
    def under(cls, known: Knowledge, jurisdiction: str) -> StepMaker:
        market, entry = tablets(known, jurisdiction)
        return cls(oral_schedule(known, jurisdiction), market, entry, hours_of_day(known))

    @property
    def max_single_mg(self) -> float:
        """The label's largest single dose, mg."""
        return self.label.max_single_mg

    def times_of(self, mg_per_day: float) -> int:
        """Into how many doses a day's dose is divided: as the label has it where its largest
        single dose allows that, else as many as a day has hours for."""
        usual = self.label.times_per_day
        return usual if mg_per_day <= usual * self.max_single_mg else max(self.hours)

    def shifted(self, doses: tuple[Dose, ...]) -> Shift:
        """The day's doses with one unit more when symptoms are worst, from the dose farthest off.
        As they are where nothing is worst, or a dose would go or grow too large."""
        if self.worst_at is None or len(doses) < 2:
            return Shift(doses, doses)
        gives, takes = (0, -1) if self.worst_at == "night" else (-1, 0)
        least, more = doses[gives].in_mg - self.unit_mg, doses[takes].in_mg + self.unit_mg
        if least < self.unit_mg or more > self.max_single_mg:
            return Shift(doses, doses)
        moved = list(doses)
        moved[gives], moved[takes] = mg(least), mg(more)
        return Shift(doses, tuple(moved))

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
        # Fewer where there are not enough tablets to share out.
        times = min(self.times_of(mg_per_day), int(mg_per_day // self.unit_mg))
        intakes = spread_over_day(mg_per_day, hours=self.hours[times], unit_mg=self.unit_mg)
        if self.worst_at is not None:
            moved = self.shifted(tuple(i.dose for i in intakes)).doses
            intakes = tuple(Intake(i.hour, d) for i, d in zip(intakes, moved, strict=True))
        return self.dated(Step(day, day + days - 1, intakes), start=start, why=why)

    def dated(self, step: Step, *, start: date, why: tuple[str, ...]) -> PlannedStep:
        """A step of a course that began on `start`, with what gives each of its doses."""
        dated = Regimen(start, ())
        return PlannedStep(
            step=step,
            first=dated.date_of(step.first_day),
            last=dated.date_of(step.last_day),
            portions=tuple(self.market.pieces(i.dose.in_mg) for i in step.intakes),
            why=why,
        )

    def alike(self, steps: Sequence[PlannedStep]) -> tuple[PlannedStep, ...]:
        """The steps in as few strengths as give all their doses. Facts: `DO-ROUND`."""
        doses = [[i.dose.in_mg for i in s.step.intakes] for s in steps]
        few = self.market.for_all(dose for day in doses for dose in day)
        return tuple(
            replace(s, portions=tuple(few.pieces(dose) for dose in day))
            for s, day in zip(steps, doses, strict=True)
        )

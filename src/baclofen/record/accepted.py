"""The dose by mouth that an accepted plan has reached on a day."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.patient import BaclofenUse
from baclofen.record.events import Event
from baclofen.record.happened import Planned, StepPlanned
from baclofen.value import Value


class InForce(Value):
    """A plan that holds: the event that took it over, when it begins, the step it has reached, the
    one before that, and those ahead."""

    event: Event
    begins: date
    step: StepPlanned
    before: StepPlanned | None = None
    ahead: tuple[StepPlanned, ...] = ()

    @property
    def end(self) -> BaclofenUse | None:
        """What was taken until its last day, where it led to nothing and that day is over."""
        if self.step.per_day.in_mcg or self.before is None:
            return None
        words, last = f"planned: none from {self.step.first}", self.step.first - timedelta(days=1)
        return BaclofenUse("oral", "stopped", words, self.before.per_day, stopped_on=last)


class Plans(Value):
    """Plans that were taken over, in their order, each with its event. One whose first step is
    ahead leaves the one before it in force."""

    taken_over: tuple[tuple[Event, Planned], ...] = ()

    def and_then(self, event: Event, plan: Planned) -> Plans:
        return Plans((*self.taken_over, (event, plan)))

    def on(self, day: date) -> InForce | None:
        """The plan in force on this day."""
        for event, plan in reversed(self.taken_over):
            begins = plan.steps[0].first
            if event.day <= day and begins <= day:
                reached = [step for step in plan.steps if step.first <= day]
                return InForce(
                    event, begins, reached[-1], reached[-2] if reached[1:] else None,
                    tuple(step for step in plan.steps if step.first > day),
                )  # fmt: skip
        return None

"""The dose by mouth that an accepted plan has reached on a day."""

from __future__ import annotations

from datetime import date

from baclofen.record.events import Event
from baclofen.record.happened import Planned, StepPlanned
from baclofen.value import Value


class InForce(Value):
    """A plan that holds: the event that took it over, when it begins, the step it has reached."""

    event: Event
    begins: date
    step: StepPlanned


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
                reached = (step for step in plan.steps if step.first <= day)
                return InForce(event, begins, max(reached, key=lambda step: step.first))
        return None

"""The dose by mouth that an accepted plan has reached on a day."""

from __future__ import annotations

from datetime import date

from baclofen.record.events import Event
from baclofen.record.happened import Planned, StepPlanned
from baclofen.value import Value


class Plans(Value):
    """Plans that were taken over, in their order, each with its event. One whose first step is
    ahead leaves the one before it in force."""

    taken_over: tuple[tuple[Event, Planned], ...] = ()

    def and_then(self, event: Event, plan: Planned) -> Plans:
        return Plans((*self.taken_over, (event, plan)))

    def on(self, day: date) -> tuple[Event, Planned] | None:
        """The plan in force on this day."""
        for event, plan in reversed(self.taken_over):
            if event.day <= day and plan.steps[0].first <= day:
                return event, plan
        return None

    def step(self, day: date) -> StepPlanned | None:
        """The step reached by this day."""
        found = self.on(day)
        if found is None:
            return None
        return max((s for s in found[1].steps if s.first <= day), key=lambda s: s.first)

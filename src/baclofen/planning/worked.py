"""What the rules come to for one patient and request, reckoned once, whatever is refused later.

A plan prints what stands of it, and worked figures say the same numbers.
"""

from __future__ import annotations

from functools import cached_property

from baclofen.planning.decide.worked import WorkedByMouth
from baclofen.planning.needle.decide import Trial, reckon_trial
from baclofen.planning.pump.reckoning import PumpReckoning, reckon_pump
from baclofen.regimen import PumpOrder, ScreeningOrder


class Worked(WorkedByMouth, dict=True):
    """Each reckoning of one patient, by mouth, needle and pump."""

    @cached_property
    def pump(self) -> PumpReckoning | None:
        """The pump that is ordered; None where none is."""
        order = self.fit.request.order
        return reckon_pump(self.fit, order, self.known) if isinstance(order, PumpOrder) else None

    @cached_property
    def trial(self) -> Trial | None:
        """The screening trial that is ordered; None where none is."""
        order = self.fit.request.order
        if not isinstance(order, ScreeningOrder):
            return None
        return reckon_trial(self.fit, order, self.known)

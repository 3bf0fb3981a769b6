"""What the rules come to for one patient and request, reckoned once, whatever is refused later.

A plan prints what stands of it, and worked figures say the same numbers.
"""

from __future__ import annotations

from functools import cached_property

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.newcomer import way_up
from baclofen.planning.pump_reckoning import PumpReckoning, reckon_pump
from baclofen.planning.running import Raise, raise_of, way_down_of
from baclofen.planning.screening import Trial, reckon_trial
from baclofen.planning.taper import Descent
from baclofen.planning.titration import Titration
from baclofen.regimen import PumpOrder, ScreeningOrder
from baclofen.value import Value


class Worked(Value, dict=True):
    """Each reckoning of one patient, made when it is first asked for."""

    fit: Assessment
    known: Knowledge

    @cached_property
    def up(self) -> Titration | Note | None:
        """The way up of someone who starts, or why none is computed; None where no start is asked
        for or allowed."""
        fit = self.fit
        if fit.is_current_user or fit.kind != "start" or not fit.may_go_up:
            return None
        return way_up(fit, self.known)

    @cached_property
    def down(self) -> Descent:
        """The way down from what runs by mouth."""
        return way_down_of(self.fit, self.known)

    @cached_property
    def raising(self) -> Raise | None:
        """The next step up from what runs by mouth; None where no raise is a question."""
        return raise_of(self.fit, self.known)

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

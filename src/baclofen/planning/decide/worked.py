"""What the rules come to by mouth for one patient and request, whatever is refused later."""

from __future__ import annotations

from functools import cached_property

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.decide.newcomer import way_up
from baclofen.planning.decide.raising import Raise, raise_of
from baclofen.planning.decide.way_down import way_down_of
from baclofen.planning.reckon.recommend import Recommendation, recommend
from baclofen.planning.reckon.taper import Descent
from baclofen.planning.reckon.titration import Titration
from baclofen.value import Value


class WorkedByMouth(Value, dict=True):
    """Each reckoning by mouth of one patient, made when it is first asked for."""

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
    def recommendation(self) -> Recommendation | None:
        """Whether a start is recommended; None where none is in question."""
        return recommend(self.fit, self.known)

    @cached_property
    def down(self) -> Descent:
        """The way down from what runs by mouth."""
        return way_down_of(self.fit, self.known)

    @cached_property
    def raising(self) -> Raise | None:
        """The next step up from what runs by mouth; None where no raise is a question."""
        return raise_of(self.fit, self.known)

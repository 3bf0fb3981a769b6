"""A plan: what to do, step by step, and what it rests on."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Note, Verdict
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.recommend import Recommendation
from baclofen.units import Dose
from baclofen.value import Value


class Plan(Value):
    """What to do for one patient.

    `headline` is the one sentence to act on. `opening` comes before everything else
    (never stop abruptly; an emergency). `up` is a titration, `down` a taper; either may
    be missing, and `refusals` say why. `if_needed` is the step after the last. `keeps` is the dose
    that goes on after a way down to what the rules allow; None where that way leads to nothing.
    `switched` is the same day's dose in another product that was asked for; `unmade` says that what
    was asked for cannot be made, of someone who takes it.
    `branches` are cases, each with what then. `above` says that a running dose is above the most
    that the rules allow. `recommendation` is that of a start; None where none is in question.
    """

    fit: Assessment
    headline: Note
    opening: tuple[Note, ...] = ()
    up: Steps | None = None
    if_needed: PlannedStep | None = None
    down: Steps | None = None
    keeps: Dose | None = None
    switched: Steps | None = None
    unmade: Note | None = None
    ceiling: Dose | None = None
    reasons: tuple[Note, ...] = ()
    options: tuple[Note, ...] = ()
    refusals: tuple[Note, ...] = ()
    watch: tuple[Note, ...] = ()
    branches: tuple[tuple[Note, Note], ...] = ()
    above: tuple[Note, ...] = ()
    recommendation: Recommendation | None = None

    @property
    def asked_down(self) -> Steps | None:
        """The way down, where one was asked for; None where it is printed only for the case that
        the prescriber decides on it."""
        return self.down if self.fit.comes_down else None

    @property
    def exceeds(self) -> bool:
        return bool(self.above)

    @property
    def reached(self) -> tuple[int, Dose] | None:
        """At which step of the way down, counted from one, a running dose above the most comes to
        it, and that most; None where none is above, or nothing may stay."""
        if not self.above or self.down is None or self.above[0].phrase != "running.above_most":
            return None
        most = self.above[0].value("ceiling")
        if not isinstance(most, Dose):
            return None
        steps = enumerate(self.down.steps, start=1)
        return next(((at, most) for at, step in steps if step.daily <= most), None)

    @property
    def verdict(self) -> Verdict:
        """That of the assessment, or caution for a running dose above what the rules allow, and for
        a start or a switch of which nothing could be made."""
        is_less = self.exceeds or self.is_unmade or self.unmade is not None
        return max(self.fit.verdict, Verdict.CAUTION) if is_less else self.fit.verdict

    @property
    def is_unmade(self) -> bool:
        """Whether no rule refuses a start, and none can be made of what was asked for."""
        starts = not self.fit.is_current_user and self.fit.kind == "start"
        return starts and self.fit.may_go_up and self.up is None

"""A plan: what to do, step by step, and what it rests on."""

from __future__ import annotations

from datetime import date
from itertools import accumulate

from baclofen.assessment import Assessment
from baclofen.knowledge import Note, Verdict
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

    @property
    def given_mg(self) -> tuple[float, ...]:
        """All that has been given by the end of each step, mg."""
        return tuple(accumulate(s.step.days * s.daily.in_mg for s in self.steps))

    @property
    def weeks(self) -> float:
        """How long the whole course takes."""
        return self.regimen.days / 7  # days in a week


class Plan(Value):
    """What to do for one patient.

    `headline` is the one sentence to act on. `opening` comes before everything else
    (never stop abruptly; an emergency). `up` is a titration, `down` a taper; either may
    be missing, and `refusals` say why. `if_needed` is the step after the last. `branches` are
    cases, each with what then. `above` says that a running dose is above the most that the rules
    allow.
    """

    fit: Assessment
    headline: Note
    opening: tuple[Note, ...] = ()
    up: Steps | None = None
    if_needed: PlannedStep | None = None
    down: Steps | None = None
    ceiling: Dose | None = None
    reasons: tuple[Note, ...] = ()
    options: tuple[Note, ...] = ()
    refusals: tuple[Note, ...] = ()
    watch: tuple[Note, ...] = ()
    branches: tuple[tuple[Note, Note], ...] = ()
    above: tuple[Note, ...] = ()

    @property
    def exceeds(self) -> bool:
        return bool(self.above)

    @property
    def verdict(self) -> Verdict:
        """That of the assessment, or caution for a running dose above what the rules allow."""
        return max(self.fit.verdict, Verdict.CAUTION) if self.exceeds else self.fit.verdict

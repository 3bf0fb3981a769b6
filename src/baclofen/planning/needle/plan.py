"""A screening trial's plan as a value: the next bolus, what to watch, what each outcome means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from baclofen.assessment import Assessment, Response
from baclofen.knowledge import Credit, Note, Use, Verdict
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Bolus
from baclofen.simulation import Spread
from baclofen.units import Dose
from baclofen.value import Value

if TYPE_CHECKING:
    from baclofen.simulation import Course


class PlannedBolus(Value):
    """One bolus of the ladder: mcg, mL at the test strength, and hours after the one before."""

    dose: Dose
    volume_mL: float
    gap_h: float
    why: tuple[str, ...]


class JudgedBolus(Value):
    """A bolus that was given, and what is known of its effect."""

    bolus: Bolus
    response: Response


class PredictedEffect(Value):
    """The course of one bolus as the model has it, in h after it; and the fall in points.

    `reached` is the share of simulated people whose score falls by the cut; onset and
    duration are those people's, None where nobody's does. `credits` says what is believed of the
    `onset`, the `peak`, the `end` (the duration) and the `course`; what is refused is None, and why
    stands in `refused`.
    """

    course: Course
    output: str
    baseline: float
    cut: float
    reached: float
    onset_h: Spread | None
    duration_h: Spread | None
    peak_h: Spread | None
    fall: Spread
    why: tuple[str, ...]
    credits: Mapping[Use, Credit]
    refused: tuple[Note, ...]


class ScreeningPlan(Value):
    """What to do next in a screening trial, or why nothing.

    `next` is the bolus to give, None wherever one of `refusals` stands or the trial is over;
    `wait_h` the hours until it may be given. `start` is the first pump dose after the bolus
    that worked (`worked`). The `verdict` is that of the assessment or worse.
    """

    fit: Assessment
    verdict: Verdict
    headline: Note
    opening: tuple[Note, ...] = ()
    given: tuple[JudgedBolus, ...] = ()
    next: PlannedBolus | None = None
    wait_h: float | None = None
    later: tuple[PlannedBolus, ...] = ()
    worked: Bolus | None = None
    start: Dose | None = None
    effect: PredictedEffect | None = None
    no_effect: Note | None = None
    before: tuple[tuple[Note, Note], ...] = ()
    on_the_day: tuple[Note, ...] = ()
    cautions: tuple[Note, ...] = ()
    outcomes: tuple[tuple[Note, Note], ...] = ()
    refusals: tuple[Refusal, ...] = ()

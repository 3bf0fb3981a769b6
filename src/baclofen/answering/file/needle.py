"""A screening trial in the file of an answer."""

from __future__ import annotations

from baclofen.answering.file.judged import DetailSaid, details_said
from baclofen.answering.file.predicted import Credits, credits_said
from baclofen.answering.file.said import (
    Branch,
    Ids,
    Interval,
    Said,
    all_said,
    branches_said,
    interval,
)
from baclofen.answering.rounded import rounded
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    JudgedBolus,
    PlannedBolus,
    PredictedEffect,
    ScreeningPlan,
)
from baclofen.value import TAG, Value


class BolusSaid(Value):
    """A bolus of the ladder."""

    mcg: float
    volume_mL: float
    gap_h: float
    why: Ids


class GivenSaid(Value):
    """A bolus that was given, and what is known of its effect; falls in points."""

    mcg: float
    hours_ago: float | None
    responded: bool | None
    by_scores: bool | None
    effect_hours: float | None
    ashworth_fall: float | None
    spasm_fall: float | None


class BolusEffectSaid(Value):
    """The predicted course of one bolus."""

    output: str
    kind: str
    baseline: float
    cut: float
    share_reaching_it: float
    interval: Interval
    onset_h: Interval | None
    peak_h: Interval | None
    duration_h: Interval | None
    fall: Interval
    draws: int
    seed: int | None
    credibility: Credits
    refused: tuple[Said, ...]
    why: Ids


class NeedleSaid(Value, tag_field=TAG, tag="screening"):
    """A screening trial."""

    opening: tuple[Said, ...]
    next: BolusSaid | None
    wait_h: float | None
    later: tuple[BolusSaid, ...]
    given: tuple[GivenSaid, ...]
    start_mcg_per_day: float | None
    start_mcg_per_h: float | None
    effect: BolusEffectSaid | None
    before: tuple[Branch, ...]
    on_the_day: tuple[Said, ...]
    cautions: tuple[Said, ...]
    outcomes: tuple[Branch, ...]
    refusals: tuple[DetailSaid, ...]


def needle_said(plan: ScreeningPlan, known: Knowledge) -> NeedleSaid:
    start = plan.start.in_mcg if plan.start else None
    return NeedleSaid(
        opening=all_said(known, plan.opening),
        next=_bolus(plan.next) if plan.next else None,
        wait_h=plan.wait_h,
        later=tuple(_bolus(b) for b in plan.later),
        given=tuple(_given(g) for g in plan.given),
        start_mcg_per_day=start,
        start_mcg_per_h=None if start is None else start / 24,
        effect=rounded(_effect(plan.effect, known)),
        before=branches_said(known, plan.before),
        on_the_day=all_said(known, plan.on_the_day),
        cautions=all_said(known, plan.cautions),
        outcomes=branches_said(known, plan.outcomes),
        refusals=details_said(known, plan.refusals),
    )


def _bolus(b: PlannedBolus) -> BolusSaid:
    return BolusSaid(b.dose.in_mcg, b.volume_mL, b.gap_h, b.why)


def _given(g: JudgedBolus) -> GivenSaid:
    bolus, response = g.bolus, g.response
    return GivenSaid(
        bolus.dose.in_mcg, bolus.hours_ago, response.responded, response.by_scores,
        bolus.effect_hours, response.ashworth_fall, response.spasm_fall,
    )  # fmt: skip


def _effect(effect: PredictedEffect | None, known: Knowledge) -> BolusEffectSaid | None:
    if effect is None:
        return None
    output = effect.course[effect.output].output
    return BolusEffectSaid(
        output=output.says,
        kind=output.kind,
        baseline=effect.baseline,
        cut=effect.cut,
        share_reaching_it=effect.reached,
        interval=(0.05, 0.5, 0.95),
        onset_h=interval(effect.onset_h) if effect.onset_h else None,
        peak_h=interval(effect.peak_h) if effect.peak_h else None,
        duration_h=interval(effect.duration_h) if effect.duration_h else None,
        fall=interval(effect.fall),
        draws=effect.course.n,
        seed=effect.course.seed,
        credibility=credits_said(effect.credits),
        refused=all_said(known, effect.refused),
        why=effect.why,
    )

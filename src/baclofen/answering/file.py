"""An answer as a file for machines: every number with its unit in the name, every line with ids.

The shapes below are the schema. Forecast numbers are rounded to six digits, so that the file is the
same on every processor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from baclofen import codec
from baclofen.answering.about import about_patient
from baclofen.answering.account import Account
from baclofen.answering.door import Answer
from baclofen.answering.inputs import Inputs
from baclofen.answering.rounded import rounded
from baclofen.assessment import Finding, Kidney, Note, PumpSetting
from baclofen.knowledge import Knowledge, Why, why
from baclofen.planning import (
    Choice,
    Compared,
    FigureValue,
    JudgedBolus,
    Monitoring,
    Offer,
    Optimum,
    Plan,
    PlannedBolus,
    PlannedStep,
    PredictedEffect,
    PumpPlan,
    Refusal,
    ScreeningPlan,
    Steps,
    Wean,
)
from baclofen.regimen import Bridge, Clocked, Flex, Packets, Portion, Poured
from baclofen.simulation import Course, Spread
from baclofen.units import Dose
from baclofen.value import TAG, Value, field
from baclofen.version import VERSION, WHAT_THIS_IS

#: The shape of the file; it changes when a reader would have to.
FORMAT = "baclofen-answer/1"
Interval = tuple[float, float, float]
Ids = tuple[str, ...]


class Origin(Value):
    """What the answer follows from: with it the file can be answered anew."""

    knowledge: str
    inputs: Inputs


class Said(Value):
    """One sentence, with the ids it rests on."""

    text: str
    why: Ids


class Branch(Value):
    """What to do if so."""

    when: str
    text: str
    why: Ids


class FindingSaid(Value):
    """One rule's answer."""

    id: str
    verdict: str
    role: str
    overridden: bool
    says: str
    origin: str


class QuestionSaid(Value):
    """One open question, the key that answers it, and how an answer is written."""

    id: str
    ask: str
    key: str
    say: str
    worst: str
    blocks: bool
    why: Ids


class PartSaid(Value):
    """One route and task of the judgement."""

    route: str
    task: str
    verdict: str
    rules: Ids
    asks: Ids


class DetailSaid(Value):
    """What the order shows beyond the conditions of rules."""

    text: str
    verdict: str
    why: Ids


class KidneySaid(Value):
    """What is known of the kidneys."""

    known: bool
    egfr_mL_min_173: float | None
    crcl_mL_min: float | None
    clearance_mL_min: float | None
    dose_fraction: float | None
    why: Ids
    notes: tuple[Said, ...]


class JudgementSaid(Value):
    """The judgement of the whole input. `statements` are what a request was taken to state."""

    verdict: str
    parts: tuple[PartSaid, ...]
    findings: tuple[FindingSaid, ...]
    details: tuple[DetailSaid, ...]
    questions: tuple[QuestionSaid, ...]
    kidney: KidneySaid
    statements: tuple[Said, ...]
    notes: tuple[Said, ...]
    override_reason: str


class FigureSaid(Value):
    """One worked figure. A pair is a range."""

    name: str
    value: FigureValue
    unit: str
    why: Ids


class PieceSaid(Value):
    """So many tablets or packets of one strength."""

    mg: float
    number: float


class PouredSaid(Value):
    """A volume of a liquid, never without its strength."""

    mL: float
    mg_per_mL: float


class IntakeSaid(Value):
    """One dose of the day, and what gives it."""

    hour: float
    mg: float
    tablets: tuple[PieceSaid, ...] | None = None
    packets: tuple[PieceSaid, ...] | None = None
    liquid: PouredSaid | None = None


class StepSaid(Value):
    """Days on one daily dose."""

    first: date = field(name="from")
    last: date = field(name="to")
    daily_mg: float
    intakes: tuple[IntakeSaid, ...]
    why: Ids


class StepsSaid(Value):
    """Steps up or down."""

    steps: tuple[StepSaid, ...]
    why: Ids


class ExposureSaid(Value):
    """A level over a day: low, median and high of 90 %."""

    name: str
    Cmax: Interval
    Cavg: Interval
    Cmin: Interval
    AUC: Interval


class ForecastSaid(Value):
    """Predicted plasma levels at each step."""

    output: str
    unit: str
    kind: str
    kinetics: str
    interval: Interval
    draws: int
    seed: int | None
    exposure: tuple[ExposureSaid, ...]
    outside: tuple[Said, ...]
    assumed: tuple[Said, ...]
    why: Ids


class WayDownSaid(Value):
    """One way down, its rebound as a part of the highest under the linear one."""

    shapes: tuple[str, ...]
    days: int
    steps: int
    longest_step_days: int
    peak: Interval
    peak_day: Interval
    daily_mg: tuple[float, ...]
    median_by_day: tuple[float, ...]


class WaysDownSaid(Value):
    """Ways down beside each other, as the model illustrates them."""

    output: str
    kind: str
    draws: int
    seed: int
    shapes: tuple[WayDownSaid, ...]
    why: Ids


class EffectSaid(Value):
    """A change from no drug."""

    mean: float
    interval: Interval


class DoseSaid(Value):
    """One day's dose weighed."""

    mg_per_day: float
    hours: tuple[float, ...]
    mg: tuple[float, ...]
    gain: float
    cost: float
    loss: float
    reach: float
    on_frontier: bool
    effects: dict[str, EffectSaid]


class WeighedSaid(Value):
    """Every dose weighed."""

    best_mg_per_day: float | None
    label_target_mg_per_day: float | None
    worth_for_pain_alone: bool | None
    searched: int
    draws: int
    seed: int
    doses: tuple[DoseSaid, ...]
    notes: tuple[Said, ...]
    why: Ids


class OptionSaid(Value):
    """One way to go."""

    name: str
    verdict: str | None
    says: str
    expected: str
    why: Ids


class ChoiceSaid(Value):
    """The ways to go, side by side."""

    options: tuple[OptionSaid, ...]
    cautions: tuple[Said, ...]


class CheckSaid(Value):
    """One thing to measure."""

    what: str
    when: str
    by: str
    review_if: str
    why: Ids


class MonitoringSaid(Value):
    """What to measure, and the red flags."""

    checks: tuple[CheckSaid, ...]
    red_flags: tuple[Said, ...]


class OralSaid(Value, tag_field=TAG, tag="oral"):
    """A plan by mouth."""

    opening: tuple[Said, ...]
    up: StepsSaid | None
    if_needed: StepSaid | None
    ceiling_mg_per_day: float | None
    down: StepsSaid | None
    exceeds: bool
    options: tuple[Said, ...]
    reasons: tuple[Said, ...]
    refusals: tuple[Said, ...]
    watch: tuple[Said, ...]
    branches: tuple[Branch, ...]
    forecast: ForecastSaid | None
    ways_down: WaysDownSaid | None
    weighed: WeighedSaid | None
    choice: ChoiceSaid | None
    monitoring: MonitoringSaid | None


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
    peak_h: Interval
    duration_h: Interval | None
    fall: Interval
    draws: int
    seed: int | None
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


class SettingSaid(Value):
    """One setting of a pump."""

    mcg_per_day: float
    mcg_per_h: float
    mcg_per_mL: float | None
    mL_per_day: float | None
    since: date | None
    days_to_alarm: float | None
    earliest_empty_days: float | None
    refill_nominal_days: float | None
    refill_offered_days: float | None
    refill_offered_on: date | None


class OfferSaid(Value):
    """Doses that the rules allow next."""

    low_mcg_per_day: float
    high_mcg_per_day: float
    cut_mcg_per_day: tuple[float, float] | None
    wait_h: float | None
    why: Ids


class SlipSaid(Value):
    """A likely slip of unit."""

    factor: float
    says: str
    why: Ids


class BridgeSaid(Value):
    """From one concentration to another."""

    volume_mL: float
    old_mcg: float
    hours: float
    shown_mcg: float
    error_factor: float


class DeviceSaid(Value):
    """One figure of the pump."""

    figure: str
    value: float
    how: str
    confirmed: bool
    by: str
    why: Ids


class WeanSaid(Value):
    """The next step of baclofen by mouth once the pump works."""

    now_mg_per_day: float
    cut_mg: tuple[float, float]
    rest_mg_per_day: tuple[float, float]
    others: tuple[str, ...]
    why: Ids


class StretchSaid(Value):
    """One rate of the day."""

    from_h: float
    to_h: float
    mcg_per_h: float
    given_mcg: float


class ClockedSaid(Value):
    """Boluses by the clock over a steady rate."""

    bolus_mcg: float
    times_per_day: int
    base_mcg_per_day: float


class PumpSaid(Value, tag_field=TAG, tag="pump"):
    """A pump's plan."""

    opening: tuple[Said, ...]
    old: SettingSaid | None
    new: SettingSaid | None
    change_percent: float | None
    first_mcg_per_day: float | None
    offer: OfferSaid | None
    slips: tuple[SlipSaid, ...]
    bridge: BridgeSaid | None
    flex: tuple[StretchSaid, ...] | None
    clocked: ClockedSaid | None
    device: tuple[DeviceSaid, ...]
    to_confirm: tuple[str, ...]
    one_flow: str | None
    wean: WeanSaid | None
    cautions: tuple[Said, ...]
    refusals: tuple[DetailSaid, ...]
    supply: tuple[Said, ...]
    watch: tuple[Said, ...]
    branches: tuple[Branch, ...]


DecisionSaid = OralSaid | NeedleSaid | PumpSaid


class AnswerFile(Value):
    """The whole answer. `basis` holds what stands behind every id in it."""

    format: str
    version: str
    what_this_is: str
    about: str
    today: date
    jurisdiction: str
    request: str
    verdict: str
    headline: Said
    judgement: JudgementSaid
    account: Account
    figures: tuple[FigureSaid, ...]
    decision: DecisionSaid | None
    record: tuple[str, ...]
    basis: tuple[Why, ...]
    origin: Origin


def file_of(made: Answer, known: Knowledge) -> AnswerFile:
    """The answer in the form that is kept."""
    fit = made.fit
    parts: dict[str, Any] = {
        "headline": _said(made.headline),
        "judgement": _judgement(made),
        "figures": tuple(FigureSaid(f.name, f.value, f.unit, f.why) for f in made.figures),
        "decision": _decision(made),
    }
    ids = dict.fromkeys(id for part in parts.values() for id in _ids_in(codec.builtins(part)))
    return AnswerFile(
        format=FORMAT,
        version=VERSION,
        what_this_is=WHAT_THIS_IS,
        about=about_patient(fit, known),
        today=fit.request.today,
        jurisdiction=fit.request.jurisdiction,
        request=fit.kind,
        verdict=made.verdict.value,
        account=made.account,
        record=made.inputs.notes,
        basis=tuple(why(id, known) for id in ids),
        origin=Origin(known.digest, made.inputs),
        **parts,
    )


def answer_json(made: Answer, known: Knowledge) -> str:
    """The answer as JSON text, ending in a newline: the same inputs give the same text."""
    return codec.encode(file_of(made, known)).decode()


def _ids_in(plain: Any) -> Iterable[str]:
    """Every id under a `why`, a rule's own id, and what questions rest on, in their order."""
    if isinstance(plain, dict):
        if "role" in plain and "says" in plain:
            yield plain["id"]
        for key, value in plain.items():
            if key in ("why", "rules") and isinstance(value, list):
                yield from value
            else:
                yield from _ids_in(value)
    elif isinstance(plain, list):
        for item in plain:
            yield from _ids_in(item)


# --- the judgement ----------------------------------------------------------------------


def _judgement(made: Answer) -> JudgementSaid:
    fit = made.fit
    return JudgementSaid(
        verdict=made.judgement.verdict.value,
        parts=tuple(
            PartSaid(p.route, p.task, p.verdict.value, p.rules, p.asks) for p in fit.parts
        ),
        findings=tuple(_finding(f) for f in (*fit.findings, *fit.information, *fit.cited)),
        details=_details(made.judgement.details),
        questions=tuple(
            QuestionSaid(
                q.question.id, q.question.ask, q.question.key, q.question.say, q.worst.value,
                q.blocks, q.rules,
            )
            for q in fit.questions
        ),
        kidney=_kidney(fit.kidney),
        statements=_all_said(fit.statements),
        notes=_all_said(fit.notes),
        override_reason=fit.request.reason,
    )  # fmt: skip


def _finding(f: Finding) -> FindingSaid:
    rule = f.rule
    return FindingSaid(rule.id, f.verdict.value, f.role, f.overridden, rule.says, rule.origin)


def _details(refusals: Iterable[Refusal]) -> tuple[DetailSaid, ...]:
    return tuple(DetailSaid(r.note.text, r.verdict.value, r.note.why) for r in refusals)


def _kidney(kidney: Kidney) -> KidneySaid:
    return KidneySaid(
        kidney.known, kidney.egfr, kidney.crcl, kidney.clearance, kidney.fraction,
        kidney.fraction_why, _all_said((*kidney.problems, *kidney.notes)),
    )  # fmt: skip


def _said(note: Note) -> Said:
    return Said(note.text, note.why)


def _all_said(notes: Iterable[Note]) -> tuple[Said, ...]:
    return tuple(_said(n) for n in notes)


def _branches(found: Iterable[tuple[str, Note]]) -> tuple[Branch, ...]:
    return tuple(Branch(when, n.text, n.why) for when, n in found)


# --- what was decided -------------------------------------------------------------------


def _decision(made: Answer) -> DecisionSaid | None:
    match made.decision:
        case Plan():
            return _oral(made, made.decision)
        case ScreeningPlan():
            return _needle(made.decision)
        case PumpPlan():
            return _pump(made.decision)
        case _:
            return None


def _oral(made: Answer, plan: Plan) -> OralSaid:
    return OralSaid(
        opening=_all_said(plan.opening),
        up=_steps(plan.up),
        if_needed=_step(plan.if_needed) if plan.if_needed else None,
        ceiling_mg_per_day=plan.ceiling.in_mg if plan.ceiling else None,
        down=_steps(plan.down),
        exceeds=plan.exceeds,
        options=_all_said(plan.options),
        reasons=_all_said(plan.reasons),
        refusals=_all_said(plan.refusals),
        watch=_all_said(plan.watch),
        branches=_branches(plan.branches),
        forecast=rounded(_forecast(made.forecast)),
        ways_down=rounded(_ways_down(made.compared)),
        weighed=rounded(_weighed(made.optimum)),
        choice=_choice(made.choice),
        monitoring=_monitoring(made.monitoring),
    )


def _steps(course: Steps | None) -> StepsSaid | None:
    if course is None:
        return None
    return StepsSaid(tuple(_step(s) for s in course.steps), course.why)


def _step(step: PlannedStep) -> StepSaid:
    intakes = zip(step.step.intakes, step.tablets, strict=True)
    return StepSaid(
        step.first, step.last, step.daily.in_mg,
        tuple(IntakeSaid(i.hour, i.dose.in_mg, **_portion(p)) for i, p in intakes), step.why,
    )  # fmt: skip


def _portion(portion: Portion) -> dict[str, Any]:
    if isinstance(portion, Poured):
        return {"liquid": PouredSaid(portion.mL, portion.mg_per_mL)}
    kind = "packets" if isinstance(portion, Packets) else "tablets"
    return {kind: tuple(PieceSaid(s, n) for s, n in portion.items)}


def _interval(spread: Spread) -> Interval:
    return (spread.low, spread.median, spread.high)


def _forecast(forecast: Course | None) -> ForecastSaid | None:
    if forecast is None:
        return None
    plasma = forecast["plasma_ng_mL"]
    return ForecastSaid(
        output="plasma baclofen",
        unit="ng/mL",
        kind=plasma.output.kind,
        kinetics=forecast.kinetics,
        interval=(0.05, 0.5, 0.95),
        draws=forecast.n,
        seed=forecast.seed,
        exposure=tuple(
            ExposureSaid(
                e.name, _interval(e.Cmax), _interval(e.Cavg), _interval(e.Cmin), _interval(e.AUC)
            )
            for e in plasma.windows.values()
            if e.name != "all"
        ),
        outside=_all_said(forecast.outside),
        assumed=_all_said(forecast.assumed),
        why=forecast.why,
    )


def _ways_down(compared: Compared | None) -> WaysDownSaid | None:
    if compared is None:
        return None
    return WaysDownSaid(
        output="rebound by day, as a part of the highest under the linear shape",
        kind=compared.mark,
        draws=compared.n,
        seed=compared.seed,
        shapes=tuple(
            WayDownSaid(
                way.shapes, way.days, len(way.course.steps), way.longest_step,
                _interval(way.peak), _interval(way.peak_day),
                tuple(s.daily.in_mg for s in way.course.steps), tuple(way.median.tolist()),
            )
            for way in compared.ways
        ),
        why=compared.why,
    )  # fmt: skip


def _weighed(optimum: Optimum | None) -> WeighedSaid | None:
    if optimum is None:
        return None
    return WeighedSaid(
        best_mg_per_day=optimum.best.daily.in_mg if optimum.best else None,
        label_target_mg_per_day=optimum.plain.daily.in_mg if optimum.plain else None,
        worth_for_pain_alone=optimum.is_worth,
        searched=optimum.searched,
        draws=optimum.draws,
        seed=optimum.seed,
        doses=tuple(
            DoseSaid(
                w.daily.in_mg, tuple(i.hour for i in w.intakes),
                tuple(i.dose.in_mg for i in w.intakes), w.gain, w.cost, w.loss, w.reach,
                w.on_frontier,
                {name: EffectSaid(e.mean, _interval(e.over)) for name, e in w.effects.items()},
            )
            for w in optimum.weighed
        ),
        notes=_all_said(optimum.notes),
        why=optimum.why,
    )  # fmt: skip


def _choice(choice: Choice | None) -> ChoiceSaid | None:
    if choice is None:
        return None
    options = tuple(
        OptionSaid(o.name, o.verdict.value if o.verdict else None, o.says, o.expected, o.why)
        for o in choice.options
    )
    return ChoiceSaid(options, _all_said(choice.cautions))


def _monitoring(monitoring: Monitoring | None) -> MonitoringSaid | None:
    if monitoring is None:
        return None
    checks = tuple(CheckSaid(c.what, c.when, c.by, c.review_if, c.why) for c in monitoring.checks)
    return MonitoringSaid(checks, _all_said(monitoring.red_flags))


def _needle(plan: ScreeningPlan) -> NeedleSaid:
    start = plan.start.in_mcg if plan.start else None
    return NeedleSaid(
        opening=_all_said(plan.opening),
        next=_bolus(plan.next) if plan.next else None,
        wait_h=plan.wait_h,
        later=tuple(_bolus(b) for b in plan.later),
        given=tuple(_given(g) for g in plan.given),
        start_mcg_per_day=start,
        start_mcg_per_h=None if start is None else start / 24,
        effect=rounded(_effect(plan.effect)),
        before=_branches(plan.before),
        on_the_day=_all_said(plan.on_the_day),
        cautions=_all_said(plan.cautions),
        outcomes=_branches(plan.outcomes),
        refusals=_details(plan.refusals),
    )


def _bolus(b: PlannedBolus) -> BolusSaid:
    return BolusSaid(b.dose.in_mcg, b.volume_mL, b.gap_h, b.why)


def _given(g: JudgedBolus) -> GivenSaid:
    bolus, response = g.bolus, g.response
    return GivenSaid(
        bolus.dose.in_mcg, bolus.hours_ago, response.responded, response.by_scores,
        bolus.effect_hours, response.ashworth_fall, response.spasm_fall,
    )  # fmt: skip


def _effect(effect: PredictedEffect | None) -> BolusEffectSaid | None:
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
        onset_h=_interval(effect.onset_h) if effect.onset_h else None,
        peak_h=_interval(effect.peak_h),
        duration_h=_interval(effect.duration_h) if effect.duration_h else None,
        fall=_interval(effect.fall),
        draws=effect.course.n,
        seed=effect.course.seed,
        why=effect.why,
    )


def _pump(plan: PumpPlan) -> PumpSaid:
    mode = plan.mode
    return PumpSaid(
        opening=_all_said(plan.opening),
        old=_setting(plan.old),
        new=_setting(plan.new),
        change_percent=plan.change_percent,
        first_mcg_per_day=plan.first.in_mcg if plan.first else None,
        offer=_offer(plan.offer),
        slips=tuple(SlipSaid(s.factor, s.says, s.why) for s in plan.slips),
        bridge=_bridge(plan.bridge),
        flex=_flex(mode) if isinstance(mode, Flex) else None,
        clocked=_clocked(mode) if isinstance(mode, Clocked) else None,
        device=tuple(
            DeviceSaid(
                f.name, f.value, f.how, f.is_confirmed, f.by, (f.id,) if f.id else ("P-CONFIRM",)
            )
            for f in plan.device
        ),
        to_confirm=tuple(f.name for f in plan.to_confirm),
        one_flow=plan.one_flow,
        wean=_wean(plan.wean),
        cautions=_all_said(plan.cautions),
        refusals=_details(plan.refusals),
        supply=_all_said(plan.supply),
        watch=_all_said(plan.watch),
        branches=_branches(plan.branches),
    )


def _setting(setting: PumpSetting | None) -> SettingSaid | None:
    if setting is None:
        return None
    return SettingSaid(
        setting.per_day.in_mcg, setting.per_hour.in_mcg, setting.mcg_per_mL,
        setting.flow_mL_per_day, setting.since, setting.days_to_alarm,
        setting.earliest_empty_days, setting.nominal, setting.offered,
        setting.on(setting.offered),
    )  # fmt: skip


def _offer(offer: Offer | None) -> OfferSaid | None:
    if offer is None:
        return None
    cut = _pair(offer.cut, "mcg") if offer.cut else None
    return OfferSaid(
        offer.low.in_mcg, offer.high.in_mcg, cut, offer.wait_h, offer.limits.why
    )  # fmt: skip


def _pair(doses: Sequence[Dose], unit: str) -> tuple[float, float]:
    low, high = (d.in_mg if unit == "mg" else d.in_mcg for d in doses)
    return (low, high)


def _bridge(bridge: Bridge | None) -> BridgeSaid | None:
    if bridge is None:
        return None
    return BridgeSaid(
        bridge.volume_mL, bridge.old.in_mcg, bridge.hours, bridge.shown.in_mcg, bridge.error_factor
    )


def _flex(mode: Flex) -> tuple[StretchSaid, ...]:
    return tuple(
        StretchSaid(s.from_h, s.to_h, s.rate.in_mcg / 24, s.given.in_mcg) for s in mode.stretches
    )


def _clocked(mode: Clocked) -> ClockedSaid:
    return ClockedSaid(mode.dose.in_mcg, mode.times_per_day, mode.base.in_mcg)


def _wean(wean: Wean | None) -> WeanSaid | None:
    if wean is None:
        return None
    return WeanSaid(
        wean.now.in_mg, _pair(wean.cut, "mg"), _pair(wean.rest, "mg"), wean.others, wean.why
    )

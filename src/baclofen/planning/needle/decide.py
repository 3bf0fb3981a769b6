"""The screening trial: which bolus next, how to watch it, and what each outcome means."""

from __future__ import annotations

from collections.abc import Iterator

from baclofen.assessment import Assessment, is_pregnant, read_response
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import BolusLimits, PumpStrengths, ScreeningStep, SmallBolus
from baclofen.model import Belief
from baclofen.planning.decide.stopped import stopped
from baclofen.planning.needle.advice import before_the_test, on_the_day, outcomes
from baclofen.planning.needle.plan import JudgedBolus, PlannedBolus, ScreeningPlan
from baclofen.planning.pump.advice import rate_of
from baclofen.planning.pump.first_rate import first_dose, start_rule
from baclofen.planning.say.advice import looked_at_first, override_note
from baclofen.planning.say.refusal import Refusal, refused_headline
from baclofen.planning.say.slip import slip_first
from baclofen.regimen import Bolus, ScreeningOrder, volume_mL
from baclofen.units import Dose, mcg
from baclofen.value import Value, replace


def plan_screening(
    fit: Assessment,
    known: Knowledge,
    *,
    seed: int,
    belief: Belief | None = None,
    predicts: bool = True,
    reckoned: Trial | None = None,
) -> ScreeningPlan:
    """The plan of the trial that is ordered. Raises `NotPlanned` where none is.

    Avoid, needs-info and worse print no next bolus; an emergency computes nothing. A bolus
    follows only one that was judged, 24 hours later, and never above 100 mcg. `seed` and
    `belief` are those of the predicted course, which `predicts` asks for. `reckoned` is what was
    reckoned of this assessment already.
    """
    order = fit.request.order
    if not isinstance(order, ScreeningOrder):
        raise known.refusal(known.note("screening.none_asked"))
    stop = stopped(fit, known)
    if stop is not None:
        return ScreeningPlan(fit, fit.verdict, stop.headline, stop.opening, refusals=stop.refusals)
    trial = reckoned or reckon_trial(fit, order, known)
    refusals = _refusals(fit, order, trial, known)
    cautions = (*_cautions(trial, known), *override_note(fit, known))
    verdict = max((fit.verdict, *(r.verdict for r in refusals)))
    if cautions:
        verdict = max(verdict, Verdict.CAUTION)
    plan = ScreeningPlan(
        fit, verdict, Note("", ()), given=trial.given, worked=trial.worked, cautions=cautions,
        before=before_the_test(fit, known), on_the_day=on_the_day(trial.watch_h, known),
        refusals=refusals,
    )  # fmt: skip
    if not refusals:
        plan = _with_dose(plan, trial, known)
        if predicts:
            plan = _with_effect(plan, known, seed, belief)
    slip = slip_first(fit, known)
    first = _headline(plan, trial.watch_h, known) if slip is None else slip
    return replace(plan, headline=looked_at_first(first, fit, known))


class Trial(Value):
    """Where a screening trial stands, whatever is refused later.

    `ladder` holds the boluses that may still come. `next` is the one to give: the first of them,
    or a smaller one that was asked for; None where the trial is over, or no bolus may follow what
    is told of the last. `wait_h` is how long it has to wait (None: not told, or nothing to wait
    for), `asked` the bolus asked for, `start` the first pump dose after the one that `worked`.
    `rule` is the step whose watch holds, `watch_h` its hours, from and to.
    """

    given: tuple[JudgedBolus, ...]
    worked: Bolus | None
    ladder: tuple[PlannedBolus, ...]
    next: PlannedBolus | None
    wait_h: float | None
    asked: PlannedBolus | None
    start: Dose | None
    gap_h: float
    rule: str
    watch_h: tuple[float, float]


def reckon_trial(fit: Assessment, order: ScreeningOrder, known: Knowledge) -> Trial:
    """All of it, for the day of judgement."""
    given = tuple(JudgedBolus(b, read_response(b, known)) for b in order.given)
    worked = next((g.bolus for g in reversed(given) if g.response.responded), None)
    ladder = ladder_of(fit, order, known)
    gap, steps = known.of(BolusLimits).gap_h_min, known.every(ScreeningStep)
    step = steps[min(len(given), len(steps) - 1)]
    asked = None if order.dose is None else bolus_of(order.dose, known, (PumpStrengths.entry,))
    following = ladder[0] if ladder else None
    if following is not None and asked is not None and asked.dose < following.dose:
        following = replace(following, dose=asked.dose, volume_mL=asked.volume_mL)
    if worked is not None or _is_unjudged(given) or _is_unweighed(fit, given):
        following = None
    if given and given[-1].bolus.badly_tolerated:
        following = None
    ago = order.hours_since_last if worked is None else None
    return Trial(
        given, worked, ladder, following, None if ago is None else max(0.0, gap - ago), asked,
        None if worked is None else _start(worked, fit, known),
        gap, step.id, step.observe_h,
    )  # fmt: skip


def _is_unjudged(given: tuple[JudgedBolus, ...]) -> bool:
    """Whether it is not told if the last bolus worked."""
    return bool(given) and given[-1].response.responded is None


def _is_unweighed(fit: Assessment, given: tuple[JudgedBolus, ...]) -> bool:
    """Whether the first bolus waits for a child's weight."""
    return fit.person.is_minor and fit.person.weight_kg is None and not given


def bolus_of(
    dose: Dose, known: Knowledge, why: tuple[str, ...], gap_h: float = 0.0
) -> PlannedBolus:
    """A bolus with its volume at the test strength."""
    strength = mcg(known.of(PumpStrengths).test_mcg_per_mL)
    return PlannedBolus(dose, volume_mL(dose, per_mL=strength), gap_h, why)


def ladder_of(fit: Assessment, order: ScreeningOrder, known: Knowledge) -> tuple[PlannedBolus, ...]:
    """The boluses that may still come, each with its volume; empty after the last."""
    steps = [(step.dose_mcg, step.id) for step in known.every(ScreeningStep)]
    if fit.fired(SmallBolus.entry):
        steps.insert(0, (known.of(SmallBolus).dose_mcg, SmallBolus.entry))
    most = max((b.dose.in_mcg for b in order.given), default=0.0)
    gap = known.of(BolusLimits).gap_h_min
    left = [(dose, id) for dose, id in steps if dose > most]
    return tuple(
        bolus_of(mcg(dose), known, (id, PumpStrengths.entry), gap if place or order.given else 0.0)
        for place, (dose, id) in enumerate(left)
    )


def _with_dose(plan: ScreeningPlan, trial: Trial, known: Knowledge) -> ScreeningPlan:
    """The next bolus, or the first pump dose after one that worked."""
    fit = plan.fit
    if trial.worked is not None:
        after = outcomes(fit, (), trial.start, trial.worked, known)
        return replace(plan, start=trial.start, outcomes=after)
    first = trial.next
    if first is None:
        return plan
    later = trial.ladder[1:] if first.dose == trial.ladder[0].dose else trial.ladder
    return replace(
        plan, next=first, wait_h=trial.wait_h, later=later,
        outcomes=outcomes(fit, (first, *later), None, None, known),
    )  # fmt: skip


def _with_effect(
    plan: ScreeningPlan, known: Knowledge, seed: int, belief: Belief | None
) -> ScreeningPlan:
    """The predicted course of the next bolus, or why there is none."""
    if plan.next is None:
        return plan
    scored = next((g.bolus for g in reversed(plan.given) if g.bolus.ashworth.before), None)
    dose = plan.next.dose
    # Loaded where a course is asked for: a judgement of the order needs no numerics.
    from baclofen.planning.needle.effect import bolus_effect

    effect = bolus_effect(plan.fit, dose, known, seed=seed, scored=scored, belief=belief)
    if isinstance(effect, Note):
        return replace(plan, no_effect=effect)
    return replace(plan, effect=effect)


def _start(worked: Bolus, fit: Assessment, known: Knowledge) -> Dose | None:
    if worked.effect_hours is None:
        return None
    return first_dose(worked, worked.effect_hours, start_rule(fit, known))


def _refusals(
    fit: Assessment, order: ScreeningOrder, trial: Trial, known: Knowledge
) -> tuple[Refusal, ...]:
    found = (
        *_too_early(trial, known),
        *(
            Refusal(known.rule_says(f.rule.id), f.verdict)
            for f in fit.findings
            if f.verdict >= Verdict.AVOID and (not f.overridden or f.rule.topic == "screening")
        ),
        *(_after_last(trial, known) if trial.worked is None and trial.given else ()),
        *(Refusal(note, Verdict.AVOID) for note in _as_asked(fit, order, trial, known)),
    )
    if _is_unweighed(fit, trial.given):
        found = (*found, Refusal(known.note("screening.unweighed"), Verdict.NEEDS_INFO))
    return tuple(sorted(found, key=lambda r: -r.verdict.rank))


def _too_early(trial: Trial, known: Knowledge) -> Iterator[Refusal]:
    if trial.wait_h:
        yield Refusal(known.note("screening.too_early", hours=trial.wait_h), Verdict.AVOID)


def _after_last(trial: Trial, known: Knowledge) -> Iterator[Refusal]:
    """What stands against another bolus after the last, none of which has worked."""
    last = trial.given[-1].bolus
    if _is_unjudged(trial.given):
        yield Refusal(known.note("screening.unjudged", bolus=last.dose), Verdict.NEEDS_INFO)
    if last.badly_tolerated:
        yield Refusal(known.note("screening.badly_borne", bolus=last.dose), Verdict.AVOID)
    if not trial.ladder:
        most = max(g.bolus.dose for g in trial.given)
        yield Refusal(known.note("screening.no_response", most=most), Verdict.CONTRAINDICATED)


def _as_asked(
    fit: Assessment, order: ScreeningOrder, trial: Trial, known: Knowledge
) -> Iterator[Note]:
    """What stands against the bolus that is asked for."""
    asked, ladder = order.dose, trial.ladder
    if asked is None:
        return
    if trial.worked is not None:
        rule = start_rule(fit, known)
        yield known.note("screening.has_worked", rule.id, bolus=trial.worked.dose)
    elif ladder and asked > ladder[0].dose:
        first = ladder[0]
        yield known.note("screening.above_next", *first.why, asked=asked, next=first.dose)
    elif asked.in_mcg == 0:
        yield known.note("screening.of_nothing")


def _cautions(trial: Trial, known: Knowledge) -> tuple[Note, ...]:
    notes = [
        known.note(
            "screening.by_scores", bolus=judged.bolus.dose, worked=bool(judged.response.responded)
        )
        for judged in trial.given
        if judged.response.rests_on_scores
    ]
    if trial.worked is None and trial.given and trial.wait_h is None:
        notes.append(known.note("screening.ago_untold"))
    return tuple(notes)


def _headline(plan: ScreeningPlan, watch_h: tuple[float, float], known: Knowledge) -> Note:
    if plan.refusals:
        refused = refused_headline(known, plan.refusals, "bolus")
        if plan.worked is None:
            return refused
        # What stands against a needle must not hide that none is needed any more.
        return known.note(
            "screening.refused_worked", *refused.why, refused=refused, bolus=plan.worked.dose
        )
    if plan.worked is not None:
        bolus, rule = plan.worked, start_rule(plan.fit, known)
        if plan.start is None:
            return known.note("screening.worked", rule.id, bolus=bolus.dose)
        rate = rate_of(plan.start, known)
        return known.note(
            "screening.worked_for", rule.id, bolus=bolus.dose, hours=bolus.effect_hours, rate=rate
        )
    if plan.next is None:
        return known.note("screening.none_left")
    one = plan.next
    give = known.note(
        "screening.give", *one.why, bolus=one.dose, volume=one.volume_mL, watch_h=watch_h,
        when=known.note("screening.in_hours", hours=plan.wait_h) if plan.wait_h else None,
    )  # fmt: skip
    if not is_pregnant(plan.fit.person, known):
        return give
    return known.note("screening.give_in_pregnancy", *give.why, give=give)

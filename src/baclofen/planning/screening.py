"""The screening trial: which bolus next, how to watch it, and what each outcome means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.assessment import Assessment, read_response
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.model import Belief
from baclofen.planning.advice import override_note
from baclofen.planning.first_rate import first_dose, start_rule
from baclofen.planning.pump_advice import rate_in_words
from baclofen.planning.pump_plan import Refusal, refused_headline
from baclofen.planning.screening_advice import before_the_test, on_the_day, outcomes
from baclofen.planning.screening_plan import JudgedBolus, PlannedBolus, ScreeningPlan
from baclofen.planning.stopped import stopped
from baclofen.regimen import Bolus, ScreeningOrder, volume_mL
from baclofen.units import Dose, mcg
from baclofen.value import Value, replace

_STEPS = ("ITS-1", "ITS-2", "ITS-3")


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
        raise NotPlanned(
            "No screening bolus is asked for: the record needs a table [screening], which may be "
            "empty. For a pump use `baclofen pump`. [why: ITM-CONVERT]"
        )
    stop = stopped(fit, known)
    if stop is not None:
        return ScreeningPlan(fit, fit.verdict, stop.headline, stop.opening, refusals=stop.refusals)
    trial = reckoned or reckon_trial(fit, order, known)
    refusals = _refusals(fit, order, trial, known)
    cautions = (*_cautions(trial), *override_note(fit, known))
    verdict = max((fit.verdict, *(r.verdict for r in refusals)))
    if cautions:
        verdict = max(verdict, Verdict.CAUTION)
    plan = ScreeningPlan(
        fit, verdict, Note("", ()), given=trial.given, worked=trial.worked, cautions=cautions,
        before=before_the_test(fit, known), on_the_day=on_the_day(fit, known), refusals=refusals,
    )  # fmt: skip
    if not refusals:
        plan = _with_dose(plan, trial, known)
        if predicts:
            plan = _with_effect(plan, known, seed, belief)
    return replace(plan, headline=_headline(plan, known))


class Trial(Value):
    """Where a screening trial stands, whatever is refused later.

    `ladder` holds the boluses that may still come. `next` is the one to give: the first of them,
    or a smaller one that was asked for; None where the trial is over, or no bolus may follow what
    is told of the last. `wait_h` is how long it has to wait (None: not told, or nothing to wait
    for), `asked` the bolus asked for, `start` the first pump dose after the one that `worked`.
    `rule` is the step whose watch holds.
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


def reckon_trial(fit: Assessment, order: ScreeningOrder, known: Knowledge) -> Trial:
    """All of it, for the day of judgement."""
    given = tuple(JudgedBolus(b, read_response(b, known)) for b in order.given)
    worked = next((g.bolus for g in reversed(given) if g.response.responded), None)
    ladder = ladder_of(fit, order, known)
    gap = float(_values(known, "ITS-PROJECT")["gap_h_min"])
    asked = None if order.dose is None else bolus_of(order.dose, known, ("P-CONC",))
    following = ladder[0] if ladder else None
    if following is not None and asked is not None and asked.dose < following.dose:
        following = replace(following, dose=asked.dose, volume_mL=asked.volume_mL)
    if worked is not None or _is_unjudged(given) or _is_unweighed(fit, given):
        following = None
    if given and given[-1].bolus.badly_tolerated:
        following = None
    ago = order.given[-1].hours_ago if order.given and worked is None else None
    return Trial(
        given, worked, ladder, following, None if ago is None else max(0.0, gap - ago), asked,
        None if worked is None else _start(worked, fit, known),
        gap, _STEPS[min(len(given), len(_STEPS) - 1)],
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
    test: Any = known.rules["P-CONC"].values
    return PlannedBolus(dose, volume_mL(dose, per_mL=mcg(test["test_mcg_per_mL"])), gap_h, why)


def ladder_of(fit: Assessment, order: ScreeningOrder, known: Knowledge) -> tuple[PlannedBolus, ...]:
    """The boluses that may still come, each with its volume; empty after the last."""
    steps = [(float(_values(known, id)["dose_mcg"]), id) for id in _STEPS]
    if fit.fired("ITS-SMALL"):
        steps.insert(0, (float(_values(known, "ITS-SMALL")["dose_mcg"]), "ITS-SMALL"))
    most = max((b.dose.in_mcg for b in order.given), default=0.0)
    gap = float(_values(known, "ITS-PROJECT")["gap_h_min"])
    left = [(dose, id) for dose, id in steps if dose > most]
    return tuple(
        bolus_of(mcg(dose), known, (id, "P-CONC"), gap if place or order.given else 0.0)
        for place, (dose, id) in enumerate(left)
    )


def _values(known: Knowledge, id: str) -> Any:
    return known.rules[id].values


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
    from baclofen.planning.bolus_effect import bolus_effect

    effect = bolus_effect(plan.fit, dose, known, seed=seed, scored=scored, belief=belief)
    if isinstance(effect, Note):
        return replace(plan, no_effect=effect)
    return replace(plan, effect=effect)


def _start(worked: Bolus, fit: Assessment, known: Knowledge) -> Dose | None:
    if worked.effect_hours is None:
        return None
    return first_dose(worked, worked.effect_hours, start_rule(fit, known), known)


def _refusals(
    fit: Assessment, order: ScreeningOrder, trial: Trial, known: Knowledge
) -> tuple[Refusal, ...]:
    given, worked, ladder = trial.given, trial.worked, trial.ladder
    found = list(_too_early(trial))
    found += [
        Refusal(Note(f.rule.says, (f.rule.id,)), f.verdict)
        for f in fit.findings
        if f.verdict >= Verdict.AVOID and (not f.overridden or f.rule.topic == "screening")
    ]
    if worked is None and _is_unjudged(given):
        words = (
            f"Whether the bolus of {given[-1].bolus.dose} worked is not told: enter responded, or "
            "the scores before and after it."
        )
        found.append(Refusal(Note(words, ("ITS-RESPONSE",)), Verdict.NEEDS_INFO))
    if worked is None and given and given[-1].bolus.badly_tolerated:
        words = (
            f"The bolus of {given[-1].bolus.dose} was badly tolerated: no higher one is offered "
            "here; the screening team decides."
        )
        found.append(Refusal(Note(words, ("ITS-AE", "OD-IT")), Verdict.AVOID))
    if worked is None and given and not ladder:
        most = max(g.bolus.dose for g in given)
        words = (
            f"No response to {most}, the highest screening bolus: no pump, and no further bolus."
        )
        found.append(Refusal(Note(words, ("ITS-STOP", "CI-ITB-NONRESP")), Verdict.CONTRAINDICATED))
    if worked is not None and order.dose is not None:
        words = f"A bolus of {worked.dose} has worked: no further bolus is needed."
        found.append(Refusal(Note(words, ("ITS-RESPONSE", "ITM-START")), Verdict.AVOID))
    elif order.dose is not None and ladder and order.dose > ladder[0].dose:
        words = f"{order.dose} is above the next step of the trial, {ladder[0].dose}."
        found.append(Refusal(Note(words, ladder[0].why), Verdict.AVOID))
    elif order.dose is not None and order.dose.in_mcg == 0:
        found.append(
            Refusal(Note("A screening bolus of nothing tests nothing.", ("ITS-1",)), Verdict.AVOID)
        )
    if _is_unweighed(fit, given):
        below = _values(known, "ITS-SMALL")["below_kg"]
        words = f"The weight of a child decides the first bolus: below {below:g} kg it is smaller."
        found.append(Refusal(Note(words, ("ITS-SMALL",)), Verdict.NEEDS_INFO))
    return tuple(sorted(found, key=lambda r: -r.verdict.rank))


def _too_early(trial: Trial) -> Iterator[Refusal]:
    if trial.wait_h:
        words = (
            f"Wait {trial.wait_h:.3g} hours more: a bolus comes no sooner than {trial.gap_h:g} "
            "hours after the last. Then judge it anew."
        )
        yield Refusal(Note(words, ("ITS-PROJECT",)), Verdict.AVOID)


def _cautions(trial: Trial) -> tuple[Note, ...]:
    notes = []
    for judged in trial.given:
        if judged.response.rests_on_scores:
            word = "worked" if judged.response.responded else "did not work"
            notes.append(
                Note(
                    f"That {judged.bolus.dose} {word} rests on scores and a cut from memory: the "
                    "clinician confirms it (responded).",
                    ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
                )
            )
    if trial.worked is None and trial.given and trial.wait_h is None:
        notes.append(
            Note(
                "When the last bolus was given is not told (hours_ago): the next comes no sooner "
                "than 24 hours after it.",
                ("ITS-PROJECT",),
            )
        )
    return tuple(notes)


def _headline(plan: ScreeningPlan, known: Knowledge) -> Note:
    if plan.refusals:
        return refused_headline(known, plan.refusals, "bolus")
    if plan.worked is not None:
        bolus = plan.worked
        if plan.start is None:
            return Note(
                f"{bolus.dose} worked: the trial is over. How many hours it worked (effect_hours) "
                "decides the first dose of the pump.",
                ("ITM-START", "ITS-RESPONSE"),
            )
        return Note(
            f"{bolus.dose} worked for {bolus.effect_hours:g} hours: the trial is over; a pump "
            f"would start at {rate_in_words(plan.start)}.",
            ("ITM-START", "ITM-CONVERT"),
        )
    if plan.next is None:
        return Note("No bolus is left to give.", ("ITS-3",))
    one = plan.next
    when = f", in {plan.wait_h:.0f} hours" if plan.wait_h else ""
    return Note(
        f"Give {one.dose} into the spinal fluid: {one.volume_mL:g} mL of 50 mcg/mL over at least "
        f"one minute{when}; watch for 4 to 8 hours.",
        (*one.why, "ITS-MONITOR"),
    )

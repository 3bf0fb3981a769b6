"""The screening trial: which bolus next, how to watch it, and what each outcome means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.assessment import Assessment, Note, read_response
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.advice import override_note
from baclofen.planning.bolus_effect import bolus_effect
from baclofen.planning.first_rate import first_dose, start_rule
from baclofen.planning.pump_advice import rate_in_words
from baclofen.planning.pump_plan import Refusal, refused_headline
from baclofen.planning.screening_advice import before_the_test, on_the_day, outcomes
from baclofen.planning.screening_plan import JudgedBolus, PlannedBolus, ScreeningPlan
from baclofen.planning.stopped import stopped
from baclofen.regimen import Bolus, ScreeningOrder
from baclofen.units import Dose, mcg
from baclofen.value import replace

_STEPS = ("ITS-1", "ITS-2", "ITS-3")


def plan_screening(fit: Assessment, known: Knowledge, *, seed: int) -> ScreeningPlan:
    """The plan of the trial that is ordered. Raises `NotPlanned` where none is.

    Avoid, needs-info and worse print no next bolus; an emergency computes nothing. A bolus
    follows only one that was judged, 24 hours later, and never above 100 mcg. `seed` is that
    of the predicted course.
    """
    order = fit.request.order
    if not isinstance(order, ScreeningOrder):
        raise NotPlanned(
            "No screening bolus is asked for: the record needs a table [screening], which may be "
            "empty. For a pump use `baclofen pump`. [why: ITM-CONVERT]"
        )
    stop = stopped(fit)
    if stop is not None:
        return ScreeningPlan(fit, fit.verdict, stop.headline, stop.opening, refusals=stop.refusals)
    given = tuple(JudgedBolus(b, read_response(b, known)) for b in order.given)
    worked = next((g.bolus for g in reversed(given) if g.response.responded), None)
    ladder = ladder_of(fit, order, known)
    refusals = _refusals(fit, order, given, worked, ladder, known)
    cautions = (*_cautions(given, worked), *override_note(fit))
    verdict = max((fit.verdict, *(r.verdict for r in refusals)))
    if cautions:
        verdict = max(verdict, Verdict.CAUTION)
    plan = ScreeningPlan(
        fit, verdict, Note("", ()), given=given, worked=worked, cautions=cautions,
        before=before_the_test(fit, known), on_the_day=on_the_day(fit, known), refusals=refusals,
    )  # fmt: skip
    if not refusals:
        plan = _with_dose(plan, order, ladder, known, seed)
    return replace(plan, headline=_headline(plan))


def ladder_of(fit: Assessment, order: ScreeningOrder, known: Knowledge) -> tuple[PlannedBolus, ...]:
    """The boluses that may still come, each with its volume; empty after the last."""
    test: Any = known.rules["P-CONC"].values
    steps = [(float(_values(known, id)["dose_mcg"]), id) for id in _STEPS]
    if fit.fired("ITS-SMALL"):
        steps.insert(0, (float(_values(known, "ITS-SMALL")["dose_mcg"]), "ITS-SMALL"))
    most = max((b.dose.in_mcg for b in order.given), default=0.0)
    gap = float(_values(known, "ITS-PROJECT")["gap_h_min"])
    left = [(dose, id) for dose, id in steps if dose > most]
    return tuple(
        PlannedBolus(
            mcg(dose),
            dose / test["test_mcg_per_mL"],
            gap if place or order.given else 0.0,
            (id, "P-CONC"),
        )
        for place, (dose, id) in enumerate(left)
    )


def _values(known: Knowledge, id: str) -> Any:
    return known.rules[id].values


def _with_dose(
    plan: ScreeningPlan, order: ScreeningOrder, ladder: tuple[PlannedBolus, ...],
    known: Knowledge, seed: int,
) -> ScreeningPlan:  # fmt: skip
    """The next bolus with its predicted course, or the first pump dose after one that worked."""
    fit = plan.fit
    if plan.worked is not None:
        start = _start(plan.worked, fit, known)
        return replace(plan, start=start, outcomes=outcomes(fit, (), start, plan.worked, known))
    if not ladder:
        return plan
    first = ladder[0]
    if order.dose is not None and order.dose < first.dose:
        test = _values(known, "P-CONC")["test_mcg_per_mL"]
        first = replace(first, dose=order.dose, volume_mL=order.dose.in_mcg / test)
    ago = order.given[-1].hours_ago if order.given else None
    wait = max(0.0, first.gap_h - ago) if ago is not None else None
    scored = next((g.bolus for g in reversed(plan.given) if g.bolus.ashworth.before), None)
    effect = bolus_effect(fit, first.dose, known, seed=seed, scored=scored)
    later = ladder[1:] if first.dose == ladder[0].dose else ladder
    after = (first, *later)
    return replace(
        plan, next=first, wait_h=wait, later=later,
        effect=None if isinstance(effect, Note) else effect,
        no_effect=effect if isinstance(effect, Note) else None,
        outcomes=outcomes(fit, after, None, None, known),
    )  # fmt: skip


def _start(worked: Bolus, fit: Assessment, known: Knowledge) -> Dose | None:
    if worked.effect_hours is None:
        return None
    return first_dose(worked, worked.effect_hours, start_rule(fit, known), known)


def _refusals(
    fit: Assessment, order: ScreeningOrder, given: tuple[JudgedBolus, ...], worked: Bolus | None,
    ladder: tuple[PlannedBolus, ...], known: Knowledge,
) -> tuple[Refusal, ...]:  # fmt: skip
    found = list(_too_early(order, worked, known))
    found += [
        Refusal(Note(f.rule.says, (f.rule.id,)), f.verdict)
        for f in fit.findings
        if f.verdict >= Verdict.AVOID and (not f.overridden or f.rule.topic == "screening")
    ]
    if worked is None and given and given[-1].response.responded is None:
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
    if fit.person.is_minor and fit.person.weight_kg is None and not given and worked is None:
        below = _values(known, "ITS-SMALL")["below_kg"]
        words = f"The weight of a child decides the first bolus: below {below:g} kg it is smaller."
        found.append(Refusal(Note(words, ("ITS-SMALL",)), Verdict.NEEDS_INFO))
    return tuple(sorted(found, key=lambda r: -r.verdict.rank))


def _too_early(order: ScreeningOrder, worked: Bolus | None, known: Knowledge) -> Iterator[Refusal]:
    ago = order.given[-1].hours_ago if order.given else None
    gap = _values(known, "ITS-PROJECT")["gap_h_min"]
    if worked is None and ago is not None and ago < gap:
        words = (
            f"Wait {gap - ago:.3g} hours more: a bolus comes no sooner than {gap:g} hours after "
            "the last. Then judge it anew."
        )
        yield Refusal(Note(words, ("ITS-PROJECT",)), Verdict.AVOID)


def _cautions(given: tuple[JudgedBolus, ...], worked: Bolus | None) -> tuple[Note, ...]:
    notes = []
    for judged in given:
        if judged.response.rests_on_scores:
            word = "worked" if judged.response.responded else "did not work"
            notes.append(
                Note(
                    f"That {judged.bolus.dose} {word} rests on scores and a cut from memory: the "
                    "clinician confirms it (responded).",
                    ("ITS-RESPONSE", "ITS-RESPONSE-NUM"),
                )
            )
    if worked is None and given and given[-1].bolus.hours_ago is None:
        notes.append(
            Note(
                "When the last bolus was given is not told (hours_ago): the next comes no sooner "
                "than 24 hours after it.",
                ("ITS-PROJECT",),
            )
        )
    return tuple(notes)


def _headline(plan: ScreeningPlan) -> Note:
    if plan.refusals:
        return refused_headline(plan.refusals, "No bolus")
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

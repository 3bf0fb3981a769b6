"""The plan of someone who takes no baclofen: a start, or why there is none."""

from __future__ import annotations

from baclofen.assessment import Assessment, Note
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.advice import (
    branches,
    day_in_words,
    first_sentence,
    missing,
    override_note,
    rule_ids,
    spoken,
    watch,
    why_not_up,
)
from baclofen.planning.plan import Plan
from baclofen.planning.titrate import Titration, titrate


def for_newcomer(fit: Assessment, known: Knowledge) -> Plan:
    if not fit.may_go_up:
        return Plan(fit, headline=_headline_no_start(fit), refusals=why_not_up(fit))
    if refusal := _too_young(fit, known):
        return Plan(
            fit,
            headline=Note(f"No dose from this version: {refusal.text}", refusal.why),
            refusals=(refusal,),
        )
    if fit.by_specialist:
        refusal = Note(
            f"A specialist's override is recorded ({fit.request.reason}). No steps are computed: "
            "the dose stays at what was asked for, with a close watch for confusion and "
            "drowsiness.",
            ("CI-SEVERE-RENAL-SEED", "REN-UK-DIALYSIS", "REN-HD-5MG"),
        )
        return Plan(fit, headline=refusal, refusals=(refusal,), reasons=override_note(fit))
    if fit.kidney.fraction == 0:
        refusal = Note(
            "Kidney function is too close to the stop, in someone whose creatinine may overstate "
            "it: no dose is computed before cystatin C.",
            ("REN-MISLEAD", "kidney.mislead_margin"),
        )
        return Plan(fit, headline=refusal, refusals=(refusal,))
    way = titrate(fit, known, start=fit.request.today)
    return Plan(
        fit,
        headline=_headline_start(fit, way),
        up=way.course,
        if_needed=way.if_needed,
        ceiling=way.ceiling,
        reasons=(*way.reasons, *override_note(fit)),
        watch=watch(fit, known),
        branches=branches(way.course, way.if_needed, way.ceiling),
    )


def _too_young(fit: Assessment, known: Knowledge) -> Note | None:
    age = fit.person.age_y
    if age is None or not fit.person.is_minor:
        return None
    adult_schedule = known.rules["DO-US-12UP"]
    family = set(known.family(fit.request.jurisdiction))
    if adult_schedule.only_in & family and age >= (adult_schedule.values or {})["from_y"]:
        return None
    return Note(
        "below 18 only the US label's schedule from 12 years is built in; children's schedules by "
        "weight are not.",
        ("PED-NOT-YET", "DO-US-12UP"),
    )


def _headline_no_start(fit: Assessment) -> Note:
    worst = fit.findings[0]
    if fit.verdict is Verdict.NEEDS_INFO:
        return Note(f"Do not start baclofen yet: {missing(fit)}", rule_ids(fit.blocking))
    if fit.verdict is Verdict.CONTRAINDICATED:
        return Note(f"Do not start baclofen. {worst.rule.says}", (worst.rule.id,))
    ids = [f.rule.id for f in fit.findings if f.verdict is Verdict.AVOID]
    return Note(
        f"Better not start baclofen: {first_sentence(worst.rule.says)} If it cannot be avoided, a "
        "schedule is printed once each reason is overridden by name, with a reason of your own "
        f"({', '.join(ids)}).",
        tuple(ids),
    )


def _headline_start(fit: Assessment, way: Titration) -> Note:
    first, last = way.course.steps[0], way.course.steps[-1]
    text = f"Start baclofen {spoken(first)} on {day_in_words(first.first)}"
    if len(way.course.steps) > 1:
        every = first.step.days
        pace = f"every {every} days" if every != 7 else "every week"
        text += (
            f", raise the day's dose {pace} in the steps below while it is needed and tolerated, "
            f"to {last.daily} a day"
        )
    text += f", and stop raising at the lowest dose that works; never above {way.ceiling} a day."
    if fit.syndrome is None:
        text = f"If there is an indication (none is on record): {text[0].lower()}{text[1:]}"
    if fit.verdict is Verdict.AVOID:
        text = f"Against advice, with your reason: {text[0].lower()}{text[1:]}"
    return Note(text, (*way.basis, "DO-LOWEST"))

"""The plan of someone who takes no baclofen: a start, or why there is none."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.advice import (
    branches,
    day_in_words,
    first_sentence,
    hidden_avoid,
    missing,
    override_note,
    rule_ids,
    spoken,
    watch,
    why_not_up,
)
from baclofen.planning.child import child_rule, is_as_adult, titrate_child
from baclofen.planning.plan import Plan
from baclofen.planning.titrate import titrate
from baclofen.planning.titration import Titration


def for_newcomer(fit: Assessment, known: Knowledge) -> Plan:
    if not fit.may_go_up:
        return Plan(fit, headline=_headline_no_start(fit), refusals=why_not_up(fit))
    way = way_up(fit, known)
    if isinstance(way, Note):
        return _refused(way, fit, known)
    return Plan(
        fit,
        headline=_headline_start(fit, way, known),
        up=way.course,
        if_needed=way.if_needed,
        ceiling=way.ceiling,
        reasons=(*way.reasons, *override_note(fit, known)),
        watch=watch(fit, known),
        branches=branches(way.course, way.if_needed, way.ceiling, known),
    )


def way_up(fit: Assessment, known: Knowledge) -> Titration | Note:
    """The titration of someone who takes none, or why none is computed. The caller has made sure
    that a start is allowed."""
    child = None if is_as_adult(fit, known) else child_rule(fit, known)
    if fit.person.is_minor and child is None and not is_as_adult(fit, known):
        return Note(
            "No dose: below 18 the label of this country gives no schedule that was read (the US "
            "one does from 12 years, the UK and French ones by weight).",
            ("DO-US-12UP", "DO-PED-START", "DO-PED-FR"),
        )
    if fit.by_specialist:
        return Note(
            f"A specialist's override is recorded ({fit.request.reason}). No steps are computed: "
            "the dose stays at what was asked for, with a close watch for confusion and "
            "drowsiness.",
            ("CI-SEVERE-RENAL-SEED", "REN-UK-DIALYSIS", "REN-HD-5MG"),
        )
    if fit.kidney.fraction == 0:
        return Note(
            "Kidney function is too close to the stop, in someone whose creatinine may overstate "
            "it: no dose is computed before cystatin C.",
            ("REN-MISLEAD", "kidney.mislead_margin"),
        )
    start = fit.request.today
    try:
        if child is None:
            return titrate(fit, known, start=start)
        return titrate_child(fit, known, start=start)
    except NotPlanned as refused:
        return Note(str(refused), ("DO-ROUND",))


def _refused(why: Note, fit: Assessment, known: Knowledge) -> Plan:
    reasons = override_note(fit, known) if fit.by_specialist else ()
    return Plan(fit, headline=why, refusals=(why,), reasons=reasons)


def _headline_no_start(fit: Assessment) -> Note:
    worst = fit.findings[0]
    if fit.verdict is Verdict.NEEDS_INFO:
        also, ids = hidden_avoid(fit)
        return Note(
            f"Do not start baclofen yet: {missing(fit)}{also}", (*rule_ids(fit.blocking), *ids)
        )
    if fit.verdict is Verdict.CONTRAINDICATED:
        return Note(f"Do not start baclofen. {worst.rule.says}", (worst.rule.id,))
    against = [f.rule.id for f in fit.findings if f.verdict is Verdict.AVOID]
    return Note(
        f"Better not start baclofen: {first_sentence(worst.rule.says)} If it cannot be avoided, a "
        "schedule is printed once each reason is overridden by name, with a reason of your own "
        f"({', '.join(against)}).",
        tuple(against),
    )


def _headline_start(fit: Assessment, way: Titration, known: Knowledge) -> Note:
    first, last = way.course.steps[0], way.course.steps[-1]
    text = f"Start baclofen {known.say(spoken(first, known))} on {day_in_words(first.first)}"
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

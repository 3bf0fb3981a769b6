"""What every plan says: a day's doses, what to watch, what comes next, why nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from baclofen.assessment import (
    Assessment,
    Finding,
    emergencies_with,
    may_be_poisoned,
    sounding_now,
)
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import (
    InfantKidney,
    KidneyAgain,
    KidneyTaper,
    TitrationVisit,
)
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.failing import is_failing
from baclofen.planning.reckon.kidney_share import allowed_share
from baclofen.planning.reckon.reevaluation import decision_weeks
from baclofen.planning.reckon.visits import is_seen_at_each_step
from baclofen.units import Dose, months_before


def spoken(step: PlannedStep, known: Knowledge) -> Note:
    """A day's doses: "5 mg three times daily", or dose by dose where they differ."""
    doses = tuple(i.dose for i in step.step.intakes)
    if len(set(doses)) == 1:
        return known.note("doses.same", dose=doses[0], times=len(doses))
    return known.note("doses.each", doses=doses)


def override_note(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    ids = tuple(f.rule.id for f in fit.findings if f.overridden)
    if not ids:
        return ()
    return (known.note("advice.overridden", *ids, ids=ids, reason=fit.request.reason),)


def set_aside(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What each rule that was overridden asks for: it is set aside, and not forgotten."""
    ids = tuple(f.rule.id for f in fit.findings if f.overridden)
    return tuple(known.note("advice.set_aside", id, rule=known.rule_says(id)) for id in ids)


def watch(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What to look for, and by which day: the visit of a titration, the kidneys again."""
    first, last = visit_days(fit, known)
    closely = is_seen_at_each_step(fit, known)
    each = (
        known.note("advice.each_step_seen")
        if closely
        else known.note("advice.each_step", first=first, last=last)
    )
    return (
        each,
        known.note("advice.driving"),
        *watch_always(fit, known),
        known.note("advice.tube" if fit.request.by_tube else "advice.food"),
    )


def _as_read_for_tubes(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What a text that was read says of this product down a tube; none where a rule says so."""
    if not fit.request.by_tube:
        return ()
    said = (f.rule.id for f in (*fit.findings, *fit.cited))
    return tuple(known.rule_says(id) for id in said if id in ("PR-SUSP-TUBE", "DO-LYV-ADMIN"))


def watch_always(fit: Assessment, known: Knowledge, down: Steps | None = None) -> tuple[Note, ...]:
    """What anyone on baclofen is watched for, whichever way the dose goes; with a way `down` that
    was asked for, until its last dose."""
    drowsy = emergencies_with(fit, known, "somnolence")
    acute = known.note("advice.acute_now", *drowsy) if drowsy else known.note("advice.acute")
    return (
        kidneys_again(fit, known, down),
        acute,
        known.note("advice.operation"),
        *_as_read_for_tubes(fit, known),
    )


def visit_days(fit: Assessment, known: Knowledge) -> tuple[date, date]:
    """The first and the last day for the visit of a titration."""
    first, last = known.of(TitrationVisit).visit_weeks
    start = fit.request.today
    return start + timedelta(weeks=first), start + timedelta(weeks=last)


def kidney_day(fit: Assessment, known: Knowledge) -> date:
    """The day by which kidney function is measured again: never after the last one on which the
    value that there is counts; the day of judgement where none does, it is doubted, or they move.
    Where kidneys allow none, by the second cut of a way down."""
    today, until = fit.request.today, fit.kidney.until
    if until is None or fit.kidney.unstable or fit.lacks_for_more("renal"):
        return today
    if fit.fired("SIGN-ONE", "SIGN-BESIDE-TWO", "SIGN-EITHER"):  # They say so: the same day.
        return today
    if is_failing(fit, known):
        return min(today + timedelta(days=known.of(KidneyTaper).step_days), until)
    rule = known.of(KidneyAgain)
    if fit.fired(InfantKidney.entry):
        return min(today + timedelta(weeks=known.of(InfantKidney).again_weeks), until)
    low = allowed_share(fit) <= known.number("kidney.egfr_mid_fraction")
    return min(months_before(today, -(rule.months_below_60[0] if low else rule.months)), until)


def kidney_weeks(known: Knowledge) -> tuple[timedelta, timedelta]:
    """How long after a trigger kidney function is measured again, first and last."""
    first, last = known.of(KidneyAgain).after_trigger_weeks
    return timedelta(weeks=first), timedelta(weeks=last)


def kidneys_again(fit: Assessment, known: Knowledge, down: Steps | None = None) -> Note:
    """By when kidney function is measured again; not after the last dose of a way `down`, and not
    on dialysis, where no value of it counts."""
    if fit.person.is_dialysed:
        return known.note("advice.kidneys_dialysis")
    day = kidney_day(fit, known)
    if down is not None and day > down.steps[-1].last:
        return known.note("advice.kidneys_no_more", last=down.steps[-1].last)
    if day == fit.request.today:
        return known.note("advice.kidneys_today")
    return known.note("advice.kidneys", day=day)


def branches(
    course: Steps, more: PlannedStep | None, ceiling: Dose, fit: Assessment, known: Knowledge
) -> tuple[tuple[Note, Note], ...]:
    """What to do next, by how the steps went: which case, and what then."""
    top = course.steps[-1].daily
    onward = (
        known.note("next.one_more", top=top, doses=spoken(more, known), daily=more.daily)
        if more
        else known.note("next.plan_ends", top=top)
    )
    weeks = decision_weeks(known, fit.request.jurisdiction)
    return (
        (known.note("next.works"), known.note("next.stay")),
        (
            known.note("next.works_in_part"),
            known.note("next.go_on", *course.why[:1], onward=onward),
        ),
        (known.note("next.fails"), known.note("next.decide", weeks=weeks, ceiling=ceiling)),
        (known.note("next.side_effects"), known.note("next.back")),
        (known.note("next.missed"), known.note("next.take_or_leave")),
        (known.note("next.illness"), known.note("next.no_step_up")),
        (known.note("next.weak_legs"), known.note("next.by_evening")),
    )


def missing(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What must be asked first."""
    return tuple(q.says("ask", known) for q in fit.questions if q.blocks or q.leads)


def hidden_avoid(fit: Assessment, known: Knowledge) -> Note | None:
    """What speaks against it behind a question that comes first."""
    against = [f.rule for f in fit.findings if f.verdict is Verdict.AVOID and not f.overridden]
    if not against:
        return None
    id = against[0].id
    return known.note("advice.better_not", id, rule=known.rule_says(id))


def sounds_now(fit: Assessment, known: Knowledge) -> Note | None:
    """What nobody could read and sounds like a danger sign of now; None where nothing does."""
    sounding = sounding_now(fit.person, fit.request, fit.uses, known)
    if not sounding:
        return None
    named = tuple(entry.words for entry, _ in sounding)
    if may_be_poisoned(sounding, known):
        return known.note("advice.sounds_poisoned", named=named)
    return known.note("advice.sounds_now", named=named)


def looked_at_first(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it what nobody could read and is looked at now."""
    heard = sounds_now(fit, known)
    if heard is None:
        return headline
    return known.note(
        "advice.heard_first", *heard.why, *headline.why, heard=heard, headline=headline
    )


def waits_for_a_look(fit: Assessment) -> bool:
    """Whether the next dose waits for a look: what was told may be too much that was swallowed, or
    somebody who cannot be woken or hardly breathes."""
    return fit.fired("UNREAD-POISONING", "UNREAD-GRAVE")


def looked_for(fit: Assessment, known: Knowledge) -> Note:
    """What is looked for at once, by the signs that are told already."""
    if fit.fired("SIGN-EITHER"):
        return known.note("running.look_for_both")
    return known.note("running.look_for_another" if fit.fired("SIGN-ONE") else "running.look_first")


def why_not_up(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    limits = (Verdict.AVOID, Verdict.CONTRAINDICATED, Verdict.NEEDS_INFO)
    return tuple(known.rule_says(f.rule.id) for f in fit.findings if f.verdict in limits)


def rule_ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(f.rule.id for f in findings)


def ids_of(*notes: Note | None) -> tuple[str, ...]:
    """What these notes rest on, for one that holds them."""
    return tuple(id for note in notes if note is not None for id in note.why)

"""The plan of someone who takes no baclofen: a start, or why there is none."""

from __future__ import annotations

from baclofen.assessment import Assessment, stopped_before
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Shown, Verdict, note_of
from baclofen.knowledge.numbers import ChildStart
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.child import child_labels, child_rule, is_as_adult, titrate_child
from baclofen.planning.reckon.recommend import Recommendation
from baclofen.planning.reckon.titrate import titrate
from baclofen.planning.reckon.titration import Titration
from baclofen.planning.say.advice import (
    branches,
    hidden_avoid,
    ids_of,
    missing,
    override_note,
    rule_ids,
    set_aside,
    sounds_now,
    spoken,
    watch,
    why_not_up,
)
from baclofen.planning.say.asked import asked_of_newcomer, with_too_much
from baclofen.planning.say.kidneys import with_better_kidneys
from baclofen.planning.say.recommended import against_note, ask_note, held_back
from baclofen.planning.say.strength import strength_changed
from baclofen.planning.say.tube import in_mg, with_tube_first
from baclofen.value import replace


def for_newcomer(
    fit: Assessment, known: Knowledge, way: Titration | Note | None, advised: Recommendation | None
) -> Plan:
    """The plan, from the `way` up (None where no start is allowed) and whether it is advised."""
    note = against_note(advised, known) if advised is not None else None
    against = (note,) if note is not None else ()
    if way is None:
        headline = with_better_kidneys(_headline_no_start(fit, known, advised), fit, known)
        refusals = (*why_not_up(fit, known), *against)
        return Plan(fit, headline=headline, refusals=refusals, recommendation=advised)
    if isinstance(way, Note):
        plan = _refused(way, fit, known)
        return replace(plan, refusals=(*plan.refusals, *against), recommendation=advised)
    headline = with_too_much(_headline_start(fit, way, known, advised), fit, known)
    headline = with_better_kidneys(headline, fit, known)
    headline = _with_weight_first(with_tube_first(headline, fit, known), fit, known)
    return Plan(
        fit,
        headline=headline,
        opening=(
            *set_aside(fit, known),
            *asked_of_newcomer(fit, known, way),
            *(held_back(advised, known) if advised else ()),
        ),
        up=way.course,
        if_needed=way.if_needed,
        ceiling=way.ceiling,
        reasons=(
            *against,
            *_taken_before(fit, known),
            *way.reasons,
            *in_mg(fit, known),
            *strength_changed(fit, known),
            *override_note(fit, known),
        ),
        recommendation=advised,
        watch=watch(fit, known),
        branches=branches(way.course, way.if_needed, way.ceiling, fit, known),
    )


def _with_weight_first(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it that a child whose doses go by an old weight is weighed."""
    old = next((note for note in fit.notes if note.phrase == "weight.old"), None)
    if old is None or not fit.person.is_minor or is_as_adult(fit, known):
        return headline
    return known.note(
        "weight.first", *headline.why, weight=old.value("weight"), day=old.value("day"),
        headline=headline,
    )  # fmt: skip


def _taken_before(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """That it was taken before, the last time that is told: a new start, whatever was taken."""
    before = stopped_before(fit.person, fit.request.today, known)
    if not before:
        return ()
    last = min(before, key=lambda use: use.hours_stopped(fit.request.today) or 0.0)
    return (known.note("newcomer.taken_before", written=last.as_written),)


def way_up(fit: Assessment, known: Knowledge) -> Titration | Note:
    """The titration of someone who takes none, or why none is computed. The caller has made sure
    that a start is allowed."""
    child = None if is_as_adult(fit, known) else child_rule(fit, known)
    if fit.person.is_minor and child is None and not is_as_adult(fit, known):
        own = known.local(ChildStart, fit.request.jurisdiction)
        labels = child_labels(known, but=own.places if own is not None else frozenset())
        ids = (id for note in labels for id in note.why)
        others = known.note("newcomer.other_labels", labels=labels) if labels else None
        if own is None:
            return known.note("newcomer.no_label", *ids, others=others)
        rule = known.rule_says(own.id)
        return known.note("newcomer.label_elsewhere", own.id, *ids, rule=rule, others=others)
    if fit.by_specialist:
        return known.note("newcomer.specialist", reason=fit.request.reason)
    if fit.kidney.fraction == 0:
        return known.note("newcomer.near_stop")
    start = fit.request.today
    try:
        if child is None:
            return titrate(fit, known, start=start)
        return titrate_child(fit, known, start=start)
    except NotPlanned as refused:
        reason = note_of(refused)
        return known.note("newcomer.unmade", *reason.why, reason=reason)


def _refused(why: Note, fit: Assessment, known: Knowledge) -> Plan:
    reasons = override_note(fit, known) if fit.by_specialist else ()
    return Plan(fit, headline=why, refusals=(why,), reasons=reasons)


def _headline_no_start(fit: Assessment, known: Knowledge, advised: Recommendation | None) -> Note:
    worst = fit.findings[0].rule.id
    if fit.verdict is Verdict.NEEDS_INFO:
        also, ids = hidden_avoid(fit, known), rule_ids(fit.blocking)
        return known.note(
            "newcomer.needed", *ids, *ids_of(also), heard=sounds_now(fit, known),
            asked=missing(fit, known), also=also,
        )  # fmt: skip
    rule = known.rule_says(worst)
    if fit.verdict is Verdict.CONTRAINDICATED:
        return known.note("newcomer.contraindicated", worst, rule=rule)
    against = tuple(f.rule.id for f in fit.findings if f.verdict is Verdict.AVOID)
    if advised is not None and advised.against is not None and not advised.is_overridden:
        against = (*against, advised.against)
    return known.note("newcomer.avoid", *against, rule=rule, ids=against)


def _headline_start(
    fit: Assessment, way: Titration, known: Knowledge, advised: Recommendation | None
) -> Note:
    """The start, or why it is not recommended; where what it is for is asked first, the question
    alone."""
    against = against_note(advised, known) if advised is not None else None
    ask = ask_note(advised, known) if advised is not None else None
    is_chosen = advised is not None and advised.is_overridden
    if ask is not None:
        said = against is not None and not is_chosen
        besides = known.note("newcomer.besides", note=against) if said else None
        ids = ids_of(ask, against if said else None)
        return known.note("newcomer.after_asking", *ids, ask=ask, against=besides)
    first, last = way.course.steps[0], way.course.steps[-1]
    raises = None
    if len(way.course.steps) > 1:
        pace = _pace(first.step.days, known)
        raises = known.note("newcomer.raises", pace=pace, top=last.daily)
    parts: dict[str, Shown] = {
        "doses": spoken(first, known), "day": first.first, "raises": raises, "ceiling": way.ceiling,
    }  # fmt: skip
    if against is not None and not is_chosen:
        return known.note("newcomer.if_still", *against.why, *way.basis, against=against, **parts)
    start = known.note("newcomer.start", *way.basis, **parts)
    is_overridden = fit.verdict is Verdict.AVOID and fit.too_much_asked is None
    if is_overridden or is_chosen:
        return known.note("newcomer.against", *start.why, start=start)
    return start


def _pace(days: int, known: Knowledge) -> Note:
    return known.note("newcomer.weekly") if days == 7 else known.note("newcomer.every", days=days)

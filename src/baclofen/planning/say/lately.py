"""What was changed lately, named: what ran before, what runs, and since when."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.assessment import (
    Assessment,
    Change,
    changed_by_mouth,
    changed_by_pump,
    is_cut,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.regimen import Order, PumpOrder
from baclofen.units import mcg

#: Rules on what was set lately, by mouth and by pump.
_FOR_HARM = "SET-CUT-HARM"
_WATCHED = "SET-CUT-WATCH"
#: The same with kidneys that allow none, whose way down goes on all the while.
_WITH_KIDNEYS = "SET-CUT-KIDNEY"
#: The rule on a change by more than one step that is not far.
_STEPS = "SET-STEPS"
BY_MOUTH = (
    "SET-CUT-FAR", _FOR_HARM, "SET-CUT-SIGN", _WATCHED, _WITH_KIDNEYS, "SET-RAISE-FAR",
    "SET-AFTER-NONE",
)  # fmt: skip
BY_PUMP = ("SET-RATE-TENFOLD", "SET-RATE-FAR")
#: The rule on a filling of another concentration.
STRENGTH = "SET-STRENGTH"


def was_cut(fit: Assessment, known: Knowledge) -> bool:
    """Whether the dose by mouth was cut so lately that a sign may come of it."""
    change, today = changed_by_mouth(fit.uses, known), fit.request.today
    return is_cut(fit.person, change, fit.kidney, today, known)


def was_cut_for_harm(fit: Assessment) -> bool:
    """Whether the dose by mouth was cut lately, and a poisoning or drowsiness tells why."""
    return fit.fired(_FOR_HARM)


def cut_for_harm(fit: Assessment, known: Knowledge) -> Note:
    """That it was, with both doses, and what is looked for."""
    changed = changed_by(_FOR_HARM, fit, known)
    return known.note("set.for_harm", _FOR_HARM, rule=known.rule_says(_FOR_HARM), changed=changed)


def what_changed(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """What was changed lately by more than the rules allow, one note for each; none else."""
    # One of each: the rules of a kind speak of the same change.
    mouth = BY_MOUTH[0] if fit.fired(*BY_MOUTH) or was_cut(fit, known) else None
    pump = BY_PUMP[0] if fit.fired(*BY_PUMP) else None
    strength = STRENGTH if fit.fired(STRENGTH) else None
    found = (changed_by(id, fit, known) for id in (mouth, pump, strength) if id is not None)
    return tuple(note for note in found if note is not None)


def changed_by(rule: str, fit: Assessment, known: Knowledge) -> Note | None:
    """What was changed, of which this rule speaks; None where it is none of these."""
    today = fit.request.today
    if rule in BY_MOUTH:
        return _named(changed_by_mouth(fit.uses, known), known)
    if rule in BY_PUMP:
        return _named(changed_by_pump(fit.request, fit.uses, today, known), known)
    return _strength(fit.request.order, known) if rule == STRENGTH else None


def watched_until(fit: Assessment, known: Knowledge) -> date | None:
    """The last day on which withdrawal is watched for after a cut by several steps, of one that was
    made some days ago, and no step down is made; None where none was."""
    found = _watched(fit, known) if fit.fired(_WATCHED) else None
    return None if found is None else found[1]


def was_cut_by_steps(fit: Assessment, known: Knowledge) -> bool:
    """Whether the dose by mouth was cut by more than one step within a week."""
    change = changed_by_mouth(fit.uses, known)
    return fit.fired(_STEPS) and change is not None and change.now < change.before


def _watched(fit: Assessment, known: Knowledge) -> tuple[Change, date] | None:
    """The same, with kidneys that allow none too, and the cut."""
    change = changed_by_mouth(fit.uses, known)
    if change is None or change.on is None or not fit.fired(_WATCHED, _WITH_KIDNEYS):
        return None
    return change, change.on + timedelta(days=known.number("patient.recent_baclofen"))


def with_lately(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it what came and went lately, and what was cut."""
    return _with_passed(_with_watch(headline, fit, known), fit, known)


def _with_watch(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it the cut after which withdrawal is watched for, or another change
    by more than one step."""
    found = _watched(fit, known)
    if found is None:
        return _with_steps(headline, fit, known)
    change, until = found
    return known.note(
        "set.watched" if fit.fired(_WATCHED) else "set.watched_kidneys", *headline.why,
        changed=_named(change, known), until=until, before=change.before, headline=headline,
    )  # fmt: skip


def _with_steps(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it a change by more than one step where no other rule tells it."""
    changed = _named(changed_by_mouth(fit.uses, known), known)
    if changed is None or not fit.fired(_STEPS) or fit.fired(*BY_MOUTH):
        return headline
    return known.note("set.steps_first", *headline.why, changed=changed, headline=headline)


def _with_passed(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it a danger sign that came and went in these days."""
    passed = next((note for note in fit.notes if note.phrase == "signs.passed"), None)
    if passed is None or not fit.fired("SIGN-PASSED"):
        return headline
    return known.note("signs.passed_first", *headline.why, passed=passed, headline=headline)


def _named(change: Change | None, known: Knowledge) -> Note | None:
    if change is None:
        return None
    day = _since(change.on, known)
    if change.before.in_mcg == 0:
        return known.note("set.after_none", now=change.now, since=day)
    return known.note("set.changed", before=change.before, now=change.now, since=day)


def _strength(order: Order | None, known: Knowledge) -> Note | None:
    """What the pump gives while its programmer reckons with the old concentration, and while the
    old drug comes at the flow of the new."""
    if not isinstance(order, PumpOrder) or order.now is None:
        return None
    old, new = order.filling.before_mcg_per_mL, order.filling.mcg_per_mL
    if old is None or new is None:
        return None
    now = order.now.in_mcg
    return known.note(
        "set.strength", old=old, new=new, now=order.now, unread=mcg(now * new / old),
        unbridged=mcg(now * old / new), since=_since(order.filling.filled_on, known),
    )  # fmt: skip


def _since(day: date | None, known: Knowledge) -> Note | None:
    return None if day is None else known.note("set.since", day=day)

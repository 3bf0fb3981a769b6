"""What is ordered for later days, named: its steps with their days, and what speaks against one."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import (
    Assessment,
    after_none_ahead,
    by_mouth_now,
    leads_down,
    ordered_ahead,
    raises_ahead,
    step_ahead,
)
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.patient import DoseAhead
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.planning.say.advice import ids_of
from baclofen.planning.say.against import AHEAD

#: So many steps are named in a headline; the others are counted.
_MOST = 3
#: The rule on a dose that is ordered after days without any.
_ANEW = "AHEAD-AFTER-NONE"
#: The headlines that lead with a step which is advised against.
_JUDGED = ("ahead.judged", "ahead.judged_after_none", "ahead.judged_up")


def goes_down(fit: Assessment) -> bool:
    """Whether a way down is ordered for later days, and nothing speaks against a step of it."""
    return leads_down(fit.uses) and not _is_refused(fit)


def _is_refused(fit: Assessment) -> bool:
    """Whether a step that is ordered for a later day is advised against by itself."""
    return any(f.rule.topic == AHEAD and f.verdict >= Verdict.AVOID for f in fit.findings)


def steps_ahead(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """Each dose that is ordered for later with its day; nothing where none is."""
    ahead = ordered_ahead(fit.uses)
    return (*(_one(step, known) for step in ahead), *_end(fit, known)) if ahead else ()


def no_raise_beside(fit: Assessment, known: Knowledge) -> Note | None:
    """That no step up is offered beside what is ordered for later; None where nothing is."""
    return known.note("ahead.no_raise") if ordered_ahead(fit.uses) else None


def no_way_down_beside(fit: Assessment, known: Knowledge) -> Note | None:
    """That the way down is the one that is ordered; None where none is, or it may not be taken."""
    if not goes_down(fit):
        return None
    return known.note("ahead.no_way_down", steps=steps_ahead(fit, known))


def what_is_ordered(fit: Assessment, known: Knowledge) -> tuple[Note, ...]:
    """The steps that are ordered for later as an option; nothing where none are."""
    steps = steps_ahead(fit, known)
    if not steps:
        return ()
    above = _against(fit, known)
    return (known.note("ahead.ordered", *ids_of(above), steps=steps, above=above),)


def with_ahead(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and after it what is ordered for later."""
    ahead = ordered_ahead(fit.uses)
    if not ahead:
        return headline
    named = [_one(step, known) for step in ahead[:_MOST]]
    if rest := ahead[_MOST:]:
        named.append(known.note("ahead.more", count=len(rest), day=rest[-1].on))
    # The one that leads with a step has said what speaks against it.
    above = None if headline.phrase in _JUDGED else _against(fit, known)
    return known.note(
        "ahead.first", *headline.why, *ids_of(above), headline=headline,
        steps=(*named, *_end(fit, known)), above=above,
    )  # fmt: skip


def refused_first(fit: Assessment, doses: Note | None, known: Knowledge) -> Note | None:
    """The headline of whom nothing is advised against but what is ordered for later."""
    if not fit.is_only_ordered:
        return None
    worst = fit.findings[0].rule
    rule = known.rule_says(worst.id)
    anew, change = (
        after_none_ahead(fit.uses, known), step_ahead(fit.person, fit.uses, known)
    )  # fmt: skip
    if worst.id == _ANEW and anew is not None:
        return known.note(
            "ahead.judged_after_none", worst.id, doses=doses, day=anew.on, now=anew.now, rule=rule
        )
    if worst.topic == AHEAD and change is not None:
        return known.note(
            "ahead.judged", worst.id, doses=doses, day=change.on, before=change.before,
            now=change.now, rule=rule,
        )  # fmt: skip
    day = raises_ahead(fit.uses)[0][1]
    return known.note("ahead.judged_up", worst.id, doses=doses, day=day, rule=rule)


def _one(step: DoseAhead, known: Knowledge) -> Note:
    if step.daily is None:
        return known.note("ahead.unsure", day=step.on)
    if step.daily.in_mcg == 0:
        return known.note("ahead.none", day=step.on)
    return known.note("ahead.to", daily=step.daily, day=step.on)


def _end(fit: Assessment, known: Knowledge) -> Sequence[Note]:
    """The last day that the orders of a way down tell, where they do not say that it ends there."""
    last = ordered_ahead(fit.uses)[-1].on
    ends = [use.until for use in by_mouth_now(fit.uses) if use.until and use.until >= last]
    return [known.note("ahead.ends", until=ends[0])] if ends and leads_down(fit.uses) else []


def _against(fit: Assessment, known: Knowledge) -> Note | None:
    """What speaks against a step that is ordered: its size, beside graver findings; that nothing is
    raised; or that it leads above what is allowed."""
    change, raised = step_ahead(fit.person, fit.uses, known), raises_ahead(fit.uses)
    if _is_refused(fit) and change is not None:
        return known.note("ahead.also", before=change.before, now=change.now, day=change.on)
    if raised and not fit.may_go_up:
        return known.note("ahead.not_up", day=raised[0][1])
    ceiling, why = ceiling_for(fit, known) if raised else (None, ())
    above = [(daily, day) for daily, day in raised if ceiling is not None and daily > ceiling]
    if not above or ceiling is None:
        return None
    return known.note("ahead.above", *why, most=above[0][0], ceiling=ceiling, day=above[0][1])

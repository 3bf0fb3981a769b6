"""One step up from what runs by mouth, or why there is none."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.assessment import Assessment, by_mouth_now, by_pump_now, oral_dose
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, note_of
from baclofen.planning.reckon.child import child_rule, child_step_up, is_as_adult
from baclofen.planning.reckon.course import PlannedStep
from baclofen.planning.reckon.evening import has_weak_legs
from baclofen.planning.reckon.reevaluation import decision_of
from baclofen.planning.reckon.steady import stays
from baclofen.planning.reckon.titrate import ceiling_for, step_up
from baclofen.planning.say.advice import rule_ids, spoken
from baclofen.planning.say.ahead import no_raise_beside
from baclofen.planning.say.strength import strength_changed
from baclofen.units import Dose
from baclofen.value import Value


class Raise(Value):
    """The next step up from a running dose, None where none is allowed or can be given; `note`
    says so, with the ids."""

    step: PlannedStep | None
    note: Note


def raise_of(fit: Assessment, known: Knowledge) -> Raise | None:
    """One step up from what runs by mouth; None where a raise is no question: the rules, or what
    is missing, keep from one, a pump runs, or nothing is taken by mouth."""
    if not fit.may_go_up or by_pump_now(fit.uses) or not by_mouth_now(fit.uses):
        return None
    daily = oral_dose(fit.uses)
    if daily is None:
        return Raise(None, known.note("change.no_dose"))
    if strength_changed(fit, known):
        return Raise(None, known.note("change.other_liquid"))
    if fit.against_raise:
        return _barred(rule_ids(fit.against_raise), known)
    if (ordered := no_raise_beside(fit, known)) is not None:
        return Raise(None, ordered)
    # A label's steps are those of whoever asks for one: some rules speak only then.
    return _next_step(fit.if_raised or fit, daily, known)


def _next_step(fit: Assessment, daily: Dose, known: Knowledge) -> Raise:
    """The step above this dose. Nothing refuses one."""
    if fit.kidney.fraction is None:
        return _barred(("ASK-KIDNEY",), known)
    if has_weak_legs(fit, known):
        return Raise(None, known.note("change.weak_legs"))
    ceiling, why = ceiling_for(fit, known)
    decision = decision_of(fit, known)
    if decision is not None and decision.is_due:
        return Raise(None, known.note("change.decide", weeks=decision.weeks[0]))
    as_adult = is_as_adult(fit, known)
    if not as_adult and child_rule(fit, known) is None:
        return Raise(None, known.note("change.no_label", *why, ceiling=ceiling))
    go = step_up if as_adult else child_step_up
    try:
        up = go(fit, known, daily=daily, start=fit.request.today)
    except NotPlanned as refusal:
        return Raise(None, known.note("change.unmade", *why, reason=note_of(refusal)))
    if up is None and daily > ceiling and stays(fit, known, daily):
        return Raise(None, known.note("change.above_ceiling", *why, ceiling=ceiling))
    if up is None:
        return Raise(None, known.note("change.at_ceiling", *why, ceiling=ceiling))
    if (begun := _begun_lately(fit, up)) is not None:
        day = begun + timedelta(days=up.step.days)
        return Raise(
            None,
            known.note("change.too_soon", *up.why, since=begun, day=day, days=up.step.days),
        )
    wait = None if as_adult else known.note("change.wait", days=up.step.days)
    return Raise(
        up, known.note("change.up", *up.why, doses=spoken(up, known), daily=up.daily, wait=wait)
    )


def _begun_lately(fit: Assessment, up: PlannedStep) -> date | None:
    """The day on which the dose was begun, where a step takes longer than since then."""
    told = [use.dose_begun for use in by_mouth_now(fit.uses)]
    begun = max((day for day in told if day is not None), default=None)
    if begun is None or fit.request.today >= begun + timedelta(days=up.step.days):
        return None
    return begun


def _barred(ids: tuple[str, ...], known: Knowledge) -> Raise:
    """No step: what a request for more would be refused for."""
    against = tuple(known.rule_says(id) for id in ids)
    return Raise(None, known.note("change.barred", *ids, against=against))

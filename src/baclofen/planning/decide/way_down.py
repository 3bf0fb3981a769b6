"""The way down of someone on baclofen by mouth: its steps, or why none are printed."""

from __future__ import annotations

from baclofen.assessment import Assessment, by_mouth_now, by_pump_now, oral_dose
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, note_of
from baclofen.planning.reckon.backstep import is_asked, step_back
from baclofen.planning.reckon.begun import begun_way_down, is_begun_high
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.failing import failing_way_down, is_failing
from baclofen.planning.reckon.present import present_dose
from baclofen.planning.reckon.taper import Descent, taper
from baclofen.planning.say.ahead import no_way_down_beside
from baclofen.planning.say.lately import was_cut_by_steps, was_cut_for_harm, watched_until
from baclofen.planning.say.slip import came_again, may_have_ended, way_down_waits

#: Rules on signs that may be of withdrawal: a step down would be one further into it.
OF_LACK = ("SIGN-MUSCLE", "SIGN-EITHER", "SIGN-LACK-TWO")


def way_down_of(fit: Assessment, known: Knowledge) -> Descent:
    """The steps down from what runs by mouth, or why none are printed: with a pump, without a
    clear dose, in hypersensitivity, beside a way down that is ordered, or where no product steps
    down from it."""
    if by_pump_now(fit.uses) or not by_mouth_now(fit.uses):
        return Descent(None, ())
    if fit.fired("CI-HYPERSENS"):
        return Descent(None, (known.note("running.no_way_down"),))
    if way_down_waits(fit):
        return Descent(None, (known.note("slip.no_way_down"),))
    if not fit.comes_down and (until := watched_until(fit, known)) is not None:
        return Descent(None, (known.note("set.watched_way_down", until=until),))
    if came_again(fit) or (not fit.comes_down and may_have_ended(fit)):
        # After a gap the first step of a way down would be a start far too high, asked for or not.
        return Descent(None, (known.note("running.not_known_taken"),))
    if fit.fired(*OF_LACK) and not is_failing(fit, known) and not is_asked(fit):
        return Descent(None, (known.note("running.lack_no_way_down"),))
    if fit.fired("NBM-ORAL", "NBM-GUT", "NBM-LATER", "UNREAD-NBM"):
        return Descent(None, (known.note("running.nothing_by_mouth"),))
    if was_cut_for_harm(fit) and not is_failing(fit, known):
        return Descent(None, (known.note("set.no_way_down"),))
    if not fit.comes_down and not is_failing(fit, known) and was_cut_by_steps(fit, known):
        return Descent(None, (known.note("set.steps_way_down"),))
    ordered = None if fit.comes_down or is_failing(fit, known) else no_way_down_beside(fit, known)
    if ordered is not None:
        return Descent(None, (ordered,))
    present = present_dose(fit)
    if present is None:
        return Descent(None, (known.note("running.unclear"),))
    daily, weeks = present
    go = step_back if is_asked(fit) else failing_way_down if is_failing(fit, known) else taper
    if go is taper and is_begun_high(fit):
        go = begun_way_down
    try:
        return go(fit, known, daily=daily, start=fit.request.today, weeks_on=weeks)
    except NotPlanned as refusal:
        reason = note_of(refusal)
        return Descent(None, (known.note("running.unmade", *reason.why, reason=reason),))


def below_of(
    fit: Assessment, down: Steps | None, known: Knowledge, *, is_begun: bool
) -> Note | None:
    """On which way down the prescriber decides, where one is printed; `is_begun`: its first step is
    over. Of kidneys that fail unmeasured, that they are measured first."""
    unseen = _unseen(fit, known)
    if down is None:
        return None if unseen is None else known.note("failing.unseen_first", unseen=unseen)
    if not is_failing(fit, known) or is_asked(fit):
        # An illness that passes, or a value that the next may not bear out, is no reason for it.
        if not fit.comes_down and (of := fit.findings[0].rule.id) in ("SICK-DAY", "REN-RISEN"):
            ill = of == "SICK-DAY"
            return known.note("running.through_the_illness" if ill else "running.until_measured")
        return known.note("running.on_the_way_below")
    first = down.steps[0].daily
    if first == oral_dose(fit.uses):
        days = down.steps[0].step.days
        if len(down.steps) == 1:
            return known.note("failing.below_least", days=days, unseen=unseen)
        return known.note("failing.below_cut", days=days, unseen=unseen)
    phrase = "failing.below_next" if is_begun else "failing.below"
    return known.note(phrase, first=first, unseen=unseen)


def _unseen(fit: Assessment, known: Knowledge) -> Note | None:
    """What comes before failing kidneys are acted on: the value that is not there, is old, or that
    another one contradicts; None where one counts, or tells nothing: on dialysis, and while it
    moves."""
    kidney = fit.kidney
    is_seen = kidney.known and not kidney.disagree
    if not is_failing(fit, known) or fit.person.is_dialysed or is_seen or kidney.unstable:
        return None
    return known.note("failing.unseen")

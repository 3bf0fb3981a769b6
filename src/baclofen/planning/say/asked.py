"""A dose that was asked for, beside the one that is offered: it is answered, never passed over."""

from __future__ import annotations

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge, Note
from baclofen.planning.reckon.course import PlannedStep, Steps
from baclofen.planning.reckon.kidney_share import cut_for_kidneys
from baclofen.planning.reckon.titrate import ceiling_for, slow_because
from baclofen.planning.reckon.titration import Titration
from baclofen.units import Dose


def asked_of_running(
    fit: Assessment, known: Knowledge, up: PlannedStep | None, down: Steps | None
) -> tuple[Note, ...]:
    """What becomes of a day's dose by mouth that was asked for, of someone whose dose is clear;
    nothing where none was."""
    asked, daily = fit.request.day_by_mouth, oral_dose(fit.uses)
    if asked is None or daily is None:
        return ()
    if asked.in_mg <= 0:
        return (known.note("asked.none" if down else "asked.none_unmade"),)
    if fit.comes_down:
        return (known.note("asked.way_down", asked=asked),) if keeps_some(fit) else ()
    if asked == daily:
        return (known.note("asked.same", asked=asked),)
    if asked < daily:
        return (_less(asked, down, known),)
    return (_more(fit, known, asked, daily, up),)


def with_too_much(headline: Note, fit: Assessment, known: Knowledge) -> Note:
    """The headline, and before it that so much at once is advised against."""
    found = fit.too_much_asked
    if found is None:
        return headline
    rule, left = known.rule_says(found.rule.id), left_by_kidneys(fit, known)
    return known.note(
        "asked.too_much", found.rule.id, *(() if left is None else left.why), *headline.why,
        rule=rule, kidneys=left, headline=headline,
    )  # fmt: skip


def left_by_kidneys(fit: Assessment, known: Knowledge) -> Note | None:
    """What weak kidneys leave of a day's dose that is advised against as too much at once; None
    where they cut nothing, or nothing is so."""
    asked = fit.request.day_by_mouth
    if asked is None or fit.too_much_asked is None:
        return None
    cut = cut_for_kidneys(asked, ceiling_for(fit, known)[0], fit)
    if cut is None:
        return None
    return known.note("asked.kidneys_leave", *fit.kidney.fraction_why, asked=asked, cut=cut)


def keeps_some(fit: Assessment) -> bool:
    """Whether a way down is asked for and, beside it, a lower dose that is to be kept."""
    asked, daily = fit.request.day_by_mouth, oral_dose(fit.uses)
    if not fit.comes_down or asked is None or daily is None:
        return False
    return 0 < asked.in_mg < daily.in_mg


def _less(asked: Dose, down: Steps | None, known: Knowledge) -> Note:
    step = next((s.daily for s in down.steps if s.daily <= asked), None) if down else None
    if step is None:
        return known.note("asked.less_unmade", asked=asked)
    return known.note("asked.less", asked=asked, step=step)


def _more(
    fit: Assessment, known: Knowledge, asked: Dose, daily: Dose, up: PlannedStep | None
) -> Note:
    ceiling, why = ceiling_for(fit, known)
    if up is None or not fit.may_go_up:
        return known.note("asked.not_offered", asked=asked)
    if asked > ceiling:
        return known.note("asked.above", *why, asked=asked, ceiling=ceiling, step=up.daily)
    if asked <= up.daily:
        return known.note("asked.within", asked=asked, step=up.daily)
    slow = slow_because(fit, known)
    return known.note(
        "asked.several", *up.why, *(slow.why if slow is not None else ()),
        asked=asked, daily=daily, step=up.daily, slow=slow,
    )  # fmt: skip


def asked_of_newcomer(fit: Assessment, known: Knowledge, way: Titration) -> tuple[Note, ...]:
    """That a dose which was ordered is no start dose; nothing where it is the first step."""
    asked, first = fit.request.day_by_mouth, way.course.steps[0].daily
    if asked is None or asked == first:
        return ()
    if asked < first:
        return (known.note("asked.start_less", *way.basis, asked=asked, first=first),)
    if asked > way.ceiling:
        return (
            known.note("asked.start_above", *way.basis, asked=asked, first=first,
                ceiling=way.ceiling),
        )  # fmt: skip
    return (known.note("asked.start_more", *way.basis, asked=asked, first=first),)

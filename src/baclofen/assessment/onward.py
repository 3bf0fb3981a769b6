"""The judgement of a request, and beside it that of more: whoever goes on may ask for it next."""

from __future__ import annotations

from baclofen.assessment.ages import judge_at_each_age
from baclofen.assessment.ahead import raises_ahead
from baclofen.assessment.ask import merge_asked
from baclofen.assessment.fit import Assessment
from baclofen.assessment.request import Request
from baclofen.assessment.taken import by_mouth_now, by_pump_now
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, Patient
from baclofen.value import replace


def assess(person: Patient, known: Knowledge, request: Request) -> Assessment:
    """Judge every rule for this patient and request; the worst finding is the verdict.

    A missing input is unknown, never safe: it becomes a question, and, where it decides
    a start or an increase, the verdict needs-info. Of two ages that a year of birth allows the
    worse one counts. Of someone who takes baclofen by mouth and asks for no change, a change is
    judged too: what it would wait for is asked, and blocks nothing. Where a raise that is ordered
    for a later day is refused, what runs is judged without it too. Raises `InputRefused` for an
    override of a rule that does not fire with avoid or say that no label names this, or without a
    reason; `UnknownName` for an unknown rule or jurisdiction.
    """
    fit = judge_at_each_age(person, known, request)
    if not fit.may_go_up and raises_ahead(fit.uses):
        # What comes of the raise alone is no reason to decide on what runs.
        runs = replace(person, baclofen=tuple(_as_it_runs(u) for u in person.baclofen or ()))
        lone = replace(request, overrides=(), reason="")
        return replace(fit, as_it_runs=judge_at_each_age(runs, known, lone))
    if not _may_ask_for_more(fit):
        return fit
    # An override is of what was asked for: what fires only for more is not overridden by it.
    wished = replace(request, kind="change", overrides=(), reason="")
    more = judge_at_each_age(person, known, wished)
    waits = [replace(q, blocks=False, leads=False) for q in more.questions if q.blocks]
    return replace(fit, if_raised=more, questions=merge_asked((fit.questions, waits)))


def _as_it_runs(use: BaclofenUse) -> BaclofenUse:
    return replace(use, ahead=())


def _may_ask_for_more(fit: Assessment) -> bool:
    takes = bool(by_mouth_now(fit.uses)) and not by_pump_now(fit.uses)
    goes_on = fit.kind in ("continue", "taper", "stop")
    return takes and goes_on and fit.may_go_up and fit.request.route in (None, "oral")

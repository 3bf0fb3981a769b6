"""The oral plan: from an assessment to one page of what to do."""

from __future__ import annotations

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning.decide.emergency import in_emergency
from baclofen.planning.decide.newborn import for_newborn, newborn_first
from baclofen.planning.decide.newcomer import for_newcomer
from baclofen.planning.decide.plan import Plan
from baclofen.planning.decide.running import for_current_user
from baclofen.planning.decide.worked import WorkedByMouth
from baclofen.planning.say.slip import slip_first
from baclofen.value import replace


def plan_oral(fit: Assessment, known: Knowledge, worked: WorkedByMouth | None = None) -> Plan:
    """The plan for this patient, starting on the day of judgement.

    Contraindicated, avoid (unless overridden) and needs-info print no start and no
    increase. Someone on baclofen is never restarted and never stopped abruptly; with a
    pump, or with an emergency, nothing is computed. `worked` is what was reckoned of this
    assessment already. Raises `NotPlanned` for an order that is
    not by mouth.
    """
    if fit.verdict is Verdict.REJECT_INPUT:
        return Plan(fit, headline=fit.notes[0], refusals=fit.notes[:1])
    if fit.verdict is Verdict.EMERGENCY:
        return in_emergency(fit, known)
    if fit.request.route not in (None, "oral") or fit.kind == "prepare":
        raise known.refusal(known.note("oral.other_route"))
    if (newborn := newborn_first(fit, known)) is not None:
        return for_newborn(fit, known, newborn)
    worked = worked or WorkedByMouth(fit, known)
    if fit.is_current_user:
        plan = for_current_user(fit, known, worked.down, worked.raising)
    else:
        plan = for_newcomer(fit, known, worked.up, worked.recommendation)
    slip = slip_first(fit, known)
    return plan if slip is None else replace(plan, headline=slip)

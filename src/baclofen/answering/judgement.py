"""One judgement of the whole input, the same at every door: the rules, and the order itself."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.assessment import Assessment, Finding, Part
from baclofen.errors import NotPlanned
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning import (
    Plan,
    PumpPlan,
    Recommendation,
    Refusal,
    ScreeningPlan,
    Worked,
    against_note,
    asked_above,
    begun_above,
    plan_oral,
    plan_pump,
    plan_screening,
)
from baclofen.regimen import DoubtKind, OrderDoubt, PumpOrder, ScreeningOrder
from baclofen.value import Value

Decision = Plan | ScreeningPlan | PumpPlan


class Judgement(Value):
    """What speaks for and against all that was told: person, signs, what runs, device and order.

    `fit` are the rules, in a part for each route and task. `details` are what the order shows
    beyond the rules' conditions: a change beyond its limits, a likely slip of unit, a first rate
    without a trial, a running dose above the most allowed, what a record's order leaves in doubt;
    and that a start is not recommended,
    which adds nothing to what the rules give. The verdict is the worst of all. `recommendation` is
    that of a start by mouth.
    """

    fit: Assessment
    details: tuple[Refusal, ...]
    recommendation: Recommendation | None = None

    @property
    def verdict(self) -> Verdict:
        return max((self.fit.verdict, *(d.verdict for d in self.details)))

    @property
    def parts(self) -> tuple[Part, ...]:
        return self.fit.parts

    @property
    def against(self) -> tuple[tuple[Verdict, Note], ...]:
        """All that comes to avoid or worse and is not overridden, worst first, each once."""
        found = [(f.verdict, _said(f)) for f in self.fit.findings if not f.overridden]
        found += [(d.verdict, d.note) for d in self.details]
        kept = dict.fromkeys(one for one in found if one[0] >= Verdict.AVOID)
        return tuple(sorted(kept, key=lambda one: -one[0].rank))


def _said(finding: Finding) -> Note:
    """The rule in its own words, as `Knowledge.rule_says` makes it."""
    return Note(finding.rule.id, (finding.rule.id,))


def judge(
    fit: Assessment, known: Knowledge, *, seed: int, worked: Worked | None = None
) -> tuple[Judgement, Decision | None]:
    """The judgement, and the decision that follows from it; None where nothing is planned here.

    The decision of a needle comes without its predicted course, which no judgement rests on.
    `worked` is what was reckoned of this assessment already.
    """
    worked = worked or Worked(fit, known)
    decision, advised = _decide(fit, known, seed, worked), worked.recommendation
    doubts = _doubts(fit, known)
    details = (
        *doubts,
        *_above(fit, known),
        *_advice(advised, fit, known),
        *_details(fit, decision),
    )
    return Judgement(fit, details, advised), decision


def _decide(fit: Assessment, known: Knowledge, seed: int, worked: Worked) -> Decision | None:
    order = fit.request.order
    if isinstance(order, PumpOrder):
        return plan_pump(fit, known, worked.pump)
    if isinstance(order, ScreeningOrder):
        return plan_screening(fit, known, seed=seed, predicts=False, reckoned=worked.trial)
    try:
        return plan_oral(fit, known, worked)
    except NotPlanned:
        return None


#: How much each doubt about an order weighs. What is a slip, or would double a dose, is advised
#: against; what could not be read must be known first; an order that is still without a dose is one
#: that is being written. What comes early, and what is one regimen by its times, is confirmed.
_WEIGHS: Mapping[DoubtKind, Verdict] = {
    "slip": Verdict.AVOID, "adds": Verdict.AVOID, "several": Verdict.AVOID,
    "beside": Verdict.AVOID, "unread": Verdict.NEEDS_INFO, "spinal": Verdict.NEEDS_INFO,
    "lapsed": Verdict.NEEDS_INFO, "silent": Verdict.CAUTION, "early": Verdict.CAUTION,
    "parts": Verdict.CAUTION,
}  # fmt: skip


def _doubts(fit: Assessment, known: Knowledge) -> tuple[Refusal, ...]:
    """What a record's order leaves in doubt: it reaches every door, and none may call it clear."""
    return tuple(
        Refusal(_doubt_note(doubt, known), _WEIGHS[doubt.kind]) for doubt in fit.request.doubts
    )


def _doubt_note(doubt: OrderDoubt, known: Knowledge) -> Note:
    match doubt.kind:
        case "silent":
            return known.note("doubt.silent")
        case "adds" | "several" | "beside" | "parts" as kind:
            all_, runs = doubt.together, doubt.runs
            together = None if all_ is None else known.note("doubt.together", daily=all_)
            beside = None if runs is None else known.note("doubt.runs", daily=runs)
            return known.note(f"doubt.more.{kind}", together=together, runs=beside)
        case "lapsed":
            return known.note("doubt.lapsed", because=doubt.because)
        case "early":
            return known.note("doubt.early", because=doubt.because)
        case kind:
            return known.note(f"doubt.unjudged.{kind}", because=doubt.because)


def _above(fit: Assessment, known: Knowledge) -> tuple[Refusal, ...]:
    """That more is begun with, or raised to, than weak kidneys leave: they are how it poisons."""
    if fit.verdict >= Verdict.CONTRAINDICATED:
        return ()
    if (note := asked_above(fit, known)) is not None:
        return (Refusal(note, Verdict.AVOID),)
    if (start := begun_above(fit, known)) is not None:
        return (Refusal(start.note, Verdict.AVOID if start.is_far else Verdict.CAUTION),)
    return ()


def _advice(
    advised: Recommendation | None, fit: Assessment, known: Knowledge
) -> tuple[Refusal, ...]:
    """That a start is not recommended, at the verdict of the rule that no label names it."""
    note = against_note(advised, known) if advised is not None else None
    if advised is None or note is None:
        return ()
    verdict = max(f.verdict for f in fit.findings if f.rule.id == advised.against)
    return (Refusal(note, verdict),)


def _details(fit: Assessment, decision: Decision | None) -> tuple[Refusal, ...]:
    """What the decision refuses that no rule says in its own words."""
    if fit.verdict >= Verdict.EMERGENCY or decision is None:
        return ()
    if isinstance(decision, Plan):
        unmade = decision.headline if decision.is_unmade else decision.unmade
        return tuple(
            Refusal(note, Verdict.CAUTION) for note in (*decision.above, unmade) if note is not None
        )
    by_rule = {_said(f) for f in fit.findings}
    return tuple(dict.fromkeys(r for r in decision.refusals if r.note not in by_rule))

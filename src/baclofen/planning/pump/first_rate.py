"""The first daily dose of a pump: from the test bolus that worked, never from a dose by mouth."""

from __future__ import annotations

from baclofen.assessment import Assessment, read_response
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import FirstRate
from baclofen.planning.say.refusal import Refusal
from baclofen.regimen import Bolus
from baclofen.units import Dose, mcg


def start_rule(fit: Assessment, known: Knowledge) -> FirstRate:
    """The rule for the first dose where this label governs: that of the jurisdiction before that of
    a wider one, else the first in the file, which holds where no other text was read."""
    own = known.local(FirstRate, fit.request.jurisdiction)
    return own if own is not None else known.every(FirstRate)[0]


def first_dose(bolus: Bolus, effect_hours: float, rule: FirstRate) -> Dose:
    """Twice the bolus over 24 h; the same after a long effect, or where it was badly borne.

    >>> from baclofen.knowledge import load_knowledge
    >>> us = load_knowledge().local(FirstRate, "US")
    >>> first_dose(Bolus(dose=mcg(50)), 6, us), first_dose(Bolus(dose=mcg(50)), 9, us)
    (100 mcg, 50 mcg)
    """
    usual, single = first_doses(bolus.dose, rule)
    return single if effect_hours > rule.long_h or bolus.badly_tolerated else usual


def first_doses(bolus: Dose, rule: FirstRate) -> tuple[Dose, Dose]:
    """The two first doses that may follow a bolus: the usual one, and that after a long effect
    or a bolus that was badly borne."""
    return mcg(bolus.in_mcg * rule.factor), mcg(bolus.in_mcg * rule.factor_if_long)


def first_by_rule(
    bolus: Bolus | None, fit: Assessment, known: Knowledge
) -> tuple[Dose | None, tuple[Refusal, ...]]:
    """The first dose a day, or why there is none."""
    rule = start_rule(fit, known)
    if bolus is None:
        return _none(known.note("first_rate.no_bolus", rule.id))
    responded = read_response(bolus, known).responded
    if responded is None:
        return _none(known.note("first_rate.unjudged"))
    if responded is False:
        return _none(known.note("first_rate.no_response"), Verdict.CONTRAINDICATED)
    if bolus.effect_hours is None:
        return _none(known.note("first_rate.hours_untold", rule.id, factor=rule.factor))
    return first_dose(bolus, bolus.effect_hours, rule), ()


def _none(note: Note, verdict: Verdict = Verdict.NEEDS_INFO) -> tuple[None, tuple[Refusal, ...]]:
    return None, (Refusal(note, verdict),)

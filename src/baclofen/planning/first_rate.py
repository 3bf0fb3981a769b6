"""The first daily dose of a pump: from the test bolus that worked, never from a dose by mouth."""

from __future__ import annotations

from typing import Any

from baclofen.assessment import Assessment, read_response
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.pump_plan import Refusal
from baclofen.regimen import Bolus
from baclofen.units import Dose, mcg


def start_rule(fit: Assessment, known: Knowledge) -> str:
    """The rule for the first dose where this label governs."""
    here = set(known.family(fit.request.jurisdiction))
    return "ITM-START-12H" if known.rules["ITM-START-12H"].only_in & here else "ITM-START"


def first_dose(bolus: Bolus, effect_hours: float, rule: str, known: Knowledge) -> Dose:
    """Twice the bolus over 24 h; the same after a long effect, or where it was badly borne.

    >>> from baclofen.knowledge import load_knowledge
    >>> first_dose(Bolus(dose=mcg(50)), 6, "ITM-START", load_knowledge())
    100 mcg
    """
    usual, single = first_doses(bolus.dose, rule, known)
    values: Any = known.rules[rule].values
    return single if effect_hours > values["long_h"] or bolus.badly_tolerated else usual


def first_doses(bolus: Dose, rule: str, known: Knowledge) -> tuple[Dose, Dose]:
    """The two first doses that may follow a bolus: the usual one, and that after a long effect
    or a bolus that was badly borne."""
    values: Any = known.rules[rule].values
    return mcg(bolus.in_mcg * values["factor"]), mcg(bolus.in_mcg * values["factor_if_long"])


def first_by_rule(
    bolus: Bolus | None, fit: Assessment, known: Knowledge
) -> tuple[Dose | None, tuple[Refusal, ...]]:
    """The first dose a day, or why there is none."""
    rule = start_rule(fit, known)
    if bolus is None:
        return None, (
            _refused(
                "No first dose: it comes from the test bolus that worked, never from a dose by "
                "mouth. Enter that bolus (screening), with its response and hours of effect.",
                (rule, "ITM-CONVERT"),
                Verdict.NEEDS_INFO,
            ),
        )
    responded = read_response(bolus, known).responded
    if responded is None:
        words = "No first dose: whether the test bolus worked is not told (responded, or scores)."
        return None, (_refused(words, ("ITS-RESPONSE",), Verdict.NEEDS_INFO),)
    if responded is False:
        words = "No first dose: the test bolus did not work."
        return None, (_refused(words, ("ITS-STOP", "CI-ITB-NONRESP"), Verdict.CONTRAINDICATED),)
    if bolus.effect_hours is None:
        words = (
            "No first dose: how many hours the test bolus worked decides between twice the bolus "
            "and the same (effect_hours)."
        )
        return None, (_refused(words, (rule,), Verdict.NEEDS_INFO),)
    return first_dose(bolus, bolus.effect_hours, rule, known), ()


def _refused(words: str, why: tuple[str, ...], verdict: Verdict) -> Refusal:
    return Refusal(Note(words, why), verdict)

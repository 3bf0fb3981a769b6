"""Kidney values and estimates as they are named where something is said of them."""

from __future__ import annotations

from datetime import date

from baclofen.assessment.kidney_seen import ClearanceBy, Estimate, Kidney
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import UMOL_PER_MG_DL, KidneyValue


def value_said(value: KidneyValue, known: Knowledge) -> Note:
    """A value with its unit and its day."""
    day = day_said(value.on, known)
    if value.kind == "creatinine":
        umol = value.value * UMOL_PER_MG_DL
        return known.note("value.creatinine", value=value.value, umol=umol, day=day)
    phrase = "value.egfr_below" if value.below else "value.egfr"
    return known.note(phrase, value=value.value, day=day)


def day_said(day: date | None, known: Knowledge) -> Note | None:
    """The day of a value, to follow it; None where it is that of the judgement."""
    return None if day is None else known.note("value.day", day=day)


def estimate_named(made: Estimate, known: Knowledge) -> Note:
    """By which equation an estimate was made, and for which sex where both were taken."""
    if made.sex is None:
        return known.note("estimate.named", method=made.method)
    return known.note("estimate.named_for", method=made.method, sex=made.sex)


def estimate_basis(made: Estimate, known: Knowledge) -> Note:
    """What went into an estimate: the value and the weight, or the laboratory's equation."""
    if made.is_reported:
        if made.of.equation:
            return known.note("estimate.equation", equation=made.of.equation)
        return known.note("estimate.no_equation")
    value = value_said(made.of, known)
    if made.bmi is not None:
        return known.note("estimate.of_adjusted", value=value, weight=made.weight_kg, bmi=made.bmi)
    if made.weight_kg is not None:
        return known.note("estimate.of_weight", value=value, weight=made.weight_kg)
    return value


def clearance_basis(kidney: Kidney, known: Knowledge) -> Note | None:
    """How the clearance that drives exposure was made; None where there is none."""
    if kidney.clearance_by is None:
        return None
    return basis_of(kidney.clearance_by, kidney.egfr, kidney.surface_m2, known)


def basis_of(
    by: ClearanceBy, egfr: float | None, surface_m2: float | None, known: Knowledge
) -> Note:
    """How a clearance is made of this eGFR."""
    if by == "cockcroft_gault":
        return known.note("clearance.cockcroft_gault")
    if by == "deindexed":
        return known.note("clearance.deindexed", egfr=egfr, surface=surface_m2)
    return known.note("clearance.reference", egfr=egfr)

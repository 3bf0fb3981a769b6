"""Every estimate of kidney function that can be made, and which of them governs."""

from __future__ import annotations

from datetime import date

from baclofen.assessment.kidney_said import basis_of, value_said
from baclofen.assessment.kidney_seen import INDEXED, ClearanceBy, Estimate, Kidney, Method
from baclofen.assessment.kidney_values import egfr_of, is_high_in_infants, sexes
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import (
    KidneyValue,
    Patient,
    adjusted_weight,
    body_mass_index,
    body_surface,
    ckd_epi_2021,
    creatinine_clearance,
    deindexed,
)
from baclofen.value import replace


def with_estimates(
    kidney: Kidney,
    person: Patient,
    creatinine: KidneyValue | None,
    reported: KidneyValue | None,
    known: Knowledge,
    today: date,
) -> Kidney:
    """The kidneys with every estimate that these two values allow, and those that govern."""
    made: list[Estimate] = []
    notes = list(kidney.notes)
    problems = list(kidney.problems)
    if creatinine is not None:
        made += _egfr_estimates(creatinine, person, known)
        made += _clearances(creatinine, person, known)
        if kidney.infant:
            notes += _of_an_infant(kidney, creatinine, known)
        elif person.age_y is not None and not person.is_adult and person.height_cm is None:
            problems.append(known.note("kidneys.no_height"))
    if reported is not None:
        method: Method = "reported_below" if reported.below else "reported"
        made.append(Estimate(method, reported.at_most, INDEXED, reported, ()))
    if person.sex is None and creatinine is not None:
        notes.append(known.note("kidneys.no_sex"))
    disagree = kidney.disagree
    computed = [e for e in made if e.unit == INDEXED and not e.is_reported]
    if computed and creatinine is not None and reported is not None:
        least = min(e.value for e in computed)
        if (note := _contradiction(least, creatinine, reported, known, today)) is not None:
            disagree = True
            notes.append(note)
    egfr = min((e.value for e in made if e.unit == INDEXED), default=None)
    crcl = min((e.value for e in made if e.unit != INDEXED), default=None)
    clearance, by, surface = _of_this_body(egfr, person)
    if crcl is not None and clearance is not None and by is not None:
        apart = abs(clearance - crcl) / max(clearance, crcl)
        if apart > known.number("kidney.disagree_fraction"):
            basis = basis_of(by, egfr, surface, known)
            notes.append(
                known.note("kidneys.clearances_differ", whole=clearance, basis=basis, crcl=crcl)
            )
    if crcl is not None and (clearance is None or crcl <= clearance):
        clearance, by, surface = crcl, "cockcroft_gault", None
    if kidney.unstable:
        # Nothing computed from a moving creatinine may allow a dose; a stop still stops.
        stop = known.number("kidney.egfr_stop")
        egfr = egfr if egfr is not None and egfr < stop else None
        crcl = crcl if crcl is not None and crcl < stop else None
        clearance = by = surface = None
    return replace(
        kidney,
        estimates=tuple(made),
        egfr=egfr,
        crcl=crcl,
        clearance=clearance,
        clearance_by=by,
        surface_m2=surface,
        disagree=disagree,
        notes=tuple(notes),
        problems=tuple(problems),
    )


def _of_an_infant(kidney: Kidney, creatinine: KidneyValue, known: Knowledge) -> list[Note]:
    """That no estimate of an infant is made, and what its creatinine tells."""
    value = value_said(creatinine, known)
    if kidney.infant_creatinine is None:
        return [known.note("kidneys.newborn", value=value)]
    is_high = is_high_in_infants(kidney.infant_creatinine, known)
    return [known.note("kidneys.infant_high" if is_high else "kidneys.infant", value=value)]


def _egfr_estimates(value: KidneyValue, person: Patient, known: Knowledge) -> list[Estimate]:
    if person.age_y is None:
        return []
    if not person.is_adult:
        got = egfr_of(value, person, known)
        if got is None:
            return []
        return [Estimate("schwartz", got, INDEXED, value, ("kidney.schwartz", "M-UNITS"))]
    return [
        Estimate(
            "ckd_epi",
            ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex),
            INDEXED,
            value,
            ("kidney.ckdepi_2021", "M-UNITS"),
            None if person.sex else sex,
        )
        for sex in sexes(person)
    ]


def _clearances(value: KidneyValue, person: Patient, known: Knowledge) -> list[Estimate]:
    """Cockcroft-Gault with the actual weight, and in obesity with the adjusted one too."""
    age, weight, height = person.age_y, person.weight_kg, person.height_cm
    if not person.is_adult or age is None or weight is None:
        return []
    made = []
    for sex in sexes(person):
        unsure = None if person.sex else sex
        crcl = creatinine_clearance(
            age_y=age, weight_kg=weight, creatinine_mg_per_dL=value.value, sex=sex
        )
        why: tuple[str, ...] = ("kidney.cockcroft_gault",)
        made.append(Estimate("actual_weight", crcl, "mL/min", value, why, unsure, weight))
        if height is None:
            continue
        bmi = body_mass_index(weight_kg=weight, height_cm=height)
        if bmi >= known.number("kidney.obese_bmi"):
            lighter = adjusted_weight(weight_kg=weight, height_cm=height, sex=sex)
            crcl = creatinine_clearance(
                age_y=age, weight_kg=lighter, creatinine_mg_per_dL=value.value, sex=sex
            )
            why = (*why, "kidney.ideal_weight", "kidney.obese_bmi")
            made.append(
                Estimate("adjusted_weight", crcl, "mL/min", value, why, unsure, lighter, bmi)
            )
    return made


def _contradiction(
    computed: float,
    creatinine: KidneyValue,
    reported: KidneyValue,
    known: Knowledge,
    today: date,
) -> Note | None:
    """A reported eGFR of about the same day that the creatinine contradicts."""
    apart = abs((creatinine.on or today) - (reported.on or today)).days
    share = abs(computed - reported.value) / max(computed, reported.value)
    if apart > known.number("kidney.disagree_days"):
        return None
    if reported.above and computed >= reported.value:
        return None
    if share <= known.number("kidney.disagree_fraction"):
        return None
    return known.note(
        "kidneys.contradiction", reported=value_said(reported, known),
        creatinine=value_said(creatinine, known), computed=computed,
    )  # fmt: skip


def _of_this_body(
    egfr: float | None, person: Patient
) -> tuple[float | None, ClearanceBy | None, float | None]:
    """GFR of this body in mL/min, how it was made, and the body surface it was made for."""
    if egfr is None:
        return None, None, None
    if person.weight_kg is None or person.height_cm is None:
        return egfr, "reference", None
    surface = body_surface(weight_kg=person.weight_kg, height_cm=person.height_cm)
    return deindexed(egfr, body_surface_m2=surface), "deindexed", surface

"""Every estimate of kidney function that can be made, and which of them governs."""

from __future__ import annotations

from datetime import date

from baclofen.assessment.kidney_seen import Estimate, Kidney
from baclofen.assessment.kidney_values import egfr_of, named, sexes
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
    made: list[Estimate] = []
    notes = list(kidney.notes)
    problems = list(kidney.problems)
    if creatinine is not None:
        made += _egfr_estimates(creatinine, person)
        made += _clearances(creatinine, person, known)
        if person.age_y is not None and not person.is_adult and person.height_cm is None:
            problems.append(
                Note(
                    "Below 18 the bedside Schwartz equation needs the height: without it, and "
                    "without a reported eGFR, the kidney function is unknown.",
                    ("kidney.schwartz", "ASK-KIDNEY"),
                )
            )
    if reported is not None:
        made.append(
            Estimate(
                "reported eGFR" + (", below" if reported.below else ""),
                reported.at_most,
                "mL/min/1.73m2",
                reported.equation or "equation not named",
                (),
                reported.on,
            )
        )
    if person.sex is None and creatinine is not None:
        notes.append(
            Note(
                "Sex is not known: both were computed and the lower governs.",
                ("kidney.ckdepi_2021",),
            )
        )
    disagree = kidney.disagree
    computed = [
        e for e in made if e.unit == "mL/min/1.73m2" and not e.name.startswith("reported eGFR")
    ]
    if computed and reported is not None:
        apart, note = _disagreement(
            min(e.value for e in computed), creatinine, reported, known, today
        )
        disagree = disagree or apart
        notes += note
    egfr = min((e.value for e in made if e.unit == "mL/min/1.73m2"), default=None)
    crcl = min((e.value for e in made if e.name.startswith("CrCl")), default=None)
    clearance, basis, more = _clearance(egfr, crcl, person, known)
    if kidney.unstable:
        # Nothing computed from a moving creatinine may allow a dose; a stop still stops.
        stop = known.number("kidney.egfr_stop")
        egfr = egfr if egfr is not None and egfr < stop else None
        crcl = crcl if crcl is not None and crcl < stop else None
        clearance = None
    return replace(
        kidney,
        estimates=tuple(made),
        egfr=egfr,
        crcl=crcl,
        clearance=clearance,
        clearance_basis=basis,
        disagree=disagree,
        notes=(*notes, *more),
        problems=tuple(problems),
    )


def _egfr_estimates(value: KidneyValue, person: Patient) -> list[Estimate]:
    if person.age_y is None:
        return []
    basis = named(value)
    if not person.is_adult:
        got = egfr_of(value, person)
        if got is None:
            return []
        return [
            Estimate(
                "eGFR, bedside Schwartz",
                got,
                "mL/min/1.73m2",
                basis,
                ("kidney.schwartz", "M-UNITS"),
                value.on,
            )
        ]
    return [
        Estimate(
            "eGFR, CKD-EPI 2021" + ("" if person.sex else f" ({sex})"),
            ckd_epi_2021(creatinine_mg_per_dL=value.value, age_y=person.age_y, sex=sex),
            "mL/min/1.73m2",
            basis,
            ("kidney.ckdepi_2021", "M-UNITS"),
            value.on,
        )
        for sex in sexes(person)
    ]


def _clearances(value: KidneyValue, person: Patient, known: Knowledge) -> list[Estimate]:
    if not person.is_adult or person.age_y is None or person.weight_kg is None:
        return []
    made = []
    for sex in sexes(person):
        suffix = "" if person.sex else f" ({sex})"
        made.append(
            Estimate(
                f"CrCl, Cockcroft-Gault, actual weight{suffix}",
                creatinine_clearance(
                    age_y=person.age_y,
                    weight_kg=person.weight_kg,
                    creatinine_mg_per_dL=value.value,
                    sex=sex,
                ),
                "mL/min",
                f"{named(value)}, {person.weight_kg:.3g} kg",
                ("kidney.cockcroft_gault",),
                value.on,
            )
        )
        if person.height_cm is None:
            continue
        bmi = body_mass_index(weight_kg=person.weight_kg, height_cm=person.height_cm)
        if bmi >= known.number("kidney.obese_bmi"):
            weight = adjusted_weight(
                weight_kg=person.weight_kg, height_cm=person.height_cm, sex=sex
            )
            made.append(
                Estimate(
                    f"CrCl, Cockcroft-Gault, adjusted weight{suffix}",
                    creatinine_clearance(
                        age_y=person.age_y,
                        weight_kg=weight,
                        creatinine_mg_per_dL=value.value,
                        sex=sex,
                    ),
                    "mL/min",
                    f"{named(value)}, adjusted weight {weight:.0f} kg (BMI {bmi:.0f})",
                    ("kidney.cockcroft_gault", "kidney.ideal_weight", "kidney.obese_bmi"),
                    value.on,
                )
            )
    return made


def _disagreement(
    computed: float,
    creatinine: KidneyValue | None,
    reported: KidneyValue,
    known: Knowledge,
    today: date,
) -> tuple[bool, list[Note]]:
    assert creatinine is not None  # noqa: S101 - computed comes from it
    apart = abs((creatinine.on or today) - (reported.on or today)).days
    share = abs(computed - reported.value) / max(computed, reported.value)
    if apart > known.number("kidney.disagree_days"):
        return False, []
    if share <= known.number("kidney.disagree_fraction"):
        return False, []
    return True, [
        Note(
            f"The record contradicts itself: {named(reported)}, but creatinine "
            f"{creatinine.value:.2f} mg/dL gives {computed:.0f} by the same day's equation. "
            "The lower governs; repeat both.",
            ("REN-DISAGREE", "kidney.disagree_fraction"),
        )
    ]


def _clearance(
    egfr: float | None, crcl: float | None, person: Patient, known: Knowledge
) -> tuple[float | None, str, list[Note]]:
    """Kidney clearance of this body in mL/min, how it was made, and what must be said."""
    notes: list[Note] = []
    whole: float | None = None
    if egfr is not None and person.weight_kg is not None and person.height_cm is not None:
        surface = body_surface(weight_kg=person.weight_kg, height_cm=person.height_cm)
        whole = deindexed(egfr, body_surface_m2=surface)
        basis = f"eGFR {egfr:.0f} de-indexed by {surface:.2f} m2"
    elif egfr is not None:
        whole = egfr
        basis = f"eGFR {egfr:.0f}, taken as for 1.73 m2 because height or weight is missing"
    if whole is None and crcl is None:
        return None, "", notes
    if whole is None:
        return crcl, "Cockcroft-Gault", notes
    if crcl is None:
        return whole, basis, notes
    if abs(whole - crcl) / max(whole, crcl) > known.number("kidney.disagree_fraction"):
        notes.append(
            Note(
                f"The estimates of this body's kidney clearance differ: {whole:.0f} mL/min "
                f"({basis}) and {crcl:.0f} mL/min (Cockcroft-Gault). The lower governs.",
                ("kidney.ckdepi_2021", "kidney.cockcroft_gault"),
            )
        )
    if crcl <= whole:
        return crcl, "Cockcroft-Gault", notes
    return whole, basis, notes

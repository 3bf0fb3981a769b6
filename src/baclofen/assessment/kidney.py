"""Reads a patient's kidney values: which count, which governs, what they allow.

Verdicts use CKD-EPI 2021 (or a reported eGFR, the lower of both); exposure uses GFR
de-indexed by body surface and Cockcroft-Gault, the lower of both. Every choice that
lowers or refuses a dose is a note with its reason.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from baclofen.assessment.kidney_answered import answered_of
from baclofen.assessment.kidney_doubted import doubted_of, is_too_low
from baclofen.assessment.kidney_estimates import with_estimates
from baclofen.assessment.kidney_open import left_open, open_said, without_slips
from baclofen.assessment.kidney_risen import Risen, risen_over_weeks
from baclofen.assessment.kidney_said import day_said, value_said
from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.kidney_values import (
    allows_less,
    by_age,
    discord_of_a_day,
    is_high_in_infants,
    is_infant,
    is_of_its_own,
    last_rise,
    long_fall,
    long_rise,
    newest,
    stage_is_open,
    usable,
    young_level,
)
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import ClearanceBands, LittleMuscle, OldClearance
from baclofen.patient import KidneyValue, Patient, UnreadKidney, body_mass_index
from baclofen.value import replace

#: So many results that are left open are named.
_MOST_OPEN = 3


def read_kidney(
    person: Patient, known: Knowledge, *, today: date, new_kidney_medicine: bool
) -> Kidney:
    """The kidneys of this patient on this day.

    `new_kidney_medicine`: a medicine that acts on the kidney was started lately, which
    shortens the life of a value. Nothing raises: what cannot be used is a problem, said.
    """
    found, set_aside = usable(person.values, known, today)
    values, slips = without_slips(found, person, known, today)
    last = max((v.on or today for v in values), default=today)
    slip = next((v for v in slips if (v.on or today) == last), None)
    open_ = left_open(person, known, today)
    doubted = doubted_of(values, person, known, today)
    # From a value that is too low to be believed nothing rises.
    possible = [v for v in values if not is_too_low(v, person, known)]
    rise = last_rise(possible, known, today)
    risen = None if rise is not None else risen_over_weeks(possible, known, today)
    presumed = risen if risen is not None and _may_allow_less(risen, person, known) else None
    unstable = rise is not None or presumed is not None or "aki" in person.conditions
    # What nobody believes answers no low value, unless that is long ago.
    believed = [v for v in values if v not in doubted.values]
    standing = possible if doubted.is_long_ago else believed
    answered = None if unstable else answered_of(believed, person, known, today)
    if answered is not None:
        standing = [
            v for v in standing
            if v.kind != answered.low.kind or v in answered.by or is_of_its_own(v)
        ]  # fmt: skip
    aged = by_age(standing, person, known, today, new_kidney_medicine)
    is_fresh = bool(aged.fresh) and not aged.low
    counted = [v for v in (*aged.fresh, *aged.low) if v not in doubted.values]
    notes = [*set_aside]
    problems = [] if is_fresh else [*aged.notes]
    if is_fresh:
        notes += aged.notes
    if not person.is_dialysed and not values:
        problems.append(known.note("kidneys.none"))
    if unstable:
        problems.append(_moving(rise, presumed, known))
    elif risen is not None:
        notes.append(known.note("kidneys.risen_unseen", seen=_risen_said(risen, known)))
    creatinine = newest(counted, "creatinine")
    # Of an eGFR and a value of its own the lower one: neither answers the other.
    reported = min((v for v in counted if v.kind == "egfr"), key=lambda v: v.at_most, default=None)
    discord = discord_of_a_day(standing, known, today) if reported else None
    notes += [discord] if discord else []
    bound = _only_a_bound(reported, creatinine, known)
    if reported is not None and bound:
        problems.append(known.note("kidneys.only_below", value=value_said(reported, known)))
    if not unstable and (fell := long_fall(standing, person, known, today)):
        before, after = (value_said(v, known) for v in fell)
        notes.append(known.note("kidneys.fallen", before=before, after=after))
    if answered is not None:
        low, by = value_said(answered.low, known), tuple(value_said(v, known) for v in answered.by)
        notes.append(known.note("kidneys.answered", low=low, by=by))
    if doubted.note is not None:
        problems.append(doubted.note)
    elif answered is None and (rose := long_rise(standing, person, known, today)):
        before, after = (value_said(v, known) for v in rose)
        if rose[0] not in counted:
            notes.append(known.note("kidneys.risen", before=before, after=after))
    if slip is not None:
        problems.append(known.note("kidneys.slip", value=value_said(slip, known)))
    problems += [open_said(one, known) for one in open_[-_MOST_OPEN:]]
    kidney = Kidney(
        known=is_fresh and not unstable and not bound and doubted.note is None,
        unstable=unstable,
        risen=risen is not None,
        until=aged.until if is_fresh else None,
        stage_open=stage_is_open(values, person, known, today),
        doubtful=doubted.note is not None,
        slip=slip is not None,
        left_open=bool(open_),
        may_fail=doubted.was_low or any(_says_failing(one, person, known) for one in open_),
        lacks=_lacks(creatinine, reported, person, known),
        infant=creatinine is not None and is_infant(person, known),
        infant_creatinine=young_level(creatinine, person, known) if creatinine else None,
        may_mislead=_may_mislead(person, known),
        disagree=discord is not None,
        problems=tuple(problems),
        notes=tuple(notes),
    )
    kidney = with_estimates(kidney, person, creatinine, reported, known, today)
    if kidney.known and kidney.egfr is None and kidney.crcl is None and not kidney.infant:
        kidney = replace(kidney, known=False)
    return _with_fraction(kidney, person, known) if kidney.known else kidney


def _lacks(
    creatinine: KidneyValue | None,
    reported: KidneyValue | None,
    person: Patient,
    known: Knowledge,
) -> Literal["", "height", "age"]:
    """What is asked for in place of the creatinine, which is there."""
    if creatinine is None or reported is not None:
        return ""
    if person.age_y is None:
        return "age"
    needs_height = person.is_minor and not is_infant(person, known)
    return "height" if needs_height and person.height_cm is None else ""


def _says_failing(result: UnreadKidney, person: Patient, known: Knowledge) -> bool:
    """Whether what is left open says that the kidneys fail, and is not only unreadable."""
    if result.value is None:
        return result.is_grave or result.says_failing
    return allows_less(result.value, person, known) is True


def _only_a_bound(
    reported: KidneyValue | None, creatinine: KidneyValue | None, known: Knowledge
) -> bool:
    """An eGFR reported only as below a number that does not stop by itself."""
    if reported is None or creatinine is not None or not reported.below:
        return False
    return reported.value > known.number("kidney.egfr_stop")


def _may_allow_less(risen: Risen, person: Patient, known: Knowledge) -> bool:
    """Whether the value that rose allows less than the usual dose, or may."""
    return allows_less(risen.after, person, known) is not False


def _moving(
    rise: tuple[KidneyValue, KidneyValue] | None, presumed: Risen | None, known: Knowledge
) -> Note:
    if presumed is not None:
        return known.note("kidneys.moving", seen=_risen_said(presumed, known))
    if rise is None:
        return known.note("kidneys.moving", seen=known.note("kidneys.injury"))
    before, after = rise
    seen = known.note(
        "kidneys.rise", before=value_said(before, known), after=after.value,
        day=day_said(after.on, known),
        order=known.note("kidneys.rise_order") if before.on == after.on else None,
    )  # fmt: skip
    return known.note("kidneys.moving", seen=seen)


def _risen_said(risen: Risen, known: Knowledge) -> Note:
    return known.note(
        "kidneys.risen_over_weeks", after=value_said(risen.after, known), usual=risen.usual,
        count=risen.count,
    )  # fmt: skip


def _may_mislead(person: Patient, known: Knowledge) -> bool | None:
    """Whether creatinine may overstate kidney function, for want of muscle: told by the age, by a
    diagnosis or by the body."""
    told = known.of(LittleMuscle)
    if person.age_y is not None and person.age_y > known.number("kidney.mislead_age"):
        return True
    if person.syndrome in told.little_muscle_syndromes or person.conditions & told.little_muscle:
        return True
    if person.weight_kg is None or person.height_cm is None or not person.is_adult:
        return False
    bmi = body_mass_index(weight_kg=person.weight_kg, height_cm=person.height_cm)
    return bmi < known.number("kidney.mislead_bmi")


def _with_fraction(kidney: Kidney, person: Patient, known: Knowledge) -> Kidney:
    """The smaller of what eGFR and CrCl allow; one band lower within reach of a stop, in the old
    whose CrCl is the lower one, and where a stage on record says so."""
    stop, usual = known.number("kidney.egfr_stop"), known.number("kidney.egfr_usual")
    margin = known.number("kidney.mislead_margin") if kidney.may_mislead else 0.0
    allowed: list[tuple[float, tuple[str, ...]]] = []
    notes = list(kidney.notes)
    if kidney.egfr is not None:
        tiers: tuple[str, ...] = (tiers_of(person, known), "kidney.egfr_stop", "kidney.egfr_usual")
        judged = kidney.egfr
        for edge in (stop, usual):
            if edge <= kidney.egfr < edge + margin:
                judged = edge - 1
                tiers = ("REN-MISLEAD", "kidney.mislead_margin", *tiers)
                notes.append(known.note("kidneys.little_muscle", egfr=kidney.egfr, edge=edge))
        share = 0.0 if judged < stop else known.number("kidney.egfr_mid_fraction")
        allowed.append((1.0 if judged >= usual else share, tiers))
    if kidney.crcl is not None:
        allowed.append((_crcl_fraction(kidney.crcl, known), ("REN-VLAVONOU", "kidney.crcl_bands")))
    if kidney.infant and kidney.infant_creatinine is not None:
        allowed.append(_infant_share(kidney.infant_creatinine, known))
    if not allowed:
        # Of a newborn: nothing is known that could allow a dose, and nothing more can be.
        return kidney
    capped, why_capped = _capped(kidney, person, known)
    allowed += capped
    notes += why_capped
    fraction, reasons = min(allowed, key=lambda pair: pair[0])
    if len({share for share, _ in allowed}) > 1:
        every = (id for _, ids in allowed for id in ids)
        notes.append(known.note("kidneys.bands_differ", *every, egfr=kidney.egfr, crcl=kidney.crcl))
    return replace(kidney, fraction=fraction, fraction_why=reasons, notes=tuple(notes))


def leaves_half(kidney: Kidney, person: Patient, known: Knowledge) -> bool:
    """Whether what is known of the kidneys leaves half of the usual dose or less: also by values
    too old, or too unsteady, to allow a dose. Little muscle alone, near an edge, moves the dose and
    is no reason here.

    Facts: `kidney.egfr_mid_fraction`, `kidney.infant_far`.
    """
    young = None if kidney.infant else kidney.infant_creatinine
    if young is not None and young >= known.number("kidney.infant_far"):
        return True
    share = _with_fraction(replace(kidney, may_mislead=False), person, known).fraction
    return share is not None and share <= known.number("kidney.egfr_mid_fraction")


def tiers_of(person: Patient, known: Knowledge) -> str:
    """The rule by whose tiers an estimate is read. Facts: `kidney.adult_tiers_from`."""
    is_small = person.age_y is not None and person.age_y < known.number("kidney.adult_tiers_from")
    return "REN-TIERS-CHILD" if is_small else "REN-TIERS-PROJECT"


def _infant_share(creatinine: float, known: Knowledge) -> tuple[float, tuple[str, ...]]:
    """The share of the usual dose by the creatinine (mg/dL) of an infant, and its ids: all of it up
    to what is normal, half of it above, none from the stop on."""
    if creatinine >= known.number("kidney.infant_stop"):
        return 0.0, ("REN-INFANT-STOP", "kidney.infant_stop")
    if not is_high_in_infants(creatinine, known):
        return 1.0, ("REN-INFANT", "kidney.infant_most")
    half = known.number("kidney.egfr_mid_fraction")
    return half, ("REN-INFANT", "kidney.infant_most", "kidney.egfr_mid_fraction")


def share_within_error(kidney: Kidney, person: Patient, known: Knowledge) -> float | None:
    """The share of the usual dose, were each value as much higher as another sample may be; None
    where kidney function is not known. Of a dose that runs: it moves no start and no raise.

    Facts: `kidney.steady_margin`.
    """
    if kidney.fraction is None:
        return None
    part = 1 - known.number("kidney.steady_margin")

    def higher(value: float | None) -> float | None:
        return None if value is None else round(value / part, 9)  # edges are met in print

    raised = replace(kidney, egfr=higher(kidney.egfr), crcl=higher(kidney.crcl))
    return _with_fraction(raised, person, known).fraction


def _capped(
    kidney: Kidney, person: Patient, known: Knowledge
) -> tuple[list[tuple[float, tuple[str, ...]]], list[Note]]:
    """What keeps the dose in the band below the usual one although eGFR is above it."""
    if kidney.egfr is None or kidney.egfr < known.number("kidney.egfr_usual"):
        return [], []
    found = []
    share = known.number("kidney.egfr_mid_fraction")
    if "ckd_stage_3" in person.conditions:
        found.append(("REN-STAGE-3", known.note("kidneys.stage_3", egfr=kidney.egfr)))
    old = person.age_y is not None and person.age_y >= known.number("kidney.old_age")
    below = known.of(OldClearance).crcl_below
    if old and kidney.crcl is not None and kidney.crcl < below:
        said = known.note("kidneys.old_clearance", egfr=kidney.egfr, crcl=kidney.crcl)
        found.append((OldClearance.entry, said))
    return [(share, (id, "kidney.egfr_mid_fraction")) for id, _ in found], [n for _, n in found]


def crcl_band(crcl: float, known: Knowledge) -> str:
    """The band a clearance in mL/min falls in, by the names of `REN-VLAVONOU`.

    Facts: `kidney.crcl_bands`.
    """
    severe, moderate, mild = known.numbers("kidney.crcl_bands")
    # A value on an edge belongs to the milder band, but the mildest begins above its edge.
    above = (crcl >= severe, crcl >= moderate, crcl > mild)
    return known.of(ClearanceBands).bands[sum(above)]


def _crcl_fraction(crcl: float, known: Knowledge) -> float:
    bands = known.of(ClearanceBands).bands
    at = bands.index(crcl_band(crcl, known))
    # In the weakest band the study has a share; the project stops here.
    return known.numbers("kidney.crcl_fractions")[at] if at else 0.0

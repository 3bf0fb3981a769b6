"""Fields of the case by which a sign is an emergency or less."""

from __future__ import annotations

from typing import Any

from baclofen.assessment.kidney import leaves_half
from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.person_case import (
    danger_signs,
    on_dialysis,
    open_signs,
    seizure_is_as_usual,
)
from baclofen.assessment.request import Request
from baclofen.assessment.seen import MedicineSeen
from baclofen.assessment.told import flag_of, may_be_failing
from baclofen.knowledge import Knowledge, Members
from baclofen.knowledge.numbers import SedativeKinds
from baclofen.patient import BaclofenUse, Patient
from baclofen.regimen import PumpOrder


def urgent_fields(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...],
    medicines: tuple[MedicineSeen, ...], kidney: Kidney, known: Knowledge, *,
    signs: Members, is_known: bool,
) -> dict[str, Any]:  # fmt: skip
    """The fields by which it is seen whether a sign is an emergency, with these `signs`; `is_known`
    says whether it is known if baclofen is taken."""
    classes = frozenset(c for m in medicines for c in m.taken_for.classes) - {"target"}
    young = kidney.infant_creatinine
    is_failing = allow_none(person, kidney, known)
    still = open_signs(person)
    return {
        "age": person.age_y,
        "age_known": person.age_y is not None,
        "egfr": kidney.egfr,
        "infant_creatinine": young if kidney.infant else None,
        "small_child_creatinine": None if kidney.infant else young,
        "dialysis": on_dialysis(person, kidney, known),
        "kidney_stage_open": kidney.stage_open,
        "kidneys_failing": is_failing,
        "kidneys_reduced": is_failing
        or kidney.stage_open
        or kidney.may_fail
        or may_be_failing(person)
        or leaves_half(kidney, person, known),
        "aki": True if kidney.unstable else False if "aki" in person.no_conditions else None,
        "newborn": flag_of(person.newborn, "neonatal_withdrawal", person),
        "seizure_as_usual": seizure_is_as_usual(person, uses, request),
        "danger_signs": danger_signs(signs.present, known),
        "danger_signs_open": danger_signs(still | signs.present, known) if still else 0,
        "signs": signs,
        "signs_open": Members(still, complete=True),
        "signs_told": Members(signs.present, complete=True),
        "medicine_classes": Members(classes, complete=person.medicines_complete),
        "cns_classes": None
        if person.medicines is None
        else kinds_of_sedative(classes, known, alcohol=person.alcohol),
        "baclofen": _baclofen_members(uses, is_known, request),
    }


def allow_none(person: Patient, kidney: Kidney, known: Knowledge) -> bool:
    """Whether the kidneys allow no baclofen by mouth, are moving, or are told to be failing where
    no valid value tells what is left: just where the way down by mouth is the quick one (T-KIDNEY).
    """
    unseen = kidney.stage_open and not kidney.known
    return (
        on_dialysis(person, kidney, known) is True
        or kidney.unstable
        or unseen
        or _is_low(kidney, known)
    )


def _is_low(kidney: Kidney, known: Knowledge) -> bool:
    """Whether they allow none by an estimate, or by the creatinine of an infant."""
    infant = kidney.infant_creatinine if kidney.infant else None
    if infant is not None and infant >= known.number("kidney.infant_stop"):
        return True
    if kidney.egfr is not None and kidney.egfr < known.number("kidney.egfr_stop"):
        return True
    return kidney.crcl is not None and kidney.crcl < known.numbers("kidney.crcl_bands")[0]


def kinds_of_sedative(
    classes: frozenset[str], known: Knowledge, *, alcohol: bool | None = None
) -> int:
    """How many kinds of sedating medicine are taken; each kind counts once, alcohol as one."""
    taken = classes | ({"alcohol"} if alcohol else set())
    return sum(1 for members in known.of(SedativeKinds).classes if taken & members)


def _baclofen_members(
    uses: tuple[BaclofenUse, ...], is_known: bool, request: Request
) -> Members | None:
    present = set()
    for use in uses:
        if use.status == "stopped":
            present.add("recent")
        else:
            # An unclear route counts as both doors open: oral is the one that can be tapered.
            present.add("intrathecal" if use.route == "intrathecal" else "oral")
    order = request.order
    if isinstance(order, PumpOrder) and (order.stage != "start" or order.before is not None):
        present.add("intrathecal")
    if not is_known and not present:
        return None
    # A pump that is ordered says nothing of what is taken by mouth.
    return Members(frozenset(present), complete=is_known)

"""What is known of the person, as single fields of the case: reckoned from several things told."""

from __future__ import annotations

from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.request import Request
from baclofen.assessment.taken import by_mouth_now
from baclofen.assessment.told import flag_of, pregnancy_told
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import DangerSigns, EitherSigns, HighLesion, LackSigns
from baclofen.patient import BaclofenUse, Patient, is_at_or_above
from baclofen.regimen import PumpOrder


def seizure_is_as_usual(person: Patient, uses: tuple[BaclofenUse, ...], request: Request) -> bool:
    """Whether a seizure is told to be as usual, and may be: known epilepsy, by mouth alone."""
    told = person.seizure_as_usual is True and "epilepsy" in person.conditions
    by_mouth_alone = bool(uses) and by_mouth_now(uses) == uses
    return told and by_mouth_alone and not isinstance(request.order, PumpOrder)


def seizures_resist(person: Patient) -> bool | None:
    """Whether seizures go on in spite of medicines; asked for only where an epilepsy is told."""
    if person.epilepsy_resistant is not None or "epilepsy" in person.conditions:
        return person.epilepsy_resistant
    return False


def nothing_by_mouth(person: Patient, request: Request) -> bool | None:
    """Whether nothing may be swallowed, and no tube is told by which it goes."""
    return False if request.by_tube else _nil_by_mouth(person)


def nothing_by_mouth_but_a_tube(person: Patient, request: Request) -> bool:
    """Whether nothing may be swallowed, and a tube is told by which the doses go."""
    return _nil_by_mouth(person) is True and request.by_tube


def _nil_by_mouth(person: Patient) -> bool | None:
    return flag_of(person.nil_by_mouth, "nil_by_mouth", person)


def high_lesion(person: Patient, known: Knowledge) -> bool | None:
    """Whether the cord is injured so high that withdrawal looks like autonomic dysreflexia."""
    level = person.lesion_level
    return None if level is None else is_at_or_above(level, known.of(HighLesion).lowest_level)


def meningitis_now(person: Patient) -> bool:
    """Whether a meningitis is told, and not that the infection is over."""
    return "meningitis" in person.conditions and person.infection_active is not False


def danger_signs(told: frozenset[str], known: Knowledge) -> int:
    """How many of the signs told are of poisoning; what counts only beside another is none alone,
    and of several such the first is what the others stand beside."""
    signs = known.of(DangerSigns)
    count, beside = len(told.intersection(signs.signs)), len(told.intersection(signs.beside))
    return count + beside if count else max(0, beside - 1)


def open_signs(person: Patient) -> frozenset[str]:
    """The signs of the last weeks of which nobody said whether they are there now."""
    return person.signs_open - person.signs - person.no_signs


def open_note(person: Patient, known: Knowledge) -> tuple[Note, ...]:
    """Which these are."""
    found = tuple(sorted(open_signs(person)))
    return (known.note("signs.open", signs=found),) if found else ()


def lack_signs(person: Patient, known: Knowledge) -> int:
    """How many signs of a withdrawal were told."""
    return len(person.signs.intersection(known.of(LackSigns).signs))


def signs_of_either(person: Patient, known: Knowledge) -> bool:
    """Whether a sign of too much and of too little was told beside one of too little."""
    of_both = person.signs.intersection(known.of(EitherSigns).of_both)
    return bool(of_both) and lack_signs(person, known) > 0


def on_dialysis(person: Patient, kidney: Kidney, known: Knowledge) -> bool | None:
    if person.dialysis is not None:
        return person.dialysis
    if "dialysis" in person.conditions:
        return True
    # An eGFR of 30 or more, measured lately, is not one of a patient on dialysis.
    if kidney.known and (kidney.egfr or 0) >= known.number("kidney.egfr_stop"):
        return False
    # Nor is the creatinine of an infant that is normal for its age.
    if kidney.known and kidney.infant and kidney.fraction == 1:
        return False
    return False if "dialysis" in person.no_conditions else None


def is_pregnant(person: Patient, known: Knowledge) -> bool | None:
    """Whether the person is pregnant, as told or of an age and sex that rule it out; None: open."""
    if person.pregnant is not None:
        return person.pregnant
    if pregnancy_told(person):
        return True
    if person.sex == "male" or "pregnancy" in person.no_conditions:
        return False
    low, high = known.numbers("patient.pregnancy_age")
    if person.age_y is not None and not low <= person.age_y <= high:
        return False
    return None

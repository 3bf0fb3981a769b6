"""Before a needle: may a medicine against clotting still act on the day?

Waiting times stand by source, by medicine or by class; the longest counts, as doses are not read.
Unknown never helps: an untold last dose acts, unknown kidneys count as poor ones.
"""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.request import Request
from baclofen.assessment.seen import MedicineSeen
from baclofen.knowledge import Ingredient, Knowledge
from baclofen.knowledge.numbers import NeedleLimits, NeedleWaits
from baclofen.patient import Patient
from baclofen.regimen import Order, PumpOrder, ScreeningOrder
from baclofen.value import Value


class NeedleWait(Value):
    """One medicine against clotting, and how long after its last dose a needle may go in.

    `hours` is None where no source gives a time: only a level tells, or nobody knows. `needs_inr`:
    the INR must be told as well. `why` names the rule or rules that the time is from.
    """

    name: str
    hours: float | None
    needs_inr: bool
    is_over: bool
    why: tuple[str, ...]


def needle_waits(
    person: Patient, medicines: Sequence[MedicineSeen], kidney: Kidney, request: Request,
    known: Knowledge,
) -> tuple[NeedleWait, ...]:  # fmt: skip
    """The medicines that count before this bolus or implant; none for any other request.

    Aspirin or an NSAID counts before an implant, and before a bolus beside another medicine. What
    ended lately waits from its last day on, at the fewest hours that it allows.
    """
    at = _procedure(request.order)
    if at is None:
        return ()
    limits = known.of(NeedleLimits)
    taken = {i.name: i for m in medicines for i in m.taken_for.ingredients}
    since = _since_end(person, request, known)
    found = {**{i.name: i for i, _ in since.values()}, **taken}
    counted = [i for i in found.values() if limits.counted.intersection(i.classes)]
    if at == "bolus" and len(counted) == 1 and limits.mild.intersection(counted[0].classes):
        return ()
    clearance = min((v for v in (kidney.crcl, kidney.egfr) if v is not None), default=0.0)
    hours = {
        i.name: person.hours_since_antithrombotic if i.name in taken else since[i.name][1]
        for i in counted
    }
    return tuple(
        # Beside another, aspirin and NSAIDs wait as before an implant: only there they have a time.
        _wait(
            i, "implant" if limits.mild.intersection(i.classes) else at, clearance, hours[i.name],
            person, known,
        )
        for i in counted
    )  # fmt: skip


def _since_end(
    person: Patient, request: Request, known: Knowledge
) -> dict[str, tuple[Ingredient, float]]:
    """Each substance that ended by the record, with the hours since at the fewest; those told for
    all of them where they are more than none."""
    found: dict[str, tuple[Ingredient, float]] = {}
    for one in person.ended:
        what, days = one.medicine, max(0, (request.today - one.on).days)
        told = person.hours_since_antithrombotic
        hours = 24.0 * days if told is None else min(told, 24.0 * (days + 1))
        seen = known.codes.medicine(what.name, also=what.also, rxnorm=what.rxnorm, atc=what.atc)
        for ingredient in seen.ingredients:
            before = found.get(ingredient.name)
            if before is None or hours < before[1]:
                found[ingredient.name] = (ingredient, hours)
    return found


def antithrombotic_acts(
    person: Patient, medicines: Sequence[MedicineSeen], kidney: Kidney, request: Request,
    known: Knowledge,
) -> bool | None:  # fmt: skip
    """Whether one may still act; None where nobody told what is taken, or no needle is asked for.

    A diagnosis of anticoagulation without a medicine by name is an anticoagulant nobody knows.
    """
    if _procedure(request.order) is None:
        return None
    limits = known.of(NeedleLimits)
    waits = needle_waits(person, medicines, kidney, request, known)
    taken = {i.name for m in medicines for i in m.taken_for.ingredients}
    named = any("antithrombotic" in m.taken_for.classes for m in medicines)
    unnamed = "anticoagulation" in person.conditions and not named
    thin = person.inr is not None and person.inr > limits.inr_most
    if unnamed or thin or any(not wait.is_over for wait in waits):
        return True
    # What was told waits no more, or nothing else is taken; else more may be taken.
    settled = any(wait.name in taken for wait in waits) or person.medicines_complete
    return False if settled else None


def _procedure(order: Order | None) -> str | None:
    if isinstance(order, ScreeningOrder):
        return "bolus"
    opens = isinstance(order, PumpOrder) and order.stage in ("start", "replacement")
    return "implant" if opens else None


def _wait(
    medicine: Ingredient, at: str, clearance: float, since: float | None, person: Patient,
    known: Knowledge,
) -> NeedleWait:  # fmt: skip
    limits = known.of(NeedleLimits)
    hours, why = _longest(medicine, at, clearance, known)
    inr = person.inr
    needs_inr = bool(limits.inr_of.intersection(medicine.classes))
    thick = not needs_inr or (inr is not None and inr <= limits.inr_most)
    over = hours is not None and since is not None and since >= hours and thick
    return NeedleWait(medicine.name, hours, needs_inr, over, why)


def _longest(
    medicine: Ingredient, at: str, clearance: float, known: Knowledge
) -> tuple[float | None, tuple[str, ...]]:
    """The longest time of the sources, and whose it is; None where one wants a level instead."""
    times: dict[str, float] = {}
    for source in known.every(NeedleWaits):
        if at not in source.at or clearance < source.from_crcl:
            continue
        names = (medicine.name, *sorted(medicine.classes))
        level = source.level_at(clearance)
        if level.intersection(names):
            return None, (source.id,)
        hours = source.hours_at(clearance)
        told = next((hours[name] for name in names if name in hours), None)
        if told is not None:
            times[source.id] = told
    if times:
        most = max(times.values())
        return most, tuple(id for id, hours in times.items() if hours == most)
    limits = known.of(NeedleLimits)
    other = [hours for name, hours in limits.other_h.items() if name in medicine.classes]
    return max(other, default=None), ()

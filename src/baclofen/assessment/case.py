"""What the rules can see: one patient and one request as a flat case.

Here a record is turned into three-valued fields. What is not known is left out of the
case, never set to a harmless value.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from baclofen.assessment.ahead import ahead_fields, raised_ahead
from baclofen.assessment.body import body_fields, body_notes
from baclofen.assessment.kidney import read_kidney
from baclofen.assessment.kidney_seen import Kidney
from baclofen.assessment.lately import lately_fields
from baclofen.assessment.needle import antithrombotic_acts
from baclofen.assessment.order_case import order_fields
from baclofen.assessment.person_case import (
    high_lesion,
    is_pregnant,
    lack_signs,
    meningitis_now,
    nothing_by_mouth,
    nothing_by_mouth_but_a_tube,
    open_note,
    seizures_resist,
    signs_of_either,
)
from baclofen.assessment.request import Kind, Request, Route
from baclofen.assessment.seen import MedicineSeen
from baclofen.assessment.slips import slip_fields
from baclofen.assessment.taken import (
    by_mouth_now,
    by_pump_now,
    oral_is_added,
    oral_sum_mg,
    orders_of,
)
from baclofen.assessment.told import (
    both_ways,
    flag_of,
    hides_baclofen,
    pregnancy_told,
    told,
    unread,
)
from baclofen.assessment.urgent import urgent_fields
from baclofen.assessment.use_case import use_fields
from baclofen.knowledge import Has, Knowledge, Members, Note
from baclofen.knowledge.numbers import BaclofenOpen, ExposedNewborn
from baclofen.patient import BaclofenUse, Patient
from baclofen.regimen import OralOrder, PumpOrder, ScreeningOrder
from baclofen.units import months_before
from baclofen.value import Value, replace


class Situation(Value):
    """The case for the rules, with what was read on the way to it. `signs` are those of which it
    was told whether they are there."""

    case: dict[str, Any]
    kidney: Kidney
    medicines: tuple[MedicineSeen, ...]
    uses: tuple[BaclofenUse, ...]
    signs: frozenset[str]
    syndrome: str | None
    kind: Kind
    statements: tuple[Note, ...]
    notes: tuple[Note, ...]


def read_situation(person: Patient, request: Request, known: Knowledge) -> Situation:
    """Everything the rules may ask of this patient and request, on the day of judgement."""
    medicines = tuple(
        MedicineSeen(m, known.codes.medicine(m.name, also=m.also, rxnorm=m.rxnorm, atc=m.atc))
        for m in person.medicines or ()
    )
    uses = current_uses(person, request, known)
    syndrome, is_told_for, indication_notes = _indication(person, known)
    kind, statements, is_told = _kind_of(request, person, uses, known)
    hidden = is_told and hides_baclofen(person, uses, medicines, known)
    baclofen_known = is_told and not hidden
    route = _route(request, uses)
    kidney = read_kidney(
        # A sex that cannot be is none: the lower of both estimates then governs.
        replace(person, sex=None) if person.sex == "male" and pregnancy_told(person) else person,
        known, today=request.today,
        new_kidney_medicine=_new_kidney_medicine(medicines, request, known),
    )  # fmt: skip
    case: dict[str, Any] = {
        **_task(route, kind),
        **urgent_fields(
            person,
            request,
            uses,
            medicines,
            kidney,
            known,
            signs=Members(person.signs, person.no_signs),
            is_known=baclofen_known,
        ),
        "weight": person.weight_kg,
        "weight_known": person.weight_kg is not None,
        "sex": person.sex,
        "syndrome": syndrome,
        "indication_told": is_told_for,
        "crcl": kidney.crcl,
        # On dialysis no value gives a dose, and none is asked for.
        "kidney_known": kidney.known or person.is_dialysed,
        "creatinine_may_mislead": kidney.may_mislead,
        "kidney_values_disagree": kidney.disagree,
        "kidney_answered": kidney.answered,
        "kidney_risen": kidney.risen,
        "kidney_doubtful": kidney.doubtful,
        "kidney_slip": kidney.slip,
        "kidney_left_open": kidney.left_open,
        "pregnant": is_pregnant(person, known),
        "pregnancy_undated": pregnancy_told(person) and person.gestation_weeks is None,
        "trimester": person.trimester,
        "weeks_to_term": person.weeks_to_term,
        "alcohol": person.alcohol,
        "lactating": flag_of(person.lactating, "lactation", person),
        "infection_active": person.infection_active,
        "surgery_planned": person.surgery_planned,
        "oral_failed": person.oral_failed,
        "epilepsy_resistant": person.epilepsy_resistant,
        "seizures_resist": seizures_resist(person),
        "nil_by_mouth": nothing_by_mouth(person, request),
        "nil_by_tube": nothing_by_mouth_but_a_tube(person, request),
        "admitted": person.admitted,
        "lack_signs": lack_signs(person, known),
        "signs_of_either": signs_of_either(person, known),
        "antithrombotic_acts": antithrombotic_acts(person, medicines, kidney, request, known),
        "days_since_injury": person.days_since_injury,
        "high_lesion": high_lesion(person, known),
        "meningitis_now": meningitis_now(person),
        "conditions": Members(person.conditions, person.no_conditions),
        "allergies": Members(person.allergies, person.no_allergies),
        "signs_passed": Members(person.signs_passed, complete=True),
        "signs_again": Members(person.signs_again, complete=True),
        "conditions_told": Members(person.conditions, complete=True),
        "baclofen_known": baclofen_known,
        "baclofen_missing": kind != "start"
        and not uses
        and not (_speaks_for_itself(request) or watches_newborn(person, request, uses, known)),
        "baclofen_orders": orders_of(uses),
        "baclofen_in_parts": any(use.orders > 1 for use in uses),
        "oral_is_added": oral_is_added(request, uses),
        "weans_oral": isinstance(request.order, PumpOrder) and request.order.weans_oral,
        "setting": "outpatient",
        "origin": known.origin(syndrome),
        **told(person, request, uses, syndrome, known),
        **unread(person, request, uses, medicines, known),
        "unread_hides_baclofen": hidden,
        **use_fields(uses, request, known),
        "stopped_before": not uses and bool(stopped_before(person, request.today, known)),
        **body_fields(person, syndrome, known),
        **slip_fields(person, request, uses, known, starts=kind == "start"),
        **lately_fields(person, request, uses, kidney, known),
        **ahead_fields(person, uses, known),
    }
    asked = order_fields(request, uses, known, weight_kg=person.weight_kg, starts=kind == "start")
    case |= {name: value for name, value in asked.items() if value is not None}
    day = request.day_by_mouth
    if uses and day is not None and day.in_mcg == 0:
        # No dose at all, from one day to the next, is a stop, whatever it is called.
        case["taper_weeks"] = 0.0
    case |= raised_ahead(person, uses, kind, case)
    case["may_increase"] |= _is_more(request, uses)
    case["asks_no_more"] = day is not None and not _is_more(request, uses)
    notes = (
        *indication_notes,
        *body_notes(person, known),
        *_passed(person, known),
        *open_note(person, known),
        *_said_both(person, known),
        *_weight_note(person, request, known),
        *_doubts(medicines, known),
    )
    return Situation(
        {name: value for name, value in case.items() if value is not None},
        kidney, medicines, uses, person.signs | person.no_signs, syndrome, kind, statements, notes,
    )  # fmt: skip


def current_uses(person: Patient, request: Request, known: Knowledge) -> tuple[BaclofenUse, ...]:
    """Signs of baclofen that count as current: active, unclear, or stopped in the last days."""
    days = known.number("patient.recent_baclofen")
    return tuple(use for use in person.baclofen or () if use.counts(request.today, days))


def stopped_before(person: Patient, today: date, known: Knowledge) -> tuple[BaclofenUse, ...]:
    """What is told to have been stopped longer ago than counts as current."""
    days = known.number("patient.recent_baclofen")
    return tuple(use for use in person.baclofen or () if not use.counts(today, days))


def _route(request: Request, uses: tuple[BaclofenUse, ...]) -> Route:
    """Where the dose in question goes: as ordered, else as it runs, else by mouth."""
    if request.route is not None:
        return request.route
    if request.kind == "start":
        return "oral"
    running = {use.route for use in uses}
    return "intrathecal" if running == {"intrathecal"} else "oral"


def watches_newborn(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...], known: Knowledge
) -> bool:
    """Whether a newborn that was exposed before birth is told of, and nobody asks for a dose of its
    own: then it is to be watched, and nothing is begun."""
    exposed = flag_of(person.newborn, "neonatal_withdrawal", person) is True
    is_young = person.age_y is None or person.age_y < known.of(ExposedNewborn).below_y
    asks = request.kind, request.order, request.taper, request.swallowed
    return exposed and is_young and not uses and asks == (None, None, None, None)


def _asked_kind(
    person: Patient, request: Request, uses: tuple[BaclofenUse, ...], known: Knowledge
) -> Kind:
    """What is asked for where no word says it."""
    if watches_newborn(person, request, uses, known):
        return "continue"
    order = request.order
    if request.taper is not None:
        return "stop" if request.taper.weeks == 0 else "taper"
    if isinstance(order, ScreeningOrder | PumpOrder):
        # A needle or a pump is asked for by its own stage, whatever runs by mouth.
        begins = isinstance(order, ScreeningOrder) or order.stage == "start"
        if begins:
            return "start"
        return "change" if isinstance(order, PumpOrder) and _is_another(order) else "continue"
    if request.swallowed is not None:
        return "continue"
    if isinstance(order, OralOrder) and order.starts:
        return "start"
    if uses and request.day_by_mouth is not None:
        return "change"
    return "continue" if uses else "start"


def _is_another(order: PumpOrder) -> bool:
    """Whether another dose is asked of a pump than the one it gives, or the same by other hours."""
    return order.asked is not None and (order.asked != order.before or order.mode is not None)


def _kind_of(
    request: Request, person: Patient, uses: tuple[BaclofenUse, ...], known: Knowledge
) -> tuple[Kind, tuple[Note, ...], bool]:
    """What is asked for, what that states, and whether it is known if baclofen is taken."""
    kind = request.kind or _asked_kind(person, request, uses, known)
    if uses or watches_newborn(person, request, uses, known):
        return kind, (), True
    if kind != "start" and not _speaks_for_itself(request):
        seen = "statement.no_dose" if person.baclofen is None else "statement.none_on_record"
        return kind, (known.note(seen, kind=kind),), False
    if person.baclofen is not None:
        return kind, (), True
    if kind != "start":
        return kind, (), False
    if request.kind == "start" and not person.from_record and not _leaves_open(person, known):
        return kind, (known.note("statement.none_taken"),), True
    return kind, (), False


def _leaves_open(person: Patient, known: Knowledge) -> bool:
    """Whether a diagnosis speaks against taking a request as the statement that none is taken."""
    return bool(person.conditions & known.of(BaclofenOpen).conditions)


def _indication(person: Patient, known: Knowledge) -> tuple[str | None, bool, tuple[Note, ...]]:
    """What baclofen is for, whether that stands on record and is no guess, and what is said of it.

    A disease of cord or brain is none alone: with the spasticity beside it, it is.
    """
    if person.syndrome is not None:
        return person.syndrome, True, ()
    found = suggested(person.conditions, known)
    if len(found) == 1:
        is_told = "spasticity" in person.conditions and known.origin(found[0]) is not None
        return found[0], is_told, (known.note("indication.taken", syndrome=found[0]),)
    # What is told beside it, as a pain, takes nothing from the one of cord or brain.
    of_cord = [one for one in found if known.origin(one) is not None]
    if "spasticity" in person.conditions and len(of_cord) == 1:
        return of_cord[0], True, (known.note("indication.taken", syndrome=of_cord[0]),)
    if found:
        named = tuple(known.note("indication.named", syndrome=name) for name in found)
        return None, False, (known.note("indication.several", syndromes=named),)
    return None, False, ()


def suggested(conditions: frozenset[str], known: Knowledge) -> tuple[str, ...]:
    """The indications that these diagnoses suggest, those first that need no sign of spasticity.

    A stroke alone is no indication; with spasticity it is one of cerebral origin.
    """
    every = known.syndromes.values()
    found = [s.id for s in every if s.suggested_by & conditions]
    if "spasticity" in conditions:
        found += [s.id for s in every if s.with_spasticity & conditions]
    return tuple(dict.fromkeys(found))


def _task(route: Route, kind: Kind) -> dict[str, Any]:
    """The fields that say which part of the judgement is asked for."""
    return {"route": route, "request": kind, "may_increase": kind in ("start", "change")}


def _is_more(request: Request, uses: tuple[BaclofenUse, ...]) -> bool:
    """Whether a day's dose by mouth that is asked for is higher than what runs, or comes to it."""
    if oral_is_added(request, uses):
        return True
    day, taken_mg = request.day_by_mouth, oral_sum_mg(uses)
    return day is not None and taken_mg is not None and day.in_mg > taken_mg


def tasks_of(situation: Situation) -> tuple[dict[str, Any], ...]:
    """What is asked for, then every other route by which baclofen runs: that goes on."""
    asked: Route = situation.case["route"]
    found: dict[Route, bool] = {
        "oral": bool(by_mouth_now(situation.uses)),
        "intrathecal": bool(by_pump_now(situation.uses)),
    }
    others = [route for route, runs in found.items() if runs and route != asked]
    first = _task(asked, situation.kind) | {"may_increase": situation.case["may_increase"]}
    return (first, *(_task(route, "continue") for route in others))


def _new_kidney_medicine(
    medicines: Iterable[MedicineSeen], request: Request, known: Knowledge
) -> bool:
    dated = [m for m in medicines if m.entry.since is not None]
    if not dated:
        return False
    since = months_before(request.today, int(known.number("patient.new_medicine")))
    acts = _has_any_members(known, "INT-RENAL-OTHER") | _has_any_members(known, "INT-RENAL-NSAID")
    return any(
        m.entry.since is not None and m.entry.since >= since and m.taken_for.classes & acts
        for m in dated
    )


def _has_any_members(known: Knowledge, rule: str) -> frozenset[str]:
    condition = known.rules[rule].when
    if condition is None:
        return frozenset()
    return frozenset(leaf.member for leaf in condition.leaves() if isinstance(leaf, Has))


def _speaks_for_itself(request: Request) -> bool:
    """Whether the request needs no further word on what is taken: a needle, a pump, an amount
    swallowed, a dose to prepare."""
    return (
        isinstance(request.order, ScreeningOrder | PumpOrder)
        or request.swallowed is not None
        or request.kind == "prepare"
    )


def _said_both(person: Patient, known: Knowledge) -> tuple[Note, ...]:
    """What is told to be there and not to be there, by name."""
    keys = {key for told, denied in both_ways(person) for key in told & denied} | person.denied
    if not keys:
        return ()
    labels = known.codes.condition_labels
    names = sorted(labels.get(key, key.replace("_", " ")) for key in keys)
    return (known.note("said.both", names=tuple(names)),)


def _passed(person: Patient, known: Knowledge) -> tuple[Note, ...]:
    """Which signs of the last days were there and are gone."""
    if not person.signs_passed:
        return ()
    back = tuple(sorted(person.signs_again))
    again = known.note("signs.again", signs=back) if back else None
    return (known.note("signs.passed", signs=tuple(sorted(person.signs_passed)), again=again),)


def _weight_note(person: Patient, request: Request, known: Knowledge) -> tuple[Note, ...]:
    if person.weight_on is None or person.weight_kg is None:
        return ()
    months = int(known.number("patient.weight_stale"))
    if person.weight_on >= months_before(request.today, months):
        return ()
    return (known.note("weight.old", weight=person.weight_kg, day=person.weight_on),)


def _doubts(medicines: Iterable[MedicineSeen], known: Knowledge) -> tuple[Note, ...]:
    return tuple(
        known.note("medicine.doubt", name=m.entry.name, problem=m.taken_for.problem)
        for m in medicines
        if m.taken_for.problem
    )

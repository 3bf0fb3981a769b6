"""What a card offers to take over: an order as the plan begins it, or the whole way down.

What is taken over by a click must leave nobody without baclofen when it ends, nor with another
product than the one that was meant: an order goes on until somebody changes it, a way down is
offered in all its steps, and what cannot be given as the product that was ordered is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from baclofen.cleaned import plain
from baclofen.exchange.fhir.out.medication import dosages, medicine
from baclofen.exchange.fhir.out.source import Json, Source
from baclofen.exchange.hooks.card import Action, Suggestion
from baclofen.exchange.hooks.judging import Case
from baclofen.exchange.hooks.orders import Drafted
from baclofen.exchange.hooks.request import HookRequest
from baclofen.knowledge import Knowledge, Verdict
from baclofen.planning import Agenda, Plan, PlannedStep, agenda_of

_WAYS_DOWN = ("stop", "ends", "ended")
_CODED = "medicationCodeableConcept"
#: A way down at a discharge is what is taken at home.
_FOR_HOME = {
    "coding": [
        {
            "system": "http://terminology.hl7.org/CodeSystem/medicationrequest-category",
            "code": "discharge",
            "display": "Discharge",
        }
    ]
}


def suggestion_of(
    case: Case, request: HookRequest, known: Knowledge, uuid: str
) -> Suggestion | None:
    """The order as the plan begins it, or the way down. None where nothing may be given, where the
    order is so already, and where it would be another product than the one that was ordered."""
    agenda = _agenda(case, known)
    if agenda is None:
        return None
    at = datetime.combine(case.made.fit.request.today, time())
    source = Source(case.made, known, at, f"Patient/{request.patient_id}")
    if case.about in _WAYS_DOWN:
        made = _way_down(case, agenda, source, known)
    else:
        made = _begun(case, agenda, source, known)
    if made is None:
        return None
    words, actions = made
    return Suggestion(str(uuid5(NAMESPACE_URL, f"{uuid}\nfirst")), words, actions)


def _agenda(case: Case, known: Knowledge) -> Agenda | None:
    """The days of the plan of this case; None where it is not to be offered."""
    plan = case.decision
    # Of an order that is in doubt nobody knows what was meant; two that are both taken over
    # would be two doses.
    if any(doubt.kind != "silent" for doubt in case.made.fit.request.doubts):
        return None
    if not isinstance(plan, Plan) or not case.offers or case.about not in ("order", *_WAYS_DOWN):
        return None
    # Where baclofen must not be taken those who treat decide how it comes down; what one click
    # would order is what this service itself would call contraindicated.
    if case.made.verdict >= Verdict.CONTRAINDICATED:
        return None
    # Another product of the same dose is what the order is already.
    return agenda_of(plan, known) if plan.switched is None else None


def _begun(
    case: Case, agenda: Agenda, source: Source, known: Knowledge
) -> tuple[str, tuple[Action, ...]] | None:
    """The order with the plan's first dose, which goes on until somebody changes it."""
    order, step = case.order, agenda.steps[0]
    asks = case.made.fit.request.day_by_mouth
    # An order without an id of its own cannot be changed by whoever is not the record system.
    # Whoever begins lower, with a reason of their own, is not asked to give more.
    if order is None or order.resource.get("id") != order.key or (asks and asks < step.daily):
        return None
    # What begins later is judged as of today, and the plan's days are not those of the order.
    if order.begins is not None and order.begins > step.first:
        return None
    if not order.product.has_form_of(step.portions):
        return None
    doses = dosages(step.step.intakes, step.portions, source, first=step.first)
    doses = [{**dose, **_way(order.resource)} for dose in doses]
    concept = _medicine(order, step, source)
    if _is_so_already(order.resource, doses, concept):
        return None
    then = [known.note("hook.then", daily=one.daily, first=one.first) for one in agenda.steps[1:2]]
    note = known.note(
        "hook.first_step", daily=step.daily, product=_called(concept),
        then=then[0] if then else None,
    )  # fmt: skip
    words = known.say(note)
    resource = {**_kept(order.resource), _CODED: concept, "dosageInstruction": doses}
    return words, (Action("update", words, resource),)


def _way_down(
    case: Case, agenda: Agenda, source: Source, known: Knowledge
) -> tuple[str, tuple[Action, ...]] | None:
    """Every step of the way down as an order of its own: each ends when the next begins."""
    if not agenda.is_down or not all(case.runs_as.has_form_of(s.portions) for s in agenda.steps):
        return None
    last, first = agenda.steps[-1], agenda.steps[0]
    note = known.note(
        "hook.way_down", count=len(agenda.steps), daily=first.daily, first=first.first,
        last=last.last,
    )  # fmt: skip
    actions = []
    for number, step in enumerate(agenda.steps, start=1):
        made = _step(case, step, source)
        says = known.note(
            "hook.step_down" if number < len(agenda.steps) else "hook.step_last",
            daily=step.daily, product=_called(made[_CODED]), first=step.first, last=step.last,
        )  # fmt: skip
        actions.append(Action("create", known.say(says), made))
    return known.say(note), tuple(actions)


def _step(case: Case, step: PlannedStep, source: Source) -> Json:
    made: Json = {"resourceType": "MedicationRequest", "status": "draft", "intent": "order"}
    if case.about != "stop":
        made["category"] = [_FOR_HOME]
    ordered = case.order.resource if case.order is not None else {}
    doses = dosages(step.step.intakes, step.portions, source, first=step.first, last=step.last)
    return {
        **made,
        "subject": source.patient,
        "authoredOn": source.day,
        _CODED: _medicine(case.order, step, source),
        "dosageInstruction": [{**dose, **_way(ordered)} for dose in doses],
    }


def _way(order: Json) -> Json:
    """The way by which an order is given, as a tube, where all its dosages tell the same."""
    held = order.get("dosageInstruction")
    routes = [one.get("route") for one in held or () if isinstance(one, dict)]
    same = bool(routes) and all(one == routes[0] for one in routes)
    return {"route": routes[0]} if same and isinstance(routes[0], dict) else {}


def _medicine(order: Drafted | None, step: PlannedStep, source: Source) -> Json:
    """What is given, as an order codes it where that is this very product."""
    own = order is not None and order.product.is_of(step.portions)
    held = order.resource.get(_CODED) if order is not None and own else None
    return held if isinstance(held, dict) else medicine(step.portions, source)


def _called(concept: Json) -> str:
    """A medicine for people: its words, or those of a code."""
    codings = concept.get("coding")
    shown = [one.get("display") for one in codings or () if isinstance(one, dict)]
    words = next((one for one in (concept.get("text"), *shown) if isinstance(one, str)), "")
    return plain(words, 80) or "baclofen"


def _is_so_already(order: Json, doses: list[Json], concept: Json) -> bool:
    """Whether an order says this already, from whichever day on."""
    is_same = order.get(_CODED) == concept
    return is_same and _undated(order.get("dosageInstruction")) == _undated(doses)


def _undated(dosages: Any) -> list[Any]:
    """Dosages without the day on which they begin; what is no dosage stays as it is."""
    return [_bare(one) for one in (dosages if isinstance(dosages, list) else ())]


def _bare(dosage: Any) -> Any:
    timing = dosage.get("timing") if isinstance(dosage, dict) else None
    repeat = timing.get("repeat") if isinstance(timing, dict) else None
    if not isinstance(timing, dict) or not isinstance(repeat, dict):
        return dosage
    bounds = repeat.get("boundsPeriod")
    if not isinstance(bounds, dict) or set(bounds) != {"start"}:
        return dosage
    rest = {name: value for name, value in repeat.items() if name != "boundsPeriod"}
    return {**dosage, "timing": {**timing, "repeat": rest}}


#: What an order keeps when its medicine and dose are changed: who, for whom, when and what for.
#: Its narrative, its notes, its supply and what no reader here understands may say the old dose.
_KEPT = (
    "resourceType", "id", "identifier", "status", "statusReason", "intent", "category", "priority",
    "subject", "encounter", "authoredOn", "requester", "performer", "performerType", "recorder",
    "reportedBoolean", "reportedReference", "reasonCode", "reasonReference", "basedOn",
    "groupIdentifier", "courseOfTherapyType", "insurance", "priorPrescription",
)  # fmt: skip


def _kept(order: Json) -> Json:
    """The order without what may contradict its new dose; of what it contains, what is pointed
    at from what stays."""
    kept = {name: order[name] for name in _KEPT if name in order}
    contained = order.get("contained")
    if isinstance(contained, list):
        pointed = set(_references(kept))
        held = [c for c in contained if isinstance(c, dict) and f"#{c.get('id')}" in pointed]
        kept |= {"contained": held} if held else {}
    return kept


def _references(value: object) -> Iterator[str]:
    """Every reference inside."""
    if isinstance(value, dict):
        if isinstance(reference := value.get("reference"), str):
            yield reference
        for inside in value.values():
            yield from _references(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _references(inside)

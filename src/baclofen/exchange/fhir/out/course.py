"""A plan as CarePlan and RequestGroup: the steps one after another, the checks, what to do if."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from baclofen.exchange.fhir.out.source import Json, Source, reference_to
from baclofen.knowledge import Note
from baclofen.planning import Plan, PumpPlan, ScreeningPlan


def request_group(source: Source, requests: Sequence[Json]) -> Json | None:
    """The requests in their order, each after the one before; None without any."""
    if not requests:
        return None
    actions: list[Json] = []
    for number, request in enumerate(requests, start=1):
        action: Json = {
            "id": str(number),
            "title": " ".join(d["text"] for d in request["dosageInstruction"]),
            "resource": reference_to(request),
        }
        bounds = request["dosageInstruction"][0].get("timing", {}).get("repeat", {})
        if period := bounds.get("boundsPeriod"):
            action["timingPeriod"] = period
        if actions:
            before = {"actionId": actions[-1]["id"], "relationship": "after-end"}
            action["relatedAction"] = [before]
        actions.append(action)
    return {
        "resourceType": "RequestGroup",
        "id": source.id("RequestGroup"),
        "status": "draft",
        "intent": "proposal",
        "subject": source.patient,
        "authoredOn": source.instant,
        "action": actions,
    }


def care_plan(source: Source, group: Json | None) -> Json:
    """What to do and what to watch. Its title is the one sentence to act on."""
    made = source.made
    activity: list[Json] = [] if group is None else [{"reference": reference_to(group)}]
    for check in made.monitoring.checks if made.monitoring is not None else ():
        detail = {
            "status": "not-started",
            "description": source.say(check.what),
            "scheduledString": source.say(check.when),
        }
        activity.append({"detail": detail})
    plan: Json = {
        "resourceType": "CarePlan",
        "id": source.id("CarePlan"),
        "status": "draft",
        "intent": "proposal",
        "title": source.say(made.headline),
        "subject": source.patient,
        "created": source.day,
    }
    if group is not None and (period := _whole_period(group)):
        plan["period"] = period
    if activity:
        plan["activity"] = activity
    if notes := [{"text": source.say(note)} for note in _notes(source)]:
        plan["note"] = notes
    return plan


def _whole_period(group: Json) -> Json:
    periods = [a["timingPeriod"] for a in group["action"] if "timingPeriod" in a]
    if not periods:
        return {}
    return {"start": periods[0]["start"], "end": periods[-1]["end"]}


def _notes(source: Source) -> Iterable[Note]:
    """What comes before all else, what to watch, and each case with what then."""
    decision, known = source.made.decision, source.known
    opening: tuple[Note, ...] = ()
    watch: tuple[Note, ...] = ()
    branches: tuple[tuple[Note, Note], ...] = ()
    match decision:
        case Plan() | PumpPlan():
            opening, watch, branches = decision.opening, decision.watch, decision.branches
        case ScreeningPlan():
            opening, watch, branches = decision.opening, decision.on_the_day, decision.outcomes
    yield from opening
    yield from watch
    for case, then in branches:
        yield known.note("fhir.branch", case=case, then=then)

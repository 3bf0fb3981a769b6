"""What speaks against, and what must still be known: DetectedIssue and GuidanceResponse."""

from __future__ import annotations

from collections.abc import Sequence

from baclofen.assessment import Asked
from baclofen.exchange.fhir.out.source import KEYS, RULES, Json, Source, coded, reference_to
from baclofen.exchange.fhir.systems import OWN
from baclofen.knowledge import Note, Verdict

_ISSUES = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
#: The codes of HL7 for two kinds of issue; the others have our own rule alone.
_OF_TOPIC = {
    "interaction": {"system": _ISSUES, "code": "DRG", "display": "Drug Interaction Alert"},
}
_SEVERE = {Verdict.CAUTION: "moderate", Verdict.NEEDS_INFO: "moderate"}
#: Where an answer to a question would be recorded, by the beginning of its key.
_KEPT_IN = {
    "creatinine": "Observation", "egfr": "Observation", "weight_kg": "Observation",
    "height_cm": "Observation", "conditions": "Condition", "no_conditions": "Condition",
    "signs": "Observation", "allergies": "AllergyIntolerance", "no_allergies": "AllergyIntolerance",
    "age_y": "Patient", "sex": "Patient", "baclofen": "MedicationStatement",
    "medicines": "MedicationStatement",
}  # fmt: skip


def detected_issues(source: Source) -> tuple[Json, ...]:
    """Each rule that fires and does not say ok, worst first, and what the order itself shows."""
    fit, judgement = source.made.fit, source.made.judgement
    made = []
    for finding in fit.findings:
        if finding.verdict is Verdict.OK:
            continue
        rule = finding.rule
        issue = _issue(source, rule.id, finding.verdict, source.known.rule_says(rule.id))
        # What is only asked about is no alert yet.
        is_asked = finding.verdict is Verdict.NEEDS_INFO
        if (topic := _OF_TOPIC.get(rule.topic)) and not is_asked:
            issue["code"]["coding"].append(topic)
        if finding.overridden:
            action = {"text": source.say(source.known.note("fhir.overridden"))}
            issue["mitigation"] = [{"action": action, "date": source.day}]
        made.append(issue)
    own = ((detail.verdict, detail.note) for detail in judgement.details)
    made += [
        _issue(source, next(iter(note.why), note.phrase), verdict, note) for verdict, note in own
    ]
    return tuple(made)


def guidance(source: Source, plan: Json) -> Json:
    """How the run ended: done, or waiting for data, each with its question."""
    asked = source.made.fit.questions
    blocking = [one for one in asked if one.blocks]
    made: Json = {
        "resourceType": "GuidanceResponse",
        "id": source.id("GuidanceResponse"),
        "moduleUri": OWN,
        "status": "data-required" if blocking else "data-requested" if asked else "success",
        "subject": source.patient,
        "occurrenceDateTime": source.instant,
        "result": reference_to(plan),
    }
    if asked:
        made["dataRequirement"] = [_data(one, source) for one in asked]
        made["note"] = [{"text": source.say(one.says("ask", source.known))} for one in asked]
    if reasons := _reasons(source, blocking):
        made["reasonCode"] = reasons
    return made


def _issue(source: Source, rule: str, verdict: Verdict, says: Note) -> Json:
    words = source.say(says)
    return {
        "resourceType": "DetectedIssue",
        "id": source.id("DetectedIssue", rule, words),
        "status": "preliminary",
        "code": coded(RULES, rule, verdict.value),
        "severity": _SEVERE.get(verdict, "high"),
        "patient": source.patient,
        "identifiedDateTime": source.day,
        "author": source.points_to("Device"),
        "detail": words,
    }


def _data(asked: Asked, source: Source) -> Json:
    key = asked.question.key or asked.question.id
    kind = _KEPT_IN.get(key.split(".")[0], "Observation")
    shown = source.say(asked.says("say", source.known)) or key
    code = {"system": KEYS, "code": key, "display": shown}
    return {"type": kind, "codeFilter": [{"path": "code", "code": [code]}]}


def _reasons(source: Source, blocking: Sequence[Asked]) -> list[Json]:
    rules = dict.fromkeys(id for one in blocking for id in one.rules if id in source.known.rules)
    return [coded(RULES, id, source.say(source.known.rule_says(id))) for id in rules]

"""A whole answer as one Bundle."""

from __future__ import annotations

from datetime import datetime

from baclofen.answering import Answer
from baclofen.exchange.fhir.out.course import care_plan, request_group
from baclofen.exchange.fhir.out.issues import detected_issues, guidance
from baclofen.exchange.fhir.out.medication import requests_of
from baclofen.exchange.fhir.out.origin import audit_event, device, patient, provenance
from baclofen.exchange.fhir.out.predicted import kidney_observations, risk_assessment
from baclofen.exchange.fhir.out.source import Json, Source, reference_to
from baclofen.exchange.fhir.systems import OWN
from baclofen.knowledge import Knowledge


def fhir_of(
    made: Answer, known: Knowledge, *, at: datetime, subject: str = "", language: str | None = None
) -> Json:
    """The answer as a FHIR R4 Bundle of type collection.

    It holds the plan (CarePlan, RequestGroup, a MedicationRequest for each step), what speaks
    against it (DetectedIssue), what must still be known (GuidanceResponse), what is expected
    (RiskAssessment), the kidneys as judged (Observation), and where it comes from (Device,
    Provenance, AuditEvent). `at` is when it was made, with its time zone; `subject` a reference to
    the Patient in the record system, without which it is that of the record that the answer was
    made of; where there was none the Bundle brings a Patient. The same answer gives
    the same ids. Raises `UnknownName` for a language that there is not.
    """
    source = Source(made, known, at, subject, language)
    requests = requests_of(source)
    group = request_group(source, requests)
    plan = care_plan(source, group)
    told = [
        plan, *_there(group), *requests, guidance(source, plan), *detected_issues(source),
        *_there(risk_assessment(source)), *kidney_observations(source),
    ]  # fmt: skip
    who = [] if source.of_record else [patient(source)]
    resources = [*who, *told, device(source), provenance(source, told), audit_event(source)]
    return {
        "resourceType": "Bundle",
        "id": source.id("Bundle"),
        "type": "collection",
        "timestamp": source.instant,
        "entry": [
            {"fullUrl": f"{OWN}/{reference_to(one)['reference']}", "resource": one}
            for one in resources
        ],
    }


def _there(one: Json | None) -> tuple[Json, ...]:
    return () if one is None else (one,)

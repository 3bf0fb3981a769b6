"""All that is written passes two validators that are not ours, and the required codes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baclofen.answering import answer
from baclofen.exchange import fhir_of
from tests.believing import believing
from tests.fhir_answers import ANSWERS, AT, resources, written
from tests.peers.fhir import lacking, medplum_issues
from tests.peers.fhir.codes import foreign_codes
from tests.people import known

fhirkit = pytest.importorskip("fhirkit", reason="fhirkit-rs has no wheel for this machine")


@pytest.fixture(scope="module")
def bundles() -> list[dict[str, Any]]:
    """Of every answer; and of one whose predictions are believed, as only those leave."""
    trusting = believing(known())
    believed = answer(ANSWERS["start_weighed"].inputs, trusting)
    return [*(written(name) for name in ANSWERS), fhir_of(believed, trusting, at=AT)]


@pytest.fixture(scope="module")
def every(bundles: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each bundle, and each resource by itself."""
    return [*bundles, *(one for bundle in bundles for one in resources(bundle))]


def broken(resource: dict[str, Any]) -> dict[str, Any]:
    return {**resource, "intent": None, "dosageInstruction": "three times daily"}


def test_every_type_is_there(every: list[dict[str, Any]]) -> None:
    assert {one["resourceType"] for one in every} == {
        "Bundle", "Patient", "CarePlan", "RequestGroup", "MedicationRequest", "GuidanceResponse",
        "DetectedIssue", "RiskAssessment", "Observation", "Device", "Provenance", "AuditEvent",
    }  # fmt: skip


def test_medplum_has_nothing_against_it(every: list[dict[str, Any]]) -> None:
    if reason := lacking():
        pytest.skip(reason)
    request = next(one for one in every if one["resourceType"] == "MedicationRequest")
    *found, of_broken = medplum_issues([*every, broken(request)])
    assert of_broken
    assert [issues for issues in found if issues] == []


def test_fhirkit_has_nothing_against_it(every: list[dict[str, Any]]) -> None:
    request = next(one for one in every if one["resourceType"] == "MedicationRequest")
    assert fhirkit.validate(json.dumps(broken(request)))
    assert [issues for one in every if (issues := fhirkit.validate(json.dumps(one)))] == []


def test_required_codes_are_those_of_the_specification(every: list[dict[str, Any]]) -> None:
    request = next(one for one in every if one["resourceType"] == "MedicationRequest")
    assert foreign_codes({**request, "status": "bogus"}) == ["MedicationRequest.status: bogus"]
    assert [codes for one in every if (codes := foreign_codes(one))] == []

"""The codes that FHIR R4 requires in what is written, which neither validator looks at.

Copied from the value sets of the specification: only what stands here may be written.
"""

from __future__ import annotations

from typing import Any

_INTENT = {"proposal", "plan", "order", "option"}
_DRAFT_TO_DONE = {
    "draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown",
}  # fmt: skip
_RESULT = {
    "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error",
    "unknown",
}  # fmt: skip

#: type.path → the codes of a required binding
REQUIRED: dict[str, set[str]] = {
    "Bundle.type": {
        "document", "message", "transaction", "transaction-response", "batch", "batch-response",
        "history", "searchset", "collection",
    },
    "Patient.gender": {"male", "female", "other", "unknown"},
    "CarePlan.status": _DRAFT_TO_DONE,
    "CarePlan.intent": _INTENT,
    "CarePlan.activity.detail.status": {
        "not-started", "scheduled", "in-progress", "on-hold", "completed", "cancelled", "stopped",
        "unknown", "entered-in-error",
    },
    "RequestGroup.status": _DRAFT_TO_DONE,
    "RequestGroup.intent": {
        "proposal", "plan", "directive", "order", "original-order", "reflex-order",
        "filler-order", "instance-order", "option",
    },
    "RequestGroup.action.relatedAction.relationship": {
        "before-start", "before", "before-end", "concurrent-with-start", "concurrent",
        "concurrent-with-end", "after-start", "after", "after-end",
    },
    "MedicationRequest.status": {
        "active", "on-hold", "cancelled", "completed", "entered-in-error", "stopped", "draft",
        "unknown",
    },
    "MedicationRequest.intent": {
        "proposal", "plan", "order", "original-order", "reflex-order", "filler-order",
        "instance-order", "option",
    },
    "MedicationRequest.dosageInstruction.timing.repeat.periodUnit": {
        "s", "min", "h", "d", "wk", "mo", "a",
    },
    "GuidanceResponse.status": {
        "success", "data-requested", "data-required", "in-progress", "failure", "entered-in-error",
    },
    "DetectedIssue.status": _RESULT,
    "DetectedIssue.severity": {"high", "moderate", "low"},
    "RiskAssessment.status": _RESULT,
    "Observation.status": _RESULT,
    "Device.deviceName.type": {
        "udi-label-name", "user-friendly-name", "patient-reported-name", "manufacturer-name",
        "model-name", "other",
    },
    "Provenance.entity.role": {"derivation", "revision", "quotation", "source", "removal"},
    "AuditEvent.action": {"C", "R", "U", "D", "E"},
    "AuditEvent.outcome": {"0", "4", "8", "12"},
}  # fmt: skip


def foreign_codes(resource: dict[str, Any]) -> list[str]:
    """What stands where a code is required and is none of them, as `path: code`."""
    kind = resource["resourceType"]
    wrong = []
    for path, allowed in REQUIRED.items():
        head, *steps = path.split(".")
        if head == kind:
            wrong += [f"{path}: {code}" for code in _at(resource, steps) if code not in allowed]
    return wrong


def _at(part: Any, steps: list[str]) -> list[Any]:
    if isinstance(part, list):
        return [found for one in part for found in _at(one, steps)]
    if not steps:
        return [part]
    return _at(part[steps[0]], steps[1:]) if steps[0] in part else []

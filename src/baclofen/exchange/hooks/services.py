"""What the service offers: its hooks, and the data that it wants beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from baclofen.knowledge import Knowledge

#: The one id, listed under every hook: a later card takes the place of an earlier one.
HOOK_SERVICE = "baclofen"
#: The version of CDS Hooks that is implemented.
VERSION = "2.0.1"
HOOKS = ("patient-view", "order-select", "order-sign", "medication-refill", "encounter-discharge")
# With its type: a server that knows only that form would find nothing for the bare id.
_OF_PATIENT = "patient=Patient/{{context.patientId}}"
#: key → query, in the subset that every client can fill.
PREFETCH: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "medications": f"MedicationRequest?{_OF_PATIENT}",
    "conditions": f"Condition?{_OF_PATIENT}",
    "allergies": f"AllergyIntolerance?{_OF_PATIENT}",
    "observations": f"Observation?{_OF_PATIENT}&_sort=-date&_count=500",
    "devices": f"Device?{_OF_PATIENT}",
}
#: What a refill is held against beside that. Other hooks do not ask for it: what is missing is
#: said, and most record systems hold none.
_REFILL: Mapping[str, str] = {
    "dispenses": f"MedicationDispense?{_OF_PATIENT}&_sort=-whenhandedover&_count=100",
}
_QUERIES: Mapping[str, str] = {**PREFETCH, **_REFILL}


def prefetch_of(hook: str) -> Mapping[str, str]:
    """key → query of what a hook wants beforehand."""
    return _QUERIES if hook == "medication-refill" else PREFETCH


def type_of(key: str) -> str:
    """The type of resource that fills a key of any hook.

    >>> type_of("dispenses")
    'MedicationDispense'
    """
    return _QUERIES[key].partition("?")[0].partition("/")[0]


#: key → the type of resource that fills it, of what every hook wants.
PREFETCH_TYPES: Mapping[str, str] = {key: type_of(key) for key in PREFETCH}


def discovery(known: Knowledge) -> dict[str, Any]:
    """The answer to discovery."""
    title = known.say(known.note("hook.title"))
    says = known.say(known.note("hook.description"))
    use = known.say(known.note("hook.use"))
    return {
        "services": [
            {
                "hook": hook,
                "id": HOOK_SERVICE,
                "title": title,
                "description": says,
                "usageRequirements": use,
                "prefetch": dict(prefetch_of(hook)),
                "version": VERSION,
            }
            for hook in HOOKS
        ]
    }


def filled(key: str, patient_id: str) -> str:
    """The query of a key for one patient, relative to the FHIR server.

    >>> filled("patient", "a/b")
    'Patient/a%2Fb'
    """
    return _QUERIES[key].replace("{{context.patientId}}", quote(patient_id, safe=""))

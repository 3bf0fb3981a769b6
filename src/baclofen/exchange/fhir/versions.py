"""Keys of other FHIR versions that change what an entry says: read as R4 has them, or refused.

Without this, an order "as needed" of R5 would be a regular one, and a medicine that STU3 says is
not taken would be taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from baclofen.errors import UnreadableRecord
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import codings

#: Kinds of entries that R4 does not have, and whose place another kind takes there.
_OTHER_KINDS: Mapping[str, tuple[str, str]] = {
    "MedicationPrescription": ("DSTU1", "MedicationRequest"),
    "MedicationOrder": ("DSTU2", "MedicationRequest"),
    "MedicationUsage": ("a draft of R5", "MedicationStatement"),
}
_DOSAGES = ("dosageInstruction", "dosage")
#: What of an amount stands beside the timing before R4, and inside `doseAndRate` since.
_AMOUNTS: Mapping[str, str] = {
    "doseQuantity": "doseQuantity", "doseRange": "doseRange", "quantityQuantity": "doseQuantity",
    "quantityRange": "doseRange", "rateQuantity": "rateQuantity", "rateRatio": "rateRatio",
    "rateRange": "rateRange",
}  # fmt: skip
#: What of a statement's `adherence` (R5) begins so is this status of R4.
_ADHERENCE = {"not-taking": "not-taken", "on-hold": "on-hold", "stopped": "stopped",
              "taking": "active"}  # fmt: skip
_TAKEN = {"n": "not-taken", "unk": "unknown", "na": "unknown"}

Raw = dict[str, Any]


def as_r4(resource: Element) -> tuple[Element, tuple[str, ...]]:
    """The resource in the keys of R4, and the keys of other versions that were read.

    Raises `UnreadableRecord` for a kind of entry that R4 does not have.

    >>> said = {"resourceType": "MedicationStatement", "status": "active", "taken": "n"}
    >>> made, keys = as_r4(Element(said, "MedicationStatement/1"))
    >>> made.text("status"), keys
    ('not-taken', ('taken',))
    """
    kind = resource.text("resourceType")
    if kind in _OTHER_KINDS:
        version, now = _OTHER_KINDS[kind]
        raise UnreadableRecord(
            resource.where, f"a {kind} of FHIR {version}", f"it must be a {now} of FHIR R4",
            do="Export the record as FHIR R4; nothing was repaired.",
        )  # fmt: skip
    readers = _READERS.get(kind)
    if not readers:
        return resource, ()
    raw: Raw = dict(resource.raw)
    found: list[str] = []
    for read in readers:
        found += read(Element(raw, resource.name, resource.above), raw)
    return (Element(raw, resource.name, resource.above) if found else resource), tuple(found)


def _medicine(resource: Element, raw: Raw) -> list[str]:
    """`medication` of R5 holds the concept or the reference; `reported` and times have moved."""
    found = []
    if medication := resource.child("medication"):
        for part, name in (("concept", "medicationCodeableConcept"),
                           ("reference", "medicationReference")):  # fmt: skip
            if (there := medication.child(part)) is not None:
                raw.setdefault(name, there.raw)
        found.append("medication")
    if resource.flag("reported") is not None:
        raw.setdefault("reportedBoolean", resource.flag("reported"))
        found.append("reported")
    return found


def _dosages(resource: Element, raw: Raw) -> list[str]:
    found: list[str] = []
    for name in _DOSAGES:
        if isinstance(resource.raw.get(name), list):
            raw[name] = [_dosage(dosage, found) for dosage in resource.children(name)]
        elif isinstance(resource.raw.get(name), dict) and (one := resource.child(name)):
            raw[name] = _dosage(one, found, is_list=False)
    return list(dict.fromkeys(found))


def _dosage(dosage: Element, found: list[str], *, is_list: bool = True) -> Raw:
    raw: Raw = dict(dosage.raw)
    needed = dosage.flag("asNeeded")
    for_what = bool(dosage.raw.get("asNeededFor"))
    if needed is not None or for_what:
        raw["asNeededBoolean"] = bool(needed or for_what or dosage.flag("asNeededBoolean"))
        found += [n for n in ("asNeeded", "asNeededFor") if dosage.has(n)]
    if is_list and not dosage.has("doseAndRate"):
        amounts = {now: raw.pop(was) for was, now in _AMOUNTS.items() if was in raw}
        if amounts:
            raw["doseAndRate"] = [amounts]
            found += [was for was in _AMOUNTS if dosage.has(was)]
    return raw


def _statement(resource: Element, raw: Raw) -> list[str]:
    """Whether it is taken stands in the status of R4 alone."""
    found = []
    status = resource.text("status")
    if resource.has("adherence") or status in ("recorded", "draft"):
        adherence = resource.child("adherence")
        said = [c.code for c in codings(adherence.child("code"))] if adherence else []
        now = next((to for was, to in _ADHERENCE.items() if any(s.startswith(was) for s in said)),
                   "unknown")  # fmt: skip
        if status != "entered-in-error":
            raw["status"] = "intended" if status == "draft" else now
        found.append("adherence" if adherence else "status")
    if taken := resource.text("taken"):
        if taken in _TAKEN and (taken == "n" or status == "active"):
            raw["status"] = _TAKEN[taken]
        found.append("taken")
    if resource.flag("wasNotTaken") is not None:
        if resource.flag("wasNotTaken"):
            raw["status"] = "not-taken"
        found.append("wasNotTaken")
    elif resource.has("reasonNotTaken") and not taken and status in ("active", ""):
        # A reason why it was not taken stands only where it was not: nobody says so here.
        raw["status"] = "unknown"
    return found


def _not_done(*names: str) -> Callable[[Element, Raw], list[str]]:
    """A flag that says it was not done, where R4 has a status for it."""

    def read(resource: Element, raw: Raw) -> list[str]:
        found = [name for name in names if resource.flag(name) is not None]
        if any(resource.flag(name) for name in found):
            raw["status"] = "not-done"
        return found

    return read


def _renamed(**names: str) -> Callable[[Element, Raw], list[str]]:
    """A key of the same meaning under another name, where that of R4 is not there."""

    def read(resource: Element, raw: Raw) -> list[str]:
        found = [was for was in names if resource.has(was)]
        for was in found:
            raw.setdefault(names[was], resource.raw[was])
        return found

    return read


def _statuses(resource: Element, raw: Raw) -> list[str]:
    """Statuses that were bare codes before R4."""
    found = [n for n in ("clinicalStatus", "verificationStatus") if isinstance(raw.get(n), str)]
    for name in found:
        raw[name] = {"coding": [{"code": resource.text(name)}]}
    return found


def _allergy(resource: Element, raw: Raw) -> list[str]:
    """DSTU2 has one status for both, and calls the substance so."""
    found = _renamed(substance="code")(resource, raw)
    if status := resource.text("status"):
        for name in ("clinicalStatus", "verificationStatus"):
            raw.setdefault(name, {"coding": [{"code": status}]})
        found.append("status")
    return found


def _reasons(resource: Element, raw: Raw) -> list[str]:
    """`reason` of R5 holds concepts, each in a `value`; before R4 it held them itself."""
    if not isinstance(resource.raw.get("reason"), list):
        return []
    concepts = [
        concept.raw
        for reason in resource.children("reason")
        for concept in ([v.child("concept") for v in reason.children("value")]
                        if reason.has("value", "use") else [reason])
        if concept is not None
    ]  # fmt: skip
    raw["reasonCode"] = [*(one.raw for one in resource.children("reasonCode")), *concepts]
    return ["reason"]


_READERS: Mapping[str, tuple[Callable[[Element, Raw], list[str]], ...]] = {
    "MedicationRequest": (_medicine, _dosages),
    "MedicationStatement": (
        _medicine, _dosages, _statement, _renamed(reasonNotTaken="statusReason"),
    ),
    "MedicationDispense": (_medicine, _dosages),
    "MedicationAdministration": (
        _medicine, _dosages, _not_done("notGiven", "wasNotGiven"),
        _renamed(occurenceDateTime="effectiveDateTime", occurencePeriod="effectivePeriod",
                 reasonNotGiven="statusReason"),
    ),
    "Procedure": (
        _not_done("notDone", "notPerformed"),
        _renamed(occurrenceDateTime="performedDateTime", occurrencePeriod="performedPeriod"),
    ),
    "Condition": (_statuses, _renamed(assertedDate="recordedDate", dateRecorded="recordedDate")),
    "AllergyIntolerance": (_statuses, _allergy),
    "Encounter": (_renamed(actualPeriod="period"), _reasons),
    "AdverseEvent": (
        _renamed(code="event", occurrenceDateTime="date", occurrencePeriod="period"),
    ),
}  # fmt: skip

"""Where a record says in words what stands in no field of its own: a visit, an order, a plan, a
flag, a procedure, a note. Which texts of these count, of which day, and whether they are over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import Day
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.kidney_urine import tells_amount_of_urine, tells_no_urine
from baclofen.exchange.fhir.kidney_words import words_of_value
from baclofen.exchange.fhir.systems import has_code, words_of
from baclofen.exchange.fhir.texts import Said
from baclofen.knowledge import Knowledge, plain_letters

#: The fields of each type that say something of the patient.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Encounter": ("type", "reasonCode", "serviceType"),
    "EpisodeOfCare": ("type",),
    "Appointment": ("serviceType", "appointmentType", "reasonCode", "description", "comment"),
    "ServiceRequest": ("code", "reasonCode", "orderDetail", "note"),
    "CarePlan": ("title", "description", "category", "activity", "note"),
    "Flag": ("code",),
    "Task": ("code", "description", "note"),
    "Procedure": ("code", "reasonCode", "note"),
    "Communication": ("topic", "reasonCode", "payload", "note"),
    "CommunicationRequest": ("reasonCode", "payload", "note"),
    "ClinicalImpression": ("description", "summary", "finding", "note"),
    "DetectedIssue": ("code", "detail"),
    "DiagnosticReport": ("conclusion", "note"),
    "Condition": ("note",),
    "MedicationRequest": ("dosageInstruction",),
    "MedicationStatement": ("dosage",),
}
#: Letters, summaries and forms, and what else tells of one time.
_PAGES = frozenset({
    "DocumentReference", "Composition", "QuestionnaireResponse", "Media", "Binary", "Basic",
    "Specimen", "ImagingStudy", "AllergyIntolerance", "MedicationAdministration",
    "MedicationDispense", "AppointmentResponse", "RiskAssessment", "List", "GuidanceResponse",
    "AdverseEvent",
})  # fmt: skip
#: Words of kidneys, their measures and what stands in for them, in plain letters.
_KIDNEYS = re.compile(
    r"[ck]reat|gfr|kidney|nier|ren[ae]l|\brein|\bren[ei]\b|rinon|rognon|dial|filtrat|nephr|nefr|"
    r"\b(?:an|olig)uri|\baki\b|\bckd\b|\besr[df]\b"
)
#: What else sounds like kidneys that fail, or like what stands in for them.
_STANDS_IN = frozenset({"dialysis", "aki"})
#: When a medicine is taken may tell of what is done to whoever takes it.
_ORDERS = frozenset({"MedicationRequest", "MedicationStatement"})
#: Those of them that are no report, and no order of a medicine.
NO_REPORTS = tuple(kind for kind in _FIELDS if kind not in _ORDERS | {"DiagnosticReport"})
_RESULT = "Observation"
#: What may stand inside these fields.
_INSIDE = ("text", "display", "description", "contentString", "title")
_CONCEPTS = ("code", "reasonCode", "itemCodeableConcept")
#: What is told of one time, and is over when that has passed; the rest holds while it is open.
OF_A_TIME = frozenset({
    "Encounter", "EpisodeOfCare", "Appointment", "Procedure", "Communication", "DiagnosticReport",
    "ClinicalImpression", _RESULT, *_PAGES,
})  # fmt: skip
_VOID = frozenset({
    "entered-in-error", "cancelled", "revoked", "not-done", "draft", "proposed", "rejected",
    "inactive", "preparation", "declined",
})  # fmt: skip
#: An order, plan or task that has been seen to is over.
_SEEN_TO = frozenset({"completed", "stopped", "ended", "failed", "replaced"})
_TIMES: Mapping[str, tuple[str, ...]] = {
    "Appointment": ("end", "start"),
    "ServiceRequest": ("occurrenceDateTime", "authoredOn"),
    "CarePlan": ("created",),
    "Task": ("lastModified", "authoredOn"),
    "Procedure": ("performedDateTime",),
    "Communication": ("sent", "received"),
    "CommunicationRequest": ("occurrenceDateTime", "authoredOn"),
    "ClinicalImpression": ("effectiveDateTime", "date"),
    "DetectedIssue": ("identifiedDateTime",),
    "DiagnosticReport": ("effectiveDateTime", "effectiveInstant"),
    _RESULT: ("effectiveDateTime", "effectiveInstant"),
}
_PERIODS = ("period", "performedPeriod", "effectivePeriod", "occurrencePeriod")


class Spoken(NamedTuple):
    """A text of a record: the type it stands in, the element, and its last day where one is told.
    `is_over` says that what it was of has been seen to."""

    kind: str
    element: Element
    text: str
    on: Day | None
    is_over: bool


def spoken_in(entries: Entries, *kinds: str) -> Iterator[Spoken]:
    """The texts of these types that hold or held of the patient, one by one; all where none is
    named."""
    for kind in kinds or (*_FIELDS, _RESULT):
        for entry in entries.of(kind):
            if not _is_void(entry):
                is_over = kind not in OF_A_TIME and entry.text("status") in _SEEN_TO
                for element, text in _texts(kind, entry):
                    yield Spoken(kind, element, text, _day(kind, element), is_over)


def pages_in(texts: Iterable[Said], known: Knowledge, *, today: date) -> Iterator[Spoken]:
    """Every text that no field above holds: letters, summaries, notes, and whatever else was
    gathered, as far as it tells of now; the answers of forms, each with what was asked."""
    fields: dict[str, frozenset[str]] = {}
    for said in texts:
        if _is_over(said) or _is_void(said.resource) or (said.is_read and said.answer is None):
            continue
        where = said.resource.where
        if where not in fields:
            fields[where] = frozenset(_words_of_fields(said.kind, said.resource))
        if said.answer is not None:
            told: Iterable[str] = filter(None, [answered(said.answer)])
        elif said.words in fields[where]:
            continue
        else:
            told = known.codes.told.sentences_of_now(
                said.words, lambda words: _is_of_kidneys(words, known), year=today.year
            )
        for text in told:
            yield Spoken(said.kind, said.resource, text, said.day, is_over=False)


def _words_of_fields(kind: str, entry: Element) -> Iterator[str]:
    """The texts of the fields of an entry that are heard by themselves."""
    if kind in _FIELDS and kind not in _ORDERS:
        yield from (text for _, text in _texts(kind, entry))


def _is_of_kidneys(words: str, known: Knowledge) -> bool:
    if _KIDNEYS.search(plain_letters(words)) or tells_no_urine(words):
        return True
    is_heard = not _STANDS_IN.isdisjoint(known.codes.alarms_in(words))
    return is_heard or tells_amount_of_urine(words, known)


def _is_over(said: Said) -> bool:
    is_open = not said.is_note or said.kind in OF_A_TIME
    return not is_open and said.resource.text("status") in _SEEN_TO


def answered(answer: Element) -> str:
    """An answer of a form with what was asked; empty where it says no more than no."""
    asked, value = words_of(answer.child("code")), words_of_value(answer)
    if value:
        return f"{asked}: {value}"
    return asked if answer.raw.get("valueBoolean") is True else ""


def _is_void(entry: Element) -> bool:
    """Whether an entry never was of this patient, or was never done."""
    is_wrong = has_code(entry.child("verificationStatus"), "refuted", "entered-in-error")
    is_asked = entry.text("intent") in ("proposal", "option")
    status = entry.raw.get("status")
    return is_wrong or is_asked or (isinstance(status, str) and status in _VOID)


def _texts(kind: str, entry: Element) -> Iterator[tuple[Element, str]]:
    if kind == _RESULT:
        for part in (entry, *entry.children("component")):
            name, value = words_of(part.child("code")), words_of_value(part)
            if value or part.raw.get("valueBoolean") is True:
                yield entry, f"{name}: {value}" if value else name
        return
    for name in _FIELDS[kind]:
        raw = entry.raw.get(name)
        for at, one in enumerate(raw if isinstance(raw, list) else [raw]):
            if isinstance(one, str):
                yield entry, one
            elif isinstance(one, dict):
                inside = Element(one, f"{name}[{at}]", entry)
                is_note = kind == "Condition" or kind in _ORDERS
                for text in _inside(inside):
                    yield (inside if is_note else entry), text


def _inside(part: Element) -> Iterator[str]:
    if words := words_of(part):
        yield words
    for name in _INSIDE[1:]:
        if words := part.text(name):
            yield words
    for name in _CONCEPTS:
        raw: Any = part.raw.get(name)
        for concept in raw if isinstance(raw, list) else [raw]:
            if isinstance(concept, dict):
                yield words_of(Element(concept, name, part))
    if isinstance(part.raw.get("detail"), dict) and (detail := part.child("detail")):
        yield from _inside(detail)


def _day(kind: str, element: Element) -> Day | None:
    """The last day of which a text tells; of a note without a day that of its condition's entry."""
    if kind == "Condition":
        return element.day("time") or (element.above.day("recordedDate") if element.above else None)
    if day := element.day(*_TIMES.get(kind, ())):
        return day
    for name in _PERIODS:
        if isinstance(element.raw.get(name), dict) and (period := element.child(name)):
            order = ("end", "start") if kind in OF_A_TIME else ("start",)
            if day := period.day(*order):
                return day
    return element.day("issued") if kind == "DiagnosticReport" else None

"""What a record says in words beside what its readers ask for: notes, conclusions, summaries,
answers, warnings and letters, each with its day."""

from __future__ import annotations

import binascii
import html
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import Day, read_day
from baclofen.exchange.fhir.element import LONGEST_TEXT, Element
from baclofen.exchange.fhir.rtf import text_of_rtf
from baclofen.exchange.fhir.systems import words_of
from baclofen.exchange.names import may_speak
from baclofen.knowledge import Knowledge
from baclofen.value import Value

#: Of these a reader of their own speaks: what they are of, it has read. The rest of their texts is
#: heard, and so are those of what states nothing itself, but for its names.
_READ: Mapping[str, frozenset[str]] = {
    "Condition": frozenset({"code", "severity", "bodySite"}),
    "Observation": frozenset({
        "code", "component", "valueString", "valueCodeableConcept", "valueQuantity",
        "dataAbsentReason", "referenceRange", "bodySite", "method", "device",
    }),
    "MedicationRequest": frozenset({
        "medicationCodeableConcept", "dosageInstruction", "dispenseRequest", "substitution",
        "courseOfTherapyType", "performerType",
    }),
    "MedicationStatement": frozenset({"medicationCodeableConcept", "dosage"}),
    "MedicationAdministration": frozenset({"medicationCodeableConcept", "dosage"}),
    "MedicationDispense": frozenset({
        "medicationCodeableConcept", "dosageInstruction", "substitution",
    }),
    "AllergyIntolerance": frozenset({"code", "reaction"}),
    "Procedure": frozenset({"code", "bodySite", "usedCode", "focalDevice"}),
    "AdverseEvent": frozenset({"event", "suspectEntity", "location", "outcome"}),
    "Device": frozenset({"deviceName", "specialization", "version", "property", "udiCarrier"}),
    "DeviceUseStatement": frozenset({"device", "bodySite"}),
    "NutritionOrder": frozenset({
        "oralDiet", "supplement", "enteralFormula", "foodPreferenceModifier",
        "excludeFoodModifier",
    }),
    "Encounter": frozenset({"participant", "location", "serviceProvider", "class"}),
    "EpisodeOfCare": frozenset({"managingOrganization", "careManager", "team"}),
    "CareTeam": frozenset({"name", "participant", "managingOrganization", "telecom"}),
    "Appointment": frozenset({"participant"}),
    "AppointmentResponse": frozenset({"actor", "appointment"}),
    "Goal": frozenset({"target", "achievementStatus"}),
    "Specimen": frozenset({"collection", "processing", "container", "parent"}),
}  # fmt: skip
#: Reasons that whoever looks for signs of these days has read; a wish to die and a stop are heard.
_REASONS: Mapping[str, frozenset[str]] = {
    "Encounter": frozenset({"reasonCode", "type"}),
    "Procedure": frozenset({"reasonCode"}),
}
#: Of a day that nobody knows: why a medicine is taken, what an illness showed, what is hoped for.
_OF_ANY_DAY: Mapping[str, frozenset[str]] = {
    "MedicationRequest": frozenset({"reasonCode", "statusReason"}),
    "MedicationStatement": frozenset({"reasonCode", "statusReason"}),
    "MedicationAdministration": frozenset({"reasonCode", "statusReason"}),
    "Condition": frozenset({"evidence", "stage"}),
    "Goal": frozenset({"description"}),
}
#: What is gathered by itself.
_APART = frozenset({"note", "contained"})
#: Where the patient is told how a medicine is taken.
_DOSES = ("dosageInstruction", "dosage")
_RUN = frozenset({"MedicationRequest", "MedicationStatement"})
_RUNS = ("active", "")
#: What relatives write, of the patient.
MESSAGE = "Communication"
#: Of an allergy nobody knows which day its remarks are of.
_REACTIONS = "AllergyIntolerance"
#: What tells of somebody else, of substances, or of nobody yet.
_OTHERS = frozenset({"Patient", "FamilyMemberHistory", "Medication", "Substance"})
#: What is planned or asked for: without a day it tells of no day that was.
_AHEAD = frozenset({
    "CarePlan", "ServiceRequest", "Task", "RequestGroup", "CommunicationRequest", "List",
    "RiskAssessment", "DeviceRequest", "GuidanceResponse", "ResearchSubject", "Goal",
})  # fmt: skip
_VOID = frozenset({
    "entered-in-error", "cancelled", "revoked", "inactive", "not-done", "rejected", "draft",
    "planned",
})  # fmt: skip
_OVER = frozenset({"completed", "stopped"})
#: When something is of, or was told.
_DAYS = (
    "effectiveDateTime", "effectiveInstant", "issued", "date", "authored", "sent", "received",
    "identifiedDateTime", "authoredOn", "occurrenceDateTime", "performedDateTime", "created",
    "createdDateTime", "recordedDate", "dateAsserted", "onsetDateTime", "started", "detected",
    "lastModified", "indexed", "start", "startDate", "statusDate", "dateTime", "receivedTime",
    "recordedOn",
)  # fmt: skip
_PERIODS = (
    "period", "effectivePeriod", "identifiedPeriod", "occurrencePeriod", "performedPeriod",
    "onsetPeriod",
)  # fmt: skip
#: What holds names, addresses and codes rather than what was seen.
_NO_WORDS = frozenset({
    "meta", "id", "system", "reference", "url", "code", "status", "fullUrl", "resourceType",
    "contained", "identifier", "author", "performer", "subject", "encounter",
    "data", "contentType", "linkId", "unit", "intent", "priority", "language",
    "recorder", "asserter", "sender", "recipient", "source", "requester", "patient", "type",
    "category", "activity", "goal", "addresses", "medium", "lifecycleStatus",
})  # fmt: skip
#: Where such a name holds words of what was seen.
_WORDS: Mapping[str, frozenset[str]] = {
    "CarePlan": frozenset({"activity", "category"}),
    "Flag": frozenset({"category"}),
    "AdverseEvent": frozenset({"category"}),
    "Encounter": frozenset({"type"}),
    "EpisodeOfCare": frozenset({"type"}),
}
#: A narrative that a machine made repeats what the entry says elsewhere.
_REPEATS = frozenset({"generated", "extensions", "empty"})
_RTF = ("application/rtf", "text/rtf", "text/richtext")
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
#: What parts lines of a page.
_LINE = re.compile(r"</?(?:p|div|br|li|tr|td|th|h[1-6]|ul|table)\b[^>]*>", re.IGNORECASE)


class Said(Value):
    """One text of a record: where it stands, the resource it stands in and its type, and its day,
    None where none is told. `is_note`: a reader of its own speaks of the resource; `is_read`: it
    has heard the signs in the text. `is_loose`: it may tell of any day. `answer` is one of a
    questionnaire, or a result that no reader looks at."""

    place: str
    resource: Element
    kind: str
    words: str
    day: Day | None
    is_note: bool
    is_loose: bool = False
    answer: Element | None = None
    is_read: bool = False

    def is_of(self, since: date, today: date) -> bool:
        """Whether it may be of these days."""
        return self.day is None or (self.day.first <= today and self.day.last >= since)


#: A text inside a resource, its own day where it has one, and the field it stands in.
_Inside = tuple[str, Day | None, str]


def texts_of(entries: Entries, known: Knowledge, *, today: date) -> Iterator[Said]:
    """Every text of a record that no reader of codes looks at."""
    for kind, resources in entries.by_type.items():
        for resource in resources:
            yield from _said_in(kind, resource, known, today)


def _said_in(
    kind: str, resource: Element, known: Knowledge, today: date, day: Day | None = None
) -> Iterator[Said]:
    """The texts of a resource, and of what it contains, which is of the `day` of the whole where it
    tells none."""
    if kind in _OTHERS or not known.codes.harmless.tells_in_words(kind):
        return
    raw = resource.raw
    state = raw.get("status") or raw.get("lifecycleStatus")
    status = state if isinstance(state, str) else ""
    if status in _VOID or _is_refuted(raw) or (kind in _AHEAD and status in _OVER):
        return
    day = day_of(raw, today) or day
    yield from _notes(kind, resource, day, known)
    is_dated = day is not None or kind not in _AHEAD
    is_note = kind in _READ
    place = f"{resource.where}.words" if is_note else resource.where
    any_day, reasons = _OF_ANY_DAY.get(kind, frozenset()), _REASONS.get(kind, frozenset())
    for words, own, field in (*_beside(kind, raw), *_values(kind, raw)):
        if own is None and not is_dated:
            continue
        on = own or (None if field in _DOSES and status in _RUNS else day)
        loose = on is None or field in any_day or kind == _REACTIONS
        yield Said(
            place, resource, kind, words, on, is_note, loose,
            is_read=field in reasons or field.startswith("value"),
        )  # fmt: skip
    for one in answers_of(resource) if is_dated else ():
        yield Said(resource.where, resource, kind, "", day, False, day is None, one)
    for at, inner in enumerate(_dicts(raw.get("contained"))):
        if isinstance(its := inner.get("resourceType"), str):
            part = Element(inner, f"contained[{at}]", resource)
            yield from _said_in(its, part, known, today, day)
            yield from _stated(its, part, day_of(inner, today), day)


def _stated(kind: str, part: Element, own: Day | None, day: Day | None) -> Iterator[Said]:
    """What a contained entry states, of which no reader speaks: a result, or an illness, which may
    be of any day."""
    if _is_refuted(part.raw) or part.raw.get("status") in _VOID:
        return
    if kind == "Observation":
        yield Said(part.where, part, kind, "", own or day, False, (own or day) is None, part)
    elif kind == "Condition" and (words := words_of(part.child("code"))):
        yield Said(part.where, part, kind, words, own or day, False, own is None)


def _is_refuted(raw: Mapping[str, Any]) -> bool:
    of = raw.get("verificationStatus")
    found = of.get("coding") if isinstance(of, dict) else None
    codes = [c.get("code") for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    return "refuted" in codes or "entered-in-error" in codes


def _notes(kind: str, resource: Element, day: Day | None, known: Knowledge) -> Iterator[Said]:
    """The notes of a resource and of its parts, each with its own day, or that of the resource. One
    of an order of baclofen that runs may be of any day since."""
    runs = kind in _RUN and resource.raw.get("status") in ("active", None)
    is_open = runs and may_speak(resource.raw, known.codes)
    place = 0
    for part in (resource.raw, *_dicts(resource.raw.get("component"))):
        for note in _dicts(part.get("note")):
            if isinstance(words := note.get("text"), str) and words.strip():
                on = _day(note.get("time")) or (None if is_open else day)
                loose = on is None or kind == _REACTIONS
                where = f"{resource.where}.note[{place}]"
                if not (on is None and kind in _AHEAD):
                    yield Said(where, resource, kind, words.strip(), on, kind in _READ, loose)
            place += 1


def day_of(raw: Mapping[str, Any], today: date) -> Day | None:
    """The last day up to `today` of which a resource tells; what only lies ahead where it tells of
    no other. A date with the clinic that is to come was made on a day that nobody knows."""
    days = [day for name in _DAYS if (day := _day(raw.get(name))) is not None]
    for name in _PERIODS:
        if isinstance(period := raw.get(name), dict):
            ends = (_day(period.get("end")), _day(period.get("start")))
            days += [day for day in ends if day is not None and day.first <= today][:1] or [
                day for day in ends if day is not None
            ]
    came = [day for day in days if day.first <= today]
    if not came and raw.get("resourceType") == "Appointment":
        return None
    return max(came or days, key=lambda day: day.last, default=None)


def _day(written: object) -> Day | None:
    return read_day(written) if isinstance(written, str) else None


def _dicts(found: object) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _beside(kind: str, raw: Mapping[str, Any]) -> Iterator[_Inside]:
    """The texts of a resource but its notes, those that its reader has read, and a narrative that
    repeats them."""
    read = _READ.get(kind, frozenset())
    for name, inside in raw.items():
        if name in _APART:
            continue
        if name in _DOSES and name in read:
            for dose in _dicts(inside):
                if isinstance(told := dose.get("patientInstruction"), str) and told.strip():
                    yield told.strip(), None, name
        elif name not in read and not (read and name == "text" and _repeats(kind, raw, inside)):
            yield from _all_of({name: inside}, kind, name, None)
    if not read:
        # A page is known by what stands beside its text.
        yield from ((words, None, "data") for words in filter(None, [untagged(page_of(raw))]))
    for one in _dicts(raw.get("reaction")) if kind == _REACTIONS else ():
        # Without a day of its own a reaction is one of whenever.
        if (day := _day(one.get("onset"))) and isinstance(told := one.get("description"), str):
            yield told, day, "reaction"
    if "component" in read:
        for part in _dicts(raw.get("component")):
            yield from _beside(kind, part)


def _repeats(kind: str, raw: Mapping[str, Any], narrative: object) -> bool:
    status = narrative.get("status") if isinstance(narrative, dict) else None
    return status in _REPEATS and ("code" in raw or kind not in _CODED)


#: What has a code of its own: without one its narrative is all that it says.
_CODED = frozenset({"Condition", "Observation", "Procedure", "AllergyIntolerance"})


def _values(kind: str, raw: Mapping[str, Any]) -> Iterator[_Inside]:
    """The values in words of a result, whose signs its reader has heard."""
    for part in (raw, *_dicts(raw.get("component"))) if kind == "Observation" else ():
        if isinstance(said := part.get("valueString"), str) and said.strip():
            yield said.strip(), None, "valueString"
        concept = part.get("valueCodeableConcept")
        if isinstance(concept, dict):
            yield from _all_of(concept, kind, "valueCodeableConcept", None)


def _all_of(value: Mapping[str, Any], kind: str, field: str, day: Day | None) -> Iterator[_Inside]:
    """Every text inside but questions and their answers; a page without its marks."""
    if _is_asked(value):
        return
    if words := untagged(page_of(value)):
        yield words, day, field
    if "text" in value:
        day = _day(value.get("time")) or day
    skipped = _NO_WORDS - _WORDS.get(kind, frozenset())
    for name, inside in value.items():
        if isinstance(inside, str):
            if name not in skipped and inside.strip():
                words = untagged(inside) if name == "div" else inside.strip()
                yield words, day, field
        elif isinstance(inside, dict):
            if (name not in skipped or name == "code") and not _is_off(name, inside):
                yield from _all_of(inside, kind, field, day)
        elif isinstance(inside, list) and (name not in skipped or name == "code"):
            for one in inside:
                if isinstance(one, str):
                    yield one, day, field
                elif isinstance(one, dict):
                    yield from _all_of(one, kind, field, day)


def _is_off(name: str, inside: Mapping[str, Any]) -> bool:
    """Whether a part of a plan is over, or will not be done."""
    return name == "detail" and inside.get("status") in _VOID | _OVER


def _is_asked(value: Mapping[str, Any]) -> bool:
    return "answer" in value or ("linkId" in value and "item" in value)


def answers_of(resource: Element) -> Iterator[Element]:
    """The answers of a questionnaire, each as a result that is called what was asked."""
    waiting = [(resource.where, one) for one in _dicts(resource.raw.get("item"))]
    while waiting:
        where, item = waiting.pop(0)
        waiting += [(where, one) for one in _dicts(item.get("item"))]
        question = item.get("text")
        for answer in _dicts(item.get("answer")):
            waiting += [(where, one) for one in _dicts(answer.get("item"))]
            if isinstance(question, str):
                yield Element({"code": {"text": question}, **_as_result(answer)}, where)


def _as_result(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer by the names that the value of a result has, as far as its type is one."""
    made: dict[str, Any] = {}
    for name, given in answer.items():
        if name == "valueCoding" and isinstance(given, dict):
            shown = given.get("display")
            if isinstance(shown, str):
                made["valueString"] = shown
        elif name == "valueDecimal" and isinstance(given, int | float):
            made["valueQuantity"] = {"value": given}
        elif name in ("valueString", "valueBoolean", "valueInteger", "valueQuantity"):
            made[name] = given
    return made


def page_of(form: Mapping[str, Any]) -> str:
    """The text of a page that comes as text, with its marks; empty of any other."""
    kind, data = form.get("contentType"), form.get("data")
    if not (isinstance(kind, str) and isinstance(data, str)):
        return ""
    is_rtf = kind.lower().startswith(_RTF)
    if not (is_rtf or kind.lower().startswith("text/")):
        return ""
    try:
        page = b64decode(data[: 2 * LONGEST_TEXT]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
    return text_of_rtf(page) if is_rtf else page


def untagged(page: str) -> str:
    """A page without its marks, line by line."""
    return in_one_line(_LINE.sub("\n", page)).strip()


def in_one_line(page: str) -> str:
    """A page without its marks, which part no lines."""
    return html.unescape(_TAG.sub(" ", page))

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
from baclofen.exchange.names import may_speak
from baclofen.knowledge import Knowledge
from baclofen.value import Value

#: Of these a reader of their own speaks: what else they say stands in notes.
_NOTED = frozenset({
    "Condition", "Observation", "MedicationRequest", "MedicationStatement",
    "MedicationAdministration", "MedicationDispense", "AllergyIntolerance", "Procedure",
    "AdverseEvent", "Device", "DeviceUseStatement", "NutritionOrder",
})  # fmt: skip
_RUN = frozenset({"MedicationRequest", "MedicationStatement"})
#: Of an allergy nobody knows which day its remarks are of.
_REACTIONS = "AllergyIntolerance"
#: What tells of somebody else, of substances, or of nobody yet.
_OTHERS = frozenset({"Patient", "FamilyMemberHistory", "Medication", "Substance"})
#: What is planned or asked for: without a day it tells of no day that was.
_AHEAD = frozenset({
    "CarePlan", "ServiceRequest", "Task", "RequestGroup", "CommunicationRequest", "List",
    "RiskAssessment", "DeviceRequest", "GuidanceResponse", "ResearchSubject",
})  # fmt: skip
_VOID = frozenset({
    "entered-in-error", "cancelled", "revoked", "inactive", "not-done", "rejected", "draft",
})  # fmt: skip
_OVER = frozenset({"completed", "stopped"})
#: When something is of, or was told.
_DAYS = (
    "effectiveDateTime", "effectiveInstant", "issued", "date", "authored", "sent", "received",
    "identifiedDateTime", "authoredOn", "occurrenceDateTime", "performedDateTime", "created",
    "createdDateTime", "recordedDate", "dateAsserted", "onsetDateTime", "started", "detected",
    "lastModified", "indexed",
)  # fmt: skip
_PERIODS = (
    "period", "effectivePeriod", "identifiedPeriod", "occurrencePeriod", "performedPeriod",
    "onsetPeriod",
)  # fmt: skip
#: What holds names, addresses and codes rather than what was seen.
_NO_WORDS = frozenset({
    "meta", "id", "system", "reference", "url", "code", "status", "fullUrl", "resourceType",
    "contained", "extension", "modifierExtension", "identifier", "author", "performer", "subject",
    "encounter", "data", "contentType", "linkId", "unit", "intent", "priority", "language",
    "recorder", "asserter", "sender", "recipient", "source", "requester", "patient", "type",
    "category", "activity", "goal", "addresses", "medium",
})  # fmt: skip
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
#: What parts lines of a page.
_LINE = re.compile(r"</?(?:p|div|br|li|tr|td|th|h[1-6]|ul|table)\b[^>]*>", re.IGNORECASE)


class Said(Value):
    """One text of a record: where it stands, the resource it stands in and its type, and its day,
    None where none is told. `is_note`: a reader of its own speaks of the resource. `is_loose`: it
    may tell of any day. `answer` is one of a questionnaire."""

    place: str
    resource: Element
    kind: str
    words: str
    day: Day | None
    is_note: bool
    is_loose: bool = False
    answer: Element | None = None

    def is_of(self, since: date, today: date) -> bool:
        """Whether it may be of these days."""
        return self.day is None or (self.day.first <= today and self.day.last >= since)


def texts_of(entries: Entries, known: Knowledge) -> Iterator[Said]:
    """Every text of a record that no reader of codes looks at."""
    for kind, resources in entries.by_type.items():
        if kind in _OTHERS or known.codes.silent_resource(kind):
            continue
        for resource in resources:
            state = resource.raw.get("status")
            status = state if isinstance(state, str) else ""
            if status in _VOID or _is_refuted(resource.raw):
                continue
            if kind in _NOTED:
                yield from _notes(kind, resource, known)
            elif not (kind in _AHEAD and status in _OVER):
                day = day_of(resource.raw)
                if day is None and kind in _AHEAD:
                    continue
                loose = day is None
                for words in _all_of(resource.raw):
                    yield Said(resource.where, resource, kind, words, day, False, loose)
                for one in answers_of(resource):
                    yield Said(resource.where, resource, kind, "", day, False, loose, one)


def _is_refuted(raw: Mapping[str, Any]) -> bool:
    of = raw.get("verificationStatus")
    found = of.get("coding") if isinstance(of, dict) else None
    codes = [c.get("code") for c in found if isinstance(c, dict)] if isinstance(found, list) else []
    return "refuted" in codes or "entered-in-error" in codes


def _notes(kind: str, resource: Element, known: Knowledge) -> Iterator[Said]:
    """The notes of a resource and of its parts, each with its own day, or that of the resource. One
    of an order of baclofen that runs may be of any day since."""
    runs = kind in _RUN and resource.raw.get("status") in ("active", None)
    is_open = runs and may_speak(resource.raw, known.codes)
    place = 0
    for part in (resource.raw, *_dicts(resource.raw.get("component"))):
        for note in _dicts(part.get("note")):
            if isinstance(words := note.get("text"), str) and words.strip():
                day = _day(note.get("time")) or (None if is_open else day_of(resource.raw))
                loose = day is None or kind == _REACTIONS
                where = f"{resource.where}.note[{place}]"
                yield Said(where, resource, kind, words.strip(), day, True, loose)
            place += 1


def day_of(raw: Mapping[str, Any]) -> Day | None:
    """The last day of which a resource tells."""
    days = [day for name in _DAYS if (day := _day(raw.get(name))) is not None]
    for name in _PERIODS:
        if isinstance(period := raw.get(name), dict):
            ends = (_day(period.get("end")), _day(period.get("start")))
            days += [day for day in ends if day is not None][:1]
    return max(days, key=lambda day: day.last, default=None)


def _day(written: object) -> Day | None:
    return read_day(written) if isinstance(written, str) else None


def _dicts(found: object) -> list[Mapping[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _all_of(value: Mapping[str, Any]) -> Iterator[str]:
    """Every text inside but questions and their answers; a page without its marks."""
    if _is_asked(value):
        return
    if words := untagged(page_of(value)):
        yield words
    for name, inside in value.items():
        if isinstance(inside, str):
            if name not in _NO_WORDS and inside.strip():
                yield untagged(inside) if name == "div" else inside.strip()
        elif isinstance(inside, dict) and (name not in _NO_WORDS or name == "code"):
            yield from _all_of(inside)
        elif isinstance(inside, list) and name not in _NO_WORDS:
            for one in inside:
                if isinstance(one, str):
                    yield one
                elif isinstance(one, dict):
                    yield from _all_of(one)


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
    is_text = isinstance(kind, str) and kind.lower().startswith("text/")
    if not (is_text and isinstance(data, str)):
        return ""
    try:
        return b64decode(data[: 2 * LONGEST_TEXT]).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def untagged(page: str) -> str:
    """A page without its marks, line by line."""
    return in_one_line(_LINE.sub("\n", page)).strip()


def in_one_line(page: str) -> str:
    """A page without its marks, which part no lines."""
    return html.unescape(_TAG.sub(" ", page))

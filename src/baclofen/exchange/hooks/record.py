"""The record behind a request: what came with it and what was fetched, and what is unknown.

Three absences are told apart: a key with null was looked for and there is nothing; a key that was
left out, and one that failed, are unknown, never none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.references import Subject
from baclofen.exchange.hooks.entries import without
from baclofen.exchange.hooks.request import HookRequest, Json
from baclofen.exchange.hooks.services import prefetch_of, type_of
from baclofen.value import Value

_MEDICINES = "medications"
#: What a failed search leaves in place of data; a record that holds it is not complete.
FAILED: Json = {"resourceType": "OperationOutcome", "issue": []}


class Record(Value):
    """`resources` are all that is known, `lacking` the keys that are unknown (left out, failed),
    `partial` those that are known in part (pages that are missing, entries of somebody else).
    `no_medicines`: they were looked for, and there are none. `unread` is why the results of the
    kidney were taken out, empty where they were not."""

    resources: tuple[Json, ...]
    lacking: tuple[str, ...]
    partial: tuple[str, ...]
    has_patient: bool
    no_medicines: bool = False
    unread: str = ""

    @property
    def lacks_medicines(self) -> bool:
        """Whether more medicines may be taken than are here: they did not come, or not all."""
        return _MEDICINES in (*self.lacking, *self.partial)


def lacking_keys(request: HookRequest) -> tuple[str, ...]:
    """Our keys that neither came nor are answered under another client's key."""
    told = {kind for value in request.prefetch.values() for kind in _types(value)}
    kinds = {key: type_of(key) for key in prefetch_of(request.hook)}
    return tuple(
        key
        for key, kind in kinds.items()
        if not _answers(request.prefetch.get(key, FAILED), kind) and kind not in told
    )


def record_of(request: HookRequest, fetched: Mapping[str, Any]) -> Record:
    """All that came, with what was fetched for keys that lacked: a resource, None for nothing, or
    `FAILED`. Raises `InputRefused` for what is no resource, and for another patient's record."""
    resources: list[Json] = []
    partial: dict[str, None] = {}
    for key, value in (*request.prefetch.items(), *fetched.items()):
        if value is None:
            continue
        if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
            raise InputRefused(f"prefetch.{key[:60]}", "no resource", "it must be one, or null")
        if not _is_whole(value, request.patient_id):
            partial[plain(key, 60)] = None
        # That a search for something else failed says nothing of the medicines.
        is_other = key in prefetch_of(request.hook) and key != _MEDICINES
        resources += without([value], _failed) if is_other else [value]
    lacking = tuple(
        key for key in lacking_keys(request)
        if not _answers(fetched.get(key, FAILED), type_of(key))
    )  # fmt: skip
    if _MEDICINES in lacking:
        resources.append(FAILED)
    patients = [one for one in _flat(resources) if one.get("resourceType") == "Patient"]
    if any(map(_is_replaced, patients)):
        partial["patient"] = None
    if any(one.get("id") not in (None, request.patient_id) for one in patients):
        raise InputRefused(
            "prefetch", "the record of another patient", "it must be that of context.patientId",
            do="Find out whose record this is; nothing was judged.",
        )  # fmt: skip
    medicines = {**request.prefetch, **fetched}.get(_MEDICINES, FAILED)
    return Record(
        tuple(resources), lacking, tuple(partial), bool(patients),
        _MEDICINES not in partial and _is_none(medicines),
    )  # fmt: skip


def _answers(value: Any, kind: str) -> bool:
    """Whether a value answers a search for this type, or a reading of it: null, a Bundle, or one
    such resource. What failed does not, nor what is of another type."""
    told = value.get("resourceType") if isinstance(value, dict) else None
    return value is None or told in ("Bundle", kind)


def _is_none(value: Any) -> bool:
    """Whether the answer to a search is that there is nothing: null, or a Bundle of none."""
    if value is None:
        return True
    is_bundle = isinstance(value, dict) and value.get("resourceType") == "Bundle"
    return is_bundle and value.get("entry", []) == []


def _is_whole(value: Json, patient_id: str) -> bool:
    """Whether a resource, or the answer to a search, is all there and of this patient."""
    subject = Subject(patient_id, frozenset())
    links, entries = value.get("link"), value.get("entry")
    goes_on = any(
        isinstance(link, dict) and link.get("relation") == "next"
        for link in (links if isinstance(links, list) else ())
    )
    fewer = total_of(value) > matches_of(entries if isinstance(entries, list) else ())
    inside = [one for one in _flat([value]) if one is not value]
    others = any(subject.is_of(Element(one, str(one.get("resourceType")))) is False
                 for one in (value, *inside))  # fmt: skip
    return not (goes_on or fewer or others or any(map(_failed, inside)))


def total_of(bundle: Json) -> int:
    """How many a search found by its own count; 0 where it does not say."""
    total = bundle.get("total")
    return total if isinstance(total, int) else 0


def matches_of(entries: Iterable[Any]) -> int:
    """How many of what was searched for are there: each once, without what comes with them."""
    named, nameless = set[tuple[str, str]](), 0
    for entry in entries:
        search = entry.get("search") if isinstance(entry, dict) else None
        mode = search.get("mode", "match") if isinstance(search, dict) else "match"
        one = entry.get("resource") if isinstance(entry, dict) else None
        if mode != "match" or not isinstance(one, dict) or _failed(one):
            continue
        id = one.get("id")
        if isinstance(id, str):
            named.add((str(one.get("resourceType")), id))
        else:
            nameless += 1
    return len(named) + nameless


def _is_replaced(patient: Json) -> bool:
    """Whether more of this patient stands in another record, or this one is no longer kept."""
    links = patient.get("link")
    told = [one for one in (links if isinstance(links, list) else ()) if isinstance(one, dict)]
    return patient.get("active") is False or any(
        one.get("type") in ("replaced-by", "refer") for one in told
    )


def _failed(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") == "OperationOutcome"


def _types(value: Any) -> set[str]:
    if not isinstance(value, dict):
        return set()
    return {str(one.get("resourceType")) for one in _flat([value])}


def _flat(resources: list[Json]) -> Iterator[Json]:
    """Each resource, and those in the entries of a bundle."""
    for one in resources:
        yield one
        entries = one.get("entry") if one.get("resourceType") == "Bundle" else None
        for entry in entries if isinstance(entries, list) else ():
            inner = entry.get("resource") if isinstance(entry, dict) else None
            if isinstance(inner, dict):
                yield inner

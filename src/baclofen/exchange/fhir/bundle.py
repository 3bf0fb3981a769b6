"""The entries of a FHIR record: which resources there are, and of exactly one patient."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import UnreadableRecord
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.references import Index, Subject, index_of, is_of_a_person
from baclofen.exchange.fhir.versions import as_r4
from baclofen.exchange.wording import listed, many, was
from baclofen.value import Value

_BUNDLES = ("collection", "searchset", "transaction", "batch", "document")
#: Tags that say that parts were held back.
_ABRIDGED = ("SUBSETTED", "REDACTED", "MASKED")
#: What is compared when one patient comes twice.
_WHO = ("birthDate", "gender", "deceasedBoolean", "deceasedDateTime", "name")


class Entries(Value):
    """The resources of one patient. `is_complete` is False when the record says it is not all;
    `others` are those of another person, who is not here, and were left out."""

    patient: Element
    by_type: Mapping[str, tuple[Element, ...]]
    index: Index
    is_complete: bool
    notes: tuple[str, ...]
    others: tuple[Element, ...] = ()

    def of(self, *types: str) -> Iterator[Element]:
        """The resources of these types, in an order that the record's own does not change."""
        for name in types:
            yield from self.by_type.get(name, ())


def read_entries(documents: list[Any], name: str) -> Entries:
    """The entries of a bundle, or of resources and bundles one a line.

    Raises `UnreadableRecord` unless they are of exactly one patient.
    """
    found = _Found()
    if len(documents) == 1:
        _only_a_bundle(documents[0])
    for place, document in enumerate(documents, start=1):
        where = "Bundle" if len(documents) == 1 else f"line {place}"
        if not isinstance(document, dict):
            raise UnreadableRecord(
                "record", f"{plain(name)} ({where} is no object)", "it must be a FHIR R4 Bundle"
            )
        found.take(Element(document, where))
    return found.entries()


def _only_a_bundle(document: Any) -> None:
    kind = document.get("resourceType") if isinstance(document, dict) else None
    if kind == "Bundle":
        return
    came = f"a single {plain(kind, 60)}" if isinstance(kind, str) else "JSON without a resourceType"
    raise UnreadableRecord(
        "record", came, "it must be a FHIR R4 Bundle with the Patient and what belongs to it",
        do="Export the whole record of one patient as a Bundle.",
    )  # fmt: skip


#: More resources than this are no record of one patient: of 40 MB each would have 1,300 bytes.
MOST_RESOURCES = 30_000


class _Found:
    """What has been collected so far, bundle by bundle."""

    def __init__(self) -> None:
        self.patients: list[tuple[str, Element]] = []
        self.resources: list[tuple[str, Element]] = []
        self.gaps: list[str] = []
        self.abridged = 0
        self.modified: Counter[str] = Counter()
        self.other_keys: Counter[str] = Counter()

    def take(self, element: Element) -> None:
        """One resource, or every resource of a bundle (bundles inside bundles too)."""
        waiting = [("", element)]
        while waiting:
            url, resource = waiting.pop()
            if resource.text("resourceType") == "Bundle":
                waiting += reversed(self._entries_of(resource))
            else:
                self._keep(url, resource)

    def _entries_of(self, bundle: Element) -> list[tuple[str, Element]]:
        kind = bundle.text("type")
        if kind not in _BUNDLES:
            raise UnreadableRecord(
                f"{bundle.where}.type", repr(plain(kind, 40)) if kind else "missing",
                f"it must be one of {', '.join(_BUNDLES)}",
            )  # fmt: skip
        held = bundle.raw.get("entry")
        _not_too_many(len(held) if isinstance(held, list) else 0)
        entries = bundle.children("entry")
        if any(link.text("relation") == "next" for link in bundle.children("link")):
            self.gaps.append("it has a link to a next page that is not here")
        total = bundle.number("total")
        matches = sum(1 for e in entries if _search_mode(e) == "match")
        if kind == "searchset" and total is not None and total > matches:
            self.gaps.append(f"it has {matches} of {total:.0f} results")
        taken = []
        for entry in entries:
            resource = entry.child("resource")
            request = entry.child("request")
            if resource is None:
                self.gaps.append("it has entries without a resource")
            elif request is not None and request.text("method") == "DELETE":
                self.gaps.append("it deletes entries")
            else:
                taken.append((entry.text("fullUrl"), resource))
        return taken

    def _keep(self, url: str, resource: Element) -> None:
        kind, id = resource.text("resourceType"), resource.text("id")
        if not kind:
            raise UnreadableRecord(
                f"{resource.where}.resourceType", "missing", "each entry must name its type",
                do="Export the record again; nothing was repaired.",
            )  # fmt: skip
        if kind == "OperationOutcome":
            said = "; ".join(one.text("diagnostics") for one in resource.children("issue"))
            told = f": {plain(said)}" if said else ""
            self.gaps.append(f"it has a message of the server (OperationOutcome){told}")
            return
        named, keys = as_r4(
            Element(resource.raw, f"{kind}/{plain(id, 64)}" if id else resource.where)
        )
        self.other_keys.update(f"{kind}.{key}" for key in keys)
        self.abridged += _is_abridged(resource.raw.get("meta"))
        if resource.has("modifierExtension", "implicitRules"):
            self.modified[kind] += 1
        (self.patients if kind == "Patient" else self.resources).append((url, named))
        _not_too_many(len(self.patients) + len(self.resources))

    def entries(self) -> Entries:
        patient, subject = self._patient()
        self.resources = _named(_in_order(self.resources))
        resources, notes, left_out = self._of(subject)
        strangers = tuple(one for one in left_out if is_of_a_person(one))
        by_type: dict[str, list[Element]] = defaultdict(list)
        for _, resource in resources:
            by_type[resource.text("resourceType")].append(resource)
        if self.abridged:
            self.gaps.append(f"it has abridged entries ({self.abridged})")
        if self.gaps:
            gaps = listed(dict.fromkeys(sorted(self.gaps)))
            notes.insert(0, f"The record is not complete: {gaps}.")
        if self.modified:
            kinds = listed(f"{kind} ({count})" for kind, count in sorted(self.modified.items()))
            notes.append(
                "Some entries carry a modifier, which can change their meaning and is not "
                f"understood here: {plain(kinds)}. They were read without it: check them."
            )
        if self.other_keys:
            keys = listed(f"{key} ({count})" for key, count in sorted(self.other_keys.items()))
            notes.append(f"Keys of another FHIR version, read as R4 says the same: {keys}.")
        return Entries(
            patient,
            {kind: tuple(found) for kind, found in by_type.items()},
            index_of(self.resources),
            is_complete=not self.gaps and not left_out,
            notes=tuple(notes),
            others=strangers,
        )

    def _patient(self) -> tuple[Element, Subject]:
        if not self.patients:
            raise UnreadableRecord(
                "record", "without a Patient", "it must hold exactly one",
                do="Export the Patient together with the rest.",
            )  # fmt: skip
        self.patients = _in_order(self.patients)
        first_url, first = self.patients[0]
        urls = {first_url} - {""}
        id = first.text("id")
        for url, other in self.patients[1:]:
            same_id = bool(id) and other.text("id") == id
            if not (same_id or (url and url in urls)):
                raise UnreadableRecord(
                    "record", f"of {len(self.patients)} patients ({_names(self.patients)})",
                    "it must hold exactly one",
                    do="Export one patient only.",
                )  # fmt: skip
            if any(other.raw.get(name) != first.raw.get(name) for name in _WHO):
                raise UnreadableRecord(
                    first.where, "there twice, with different content",
                    "the patient must come once",
                    do="Find out which of the two is right.",
                )  # fmt: skip
            urls |= {url} - {""}
        return first, Subject(id, frozenset(urls))

    def _of(self, subject: Subject) -> tuple[list[tuple[str, Element]], list[str], list[Element]]:
        """The patient's own resources; a note on what names another, and what does."""
        kept, others, unclear = [], list[Element](), 0
        seen: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
        repeated = changed = 0
        for url, resource in self.resources:
            match subject.is_of(resource):
                case False:
                    others.append(resource)
                    continue
                case None:
                    unclear += 1
                case _:
                    pass
            if id := resource.text("id"):
                earlier = seen.setdefault((resource.text("resourceType"), id), [])
                if resource.raw in earlier[:20]:
                    repeated += 1
                    continue
                changed += bool(earlier)
                earlier.append(resource.raw)
            kept.append((url, resource))
        notes = []
        if others:
            found = Counter(resource.text("resourceType") for resource in others)
            kinds = listed(f"{plain(kind, 40)} ({count})" for kind, count in found.items())
            count = len(others)
            notes.append(
                f"{many(count, 'entry names', 'entries name')} another patient or another subject "
                f"and {was(count)} left out: {kinds}."
            )
        if unclear:
            notes.append(
                f"{many(unclear, 'entry names', 'entries name')} the patient in a way that could "
                f"not be matched and {was(unclear)} kept, since only one patient is here."
            )
        if repeated:
            notes.append(f"{many(repeated, 'entry', 'entries')} came again, word for word.")
        if changed:
            notes.append(
                f"{many(changed, 'entry', 'entries')} came again with other content under the "
                "same id: every version was read."
            )
        return kept, notes, others


def _not_too_many(count: int) -> None:
    if count > MOST_RESOURCES:
        raise UnreadableRecord(
            "record", f"of more than {MOST_RESOURCES:,} entries",
            "it must be the record of one patient",
            do="Export one patient only, or the years that matter.",
        )  # fmt: skip


def _in_order(resources: list[tuple[str, Element]]) -> list[tuple[str, Element]]:
    """By type, id and address, then by content: servers give one record in many orders."""

    def key(one: tuple[str, Element]) -> tuple[str, str, str]:
        url, resource = one
        return (resource.text("resourceType"), resource.text("id"), url)

    ordered: list[tuple[str, Element]] = []
    for _, alike in groupby(sorted(resources, key=key), key=key):
        same = list(alike)
        if len(same) > 1:
            same.sort(key=lambda one: json.dumps(one[1].raw, sort_keys=True))
        ordered += same
    return ordered


def _named(ordered: list[tuple[str, Element]]) -> list[tuple[str, Element]]:
    """Resources in order, those without an id named by their address or their place in this order:
    where they stood in the file is no name, since another copy has them elsewhere."""
    found, count = [], Counter[str]()
    for url, resource in ordered:
        if resource.text("id"):
            found.append((url, resource))
            continue
        kind = plain(resource.text("resourceType"), 64)
        count[kind] += 1
        name = f"{kind} {plain(url, 64)}" if url else f"{kind} without id ({count[kind]})"
        found.append((url, Element(resource.raw, name)))
    return found


def _search_mode(entry: Element) -> str:
    search = entry.child("search")
    return (search.text("mode") if search else "") or "match"


def _is_abridged(meta: Any) -> bool:
    """Whether the labels of a resource say that parts were held back."""
    if not isinstance(meta, dict):
        return False
    for name in ("tag", "security"):
        labels = meta.get(name)
        if isinstance(labels, list) and any(
            isinstance(label, dict) and label.get("code") in _ABRIDGED for label in labels
        ):
            return True
    return False


def _names(patients: list[tuple[str, Element]]) -> str:
    return listed((plain(p.text("id") or url or "without id", 60) for url, p in patients), most=3)


def all_words(raw: Mapping[str, Any]) -> str:
    """Every text of a resource, at any depth, one a line; its labels (meta) aside."""
    return "\n".join(_texts(raw, _LABELS, []))


_LABELS = frozenset({"meta"})
#: What holds addresses and codes rather than words.
_NO_WORDS = frozenset({"meta", "id", "system", "reference", "url", "code", "status", "fullUrl"})


def words_of_all(raw: Mapping[str, Any]) -> str:
    """Every text of a resource, at any depth, in a row: for a look at its words alone."""
    return " ".join(_texts(raw, _NO_WORDS, []))


def _texts(
    value: Mapping[str, Any] | list[Any], without: frozenset[str], into: list[str]
) -> list[str]:
    """The texts inside, the last first, put into a list; those of some names left out."""
    if isinstance(value, dict):
        for name, inside in reversed(value.items()):
            if isinstance(inside, str):
                if name not in without:
                    into.append(inside)
            elif isinstance(inside, dict):
                # A concept stands behind the name code too: only a bare one is no word.
                if name not in without or name == "code":
                    _texts(inside, without, into)
            elif isinstance(inside, list) and name not in without:
                _texts(inside, without, into)
        return into
    for inside in reversed(list(value)):
        if isinstance(inside, str):
            into.append(inside)
        elif isinstance(inside, dict | list):
            _texts(inside, without, into)
    return into

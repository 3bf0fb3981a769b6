"""Who and what a reference points at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from baclofen.exchange.fhir.element import Element
from baclofen.value import Value

_TYPED = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9.\-]+)$")


def plain_reference(reference: str) -> str:
    """A reference without the version it may name.

    >>> plain_reference("Patient/1/_history/2")
    'Patient/1'
    """
    return reference.split("/_history/")[0]


def typed(reference: str) -> str:
    """The "Type/id" a reference ends in; empty when it has none.

    >>> typed("https://example.org/fhir/Medication/7"), typed("urn:uuid:7")
    ('Medication/7', '')
    """
    found = _TYPED.search(plain_reference(reference))
    return f"{found[1]}/{found[2]}" if found else ""


class Subject(Value):
    """The patient as references may name them: by id and by the addresses of the entry."""

    id: str
    urls: frozenset[str]

    def is_of(self, resource: Element) -> bool | None:
        """Whether a resource is this patient's: None when its reference settles nothing."""
        reference = subject_of(resource)
        if not reference or reference in self.urls:
            return True
        reference = plain_reference(reference)
        kind_and_id = typed(reference)
        if self.id and (kind_and_id or reference) in (f"Patient/{self.id}", f"urn:uuid:{self.id}"):
            return True
        if reference in self.urls:
            return True
        if not self.id and not self.urls:
            return None
        if kind_and_id:
            # Without an id of the patient, "Patient/7" may well be this one.
            return False if self.id or not kind_and_id.startswith("Patient/") else None
        if reference.startswith("urn:"):
            return False if any(url.startswith("urn:") for url in self.urls) else None
        return None


def is_of_a_person(resource: Element) -> bool:
    """Whether a resource is of a patient, whoever that is, or may be: not of a device, a place or a
    group by name."""
    who = subject_of(resource)
    return typed(who).startswith("Patient/") or who.startswith("urn:")


def subject_of(resource: Element) -> str:
    """What a resource names as whose it is; empty where it names nobody."""
    who = resource.child("subject") or resource.child("patient")
    return who.text("reference") if who else ""


class Index(Value):
    """Every resource by its address and by "Type/id"."""

    by_name: Mapping[str, Element]

    def resolve(self, reference: str, holder: Element) -> Element | None:
        """What a reference of `holder` points at, inside this record."""
        if reference.startswith("#"):
            return next(
                (c for c in holder.children("contained") if c.text("id") == reference[1:]), None
            )
        bare = plain_reference(reference)
        return self.by_name.get(bare) or self.by_name.get(typed(bare))


def index_of(found: Iterable[tuple[str, Element]]) -> Index:
    """The index of resources given with their addresses; the first of a name counts."""
    by_name: dict[str, Element] = {}
    for url, resource in found:
        if url:
            by_name.setdefault(url, resource)
        if id := resource.text("id"):
            by_name.setdefault(f"{resource.text('resourceType')}/{id}", resource)
    return Index(by_name)

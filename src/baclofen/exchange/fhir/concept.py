"""What a coded concept means: the names it goes by, the conditions and the signs."""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import Coding, codings
from baclofen.exchange.measured import in_words
from baclofen.knowledge import Knowledge


def keys_of(concept: Element | None, known: Knowledge) -> frozenset[str]:
    """The conditions that a concept means, by its codes or its words."""
    found = codings(concept)
    return known.codes.condition((c.system, c.code) for c in found) | named_by(
        names_of(concept, found), known
    )


def names_of(concept: Element | None, found: tuple[Coding, ...]) -> tuple[str, ...]:
    """What a concept is called: in its own text, and by its codes."""
    if concept is None:
        return ()
    return tuple(filter(None, (concept.text("text"), *(c.display for c in found))))


def named_by(names: Iterable[str], known: Knowledge) -> frozenset[str]:
    """The conditions of the first of these names that is one known here."""
    found = (known.codes.condition_named(name) for name in names)
    return next(filter(None, found), frozenset())


def signs_in(
    found: tuple[Coding, ...], names: tuple[str, ...], known: Knowledge, *, age_y: float | None
) -> frozenset[str]:
    """The signs that a diagnosis means: by code, by name, or by the values in its words."""
    signs = known.codes.signs_of([(c.system, c.code) for c in found], names)
    return signs.union(*(in_words(name, known, age_y=age_y).signs for name in names))

"""What a coded concept means: the names it goes by, the conditions and the signs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.systems import Coding, codings
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import MeasuredSigns

#: The Glasgow score in words: "GCS 9/15", "Glasgow coma score of 9".
_SCORE = re.compile(
    r"\b(?:gcs|glasgow(?: coma)?(?: scale| score)*)\s*(?:of|is|was|now)?\s*[:=]?\s*"
    r"(\d{1,2})(?!\d)(?:\s*/\s*15)?",
    re.IGNORECASE,
)


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


def signs_in(found: tuple[Coding, ...], names: tuple[str, ...], known: Knowledge) -> frozenset[str]:
    """The signs that a diagnosis means: by code, by name, or by the Glasgow score in its words."""
    signs = known.codes.signs_of([(c.system, c.code) for c in found], names)
    scores = (int(score[1]) for name in names for score in _SCORE.finditer(name))
    numbers = known.of(MeasuredSigns)
    least, _ = numbers.readable["awake"]
    return signs | {"coma" for score in scores if least <= score <= numbers.awake}

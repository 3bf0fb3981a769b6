"""Adverse events: what happened to the patient, read as a diagnosis of its day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from baclofen.exchange.fhir.bundle import Entries, all_words
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.names import is_spoken_of
from baclofen.knowledge import Knowledge

_VOID = "entered-in-error"
_DAYS = ("date", "detected", "recordedDate")


def events_of(entries: Entries) -> Iterator[Element]:
    """The events that happened, each as the condition that it names and under its own place.

    What only might have happened, and what names nothing, is left to those who look through the
    words of what no reader speaks of.
    """
    for event in entries.of("AdverseEvent"):
        concept = event.child("event")
        if event.text("actuality") == "potential" or event.text("status") == _VOID or not concept:
            continue
        made: dict[str, Any] = {"code": concept.raw}
        # One concept in R4, a list of them in R5.
        outcome = event.raw.get("outcome")
        if outcomes := outcome if isinstance(outcome, list) else [outcome] if outcome else []:
            made["clinicalStatus"] = outcomes[0]
        period = event.child("period")
        day = next((event.text(name) for name in _DAYS if event.has(name)), "")
        if day or period:
            made["onsetDateTime"] = day or (period.text("start") if period else "")
        made |= {
            name: event.raw[name] for name in ("suspectEntity", "contained") if event.has(name)
        }
        yield Element(made, event.where)


def is_blamed(condition: Element, entries: Entries, known: Knowledge) -> bool:
    """Whether baclofen is suspected of having caused what an event names."""
    for suspect in condition.children("suspectEntity"):
        found = [suspect]
        for name in ("instance", "instanceReference"):
            if (instance := suspect.child(name)) is not None:
                meant = entries.index.resolve(instance.text("reference"), condition)
                found += [meant] if meant is not None else []
        if any(is_spoken_of(all_words(one.raw), known.codes) for one in found):
            return True
    return False

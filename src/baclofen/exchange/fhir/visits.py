"""Why somebody was seen, or lay in hospital, in the last days, and for what kind of visit: read as
diagnoses of those days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.element import Element
from baclofen.value import Value

_NEVER = frozenset({"planned", "cancelled", "entered-in-error", "discontinued"})
_STILL = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})


class Reason(Value):
    """A reason of a visit as the condition that it names; `is_dated` where its day is known."""

    condition: Element
    is_dated: bool


def reasons_of(entries: Entries, *, since: date, today: date) -> Iterator[Reason]:
    """The coded reasons and types of the visits that reach into the days from `since`, each dated
    by the last day of its visit, and of those that tell no day. What a visit found stands as a
    condition."""
    for visit in entries.of("Encounter"):
        status = visit.text("status")
        if status in _NEVER:
            continue
        began, last = _days(visit, status, today)
        if (began is not None and began > today) or (last is not None and last < since):
            continue
        for name in ("reasonCode", "type"):
            for place, concept in enumerate(visit.children(name)):
                made: dict[str, Any] = {"code": concept.raw}
                if last is not None:
                    made["onsetDateTime"] = last.isoformat()
                yield Reason(Element(made, f"{visit.where}.{name}[{place}]"), last is not None)


def _days(visit: Element, status: str, today: date) -> tuple[date | None, date | None]:
    """The first day of a visit, and its last up to today; None where they are not told."""
    period = visit.child("period")
    start, end = (period.day("start"), period.day("end")) if period else (None, None)
    first = start.first if start else None
    if end is not None:
        return first, min(end.last, today)
    if status in _STILL:
        return first, today
    return first, min(start.last, today) if start else None

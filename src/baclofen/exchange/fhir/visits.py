"""Why somebody was seen, or lay in hospital, in the last days, and for what kind of visit; why
something was done, and why a medicine was not given, held or stopped in them: read as diagnoses of
those days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.element import Element
from baclofen.value import Value

#: What was done, or was not, for a reason that the record names.
_DONE_FOR = "Procedure"
_NEVER = frozenset({"planned", "cancelled", "entered-in-error", "discontinued"})
_STILL = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})


#: What was not done, or is no more, by the status of each kind of medicine entry.
_NOT_DONE = {
    "MedicationAdministration": frozenset({"not-done", "on-hold", "stopped"}),
    "MedicationRequest": frozenset({"on-hold", "stopped", "cancelled"}),
    "MedicationStatement": frozenset({"not-taken", "on-hold", "stopped"}),
}


class Reason(Value):
    """A reason of a visit, or of what was not given, as the condition that it names; `is_dated`
    where its day is known."""

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


def reasons_done(entries: Entries, *, since: date, today: date) -> Iterator[Reason]:
    """The coded reasons of what was done in the days from `since`: a stomach is washed out for
    an overdose."""
    for done in entries.of(_DONE_FOR):
        if done.text("status") in _NEVER:
            continue
        period = done.child("performedPeriod")
        day = done.day("performedDateTime") or (period.day("end", "start") if period else None)
        if day is None or not (day.first <= today and since <= day.last):
            continue
        for place, concept in enumerate(done.children("reasonCode")):
            made = {"code": concept.raw, "onsetDateTime": min(day.last, today).isoformat()}
            yield Reason(Element(made, f"{done.where}.reasonCode[{place}]"), is_dated=True)


def reasons_not_given(entries: Entries, *, since: date, today: date) -> Iterator[Reason]:
    """Why medicines were not given, held or stopped in the days from `since`, each of its day: of a
    medicine that was not given "too drowsy" is a sign. One without a day tells of no sign; one that
    comes again with each dose of a day is told once."""
    told: list[dict[str, Any]] = []
    for kind, statuses in _NOT_DONE.items():
        for entry in entries.of(kind):
            day = _day_of(kind, entry) if entry.text("status") in statuses else None
            if day is None or not since <= day <= today:
                continue
            # An order has one, what was given and what was said have a list of them.
            one = kind == "MedicationRequest"
            reason = entry.child("statusReason") if one else None
            reasons = (reason,) if reason else () if one else entry.children("statusReason")
            for place, concept in enumerate(reasons):
                made: dict[str, Any] = {"code": concept.raw, "onsetDateTime": day.isoformat()}
                if made in told:
                    continue
                told.append(made)
                where = f"{entry.where}.statusReason[{place}]"
                yield Reason(Element(made, where), is_dated=True)


def _day_of(kind: str, entry: Element) -> date | None:
    """The last day of which a medicine entry tells that it was not given."""
    if kind == "MedicationRequest":
        day = entry.day("statusChanged")
    else:
        period = entry.child("effectivePeriod")
        day = entry.day("effectiveDateTime") or (period.day("end", "start") if period else None)
        day = day or entry.day("dateAsserted")
    return None if day is None else day.last


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

"""When a pump was filled last by a record, and which one was taken out or turned off, or was not
filled when it should have been: procedures, visits, what was given or handed over, devices, texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain

from baclofen.exchange.fhir.bundle import Entries
from baclofen.exchange.fhir.dates import Day, days_after
from baclofen.exchange.fhir.element import Element
from baclofen.exchange.fhir.elsewhere import Spoken, answered, spoken_in
from baclofen.exchange.fhir.systems import codings, words_of
from baclofen.exchange.fhir.texts import Said, day_of
from baclofen.knowledge import Knowledge, words_in
from baclofen.patient import EntryKind
from baclofen.value import Value

#: What is told in one clause; a text of a pump is short.
_CLAUSE = re.compile(r"[,;!?()\n]|\.(?=\s|$)")
LONGEST = 20_000
_DONE = "Procedure"
#: A pump that is out is a stop, whatever runs beside it.
STOPPED = "USE-STOP-TOLD"
#: What they are called was done, unless their status says otherwise.
_WERE_DONE = frozenset({_DONE, "Encounter", "Appointment", "Observation"})
_GIVEN = ("MedicationAdministration", "MedicationDispense")
_NEVER = frozenset({
    "not-done", "entered-in-error", "preparation", "planned", "cancelled", "booked", "noshow",
    "pending", "proposed", "waitlist", "on-hold", "stopped", "declined", "in-error", "registered",
})  # fmt: skip
_MISSED = {_DONE: "not-done", "Appointment": "noshow", "MedicationAdministration": "not-done"}
_CPT = "cpt"


class Gone(Value):
    """A pump that was taken out, turned off or not filled by an entry: its words, and the last day
    of which they tell, None where none is told. `is_missed`: it should have been filled."""

    element: Element
    kind: EntryKind
    words: str
    on: Day | None
    is_missed: bool


def clauses_of(text: str) -> Iterator[tuple[str, ...]]:
    """The words of a text, clause by clause."""
    return map(words_in, _CLAUSE.split(text[:LONGEST]))


def said_of(texts: Iterable[Said]) -> Iterator[Spoken]:
    """What is said in words, each at its own place; of a form with what was asked."""
    for said in texts:
        words = said.words if said.answer is None else answered(said.answer)
        yield Spoken(said.kind, Element({}, said.place), words, said.day, is_over=not words)


def filled_on(
    texts: Iterable[Said], entries: Entries, known: Knowledge, *, today: date
) -> tuple[date, ...]:
    """The days up to `today` on which a pump was filled, by whatever tells of it, the last first;
    of a text that says so the last day that it may be of."""
    pump = known.codes.harmless.pump

    def tells(one: Spoken) -> bool:
        is_done = one.kind in _WERE_DONE or one.kind in _GIVEN
        if one.is_over or (is_done and one.element.text("status") in _NEVER):
            return False
        # A result that says "pump refill: no" names one that was not done.
        return any(pump.is_filled(c, is_done=is_done) for c in clauses_of(one.text))

    told = chain(said_of(texts), spoken_in(entries), _given(entries, today))
    days = [one.on for one in told if one.on is not None and tells(one)]
    days += [
        on for one in entries.of(_DONE)
        if one.text("status") not in _NEVER and (on := performed(one)) is not None
        and pump.is_coded("filled", _codes(one))
    ]  # fmt: skip
    return tuple(sorted((min(d.last, today) for d in days if d.first <= today), reverse=True))


def gone_in(
    entries: Entries, known: Knowledge, mentions: Iterable[tuple[Element, EntryKind, str]],
    filled: Iterable[date], put_in: Iterable[date], *, today: date,
) -> tuple[Gone, ...]:  # fmt: skip
    """The pumps that were taken out or turned off, or not filled, in the weeks in which that stays
    open, and of which nothing later tells that one runs. `mentions` are devices that are no longer
    used, with their words; `put_in` the days since which one runs by what else is on record.

    Facts: `patient.sign_open`.
    """
    pump = known.codes.harmless.pump
    since = days_after(today, -known.number("patient.sign_open"))
    runs_since, renewed = tuple(put_in), tuple(_put_in(entries, known, today))
    again, filled = (*runs_since, *renewed), tuple(filled)

    def stands(on: Day | None, *, is_missed: bool) -> bool:
        if on is None:
            # Beside a pump that is ordered: it contradicts, and nobody knows which holds.
            return bool(runs_since) and not (renewed or filled or is_missed)
        later = any(day > on.last for day in filled)
        if is_missed:
            is_back = later or any(day > on.last for day in again)
        else:
            is_back = later or any(day >= on.last for day in again)
        return since <= on.last and on.first <= today and not is_back

    made = [Gone(e, k, w, _out_of_use(e, today), is_missed=False) for e, k, w in mentions]
    for one in entries.of(_DONE):
        words = words_of(one.child("code"))[:LONGEST]
        is_coded = pump.is_coded("gone", _codes(one))
        if one.text("status") in _NEVER:
            continue
        if is_coded or _any(words, pump.is_out):
            called = words or _by_code(one)
            made.append(Gone(one, "procedure", called, performed(one), is_missed=False))
    for one in entries.of(_GIVEN[0]):
        words = "; ".join(filter(None, _called(one)))[:LONGEST]
        if one.text("status") == "stopped" and _any(words, pump.is_out):
            made.append(Gone(one, "order", words, _given_on(one, today), is_missed=False))
    for kind, status in _MISSED.items():
        for one in entries.of(kind):
            if one.text("status") != status:
                continue
            words = "; ".join(filter(None, _called(one)))[:LONGEST]
            is_coded = pump.is_coded("filled", _codes(one))
            if is_coded or _any(words, pump.is_filling):
                on = performed(one) or day_of(one.raw, today) or one.day("start")
                called = words or _by_code(one)
                made.append(Gone(one, "procedure", called, on, is_missed=True))
    return tuple(one for one in made if stands(one.on, is_missed=one.is_missed))


def performed(procedure: Element, *of: str) -> Day | None:
    """The day on which something was done, of a period its end, unless another is asked for first;
    None where none is told."""
    day = procedure.day("performedDateTime")
    if day is None and (period := procedure.child("performedPeriod")):
        return period.day(*(of or ("end", "start")))
    return day


def _out_of_use(device: Element, today: date) -> Day | None:
    """The day since which a device is no longer used; None where none is told."""
    if period := device.child("timingPeriod"):
        return period.day("end", "start")
    return device.day("timingDateTime") or day_of(device.raw, today)


def _put_in(entries: Entries, known: Knowledge, today: date) -> Iterator[date]:
    """The days on which a pump was put in, or put in its place."""
    pump = known.codes.harmless.pump
    for one in entries.of(_DONE):
        day = performed(one)
        is_done = one.text("status") not in _NEVER and day is not None and day.first <= today
        if is_done and day is not None and _any(words_of(one.child("code")), pump.is_put_in):
            yield day.last


def _given(entries: Entries, today: date) -> Iterator[Spoken]:
    """What was given, handed over or measured, in the words that stand with it."""
    for kind in _GIVEN:
        for one in entries.of(kind):
            text = " ".join(_called(one))
            yield Spoken(kind, one, text, _given_on(one, today), is_over=False)
    for one in entries.of("Observation"):
        if one.has("valueQuantity"):
            text = words_of(one.child("code"))
            yield Spoken("Observation", one, text, day_of(one.raw, today), is_over=False)


def _given_on(one: Element, today: date) -> Day | None:
    return one.day("whenHandedOver") or one.day("effectiveDateTime") or day_of(one.raw, today)


def _called(one: Element) -> Iterator[str]:
    """What an entry is called, and what stands with it."""
    kind = one.text("resourceType")
    if kind == "Appointment":
        yield from (words_of(c) for name in ("serviceType", "reasonCode")
                    for c in one.children(name))  # fmt: skip
        yield from (words_of(one.child("appointmentType")), one.text("description"))
        return
    yield words_of(one.child("code"))
    if kind in _GIVEN:
        yield words_of(one.child("medicationCodeableConcept"))
        dosage = one.child("dosage") if kind == _GIVEN[0] else None
        yield dosage.text("text") if dosage else ""
        yield from (part.text("text") for part in one.children("dosageInstruction"))
        yield from (note.text("text") for note in one.children("note"))


def _by_code(one: Element) -> str:
    return f"CPT {', '.join(_codes(one))}"


def _codes(one: Element) -> Iterator[str]:
    return (c.code for c in codings(one.child("code")) if _CPT in c.system.lower())


def _any(text: str, tells: Callable[[tuple[str, ...]], bool]) -> bool:
    return any(map(tells, clauses_of(text)))

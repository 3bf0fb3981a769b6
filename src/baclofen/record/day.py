"""A patient on a day: all that was told and happened, folded into one reading.

Pieces that were told (typed tables, electronic records, answers) are read as of their day, seen
from the day asked about, and laid over each other in the order in which they came. What was
measured, set, taken or noticed stands over them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from baclofen.errors import InputRefused
from baclofen.exchange import POISONED, BaclofenLevel, Reading, level_notes, shown_by
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, Entry, KidneyValue, Patient
from baclofen.record.events import Record
from baclofen.record.happened import Accepted, DoseSet
from baclofen.record.mouth import Mouth, by_mouth, poisoned
from baclofen.record.noticed import is_harmless, with_noticed
from baclofen.record.observed import Level, Measured, Scored, SideEffect
from baclofen.record.pumping import by_pump, pump_by_events
from baclofen.record.read_twice import read_by
from baclofen.record.telling import Electronic, Pieces
from baclofen.regimen import PumpOrder
from baclofen.units import Dose
from baclofen.value import replace


def on_day(
    record: Record, day: date, known: Knowledge, *, electronic: Electronic | None = None
) -> Reading:
    """The patient on this day, as a reading that every door takes.

    `electronic` gives an electronic record by its digest, as it reads on a day; a record without
    one needs none. Raises `InputRefused` where nothing was told yet, and where a later piece speaks
    of someone else.
    """
    made = Pieces(day, known, electronic)
    for event in record.standing:
        if event.day <= day:
            made.take(event)
    if made.reading is None:
        raise InputRefused(
            "record", f"without anything told by {day}", "it must hold a patient",
            do="Tell who it is first: a typed patient, or an electronic record.",
        )  # fmt: skip
    reading = made.reading
    patient, measured = _with_measured(record, reading.patient, day)
    patient, noticed = with_noticed(record, patient, day, known)
    order = reading.ordered.order
    told = order if isinstance(order, PumpOrder) else None
    pump = pump_by_events(record, told, day, known, told_by=made.ordered)
    runs = told if pump is None else pump.order
    if runs is not None and runs.now is not None:
        runs = replace(runs, read_by_two=len(read_by(record, runs, day)) > 1)
    mouth = by_mouth(record, made.sayings, day, known)
    patient = _with_baclofen(record, patient, day, known, mouth, runs, made)
    before, patient = patient, _with_levels(record, patient, day, known)
    asks = patient is not before
    given = _given(patient, reading.patient)
    swallowed = [
        Entry("record.taken", "sign", words, "unread", alarms=(POISONED,))
        for words in (mouth.swallowed if mouth else ())
    ]
    entries = (
        *reading.entries,
        *measured,
        *noticed,
        *_kept(record, day, known, level_asks=asks),
        *given,
        *swallowed,
    )
    unread = tuple(e for e in entries if e.state == "unread")
    return replace(
        reading, patient=replace(patient, unread=unread), entries=entries,
        notes=(
            *reading.notes, *(pump.differs if pump else ()),
            *level_notes(_levels(record), known, today=day),
        ),
        ordered=replace(reading.ordered, order=order if told is None and pump is None else runs),
    )  # fmt: skip


def _with_measured(record: Record, patient: Patient, day: date) -> tuple[Patient, list[Entry]]:
    """Creatinine and eGFR join the values; weight, height and INR are those measured last."""
    entries: list[Entry] = []
    changed: dict[str, Any] = {}
    kidney = list(patient.kidney)
    for event in record.of(Measured):
        what = event.what
        if event.day > day or not isinstance(what, Measured):
            continue
        fills: tuple[str, ...] = ()
        if what.what in ("creatinine", "egfr"):
            value = KidneyValue(what.what, what.in_house, on=event.day)
            if value not in kidney:
                kidney.append(value)
            fills = ("kidney_known", what.what if what.what == "egfr" else "crcl")
        elif what.what == "weight":
            told = changed.get("weight_on", patient.weight_on)
            if told is None or event.day >= told:
                changed |= {"weight_kg": what.in_house, "weight_on": event.day}
                changed["weight_confirmed"] = None
            fills = ("weight", "weight_known")
        elif what.what == "height":
            changed["height_cm"] = what.in_house
            fills = ("egfr", "crcl")
        elif event.day == day:
            changed["inr"] = what.in_house
            fills = ("inr",)
        if fills:
            words = f"{what.value:g} {what.unit} on {event.day}"
            entries.append(Entry(f"record.{what.what}", "measurement", words, "read", fills))
    changed["kidney"] = tuple(kidney)
    return replace(patient, **changed), entries


def _with_baclofen(
    record: Record, patient: Patient, day: date, known: Knowledge, mouth: Mouth | None,
    pump: PumpOrder | None, made: Pieces,
) -> Patient:  # fmt: skip
    """What is taken, by route: by mouth as the evidence has it, by pump what was set or told."""
    if poisoned(record, day, known):
        patient = replace(patient, conditions=patient.conditions | {"baclofen_overdose"})
    if pump is not None and pump.now != _rate_told(made):
        patient = replace(patient, rate_confirmed=None)
    spinal = by_pump(record, pump, made.sayings, day)
    if mouth is None and not spinal:
        return patient
    changed: dict[str, Any] = {}
    if mouth is None:
        changed["baclofen"] = spinal
    else:
        changed |= {"baclofen": (*mouth.uses, *spinal), "said_none": mouth.said_none}
        if not mouth.as_told:
            changed["dose_confirmed"] = None
    return replace(patient, **changed)


def _with_levels(record: Record, patient: Patient, day: date, known: Knowledge) -> Patient:
    """A level that nothing told explains is a use of its own; that none is taken stays said.

    What was set or taken over before anybody knew of an earlier level does not explain it.
    """
    uses = patient.baclofen or ()
    begun = max((e.number for e in record.of(DoseSet, Accepted) if e.day <= day), default=0)
    shown: tuple[BaclofenUse, ...] = ()
    for event in record.of(Level):
        what = event.what
        if not isinstance(what, Level):
            continue
        others = [u for u in uses if event.number < begun or not _is_later(u, event.day)]
        level = BaclofenLevel(what.matrix, what.ng_per_mL, event.day)
        shown = shown_by([level], others, known, today=day) or shown
    if not shown:
        return patient
    return replace(
        patient, baclofen=(*uses, *shown), said_none=patient.none_told, dose_confirmed=None
    )


def _levels(record: Record) -> Iterator[BaclofenLevel]:
    for event in record.of(Level):
        if isinstance(event.what, Level):
            yield BaclofenLevel(event.what.matrix, event.what.ng_per_mL, event.day)


def _is_later(use: BaclofenUse, day: date) -> bool:
    """Whether a use that runs was begun after a day, for all that is known."""
    return use.status != "stopped" and (first := use.first_seen) is not None and first > day


def _rate_told(made: Pieces) -> Dose | None:
    """The rate of the pump as it was told, None where it was not."""
    order = None if made.reading is None else made.reading.ordered.order
    return order.now if isinstance(order, PumpOrder) else None


def _given(patient: Patient, told: Patient) -> Iterator[Entry]:
    """One entry for each use that is not as it was told: events brought it, or a doubt."""
    as_told = [replace(use, before=()) for use in told.baclofen or ()]
    for use in patient.baclofen or ():
        if replace(use, before=()) not in as_told:
            words = f"{use.as_written}{'; ' if use.doubt else ''}{use.doubt}"
            yield Entry("record.baclofen", "order", words, "read", ("baclofen", "baclofen_known"))


def _kept(record: Record, day: date, known: Knowledge, *, level_asks: bool) -> Iterator[Entry]:
    """What is kept for the follow-up and changes no rule, counted; a level that asks whether
    baclofen is taken is none of it."""
    counts: Counter[str] = Counter()
    for event in record.of(Scored, Level, SideEffect):
        if event.day > day:
            continue
        what = event.what
        if isinstance(what, Scored):
            counts[f"{what.scale} score"] += 1
        elif isinstance(what, Level) and not level_asks and is_harmless(what, known):
            counts[f"level in {what.matrix}"] += 1
        elif isinstance(what, SideEffect) and is_harmless(what, known):
            counts[f"{what.name}, {what.severity}"] += 1
    for words, count in sorted(counts.items()):
        yield Entry(
            "record", "measurement", words, "harmless",
            because="kept for the follow-up; no rule asks for it", count=count,
        )  # fmt: skip

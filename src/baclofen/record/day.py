"""A patient on a day: all that was told and happened, folded into one reading.

Pieces that were told (typed tables, electronic records, answers) are read as of their day, seen
from the day asked about, and laid over each other in the order in which they came. What was
measured, set, taken or noticed stands over them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from baclofen.assessment import Kind
from baclofen.errors import InputRefused
from baclofen.exchange import Reading, read_patient, read_table, with_answers
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, Entry, KidneyValue, Patient
from baclofen.record.events import Event, Record
from baclofen.record.happened import (
    Answered,
    Fell,
    Imported,
    Level,
    Measured,
    Noticed,
    Scored,
    SideEffect,
    Told,
)
from baclofen.record.later import (
    order_later,
    patient_later,
    running,
    sign_days,
    swallowed_later,
)
from baclofen.record.pumping import newest_of_pump, pump_by_events, use_of
from baclofen.record.swallowing import by_mouth
from baclofen.value import fields, replace

#: Two tellings of an age may differ by this much: years are told as whole ones.
_AGE_Y = 1.5
#: Who somebody is does not change.
_WHO = ("sex",)
#: Fields of a patient where what is told later joins what was told before.
_SETS = ("conditions", "no_conditions", "allergies", "no_allergies", "denied")
#: Fields that go with baclofen, and are replaced with it.
_OF_BACLOFEN = ("baclofen", "said_none", "dose_confirmed")

Attached = Callable[[str], bytes]


def on_day(
    record: Record, day: date, known: Knowledge, *, attached: Attached | None = None
) -> Reading:
    """The patient on this day, as a reading that every door takes.

    `attached` gives the bytes of an electronic record by its digest; a record without one needs
    none. Raises `InputRefused` where nothing was told yet, and where a later piece speaks of
    someone else.
    """
    made = _Fold(day, known, attached)
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
    patient, noticed = _with_signs(record, patient, day, known)
    pump = pump_by_events(
        record, running(reading.ordered.order), day, known, told_on=made.ordered_at
    )
    if made.baclofen_by_record:
        patient = _held_against(patient, by_mouth(record, day, told_on=None))
    patient = _with_baclofen(record, patient, day, made.baclofen_at, pump)
    order = reading.ordered.order if pump is None else pump
    entries = (*reading.entries, *measured, *noticed, *_kept(record, day), *_given(patient))
    unread = tuple(e for e in entries if e.state == "unread")
    return replace(
        reading, patient=replace(patient, unread=unread), entries=entries,
        ordered=replace(reading.ordered, order=order),
    )  # fmt: skip


class _Fold:
    """What was told, piece by piece."""

    def __init__(self, day: date, known: Knowledge, attached: Attached | None) -> None:
        self._day, self._known, self._attached = day, known, attached
        self.reading: Reading | None = None
        self.baclofen_at: datetime | None = None
        self.baclofen_by_record = False
        self.ordered_at: datetime | None = None

    def take(self, event: Event) -> None:
        what = event.what
        if isinstance(what, Told):
            told = read_table(_typed(what.table, self._known), self._known, today=event.day)
            self._lay(_later(told, event.day, self._day, self._known), event)
        elif isinstance(what, Imported):
            if self._attached is None:
                raise InputRefused(
                    "record", "an electronic record without its bytes", "they must be handed in",
                    do="Open it through the store that keeps them.",
                )  # fmt: skip
            raw = self._attached(what.digest)
            self._lay(read_patient(raw, known=self._known, today=self._day), event)
        elif isinstance(what, Answered):
            self._answer(what, event)

    def _lay(self, piece: Reading, event: Event) -> None:
        """A later piece over what was told before."""
        if piece.patient.baclofen is not None:
            self.baclofen_at = event.at
            self.baclofen_by_record = isinstance(event.what, Imported)
        if piece.ordered.order is not None:
            self.ordered_at = event.at
        self.reading = piece if self.reading is None else _over(self.reading, piece, event)

    def _answer(self, what: Answered, event: Event) -> None:
        if self.reading is None:
            raise InputRefused(
                f"answer {what.key}", "before anything was told", "the patient comes first"
            )
        before = self.reading
        after = with_answers(before, [(what.key, what.words)], self._known, today=event.day)
        if after.patient.baclofen != before.patient.baclofen:
            self.baclofen_at = event.at
        self.reading = _answered_later(before, after, event.day, self._day, self._known)


def _typed(table: Mapping[str, Any], known: Knowledge, above: str = "") -> dict[str, Any]:
    """The table as it was typed: keys that take a date hold one."""
    made: dict[str, Any] = {}
    for name, value in table.items():
        key = known.keys.get(f"{above}{name}")
        if isinstance(value, dict):
            made[name] = _typed(value, known, f"{name}.")
        elif name == "medicines" and isinstance(value, list):
            made[name] = [_medicine(one) for one in value]
        elif key is not None and key.takes == "date" and isinstance(value, str):
            made[name] = _date(name, value)
        else:
            made[name] = value
    return made


def _medicine(told: Any) -> Any:
    if isinstance(told, dict) and isinstance(told.get("since"), str):
        return {**told, "since": _date("since", told["since"])}
    return told


def _date(name: str, words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InputRefused(name, repr(words[:40]), "it must be a date: 2026-11-22") from None


def _later(told: Reading, on: date, day: date, known: Knowledge) -> Reading:
    days = (day - on).days
    ordered = replace(
        told.ordered,
        order=order_later(told.ordered.order, days),
        taper=told.ordered.taper if days <= 0 else None,
        swallowed=swallowed_later(told.ordered.swallowed, days, known),
    )
    request: Kind | None = told.request if days <= 0 else None
    patient = patient_later(told.patient, on, day, known)
    return replace(told, patient=patient, ordered=ordered, request=request)


def _over(before: Reading, after: Reading, event: Event) -> Reading:
    """What was told later over what was told before: a field told again is replaced, illnesses and
    allergies join, kidney values are all kept."""
    was, now = before.patient, after.patient
    _same_person(was, now, event)
    told = {f.name: getattr(now, f.name) for f in fields(Patient) if _is_told(now, f)}
    changed: dict[str, Any] = dict(told)
    for name in _SETS:
        if name in told:
            changed[name] = getattr(was, name) | told[name]
    if "kidney" in told:
        changed["kidney"] = tuple(dict.fromkeys((*was.kidney, *told["kidney"])))
    if "baclofen" in told:
        changed |= {name: getattr(now, name) for name in _OF_BACLOFEN}
    if "weight_kg" in told:
        changed |= {"weight_on": now.weight_on, "weight_confirmed": now.weight_confirmed}
    changed["from_record"] = was.from_record or now.from_record
    newer = {(e.place, e.kind) for e in after.entries}
    kept = tuple(e for e in before.entries if (e.place, e.kind) not in newer)
    ordered = after.ordered
    if ordered.order is None:
        ordered = replace(ordered, order=before.ordered.order)
    if ordered.swallowed is None:
        ordered = replace(ordered, swallowed=before.ordered.swallowed)
    return replace(
        before, patient=replace(was, **changed), entries=(*kept, *after.entries),
        notes=(*before.notes, *(n for n in after.notes if n not in before.notes)),
        request=after.request, ordered=ordered,
    )  # fmt: skip


def _is_told(patient: Patient, which: Any) -> bool:
    """Whether a field holds something that somebody told."""
    return bool(getattr(patient, which.name) != _DEFAULT[which.name])


_DEFAULT = {f.name: getattr(Patient(), f.name) for f in fields(Patient)}


def _same_person(was: Patient, now: Patient, event: Event) -> None:
    """Raise `InputRefused` where a piece speaks of another person."""
    for name in _WHO:
        one, other = getattr(was, name), getattr(now, name)
        if one is not None and other is not None and one != other:
            raise _another(event, name, str(other), str(one))
    if was.age_y is not None and now.age_y is not None and abs(was.age_y - now.age_y) > _AGE_Y:
        raise _another(event, "age", f"{now.age_y:.0f}", f"{was.age_y:.0f}")


def _another(event: Event, what: str, came: str, before: str) -> InputRefused:
    return InputRefused(
        f"event {event.number} ({what})",
        came,
        f"the record has {before}",
        do="It may be the record of another patient: correct one of the two.",
    )


def _answered_later(
    before: Reading, after: Reading, on: date, day: date, known: Knowledge
) -> Reading:
    """What an answer changed, seen from the day; the rest is there already."""
    aged = patient_later(after.patient, on, day, known)
    was, now = before.patient, after.patient
    changed: dict[str, Any] = {
        f.name: getattr(aged, f.name)
        for f in fields(Patient)
        if getattr(was, f.name) != getattr(now, f.name)
    }
    if "kidney" in changed or now.values != was.values:
        new = tuple(v for v in aged.kidney if v not in was.kidney)
        changed["kidney"] = (*was.kidney, *new)
    if was.baclofen is not None and changed.get("baclofen") is not None:
        # Uses that the answer left alone have aged already.
        changed["baclofen"] = tuple(
            use if use in was.baclofen else later
            for use, later in zip(now.baclofen or (), changed["baclofen"], strict=True)
        )
    return replace(after, patient=replace(was, **changed), ordered=before.ordered)


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


def _with_signs(
    record: Record, patient: Patient, day: date, known: Knowledge
) -> tuple[Patient, list[Entry]]:
    """Signs that were noticed in the last days; the newest word on each counts."""
    earliest = day - timedelta(days=sign_days(known))
    latest: dict[str, tuple[bool, Event]] = {}
    for event in record.of(Noticed, SideEffect):
        what = event.what
        if not earliest <= event.day <= day:
            continue
        if isinstance(what, Noticed):
            latest[what.sign] = what.there, event
        elif isinstance(what, SideEffect) and what.name in _SIGNS and what.severity != "mild":
            latest[what.name] = True, event
    there = {name for name, (is_there, _) in latest.items() if is_there}
    absent = {name for name, (is_there, e) in latest.items() if not is_there and e.day == day}
    falls = any(_year_before(day) <= e.day <= day for e in record.of(Fell))
    conditions = patient.conditions | ({"falls"} if falls else set())
    entries = [
        Entry(f"record.{name}", "sign", f"{name} on {event.day}", "read", (f"signs.{name}",))
        for name, (is_there, event) in latest.items()
        if is_there
    ]
    if falls:
        entries.append(Entry("record.fall", "condition", "a fall", "read", ("conditions.falls",)))
    settled = frozenset(name for name, (is_there, _) in latest.items() if not is_there)
    return replace(
        patient, conditions=conditions, signs=(patient.signs - settled) | there,
        no_signs=(patient.no_signs - there) | absent,
    ), entries  # fmt: skip


_SIGNS = frozenset({"somnolence", "confusion", "hallucinations"})


def _year_before(day: date) -> date:
    return day - timedelta(days=365)


def _with_baclofen(
    record: Record, patient: Patient, day: date, told_at: datetime | None, pump: Any
) -> Patient:
    """What is taken, by route: the newest word on each counts."""
    uses = list(patient.baclofen or ())
    mouth = by_mouth(record, day, told_on=told_at)
    newest = newest_of_pump(record, day)
    spinal: BaclofenUse | None = None
    if pump is not None and newest is not None and (told_at is None or newest >= told_at):
        spinal = use_of(pump, newest)
    for use in (mouth, spinal):
        if use is None:
            continue
        uses = [u for u in uses if u.route not in (use.route, "unknown")]
        uses.append(use)
    if mouth is None and spinal is None:
        return patient
    confirmed = None if mouth is not None else patient.dose_confirmed
    return replace(patient, baclofen=tuple(uses), said_none=False, dose_confirmed=confirmed)


def _held_against(patient: Patient, events: BaclofenUse | None) -> Patient:
    """The dose of an electronic record that came after it was set here otherwise is doubtful."""
    if events is None or events.daily is None:
        return patient
    doubt = f"The clinic's own record says {events.as_written}; say what is taken"
    uses = tuple(
        replace(use, doubt=use.doubt or doubt)
        if use.route == "oral" and (use.status, use.daily) != (events.status, events.daily)
        else use
        for use in patient.baclofen or ()
    )
    if not uses:
        uses = (replace(events, doubt=events.doubt or "No electronic record lists it"),)
    return replace(patient, baclofen=uses)


def _given(patient: Patient) -> Iterator[Entry]:
    """One entry for each use that the events told of."""
    for use in patient.baclofen or ():
        if use.as_written.startswith(_BY_EVENTS):
            words = f"{use.as_written}{'; ' if use.doubt else ''}{use.doubt}"
            yield Entry("record.baclofen", "order", words, "read", ("baclofen", "baclofen_known"))


_BY_EVENTS = ("planned:", "stopped (", "no dose since", "doses by the record", "pump, ")


def _kept(record: Record, day: date) -> Iterator[Entry]:
    """What is kept for the follow-up and changes no rule, counted."""
    counts: Counter[str] = Counter()
    for event in record.of(Scored, Level, SideEffect):
        if event.day > day:
            continue
        what = event.what
        if isinstance(what, Scored):
            counts[f"{what.scale} score"] += 1
        elif isinstance(what, Level):
            counts[f"level in {what.matrix}"] += 1
        elif isinstance(what, SideEffect) and not (what.name in _SIGNS and what.severity != "mild"):
            counts[f"{what.name}, {what.severity}"] += 1
    for words, count in sorted(counts.items()):
        yield Entry(
            "record", "measurement", words, "harmless",
            because="kept for the follow-up; no rule asks for it", count=count,
        )  # fmt: skip

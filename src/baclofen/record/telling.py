"""What was told of a patient, piece by piece: each read as of its day, seen from a later one, and
laid over what was told before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Literal

from baclofen.assessment import Kind
from baclofen.errors import InputRefused
from baclofen.exchange import Reading, read_table, with_answers
from baclofen.knowledge import Knowledge
from baclofen.patient import BaclofenUse, Patient
from baclofen.record.events import Event
from baclofen.record.happened import Answered, Imported, Told
from baclofen.record.later import order_later, patient_later, swallowed_later
from baclofen.record.words import day_of
from baclofen.regimen import PumpOrder
from baclofen.value import Value, fields, replace

#: Two tellings of an age may differ by this much: years are told as whole ones.
_AGE_Y = 1.5
#: Who somebody is does not change.
_WHO = ("sex",)
#: Fields of a patient where what is told later joins what was told before.
_SETS = ("conditions", "no_conditions", "allergies", "no_allergies", "denied")
#: Fields that go with baclofen, and are replaced with it.
_OF_BACLOFEN = ("baclofen", "said_none", "dose_confirmed")

#: An electronic record as it reads on a day, by its digest.
Electronic = Callable[[str, date], Reading]


class Saying(Value):
    """What one piece says of baclofen, seen from the day asked about: `uses` is empty where it says
    that none is taken, or is a record that shows none."""

    uses: tuple[BaclofenUse, ...]
    source: Literal["typed", "answer", "record"]


class Pieces:
    """What was told, piece by piece; `sayings` has what each says of baclofen, by the number of
    its event, `ordered` is the last that told an order."""

    def __init__(self, day: date, known: Knowledge, electronic: Electronic | None) -> None:
        self._day, self._known, self._electronic = day, known, electronic
        self.reading: Reading | None = None
        self.sayings: dict[int, Saying] = {}
        self.ordered: Event | None = None

    def take(self, event: Event) -> None:
        what = event.what
        if isinstance(what, Told):
            told = read_table(_typed(what.table, self._known), self._known, today=event.day)
            self._lay(_later(told, event.day, self._day, self._known), event)
        elif isinstance(what, Imported):
            if self._electronic is None:
                raise InputRefused(
                    "record", "an electronic record without its bytes", "they must be handed in",
                    do="Open it through the store that keeps them.",
                )  # fmt: skip
            self._lay(self._electronic(what.digest, self._day), event)
        elif isinstance(what, Answered):
            self._answer(what, event)

    def _lay(self, piece: Reading, event: Event) -> None:
        """A later piece over what was told before."""
        if (uses := piece.patient.baclofen) is not None:
            by_record = isinstance(event.what, Imported)
            self.sayings[event.number] = Saying(uses, "record" if by_record else "typed")
        if piece.ordered.order is not None:
            self.ordered = event
        self.reading = piece if self.reading is None else _over(self.reading, piece, event)

    def _answer(self, what: Answered, event: Event) -> None:
        if self.reading is None:
            raise InputRefused(
                f"answer {what.key}", "before anything was told", "the patient comes first"
            )
        before = self.reading
        after = with_answers(before, [(what.key, what.words)], self._known, today=event.day)
        self.reading = _answered_later(before, after, event.day, self._day, self._known)
        uses = self.reading.patient.baclofen or ()
        if what.key == "baclofen":
            alone = replace(before.patient, baclofen=None, said_none=False)
            said = with_answers(
                replace(before, patient=alone), [(what.key, what.words)], self._known,
                today=event.day,
            ).patient  # fmt: skip
            said = patient_later(said, event.day, self._day, self._known)
            if said.baclofen is not None:
                self.sayings[event.number] = Saying(said.baclofen, "answer")
        elif self.sayings and uses != (before.patient.baclofen or ()):
            # It tells more of what was said before, as since when it is taken.
            last = next(reversed(self.sayings))
            self.sayings[last] = replace(self.sayings[last], uses=uses)


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
            made[name] = day_of(name, value)
        else:
            made[name] = value
    return made


def _medicine(told: Any) -> Any:
    if isinstance(told, dict) and isinstance(told.get("since"), str):
        return {**told, "since": day_of("since", told["since"])}
    return told


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
        if now.baclofen == () and not now.from_record:
            # That none is taken does not end what was taken: a stop is told as one.
            changed |= {"said_none": True, "baclofen": was.baclofen or ()}
    if "baclofen" in told or isinstance(after.ordered.order, PumpOrder):
        changed["rate_confirmed"] = now.rate_confirmed
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

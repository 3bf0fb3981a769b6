"""What was noticed of a patient in the last days: signs, falls, what side effects and levels mean.

A side effect that is a sign or an illness of which rules know counts as one; one that was severe,
and one in words of its own that was more than mild or sounds like danger, is an entry that nobody
has settled. A level as
in acute poisoning is one on record; at the top of what was measured there, or beside a sign of
danger, it is a poisoning now.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType

from baclofen.exchange import BaclofenLevel, InWords, in_words, is_poisoning
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import DangerSigns
from baclofen.patient import SIGNS, Entry, Patient
from baclofen.record.events import Event, Record
from baclofen.record.later import sign_days
from baclofen.record.observed import Fell, Level, Noticed, SideEffect
from baclofen.value import replace

#: Side effects that are an illness of which rules know, from moderate on.
_ILLNESSES: Mapping[str, str] = MappingProxyType({
    "low blood pressure": "hypotension", "urinary retention": "urinary_retention",
})  # fmt: skip
#: A poisoning of these days, as a sign.
_POISONED = "baclofen_poisoning"
#: Side effects that are a sign of another name, where severe.
_SEVERE_SIGNS: Mapping[str, str] = MappingProxyType({"weakness": "weak_legs"})


def with_noticed(
    record: Record, patient: Patient, day: date, known: Knowledge
) -> tuple[Patient, list[Entry]]:
    """The patient with what was noticed in the last days; the newest word on each sign counts, and
    one that was there before it is one that passed: again, where it had gone on a day before."""
    earliest = day - timedelta(days=sign_days(known))
    latest: dict[str, tuple[bool, Event]] = {}
    found: dict[str, Event] = {}
    seen = set(patient.signs)
    came: dict[str, set[date]] = {sign: {date.min} for sign in patient.signs}
    entries: list[Entry] = []
    for event in record.of(Noticed, SideEffect, Level):
        what = event.what
        if not earliest <= event.day <= day:
            continue
        if isinstance(what, Noticed):
            was_there = latest[what.sign][0] if what.sign in latest else what.sign in patient.signs
            if what.there and not was_there:
                came.setdefault(what.sign, set()).add(event.day)
            latest[what.sign] = what.there, event
            if what.there:
                seen.add(what.sign)
        elif isinstance(what, Level) and _is_poisoning(what, known):
            found["baclofen_overdose"] = event
            if what.ng_per_mL >= known.numbers("pk.tox_conc")[1]:
                latest[_POISONED] = True, event
        elif isinstance(what, SideEffect):
            values = _values(what, patient, known)
            signs = values.signs if (sign := _sign_of(what)) is None else {sign}
            for sign in sorted(signs):
                latest[sign] = True, event
                seen.add(sign)
            alarms = _alarms(values, known)
            if (illness := _illness_of(what)) is not None:
                found[illness] = event
            elif alarms if signs else not is_harmless(what, known):
                words = f"{_words(what)}, {what.severity}, on {event.day}"
                entries.append(Entry("record.side_effect", "sign", words, "unread", alarms=alarms))
    entries += _fell(record, day, known, found)
    level = found.get("baclofen_overdose")
    told = patient.signs | {name for name, (is_there, _) in latest.items() if is_there}
    if level is not None and told & {*known.of(DangerSigns).signs}:
        latest.setdefault(_POISONED, (True, level))
    there = {name for name, (is_there, _) in latest.items() if is_there}
    absent = {name for name, (is_there, e) in latest.items() if not is_there and e.day == day}
    entries += [
        Entry(f"record.{name}", "sign", f"{name} on {event.day}", "read", (f"signs.{name}",))
        for name, (is_there, event) in latest.items()
        if is_there
    ]
    entries += [
        Entry(f"record.{name}", "condition", f"{name} on {event.day}", "read",
              (f"conditions.{name}",))
        for name, event in found.items() if name != "falls"
    ]  # fmt: skip
    entries += [
        Entry(f"record.{name}", "sign", f"{name} until {event.day}", "read",
              (f"signs_passed.{name}",))
        for name, (is_there, event) in latest.items() if not is_there and name in seen
    ]  # fmt: skip
    settled = frozenset(name for name, (is_there, _) in latest.items() if not is_there)
    return replace(
        patient, conditions=patient.conditions | set(found),
        signs=(patient.signs - settled) | there, no_signs=(patient.no_signs - there) | absent,
        signs_passed=(patient.signs_passed - there) | (settled & seen),
        signs_again=frozenset(name for name in settled & seen if len(came.get(name, ())) > 1),
        signs_open=patient.signs_open - settled,
    ), entries  # fmt: skip


def _fell(record: Record, day: date, known: Knowledge, found: dict[str, Event]) -> Iterator[Entry]:
    """Falls of the last months, as the condition of that name."""
    lately = day - timedelta(days=known.number("records.falls"))
    for event in record.of(Fell):
        if lately <= event.day <= day:
            found["falls"] = event
    if "falls" in found:
        yield Entry("record.fall", "condition", "a fall", "read", ("conditions.falls",))


def is_harmless(what: SideEffect | Level, known: Knowledge) -> bool:
    """Whether it is kept for the follow-up alone: no rule and no word of it tells of danger."""
    if isinstance(what, Level):
        return not _is_poisoning(what, known)
    if _sign_of(what) is not None or _illness_of(what) is not None or what.severity == "severe":
        return False
    if what.name != "other":
        return True
    values = in_words(what.words, known)
    return what.severity == "mild" and not (values.signs or _alarms(values, known))


def _values(what: SideEffect, patient: Patient, known: Knowledge) -> InWords:
    """What the values in the words of a side effect say."""
    return in_words(_words(what), known, age_y=patient.age_y, conditions=patient.conditions)


def _alarms(values: InWords, known: Knowledge) -> tuple[str, ...]:
    """What words sound like by their values, and by what stands beside these."""
    return tuple(dict.fromkeys((*known.codes.alarms_in(values.beside), *values.sounds)))


def _sign_of(what: SideEffect) -> str | None:
    """The sign that a side effect is: one of that name, and more than mild; words that are one."""
    if what.severity == "severe" and what.name in _SEVERE_SIGNS:
        return _SEVERE_SIGNS[what.name]
    if what.name == "other":
        name = what.words.strip().lower().replace(" ", "_")
        return name if name in SIGNS else None
    return what.name if what.name in SIGNS and what.severity != "mild" else None


def _illness_of(what: SideEffect) -> str | None:
    return _ILLNESSES.get(what.name) if what.severity != "mild" else None


def _is_poisoning(what: Level, known: Knowledge) -> bool:
    return is_poisoning(BaclofenLevel(what.matrix, what.ng_per_mL), known)


def _words(what: SideEffect) -> str:
    return what.words or what.name

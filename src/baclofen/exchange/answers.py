"""Questions answered beside a record: `KEY=VALUE`, taken over as if the record had told it.

What an answer and the record contradict is kept from both; a rule then says so, and the dangerous
side governs. An age or a sex that the record states otherwise is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from baclofen.assessment import begun, first_seen
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnknownName
from baclofen.exchange.reading import Reading
from baclofen.exchange.typed import read_typed
from baclofen.exchange.typed_values import NO, YES, toml_value, yes_or_no
from baclofen.knowledge import Knowledge
from baclofen.patient import SIGNS, BaclofenUse, DoseBefore, Entry, Patient
from baclofen.units import mg
from baclofen.value import replace

Told = tuple[Patient, tuple[Entry, ...], tuple[str, ...]]
ALLERGY = "allergy_to_baclofen"
#: What replaces the value of the record: a newer one, or one that the record lacked.
_REPLACED = (
    "weight_kg", "height_cm", "gestation_weeks", "days_since_injury", "unread_are",
    "lesion_level", "hours_since_antithrombotic", "inr",
)  # fmt: skip
#: Flags, each with its dangerous side: told otherwise than the record has it, that side governs.
_DANGEROUS = {
    "alcohol": True, "lactating": True, "newborn": True, "infection_active": True,
    "surgery_planned": True, "nil_by_mouth": True, "admitted": True, "oral_failed": False,
    "epilepsy_resistant": True, "seizure_as_usual": False, "dose_confirmed": False,
    "weight_confirmed": False, "rate_confirmed": False,
}  # fmt: skip
#: What the record states once and for all.
_STATED = ("age_y", "sex", "syndrome")
#: What may be answered in several words, each of which counts.
_SEVERAL = frozenset({
    "conditions", "no_conditions", "signs", "no_signs", "allergies", "no_allergies", "medicines",
    "creatinine", "creatinine_mg_per_dL", "creatinine_umol_per_L", "egfr", "dialysis", "pregnant",
    "baclofen", "unread", *_DANGEROUS,
})  # fmt: skip
#: Flags that a diagnosis tells as well: told no against the record, both are kept.
_FLAG_OF = {"dialysis": "dialysis", "pregnant": "pregnancy"}
#: What is told of another value, as its day: it is taken over with it.
_OF = {
    "creatinine_on": ("creatinine", "creatinine_mg_per_dL", "creatinine_umol_per_L"),
    "egfr_on": ("egfr",), "egfr_equation": ("egfr",), "weight_on": ("weight_kg", "weight"),
    "ordered_ahead": ("baclofen",),
}  # fmt: skip
#: What a file says of itself, and what is asked of it: no answer about the patient.
_NO_ANSWER = ("label", "request", "requested")
_SETS = ("conditions", "no_conditions", "allergies", "no_allergies", "signs", "no_signs")


def with_answers(
    reading: Reading, answers: Iterable[tuple[str, str]], known: Knowledge, *, today: date
) -> Reading:
    """The reading with what was answered. Raises a subclass of `InputRefused`.

    An unknown key or word is refused, with the nearest that there is.
    """
    given = [(str(key), str(words)) for key, words in answers]
    for key, words in given:
        if key not in _SEVERAL and any(k == key and w != words for k, w in given):
            raise InputRefused(
                f"--answer {plain(key, 60)}",
                "given twice, in other words",
                "one answer may be given",
            )
    if any(use.used_up for use in reading.patient.baclofen or ()):
        # Since when it is taken again is told of the use that stands there, before its dose is.
        given.sort(key=lambda one: one[0] != "baclofen_since")
    for key, words in given:
        beside = {more: text for more, text in given if key in _OF.get(more, ())}
        meant = _meant(words) if key == "medicines" else {}
        reading = _without(reading, meant)
        patient: Patient = reading.patient
        named: tuple[Entry, ...] = ()
        notes: tuple[str, ...] = ()
        if not any(of in _OF.get(key, ()) for of, _ in given):
            patient, named, notes = _answered(patient, key, words, beside, known, today)
        entry = Entry(f"answer {key}", "answer", plain(words, 80), "read", _means(key, known))
        entries = (*reading.entries, *(named or (entry,)))
        reading = replace(reading, patient=patient, entries=entries, notes=(*reading.notes, *notes))
    return reading


def _means(key: str, known: Knowledge) -> tuple[str, ...]:
    if key in known.keys:
        return known.keys[key].fills
    field, name = _home(key, known)
    return (f"{field}.{name}",)


def _answered(
    person: Patient, key: str, words: str, beside: Mapping[str, str], known: Knowledge, today: date
) -> Told:
    """The patient with the answer, an entry for each name where it holds a list of them, and how
    it was read."""
    if not key or not words:
        raise InputRefused(
            "--answer", repr(plain(f"{key}={words}", 60)), "it must be KEY=VALUE",
            do="Each question shows its key and how an answer is written.",
        )  # fmt: skip
    members = (known.codes.conditions | {*SIGNS, ALLERGY}) - known.keys.keys()
    if key in members:
        return _with_member(person, _home(key, known), yes_or_no(f"--answer {key}", words)), (), ()
    if (key, words) == ("conditions", "none"):
        absent = known.conditions_asked_for - person.conditions
        return replace(person, no_conditions=person.no_conditions | absent), (), ()
    if (key, words) == ("signs", "none"):
        absent = frozenset(SIGNS) - person.signs
        return replace(person, no_signs=person.no_signs | absent), (), ()
    if (key, words) == ("medicines", "complete"):
        return replace(person, medicines=person.medicines or (), medicines_complete=True), (), ()
    own = [name for name in known.keys if "." not in name and name not in _NO_ANSWER]
    if key not in own:
        raise UnknownName(
            "--answer key", plain(key, 60), [*own, *members],
            do="`baclofen keys` lists them; a key with a dot stands in a table of a file.",
        )  # fmt: skip
    if key == "medicines":
        return _merged(person, {key: [*_meant(words).values()] or _medicines(words)}, known, today)
    if key in ("hours_since_last_dose", "weeks_at_maximum", "baclofen_since"):
        return _with_use(person, key, words, known), (), ()
    told = {name: _value(name, text, known) for name, text in {key: words, **beside}.items()}
    return _merged(person, told, known, today)


def _home(key: str, known: Knowledge) -> tuple[str, str]:
    """The set that a name belongs to, and its name there. A seizure is one of the past: a new one
    is told by `signs=["seizure"]`."""
    if key == ALLERGY:
        return "allergies", "baclofen"
    return ("conditions" if key in known.codes.conditions else "signs"), key


def _with_member(person: Patient, home: tuple[str, str], there: bool) -> Patient:
    field, name = home
    where = field if there else f"no_{field}"
    return replace(person, **{where: getattr(person, where) | {name}})


def _meant(words: str) -> dict[str, str]:
    """What was meant by medicines that nobody could read, by what is written: in TOML
    `{"Diazpam 5 mg" = "diazepam"}`. Empty where the answer is another."""
    told = toml_value(words)
    if not isinstance(told, dict) or not all(isinstance(name, str) for name in told.values()):
        return {}
    return told


def _without(reading: Reading, meant: Mapping[str, str]) -> Reading:
    """The reading without the medicines that were not understood and are named anew. What is
    written of none of them takes nothing away: what it means is told beside the rest."""

    def stays(entry: Entry) -> bool:
        return entry.kind != "medicine" or entry.state != "unread" or entry.words not in meant

    person = reading.patient
    listed = person.medicines
    return replace(
        reading, entries=tuple(filter(stays, reading.entries)),
        patient=replace(
            person, unread=tuple(filter(stays, person.unread)),
            medicines=None if listed is None else tuple(m for m in listed if m.name not in meant),
        ),
    )  # fmt: skip


def _medicines(words: str) -> list[str]:
    names = toml_value(words)
    if isinstance(names, str):
        names = [names]
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise InputRefused(
            "--answer medicines", repr(plain(words, 60)),
            'it must be complete, or a list of names: ["codeine", "..."]',
        )  # fmt: skip
    return names


def _value(key: str, words: str, known: Knowledge) -> Any:
    """The answer as a typed patient would hold it."""
    takes = known.keys[key].takes
    if takes in ("text", "dose"):
        return words.strip('"')
    if takes == "flag" and words.lower() in (*YES, *NO):
        return words.lower() in YES
    value = toml_value(words)
    if takes == "number" and isinstance(value, str):
        raise InputRefused(f"--answer {key}", repr(plain(words, 40)), "it must be a number")
    return value


def _merged(person: Patient, table: Mapping[str, Any], known: Knowledge, today: date) -> Told:
    """What a typed table tells, beside what the record tells."""
    typed = read_typed(table, known, today=today)
    told = typed.patient
    changed: dict[str, Any] = {}
    for name in _STATED:
        was, now = getattr(person, name), getattr(told, name)
        if name == "age_y" and now is not None and _is_between(person, told):
            changed["age_most_y"] = told.age_most_y
        elif was is not None and now is not None and was != now:
            raise InputRefused(
                f"--answer {name}", f"{now}", f"the record states {was}",
                do="Correct the record, or answer for the right patient.",
            )  # fmt: skip
        if now is not None:
            changed[name] = now
    for name in _REPLACED:
        if (now := getattr(told, name)) is not None:
            changed[name] = now
    for name, dangerous in _DANGEROUS.items():
        was, now = getattr(person, name), getattr(told, name)
        if now is None:
            continue
        changed[name] = now
        if was is not None and was != now:
            changed[name] = dangerous
            changed["denied"] = person.denied | {name}
    if told.weight_kg is not None:
        changed["weight_on"] = told.weight_on
    for name in _SETS:
        if now := getattr(told, name):
            changed[name] = getattr(person, name) | now
    for name, condition in _FLAG_OF.items():
        now = getattr(told, name)
        if now is not None:
            changed[name] = now
            if now is False and getattr(person, name) is True:
                changed["conditions"] = person.conditions | {condition}
    if told.values:
        changed["kidney"] = (*person.kidney, *told.values)
    if told.medicines is not None:
        changed["medicines"] = (*(person.medicines or ()), *told.medicines)
    if told.baclofen is not None:
        changed |= _with_baclofen(person, told.baclofen)
    named = tuple(replace(e, place=f"answer {e.place}") for e in typed.entries if e.kind != "key")
    changed["unread"] = (*person.unread, *(e for e in named if e.state == "unread"))
    return replace(person, **changed), named, typed.notes


def _is_between(person: Patient, told: Patient) -> bool:
    """Whether the age that is told is one that the record's date of birth allows."""
    low, high, now = person.age_y, person.age_most_y, told.age_y
    if low is None or high is None or now is None:
        return False
    return low <= now and (told.age_most_y or now) <= high


def _with_baclofen(person: Patient, told: tuple[BaclofenUse, ...]) -> dict[str, Any]:
    """What is taken: none against the record is kept as said; a dose settles one in doubt."""
    if not told:
        return {"said_none": True} | ({} if person.baclofen else {"baclofen": ()})
    # None was said before, by whoever wrote the file: it stays said beside what is told now.
    uses = list(person.baclofen or ())
    for use in told:
        doubtful = [
            at
            for at, was in enumerate(uses)
            if was.status != "stopped"
            and was.route in (use.route, "unknown")
            and (was.daily is None or was.doubt or was.used_up or was.begins_anew)
        ]
        tablets = [was for was in uses if was.status != "stopped" and _is_by_mouth(was)]
        if use.route == "oral" and sum(was.orders for was in tablets) > 1:
            # What is taken of several orders is told: that, and no more.
            uses = [_instead_of(tablets, use), *(was for was in uses if was not in tablets)]
            continue
        if any(_is_same(was, use) for was in uses):
            # The dose that stands there, said again: it is confirmed, and is no second one.
            uses = [_confirmed(was, use) if _is_same(was, use) else was for was in uses]
            continue
        if len(doubtful) == 1:
            was = uses[doubtful[0]]
            uses[doubtful[0]] = replace(
                use, as_written=was.as_written, since=was.since, ordered_on=was.ordered_on,
                before=was.before if was.begins_anew else (), ahead=use.ahead or was.ahead,
            )  # fmt: skip
        else:
            uses.append(use)
    return {"baclofen": tuple(uses), "said_none": person.none_told}


def _confirmed(use: BaclofenUse, told: BaclofenUse | None = None) -> BaclofenUse:
    """What is taken as it stands there, whatever was handed over and when; with what is told to be
    ordered after it."""
    ahead = told.ahead if told is not None and told.ahead else use.ahead
    return replace(use, used_up=None, supplied_again=None, ahead=ahead)


def _taken_again(use: BaclofenUse, day: date) -> BaclofenUse:
    """What is taken since this day, after none since its supply was used up."""
    return replace(_confirmed(use), before=(*use.before, DoseBefore(mg(0), day)))


def _is_by_mouth(use: BaclofenUse) -> bool:
    """Whether it is surely taken by mouth: where no route is stated, by its unit."""
    return use.route == "oral" or (
        use.route == "unknown" and use.daily is not None and use.daily.unit == "mg"
    )


def _instead_of(several: Sequence[BaclofenUse], told: BaclofenUse) -> BaclofenUse:
    """What is told to be taken of several orders, in their place."""
    return replace(
        told, as_written=" + ".join(use.as_written for use in several), since=begun(several),
        ordered_on=first_seen(several),
    )  # fmt: skip


def _is_same(was: BaclofenUse, use: BaclofenUse) -> bool:
    """Whether the answer says again what is told to run."""
    if was.status != "active" or use.status != "active" or was.daily is None or was.doubt:
        return False
    return was.daily == use.daily and use.route in (was.route, "unknown")


def _with_use(person: Patient, key: str, words: str, known: Knowledge) -> Patient:
    """What an answer adds to the baclofen that is told, as the hours since it was stopped."""
    stopped = key == "hours_since_last_dose"
    uses = [u for u in person.baclofen or () if (u.status == "stopped") is stopped]
    if not uses:
        what = "no baclofen that was stopped" if stopped else "no baclofen that is taken"
        raise InputRefused(f"--answer {key}", plain(words, 40), f"the record tells of {what}")
    value = _value(key, words, known)
    if key == "baclofen_since":
        if not isinstance(value, date):
            raise InputRefused(f"--answer {key}", plain(words, 40), "it must be a date: 2026-11-22")
        field = "since"
    else:
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise InputRefused(
                f"--answer {key}", plain(words, 40), "it must be a number, 0 or more"
            )
        field, value = ("hours_since_last" if stopped else key), float(value)
    made = tuple(
        use if use not in uses
        else _taken_again(use, value)
        if use.used_up is not None and isinstance(value, date) and value > use.used_up
        else replace(use, **{field: value})
        for use in person.baclofen or ()
    )  # fmt: skip
    return replace(person, baclofen=made)

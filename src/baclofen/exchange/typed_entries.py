"""What became of each key of a typed patient, and of each name in its lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import InputRefused
from baclofen.exchange.names import has_lost_letters, is_baclofen
from baclofen.exchange.typed_signs import asked_of
from baclofen.exchange.typed_values import shown
from baclofen.exchange.wording import listed
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import NeedleLimits
from baclofen.patient import EndedMedicine, Entry, EntryKind, Medicine

_LISTS: Mapping[str, EntryKind] = {
    "conditions": "condition", "no_conditions": "condition", "signs": "sign", "no_signs": "sign",
}  # fmt: skip


def typed_entries(
    table: Mapping[str, Any], given: Mapping[str, Any], known: Knowledge
) -> tuple[Entry, ...]:
    """One entry a key, and one a name of a list; `given` holds the lists as they were read."""
    made: list[Entry] = []
    for key, value in table.items():
        if isinstance(value, Mapping):
            made += (
                _of_key(_in_table(key, inner, known), what, known) for inner, what in value.items()
            )
        elif key == "medicines":
            made += _medicines(given["medicines"] or (), known)
            made += _ended(given["ended"], known)
        elif key in _LISTS:
            made += _names(key, sorted(given[key]), known)
            if key == "signs":
                made += _asked(value, given["age_y"], known)
        elif key == "allergies" and value and not given[key]:
            words = listed(str(name) for name in value)
            made.append(Entry(key, "allergy", words, "read", ("allergies.baclofen",)))
        elif key in ("allergies", "no_allergies"):
            made += _allergies(key, sorted(given[key]), known)
        else:
            made.append(_of_key(key, value, known))
    return tuple(made)


def _in_table(key: str, inner: str, known: Knowledge) -> str:
    """The key of a value in a table. Raises `InputRefused` where none has it."""
    if f"{key}.{inner}" not in known.keys:
        raise InputRefused(key, "a table", "it must be a value of its own")
    return f"{key}.{inner}"


def _of_key(key: str, value: Any, known: Knowledge) -> Entry:
    """A key that was read; all that are not known here were refused before."""
    entry = known.keys[key]
    words = plain(value, 80) if isinstance(value, str) else shown(value)
    if key == "egfr" and isinstance(value, str):
        # "normal", or "stage 3": words are no number, and what they mean is asked.
        return Entry(key, "key", words, "unread")
    if entry.information:
        return Entry(key, "key", words, "harmless", because=entry.information)
    return Entry(key, "key", words, "read", (*entry.fills, *entry.read_by))


def _names(key: str, names: list[str], known: Knowledge) -> Iterator[Entry]:
    field = key.removeprefix("no_")
    for name in names:
        if field == "conditions" and name not in known.codes.conditions:
            because = known.codes.harmless_condition((), name)
            yield Entry(f"{key}.{name}", "condition", name, "harmless", because=because)
            continue
        yield Entry(f"{key}.{name}", _LISTS[key], name, "read", (f"{field}.{name}",))


def _asked(names: Iterable[str], age_y: float | None, known: Knowledge) -> Iterator[Entry]:
    """The values told as signs that are none, or more than one, and are asked about."""
    for name in names:
        if sounds := asked_of(name, known, age_y=age_y):
            yield Entry(f"signs.{name}", "sign", plain(name, 60), "unread", alarms=sounds)


def _medicines(medicines: tuple[Medicine, ...], known: Knowledge) -> Iterator[Entry]:
    for at, medicine in enumerate(medicines):
        place, name = f"medicines[{at}]", medicine.name
        seen = known.codes.medicine(name, rxnorm=medicine.rxnorm, atc=medicine.atc)
        spoken_of = sorted(known.classes_spoken_of & seen.classes)
        if is_baclofen(seen, name, known.codes):
            yield Entry(place, "medicine", name, "read", ("baclofen", "baclofen_known"))
        elif not seen.ingredients or (not spoken_of and has_lost_letters(name)):
            yield Entry(place, "medicine", name, "unread", alarms=known.codes.alarms_in(name))
        elif spoken_of:
            means = tuple(f"medicine_classes.{c}" for c in spoken_of)
            yield Entry(place, "medicine", name, "read", means)
        else:
            because = "recognised: no rule here speaks of it"
            yield Entry(place, "medicine", name, "harmless", because=because)


def _ended(ended: tuple[EndedMedicine, ...], known: Knowledge) -> Iterator[Entry]:
    """Medicines that are no longer taken: only those against clotting may still matter."""
    counted = known.of(NeedleLimits).counted
    for at, one in enumerate(ended):
        place, name = f"medicines.ended[{at}]", one.medicine.name
        seen = known.codes.medicine(name, rxnorm=one.medicine.rxnorm, atc=one.medicine.atc)
        if counted & seen.classes:
            yield Entry(place, "medicine", name, "read", ("antithrombotic_acts",))
        else:
            yield Entry(place, "medicine", name, "harmless", because=f"ended on {one.on}")


def _allergies(key: str, names: list[str], known: Knowledge) -> Iterator[Entry]:
    for name in names:
        place = f"{key}.{name}"
        if name == known.codes.baclofen.name:
            yield Entry(place, "allergy", name, "read", ("allergies.baclofen",))
        elif known.codes.medicine(name).ingredients:
            because = "to a medicine that is not baclofen"
            yield Entry(place, "allergy", name, "harmless", because=because)
        elif by := known.codes.harmless_allergen((), name):
            yield Entry(place, "allergy", name, "harmless", because=by)
        else:
            yield Entry(place, "allergy", name, "unread", alarms=known.codes.alarms_in(name))

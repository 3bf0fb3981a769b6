"""Signs as typed: by their key, or in words that a record or a ward has for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import UnknownName
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import MeasuredSigns
from baclofen.patient import SIGNS

#: Between two signs of one sentence.
_BETWEEN = re.compile(r"\s*[,;/+]\s*|\s+(?:and|with)\s+", re.IGNORECASE)

#: A temperature in words, in Celsius where no unit is told.
_DEGREES = re.compile(
    r"(?:body )?temp(?:erature)?\.?(?: (?:of|is))? ?[:=]? ?(?P<value>\d{2,3}(?:[.,]\d)?) ?"
    r"(?:°|deg(?:rees)?)? ?(?P<unit>C|F|Celsius|Fahrenheit)?",
    re.IGNORECASE,
)

#: What stands beside every refusal of a file that tells of a sign.
LOOK_FIRST = (
    "Meanwhile: a new sign in somebody who takes baclofen, or took it in the last days, is looked "
    "at now; nobody waits for this file. Unconscious, slow breathing, a seizure, or confusion: an "
    "ambulance or the emergency team comes first."
)


def signs_named(names: Iterable[str], known: Knowledge, notes: list[str]) -> frozenset[str]:
    """The keys of signs that are there, told by key or in words; each of the words means one of
    them wholly. Raises `UnknownName`."""
    told: set[str] = set()
    for name in sorted(names):
        if name in SIGNS:
            told.add(name)
            continue
        heat = _temperature(name, known)
        found = _of_words(name, known) if heat is None else heat
        if not found and heat is not None:
            notes.append(f'"{plain(name, 60)}" is no sign.')
            continue
        told |= found
        keys = ", ".join(sorted(found))
        notes.append(f'The sign "{plain(name, 60)}" was read as {keys}.')
    return frozenset(told)


def _of_words(name: str, known: Knowledge) -> frozenset[str]:
    """The keys that these words mean, each part of them wholly. Raises `UnknownName` for a part
    that means none: what is left of a sentence may deny it."""
    if found := known.codes.signs_of((), [name]):
        return found
    told: set[str] = set()
    for part in filter(None, (part.strip() for part in _BETWEEN.split(name))):
        keys = known.codes.signs_of((), [part])
        if not keys:
            raise UnknownName("sign", plain(part, 60), SIGNS)
        told |= keys
    return frozenset(told)


def _temperature(name: str, known: Knowledge) -> frozenset[str] | None:
    """The sign that a temperature is, none where it is an ordinary one; None where the words tell
    none that can be one. Facts: `SIGN-MEASURED`."""
    found = _DEGREES.fullmatch(name.strip())
    if found is None:
        return None
    numbers = known.of(MeasuredSigns)
    value = float(found["value"].replace(",", "."))
    if (found["unit"] or "").upper().startswith("F"):
        value = (value - 32) * 5 / 9
    low, high = numbers.readable["temperature"]
    if not low <= value <= high:
        return None
    if value <= numbers.cold_Cel:
        return frozenset({"low_temperature"})
    return frozenset({"fever"} if value > numbers.warm_Cel else ())


def tells_of_signs(table: Mapping[str, Any]) -> bool:
    """Whether a table, readable or not, tells that a sign is there."""
    return bool(table.get("signs"))

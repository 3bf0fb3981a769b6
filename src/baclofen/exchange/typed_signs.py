"""Signs as typed: by their key, or in words that a record or a ward has for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import UnknownName
from baclofen.exchange.measured import in_words
from baclofen.knowledge import Knowledge
from baclofen.patient import SIGNS

#: Between two signs of one sentence.
_BETWEEN = re.compile(r"\s*[,;/+]\s*|\s+(?:and|with)\s+", re.IGNORECASE)

#: What stands beside every refusal of a file that tells of a sign.
LOOK_FIRST = (
    "Meanwhile: a new sign in somebody who takes baclofen, or took it in the last days, is looked "
    "at now; nobody waits for this file. Unconscious, slow breathing, a seizure, or confusion: an "
    "ambulance or the emergency team comes first."
)


def signs_named(
    names: Iterable[str], known: Knowledge, notes: list[str], *, age_y: float | None
) -> frozenset[str]:
    """The keys of signs that are there, told by key or in words; each of the words means one of
    them wholly. Raises `UnknownName`."""
    told: set[str] = set()
    for name in sorted(names):
        if name in SIGNS:
            told.add(name)
            continue
        found = _of_words(name, known, age_y)
        if not found:
            if in_words(name, known, age_y=age_y).sounds:
                continue
            notes.append(f'"{plain(name, 60)}" is no sign.')
            continue
        told |= found
        keys = ", ".join(sorted(found))
        notes.append(f'The sign "{plain(name, 60)}" was read as {keys}.')
    return frozenset(told)


def _of_words(name: str, known: Knowledge, age_y: float | None) -> frozenset[str]:
    """The keys that these words or values mean, each part of them wholly; none of a value that is
    ordinary or asked about. Raises `UnknownName` for a part that means none: what is left of a
    sentence may deny it."""
    if (found := _of_part(name, known, age_y)) is not None:
        return found
    told: set[str] = set()
    for part in filter(None, (part.strip() for part in _BETWEEN.split(name))):
        keys = _of_part(part, known, age_y)
        if keys is None:
            raise UnknownName("sign", plain(part, 60), SIGNS)
        told |= keys
    return frozenset(told)


def _of_part(part: str, known: Knowledge, age_y: float | None) -> frozenset[str] | None:
    """The signs that one name is, or values alone; None of any other words."""
    if found := known.codes.signs_of((), [part]):
        return found
    values = in_words(part, known, age_y=age_y)
    return values.signs if values.is_all else None


def asked_of(name: str, known: Knowledge, *, age_y: float | None) -> tuple[str, ...]:
    """What the values in a name of a sign are asked about as, beside the signs that they are."""
    return () if name in SIGNS else in_words(name, known, age_y=age_y).sounds


def tells_of_signs(table: Mapping[str, Any]) -> bool:
    """Whether a table, readable or not, tells that a sign is there."""
    return bool(table.get("signs"))

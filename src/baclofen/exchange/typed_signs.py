"""Signs as typed: by their key, or in words that a record or a ward has for one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from baclofen.cleaned import plain
from baclofen.errors import UnknownName
from baclofen.knowledge import Knowledge
from baclofen.patient import SIGNS

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
        found = known.codes.signs_of((), [name])
        if not found:
            raise UnknownName("sign", plain(name, 60), SIGNS)
        told |= found
        keys = ", ".join(sorted(found))
        notes.append(f'The sign "{plain(name, 60)}" was read as {keys}.')
    return frozenset(told)


def tells_of_signs(table: Mapping[str, Any]) -> bool:
    """Whether a table, readable or not, tells that a sign is there."""
    return bool(table.get("signs"))

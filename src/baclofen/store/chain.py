"""How each event holds on to the one before: the hash that a chain is made of."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from msgspec import msgpack


class Row(NamedTuple):
    """An event as it is kept; its fields are the columns of the table, times as text."""

    clinic: str
    seq: int
    patient: str
    version: int
    at: str
    written: str
    by: str
    on_behalf_of: str
    kind: str
    package: str
    knowledge: str
    form: str
    identifies: int
    sealed: int
    payload: bytes
    attached_hash: bytes | None
    previous: bytes
    hash: bytes


#: What an event is hashed over, in this order; the payload and what is attached by their own hash.
HASHED = Row._fields[:-1]
#: How many of those say what an event is, beside its payload.
SAID = HASHED.index("sealed")
#: What the first event of a chain holds on to.
NOTHING = bytes(32)
_FORM = "chain-1"
_PAYLOAD = HASHED.index("payload")


def hash_of(hashed: Sequence[Any]) -> bytes:
    """The hash of an event whose columns are given in the order of `HASHED`.

    SHA-256 of a MessagePack array: each item says its own type and length, so that two different
    events never give the same bytes, and any language can work it out again.
    """
    items = [_FORM, *hashed]
    items[_PAYLOAD + 1] = digest(hashed[_PAYLOAD])
    return sha256(msgpack.encode(items)).digest()


def digest(content: bytes) -> bytes:
    """SHA-256."""
    return sha256(content).digest()

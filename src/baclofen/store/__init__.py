"""An append-only store of events, by clinic and patient: chained, sealed, and erasable.

It knows no drug: payloads are opaque, and their meaning is the caller's.

>>> import tempfile, pathlib
>>> from datetime import UTC, datetime
>>> from baclofen.store import Draft, Ledger, Signed, Versions
>>> now = datetime(2026, 11, 29, 8, tzinfo=UTC)
>>> signed = Signed("dr.a", now, Versions("1.0"))
>>> with tempfile.TemporaryDirectory() as folder, Ledger.open(pathlib.Path(folder) / "s") as ledger:
...     book = ledger.of("clinic-a")
...     patient = book.admit(signed)
...     kept = book.append(patient, [Draft("score", now, b"7")], signed, expects=1)
...     [one.payload for one in book.read(patient)], ledger.verify().is_sound
([b'7'], True)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from baclofen.lazy import lazily

if TYPE_CHECKING:
    from baclofen.store.book import Book
    from baclofen.store.checking import Verified, Wrong
    from baclofen.store.entry import (
        Draft,
        Erasure,
        Head,
        Kept,
        Listed,
        Signed,
        Versions,
    )
    from baclofen.store.keys import Keys, new_key
    from baclofen.store.ledger import Ledger
    from baclofen.store.private import owners_alone
    from baclofen.store.restoring import Restored, restore

_HOMES = {
    "book": ("Book",),
    "checking": ("Verified", "Wrong"),
    "entry": ("Draft", "Erasure", "Head", "Kept", "Listed", "Signed", "Versions"),
    "keys": ("Keys", "new_key"),
    "ledger": ("Ledger",),
    "private": ("owners_alone",),
    "restoring": ("Restored", "restore"),
}
__all__ = [
    "Book",
    "Draft",
    "Erasure",
    "Head",
    "Kept",
    "Keys",
    "Ledger",
    "Listed",
    "Restored",
    "Signed",
    "Verified",
    "Versions",
    "Wrong",
    "new_key",
    "owners_alone",
    "restore",
]

#: To a reader of types each name is imported above, and no other is there.
if not TYPE_CHECKING:
    __getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)

"""The trail: every view, change, print, export, sign-in and failure, in the store's chain.

Each clinic has a book of its own for it beside that of its patients. An entry says who, what, which
patient by pseudonym, and how it ended; never anything that a patient told. Each run of the service
begins a new chapter of that book.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Literal

from baclofen import codec
from baclofen.store import Draft, Kept, Ledger, Signed, Versions
from baclofen.value import Value
from baclofen.version import VERSION

#: The book beside that of a clinic's patients. A clinic of its own may not end so.
BESIDE = ".trail"
FORM = "baclofen-trail/1"
Done = Literal[
    "viewed", "changed", "tried", "printed", "exported", "signed in", "signed out", "refused"
]


class Entry(Value, kw_only=True):
    """One line: what was done at which route, to which patient, the status that came of it, and
    from which address."""

    done: Done
    route: str = ""
    patient: str = ""
    status: int = 200
    address: str = ""


class Line(Value):
    """An entry with who and when."""

    by: str
    at: datetime
    entry: Entry


class Trail:
    """The trail of all clinics in one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._lock = ledger, threading.Lock()
        self._chapters: dict[str, str] = {}

    def put(self, clinic: str, by: str, entry: Entry, now: datetime) -> None:
        """Writes one entry; it is on the disk when this returns. Raises `StoreRefused`."""
        signed = Signed(by, now.astimezone(UTC), Versions(VERSION, form=FORM))
        draft = Draft(entry.done.replace(" ", "-"), signed.now, codec.compact(entry))
        book = self._ledger.of(clinic + BESIDE)
        with self._lock:
            if clinic not in self._chapters:
                self._chapters[clinic] = book.admit(signed, in_the_clear=True)
        book.append(self._chapters[clinic], [draft], signed, expects=None)

    def part(
        self, clinic: str, *, skip: int, most: int, by: str = "", patient: str = ""
    ) -> tuple[Line, ...]:
        """Entries of a clinic, the newest first, after so many; of one user, or about one patient,
        where that is asked for."""
        book = self._ledger.of(clinic + BESIDE)
        chapters = sorted(book.patients(), key=lambda one: one.written, reverse=True)
        found = (
            line
            for chapter in chapters
            for line in reversed(tuple(_lines(book.read(chapter.patient))))
            if by in ("", line.by) and patient in ("", line.entry.patient)
        )
        return tuple(islice(found, skip, skip + most))


def _lines(kept: Iterable[Kept]) -> Iterator[Line]:
    read = codec.reader(Entry, name="entry of the trail")
    for one in kept:
        yield Line(one.by, one.written, read(one.payload))

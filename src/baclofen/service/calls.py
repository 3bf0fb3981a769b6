"""The book of calls: who asked, for which patient, and what was answered, in the store's chain.

It is a clinic of its own in the store, named in the file of trust, with a key of its own: the id of
a patient at their record system identifies them, and is kept sealed or not at all. A token, and
anything that a record tells, is never in it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime

from baclofen import codec
from baclofen.errors import InputRefused
from baclofen.service.call import Call
from baclofen.service.log import tell
from baclofen.store import Draft, Keys, Ledger, Signed, Versions
from baclofen.value import Value, replace
from baclofen.version import VERSION

FORM = "baclofen-calls/1"
#: By whom in open mode, where nobody is asked who they are.
ANYONE = "anyone on this machine"


class Line(Value):
    """A call, with whose token it came and when it was put down."""

    by: str
    at: datetime
    call: Call


class Calls:
    """The book, opened when it is first written to. Each day of a process is a chapter of it."""

    def __init__(self, place: str, book: str, keys: Keys, now: Callable[[], datetime]) -> None:
        if book not in keys.clinics:
            raise InputRefused(
                f"book of calls {book}", "without a key", "calls name patients: sealed, or not",
                do=f"Give BACLOFEN_KEYS a line: {book} and a key.",
            )  # fmt: skip
        self._place, self._name, self._keys, self._now = place, book, keys, now
        self._lock = threading.Lock()
        self._ledger: Ledger | None = None
        self._chapter: tuple[date, str] | None = None
        self._lost = 0

    def put(self, by: str, call: Call) -> None:
        """Puts a call down; it is on the disk when this returns. Where that cannot be done it is
        counted, and said by the next one that can: a warning is not held back for its entry."""
        at = self._now().astimezone(UTC)
        signed = Signed(by or ANYONE, at, Versions(VERSION, form=FORM))
        with self._lock:
            try:
                ledger = self._ledger or Ledger.open(self._place, self._keys)
                self._ledger, book = ledger, ledger.of(self._name)
                if self._chapter is None or self._chapter[0] != at.date():
                    self._chapter = at.date(), book.admit(signed, f"calls of {at.date()}")
                told = codec.compact(replace(call, lost=self._lost))
                draft = Draft(call.done, at, told, identifies=True)
                book.append(self._chapter[1], [draft], signed, expects=None)
                self._lost = 0
            except (InputRefused, OSError) as gap:
                self._lost += 1
                tell("call not put down", because=type(gap).__name__, lost=self._lost)

    def lacking(self) -> str:
        """What is not there, in words; empty while calls are put down."""
        return f"the book of calls ({self._lost} not put down)" if self._lost else ""

    def close(self) -> None:
        """Lets go of the store."""
        with self._lock:
            if self._ledger is not None:
                self._ledger.close()
            self._ledger = None


def read_calls(ledger: Ledger, book: str, *, patient: str = "") -> Iterable[Line]:
    """Every call of a book, the oldest first; those about one patient where one is named. Raises
    as the store does."""
    read = codec.reader(Call, name="call")
    kept = ledger.of(book)
    lines = [
        Line(one.by, one.written, read(one.payload))
        for chapter in kept.patients()
        if chapter.erased is None
        for one in kept.read(chapter.patient)
    ]
    found = (line for line in lines if not patient or line.call.patient == patient)
    return sorted(found, key=lambda line: line.at)

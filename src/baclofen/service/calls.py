"""The book of calls: who asked, for which patient, and what was answered, in the store's chain.

It is a clinic of its own in the store, named in the file of trust, with a key of its own: the id of
a patient at their record system identifies them, and is kept sealed or not at all. A token, and
anything that a record tells, is never in it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

from baclofen import codec
from baclofen.errors import InputRefused
from baclofen.service.call import Call, Shown
from baclofen.service.log import tell
from baclofen.store import Draft, Keys, Ledger, Signed, Versions
from baclofen.value import Value, replace
from baclofen.version import VERSION

FORM = "baclofen-calls/1"
#: A card waits for its entry so long at most, in seconds; so many entries may wait for the store.
_PATIENCE_S, _MOST_BEHIND = 1.0, 256
#: What became of a card waits longer for its entry, since nobody at a bedside waits for it:
#: while so few are behind, for each that waits holds a place that a card may want.
_TOLD_PATIENCE_S, _MOST_TOLD_BEHIND = 10.0, 8
#: And so long the service waits for those entries when it ends.
_CLOSING_S = 5.0
#: What became of a card is told within so long: for an older one nobody searches the book.
_TOLD_WITHIN = timedelta(days=7)
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
        #: One at a time writes, so that a store that others hold keeps no other thread.
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="calls")
        self._ledger: Ledger | None = None
        self._chapter: tuple[date, str] | None = None
        self._lost = self._behind = 0
        self._is_late = False

    def put(self, by: str, call: Call) -> None:
        """Puts a call down; it is on the disk when this returns, unless the store takes longer than
        anybody waits for a card: then it follows. Where it cannot be put down it is counted, and
        said by the next one that can: a warning is not held back for its entry."""
        at = self._now().astimezone(UTC)
        with self._lock:
            if self._behind >= _MOST_BEHIND:
                self._lost += 1
                tell("call not put down", because="too many wait", lost=self._lost)
                return
            self._behind += 1
            # While one waits no card waits for those behind it.
            patience = 0.0 if self._is_late else _PATIENCE_S
            if call.done == "told" and self._behind <= _MOST_TOLD_BEHIND:
                patience = _TOLD_PATIENCE_S
        written = self._writer.submit(self._write, by, call, at)
        try:
            written.result(patience)
        except TimeoutError:
            with self._lock:
                self._is_late = self._behind > 0

    def _write(self, by: str, call: Call, at: datetime) -> None:
        signed = Signed(by or ANYONE, at, Versions(VERSION, form=FORM))
        lost, why = self._lost, "a fault"
        try:
            ledger = self._ledger or Ledger.open(self._place, self._keys)
            self._ledger, book = ledger, ledger.of(self._name)
            if self._chapter is None or self._chapter[0] != at.date():
                self._chapter = at.date(), book.admit(signed, f"calls of {at.date()}")
            told = codec.compact(replace(call, lost=lost))
            draft = Draft(call.done, at, told, identifies=True)
            book.append(self._chapter[1], [draft], signed, expects=None)
            why = ""
        except (InputRefused, OSError) as gap:
            why = type(gap).__name__
        finally:
            with self._lock:
                # Those that were lost meanwhile are said by the next one.
                self._lost = self._lost + 1 if why else self._lost - lost
                self._behind -= 1
                self._is_late = self._is_late and self._behind > 0
            if why:
                tell("call not put down", because=why, lost=self._lost)

    def given(self, cards: Collection[str]) -> tuple[Shown, ...]:
        """Those of these cards that the book has as given of late; none of a chapter that was
        erased, and none where the store is not at hand now."""
        try:
            return self._writer.submit(self._given, frozenset(cards)).result(_CLOSING_S)
        except (InputRefused, OSError, TimeoutError) as gap:
            tell("cards not looked for", because=type(gap).__name__)
            return ()

    def _given(self, cards: frozenset[str]) -> tuple[Shown, ...]:
        ledger = self._ledger or Ledger.open(self._place, self._keys)
        self._ledger = ledger
        since = self._now().astimezone(UTC) - _TOLD_WITHIN
        found = (card for line in _lines(ledger, self._name, since) for card in line.call.cards)
        return tuple({card.card: card for card in found if card.card in cards}.values())

    def lacking(self) -> str:
        """What is not there, in words; empty while calls are put down."""
        with self._lock:
            missing = self._lost + (self._behind if self._is_late else 0)
        return f"the book of calls ({missing} not put down)" if missing else ""

    def close(self) -> None:
        """Lets go of the store, once what is being written is written; it can be opened again."""
        with suppress(TimeoutError):
            self._writer.submit(lambda: None).result(_CLOSING_S)
        self._writer.shutdown(wait=True, cancel_futures=True)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="calls")
        with self._lock:
            if self._behind:
                tell("calls not put down", because="closed", lost=self._behind)
            self._behind, self._is_late = 0, False
        if self._ledger is not None:
            self._ledger.close()
        self._ledger = None


def read_calls(ledger: Ledger, book: str, *, patient: str = "") -> Iterable[Line]:
    """Every call of a book, the oldest first; those about one patient where one is named. Raises
    as the store does."""
    found = (line for line in _lines(ledger, book) if not patient or line.call.patient == patient)
    return sorted(found, key=lambda line: line.at)


def _lines(ledger: Ledger, book: str, since: datetime | None = None) -> Iterator[Line]:
    """The calls of each chapter that was not erased, and was written to since then."""
    read = codec.reader(Call, name="call")
    kept = ledger.of(book)
    for chapter in kept.patients():
        if chapter.erased is None and (since is None or chapter.written >= since):
            for one in kept.read(chapter.patient):
                yield Line(one.by, one.written, read(one.payload))

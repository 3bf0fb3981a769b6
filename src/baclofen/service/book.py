"""What the service itself must remember: tokens seen, cards shown, what became of them. SQLite.

In a file it is shared by all processes and outlives them; without one it lives in memory. Nothing
of a patient is in it: a card is a number with its rules.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import weakref
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_TABLES = """
create table if not exists seen (iss text, jti text, until real, primary key (iss, jti));
create table if not exists shown (
  card text, rule text, place integer, indicator text, primary key (card, rule)
);
create table if not exists given (card text primary key);
create table if not exists feedback (
  card text, outcome text, at text, reason text, comment text,
  primary key (card, outcome, at)
);
insert or ignore into given select distinct card from shown;
"""
#: So many cards are looked for with one question.
_AT_A_TIME = 500
#: Tokens are remembered so long beyond their end, in seconds: a clock that was ahead and is put
#: back must not make one new again.
_BEYOND_S = 86_400.0
#: Another process has the file for so long at most, and other threads this book, in seconds: who
#: waits for a card waits for both.
_PATIENCE_S = 2.0


class BookClosed(Exception):
    """It cannot be read or written now."""


class Book:
    """Opened at once, so that a file that cannot be used is known before anything is served."""

    def __init__(self, path: Path | None = None) -> None:
        self._lock = threading.Lock()
        at = ":memory:" if path is None else str(path)
        self._held = sqlite3.connect(at, timeout=_PATIENCE_S, check_same_thread=False)
        # Whoever lets go of it without a word, as an app that is never served, leaves nothing open.
        weakref.finalize(self, self._held.close)
        with self._open() as held:
            held.execute("pragma journal_mode = wal")
            held.executescript(_TABLES)

    def close(self) -> None:
        with self._lock:
            self._held.close()

    def first_seen(self, iss: str, jti: str, *, until: float) -> bool:
        """Whether this token comes for the first time; it is known from now on. Raises
        `BookClosed`: who cannot tell must not let in."""
        with self._open() as held:
            held.execute("delete from seen where until < ?", (time.time() - _BEYOND_S,))
            made = held.execute("insert or ignore into seen values (?, ?, ?)", (iss, jti, until))
            return made.rowcount == 1

    def shown(self, card: str, indicator: str, rules: Iterable[str]) -> None:
        """A card was shown, on whatever rules, be it on none. It outlives a process that is killed,
        though not a power cut: no answer waits for the disk. Raises `BookClosed`."""
        with self._open("normal") as held:
            rows = [(card, rule, place, indicator) for place, rule in enumerate(rules)]
            held.execute("insert or ignore into given values (?)", (card,))
            held.executemany("insert or ignore into shown values (?, ?, ?, ?)", rows)

    def given(self, cards: Collection[str]) -> frozenset[str]:
        """Those of these cards that were shown. Raises `BookClosed`."""
        asked = sorted(set(cards))
        found: list[str] = []
        with self._open() as held:
            for first in range(0, len(asked), _AT_A_TIME):
                some = asked[first : first + _AT_A_TIME]
                marks = ", ".join("?" * len(some))
                rows = held.execute(f"select card from given where card in ({marks})", some)  # noqa: S608
                found += (card for (card,) in rows)
        return frozenset(found)

    def told(self, rows: Iterable[tuple[str, str, str, str, str]]) -> None:
        """Feedback: card, outcome, time, reason, comment; each once, all or none. What came back
        without an error is on the disk. Raises `BookClosed`."""
        with self._open() as held:
            held.executemany("insert or ignore into feedback values (?, ?, ?, ?, ?)", list(rows))

    def figures(self) -> list[dict[str, object]]:
        """By rule that came first on a card: how often shown, accepted, overridden; of one card the
        outcome counts that was told last."""
        with self._open() as held:
            rows = held.execute(
                "select s.rule, count(distinct s.card), "
                "count(distinct case when f.outcome = 'accepted' then f.card end), "
                "count(distinct case when f.outcome = 'overridden' then f.card end) "
                "from shown s left join feedback f on f.card = s.card and f.rowid = "
                "(select max(last.rowid) from feedback last where last.card = s.card) "
                "where s.place = 0 group by s.rule order by s.rule"
            ).fetchall()
        names = ("rule", "shown", "accepted", "overridden")
        return [dict(zip(names, row, strict=True)) for row in rows]

    @contextmanager
    def _open(self, synchronous: str = "full") -> Iterator[sqlite3.Connection]:
        # Behind one that waits for another process all would wait in a row.
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise BookClosed("busy")
        try:
            self._held.execute(f"pragma synchronous = {synchronous}")
            with self._held:
                yield self._held
        except sqlite3.Error as gap:
            raise BookClosed(type(gap).__name__) from None
        finally:
            self._lock.release()

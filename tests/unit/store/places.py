"""Ledgers of the tests, and a way past the guards of their databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from baclofen.store import Draft, Keys, Ledger, Signed, Versions
from tests.postgres import Server

#: The moment of most tests; each later event of a test is written an hour later.
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
#: Keys of two clinics, for tests only.
KEYS = Keys({"a": [b"a" * 32], "b": [b"b" * 32]})


def signed(by: str = "dr.a", hours: float = 0, on_behalf_of: str = "") -> Signed:
    """Somebody who writes, so many hours after NOW."""
    made_with = Versions("0.1.0", "k" * 64, "test/1")
    return Signed(by, NOW + timedelta(hours=hours), made_with, on_behalf_of)


def drafts(number: int, *, identifies: bool = False, attached: bytes | None = None) -> list[Draft]:
    """Events that differ."""
    days = [NOW - timedelta(days=number - n) for n in range(number)]
    return [
        Draft("score", day, f"payload {n}".encode(), identifies, attached)
        for n, day in enumerate(days)
    ]


_TRIGGERS = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal"


@dataclass(frozen=True)
class Place:
    """Where a ledger is: a path, or the URL of a database of `server`."""

    where: str
    server: Server | None

    def open(self, keys: Keys | None = KEYS) -> Ledger:
        """The ledger that is there, made when it is not."""
        return Ledger.open(self.where, keys)

    def ask(self, order: str, values: Sequence[Any] = (), *, guarded: bool = True) -> list[Any]:
        """What the database itself answers to an order, which knows nothing of this package.

        Values are written as `?`. Not `guarded`, it comes from somebody who owns the database and
        switches its guards off meanwhile.
        """
        if self.server is not None:
            return self._ask_postgresql(order.replace("?", "%s"), values, guarded)
        with closing(sqlite3.connect(self.where)) as raw, raw:
            made = raw.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall()
            for name, _ in () if guarded else made:
                raw.execute(f"DROP TRIGGER {name}")
            rows = raw.execute(order, values).fetchall()
            for _, text in () if guarded else made:
                raw.execute(text)
        return rows

    def _ask_postgresql(self, order: str, values: Sequence[Any], guarded: bool) -> list[Any]:
        tables = () if guarded else ("event", "attachment", "content", "data_key")
        with psycopg.connect(self.where) as raw:
            for table in tables:
                raw.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            done = raw.execute(order, values or None)
            rows = done.fetchall() if done.description else []
            for table in tables:
                for (name,) in raw.execute(_TRIGGERS, (table,)).fetchall():
                    raw.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
        return rows

    def in_files(self, *words: bytes) -> list[str]:
        """Where any of the words stands in a file of the database, on the disk."""
        if self.server is not None:
            self.ask("CHECKPOINT")
        read = {path: path.read_bytes() for path in self.files()}
        return [f"{word!r} in {path}" for path in read for word in words if word in read[path]]

    def files(self) -> list[Path]:
        """Every file of the database; of PostgreSQL those of its tables, not of its journal."""
        if self.server is None:
            path = Path(self.where)
            return [p for p in path.parent.iterdir() if p.name.startswith(path.name)]
        ((oid,),) = self.ask("SELECT oid FROM pg_database WHERE datname = current_database()")
        tables = self.ask("SELECT pg_relation_filepath(oid) FROM pg_class WHERE relfilenode <> 0")
        assert any(f"/{oid}/" in path for (path,) in tables)
        return [self.server.folder / path for (path,) in tables]

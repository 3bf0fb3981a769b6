"""Keeping and reading events, against SQLite by itself, on each database there is.

The aims, on a quiet machine: an event on the disk in 5 ms; 5,000 events of one patient, ten years,
read in a part of 50 ms; a list of 1,000 patients in 100 ms.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from baclofen.store import Draft, Keys, Ledger, Signed, Versions
from tests.postgres import NoServer, server

ROUNDS = 9
APPENDS = 60
EVENTS = 5_000
PATIENTS = 1_000
#: About what an event with its details takes, as JSON.
PAYLOAD = os.urandom(300)
NOW = datetime(2026, 11, 29, tzinfo=UTC)
SIGNED = Signed("dr.a", NOW, Versions("0.1.0", "k" * 64, "event/1"))
KEYS = Keys({"a": [bytes(32)]})


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base = _plain(Path(folder) / "plain")
        _report("sqlite3 alone", base, base)
        for name, keys in (("SQLite, sealed", KEYS), ("SQLite, pseudonyms", None)):
            _report(name, _measured(str(Path(folder) / name), keys), base)
        try:
            with server() as running:
                url = running.made("bench")
                _report("PostgreSQL, sealed", _measured(url, KEYS), base)
        except NoServer as gap:
            print(f"PostgreSQL: not measured: {gap}")


def _report(name: str, got: dict[str, float], base: dict[str, float]) -> None:
    for what, seconds in got.items():
        times = seconds / base[what]
        print(f"{name:20} {what:24} {seconds * 1000:7.1f} ms   {times:5.2f} x sqlite3")


def _measured(where: str, keys: Keys | None) -> dict[str, float]:
    with Ledger.open(where, keys) as ledger:
        book = ledger.of("a")
        label = None if keys is None else "a label"
        one, other = book.admit(SIGNED, label), book.admit(SIGNED, label)
        draft = Draft("score", NOW - timedelta(days=1), PAYLOAD)
        append = _middle(lambda: book.append(one, [draft], SIGNED, expects=None), APPENDS)
        book.append(other, [draft] * EVENTS, SIGNED, expects=None)
        read = _middle(lambda: book.read(other), ROUNDS)
        for _ in range(PATIENTS - 2):
            book.admit(SIGNED, label)
        listed = _middle(book.patients, ROUNDS)
    return {"append one": append, "read 5,000 events": read, "list 1,000 patients": listed}


def _plain(path: Path) -> dict[str, float]:
    """The least that could be done: rows of the same size in SQLite, each one on the disk."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, patient INTEGER, payload BLOB)")
        raw.execute("CREATE INDEX of_patient ON event (patient, seq)")
        put = "INSERT INTO event (patient, payload) VALUES (?, ?)"
        append = _middle(lambda: raw.execute(put, (1, PAYLOAD)), APPENDS)
        raw.execute("BEGIN")
        raw.executemany(put, [(2, PAYLOAD)] * EVENTS + [(3 + n, PAYLOAD) for n in range(PATIENTS)])
        raw.execute("COMMIT")
        of_one = "SELECT * FROM event WHERE patient = 2 ORDER BY seq"
        read = _middle(lambda: raw.execute(of_one).fetchall(), ROUNDS)
        all_ = "SELECT patient, payload FROM event WHERE patient > 2"
        listed = _middle(lambda: raw.execute(all_).fetchall(), ROUNDS)
    return {"append one": append, "read 5,000 events": read, "list 1,000 patients": listed}


def _middle(what: Callable[[], object], times: int) -> float:
    seconds = []
    for _ in range(times + 1):
        start = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds[1:])

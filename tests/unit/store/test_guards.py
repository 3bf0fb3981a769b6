"""The database itself refuses to change what was kept, whoever asks."""

from __future__ import annotations

import sqlite3

import psycopg
import pytest

from tests.unit.store.places import KEYS, Place, drafts, signed

#: What no writer of this package would ask; `?` is a hash of 32 bytes.
_EVENT = (
    "INSERT INTO event SELECT clinic, {seq}, patient, {version}, at, written, by, on_behalf_of, "
)
_EVENT += (
    "kind, package, knowledge, form, identifies, sealed, payload, attached_hash, {previous}, hash "
)
_EVENT += "FROM event WHERE clinic = 'a' AND seq = 2"
CHANGES = {
    "update": "UPDATE event SET payload = payload WHERE seq = 2",
    "delete": "DELETE FROM event WHERE seq = 3",
    "attachment": "UPDATE attachment SET content = content",
    "detach": "DELETE FROM attachment",
    "content": "UPDATE content SET digest = 'd2'",
    "forget": "DELETE FROM content",
    "gap": _EVENT.format(seq="9", version="9", previous="hash"),
    "again": _EVENT.format(seq="2", version="9", previous="hash"),
    "version": _EVENT.format(
        seq="4", version="3", previous="(SELECT hash FROM event WHERE seq = 3)"
    ),
    "unchained": _EVENT.format(seq="4", version="4", previous="previous"),
    "attach again": "INSERT INTO attachment SELECT clinic, seq, content FROM attachment",
    "keep again": "INSERT INTO content SELECT digest, sha256, content FROM content",
    "key again": "INSERT INTO data_key SELECT clinic, patient, 'x', hash FROM event WHERE kind = "
    "'store.erased'",
}


def _filled(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        book.append(patient, drafts(2, attached=b"file"), signed(), expects=1)
        ledger.of("b").erase(ledger.of("b").admit(signed()), signed(), why="asked for")
        ledger.keep("d1", b"content")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_was_kept_is_not_changed_by_any_order(place: Place, change: str) -> None:
    _filled(place)
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException)):
        place.ask(change)
    with place.open(KEYS) as ledger:
        assert ledger.verify().is_sound


@pytest.mark.parametrize("table", ["event", "attachment", "content"])
def test_replacing_and_truncating_are_refused_too(place: Place, table: str) -> None:
    _filled(place)
    if place.server is None:
        # SQLite deletes a row that it replaces without asking the guard of deletion.
        order = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} WHERE 1 LIMIT 1"
    else:
        order = f"TRUNCATE {table} CASCADE"
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.RaiseException)):
        place.ask(order)
    with place.open() as ledger:
        assert ledger.verify().is_sound


def test_a_session_that_calls_itself_a_replica_is_refused_as_well(place: Place) -> None:
    if place.server is None:
        pytest.skip("SQLite has no replicas")
    _filled(place)
    with psycopg.connect(place.where) as raw:
        raw.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.RaiseException, match="never changed or deleted"):
            raw.execute("DELETE FROM event")


def test_what_it_says_tells_what_to_do(place: Place) -> None:
    _filled(place)
    with pytest.raises(
        (sqlite3.IntegrityError, psycopg.errors.RaiseException), match="write another that corrects"
    ):
        place.ask(CHANGES["update"])

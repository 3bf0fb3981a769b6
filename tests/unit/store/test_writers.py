"""Writers of one chain wait for each other: threads, processes, and the first to open a store."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from baclofen.errors import Conflict, StoreRefused
from tests.unit.store.places import Place, drafts, signed

#: Appends to a patient of clinic a, so many times; prints what it was given.
WRITER = """
import sys
from tests.unit.store.places import Place, drafts, signed
place = Place(sys.argv[1], None)
with place.open() as ledger:
    book = ledger.of("a")
    patient = sys.argv[2] or book.admit(signed())
    for n in range(int(sys.argv[3])):
        kept = book.append(patient, drafts(2), signed(sys.argv[4]), expects=None)
        print(kept[0].seq, kept[1].seq, flush=True)
"""


def start(place: Place, patient: str, times: int, who: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-c", WRITER, place.where, patient, str(times), who]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def test_threads_never_interleave(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patients = [book.admit(signed()) for _ in range(3)]

        def write(number: int) -> list[tuple[int, ...]]:
            return [
                tuple(k.seq for k in book.append(
                    patients[number % 3], drafts(3), signed(f"dr.{number}"), expects=None))
                for _ in range(5)
            ]  # fmt: skip

        with ThreadPoolExecutor(6) as pool:
            given = [seqs for made in pool.map(write, range(6)) for seqs in made]
        assert sorted(seq for seqs in given for seq in seqs) == list(range(4, 4 + 6 * 5 * 3))
        assert all(seqs == tuple(range(seqs[0], seqs[0] + 3)) for seqs in given)
        assert ledger.verify().is_sound


def test_processes_never_interleave_from_the_first_opening_on(place: Place) -> None:
    with ExitStack() as held:
        running = [held.enter_context(start(place, "", 10, f"dr.{n}")) for n in range(4)]
        given = [int(seq) for one in running for seq in one.communicate(timeout=120)[0].split()]
    assert [one.returncode for one in running] == [0] * 4
    with place.open() as ledger:
        found = ledger.verify()
        assert found.is_sound
        assert found.events == 4 * 10 * 2 + 4
    assert len(set(given)) == 4 * 10 * 2


def test_of_many_who_decided_on_the_same_version_one_writes(place: Place) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())

        def write(number: int) -> bool:
            try:
                book.append(patient, drafts(1), signed(f"dr.{number}"), expects=1)
            except Conflict:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(write, range(8))) == 1
        assert len(book.read(patient)) == 1


def test_a_reader_sees_one_moment_while_others_write(place: Place) -> None:
    with place.open() as ledger:
        patient = ledger.of("a").admit(signed())
    with start(place, patient, 30, "dr.w") as writer, place.open() as ledger:
        book = ledger.of("a")
        while writer.poll() is None:
            events = book.read(patient)
            assert len(events) % 2 == 0
            assert [one.version for one in events] == list(range(2, 2 + len(events)))
        assert len(book.read(patient)) == 60


def test_who_waits_too_long_is_told_that_others_write(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baclofen.store.database.PATIENCE_S", 0.2)
    with place.open() as ledger, place.open() as other:
        book = ledger.of("a")
        patient = book.admit(signed())
        with (
            other._database.writing("clinic a"),
            pytest.raises(StoreRefused, match=r"is busy; .* Try again"),
        ):
            book.append(patient, drafts(1), signed(), expects=1)
        assert book.append(patient, drafts(1), signed(), expects=1)


def test_more_threads_than_connections_are_told_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baclofen.store.database.PATIENCE_S", 0.2)
    monkeypatch.setattr("baclofen.store.database._CONNECTIONS", 0)
    with place.open() as ledger, ExitStack() as held:
        for _ in range(5):
            held.enter_context(ledger._database.reading())
        with pytest.raises(StoreRefused, match=r"is busy; others have been using it"):
            ledger.of("a").patients()

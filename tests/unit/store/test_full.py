"""A disk that is full refuses by name, and nothing is half-written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from baclofen.errors import StoreRefused
from tests.unit.store.places import Place, drafts, signed

#: Writes until it is refused, under a limit on the size of any file; prints how often it was not.
UNTIL_FULL = """
import resource, sys
from baclofen.errors import StoreRefused
from tests.unit.store.places import Place, drafts, signed
place = Place(sys.argv[1], None)
with place.open() as ledger:
    book = ledger.of("a")
    if sys.argv[3] == "limit":
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        for n in range(10_000):
            book.append(sys.argv[2], drafts(3, attached=bytes(5_000)), signed(), expects=None)
    except StoreRefused as refused:
        print(n, refused)
"""


def _until_full(where: Path, patient: str, how: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", UNTIL_FULL, str(where), patient, how],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    times, _, said = done.stdout.partition(" ")
    return int(times), said


def _still_sound(place: Place, patient: str, times: int) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        assert len(book.read(patient)) == 3 * times
        assert ledger.verify().is_sound


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "store.sqlite"), None)
    with place.open() as ledger:
        patient = ledger.of("a").admit(signed())
    times, said = _until_full(tmp_path / "store.sqlite", patient, "limit")
    assert times > 3
    assert f"store {tmp_path}/store.sqlite is" in said
    assert "disk" in said
    _still_sound(place, patient, times)
    with place.open() as ledger:
        # With room again, writing goes on.
        assert ledger.of("a").append(patient, drafts(1), signed(), expects=1 + 3 * times)


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may make a small disk to fill")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "tmpfs", str(disk)],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"no small disk can be made here: {made.stderr.strip()}")
    try:
        place = Place(str(disk / "store.sqlite"), None)
        with place.open() as ledger:
            patient = ledger.of("a").admit(signed())
        times, said = _until_full(disk / "store.sqlite", patient, "none")
        assert "store.sqlite is full; the disk must have room. Make room; what was kept" in said
        _still_sound(place, patient, times)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_what_a_server_says_of_its_disk_is_told_in_the_same_words(place: Place) -> None:
    if place.server is None:
        pytest.skip("tried on a small disk above")
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        for code, named in (
            ("53100", "is full; the server must have room"),
            ("25006", "is one that only reads"),
            ("58030", "is one whose disk fails"),
            ("57P01", "is a server that does not answer"),
        ):
            place.ask(
                "CREATE OR REPLACE FUNCTION says() RETURNS trigger LANGUAGE plpgsql "
                f"AS $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
            )
            place.ask(
                "CREATE OR REPLACE TRIGGER z_says BEFORE UPDATE ON patient "
                "FOR EACH ROW EXECUTE FUNCTION says()"
            )
            with pytest.raises(StoreRefused, match=named):
                book.append(patient, drafts(2), signed(), expects=1)
            place.ask("DROP TRIGGER z_says ON patient")
            assert book.read(patient) == ()
            assert ledger.verify().is_sound


def test_a_server_that_is_gone_is_told_without_its_password(place: Place) -> None:
    if place.server is None:
        pytest.skip("a file does not go away")
    from baclofen.store import Ledger

    gone = f"postgresql://user:secret@/x?host={place.server.socket}/nowhere"
    with pytest.raises(StoreRefused, match="a server that does not answer") as refused:
        Ledger.open(gone)
    assert "secret" not in str(refused.value)


def test_that_a_file_has_no_room_is_told_before_anything_is_written(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    with place.open() as ledger:
        assert ledger.lacking() == ""
        monkeypatch.setattr("tempfile.TemporaryFile", full)
        is_file = "postgresql" not in str(place.where)
        assert ledger.lacking() == ("room on the disk of the store" if is_file else "")

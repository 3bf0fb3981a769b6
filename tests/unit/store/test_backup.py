"""A backup gives everything back, on either database, and brings back nobody who was erased."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from baclofen.errors import Erased, InputRefused, StoreRefused, UnreadableFile
from baclofen.store import Ledger, restore
from tests.unit.store.places import KEYS, Place, drafts, signed
from tests.unit.store.test_verify import fill
from tests.unit.store.test_writers import start


def everything(ledger: Ledger) -> list[object]:
    """All that can be read of clinic a."""
    book = ledger.of("a")
    living = [one.patient for one in book.patients() if one.erased is None]
    events = [book.read(patient) for patient in living]
    attached = [book.attached(one) for of_one in events for one in of_one if one.attached]
    return [book.patients(), events, attached, ledger.kept("d1"), ledger.erased()]


def other_place(place: Place, tmp_path: Path, number: int = 1) -> Place:
    """Another new place: a file, also of what was on a server, and the other way round."""
    if place.server is None:
        return Place(str(tmp_path / f"restored-{number}.sqlite"), None)
    return Place(place.server.made(f"r{tmp_path.name.replace('-', '')}{number}"), place.server)


def test_what_was_backed_up_comes_back_as_it_was(place: Place, tmp_path: Path) -> None:
    fill(place)
    folder, again = tmp_path / "backups" / "one", other_place(place, tmp_path)
    folder.mkdir(mode=0o700, parents=True)  # empty, it will do
    with place.open() as ledger:
        checked = ledger.backup(folder)
        before = everything(ledger)
        assert checked == ledger.verify()
    assert sorted(p.name for p in folder.iterdir()) == ["erased.txt", "heads.txt", "ledger.sqlite"]
    assert {stat.S_IMODE(p.stat().st_mode) for p in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    done = restore(folder, again.where, signed(hours=9), keys=KEYS)
    assert (done.checked, done.stayed_erased) == (checked, ())
    with again.open() as ledger:
        assert everything(ledger) == before
        assert ledger.verify(checked.heads).is_sound
        ledger.of("a").admit(signed(hours=10), "goes on")


def test_a_server_is_restored_into_a_file_and_a_file_into_a_server(
    place: Place, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    fill(place)
    with place.open() as ledger:
        ledger.backup(tmp_path / "b")
        before = everything(ledger)
    if place.server is None:
        running = request.getfixturevalue("postgres")
        other = Place(running.made("crossed"), running)
    else:
        other = Place(str(tmp_path / "crossed.sqlite"), None)
    restore(tmp_path / "b", other.where, signed(hours=9))
    with other.open() as ledger:
        assert everything(ledger) == before


def test_a_backup_is_taken_while_others_write(place: Place, tmp_path: Path) -> None:
    with place.open() as ledger:
        book = ledger.of("a")
        patient = book.admit(signed())
        # It writes until it is killed, so that however long the backup takes it is still writing.
        with start(place, patient, 100_000, "dr.w") as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            checked = ledger.backup(tmp_path / "b")
            last = book.read(patient)[-1].seq
            while int(writer.stdout.readline().split()[0]) <= last:
                pass
            writer.kill()
        assert ledger.verify(checked.heads).is_sound
        again = other_place(place, tmp_path)
        restore(tmp_path / "b", again.where, signed(hours=1))
        with again.open() as restored:
            kept = restored.of("a").read(patient)
        there = book.read(patient)
        assert 2 <= len(kept) < len(there)
        assert kept == there[: len(kept)]


def test_who_was_erased_after_the_backup_stays_erased(place: Place, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    with place.open() as ledger:
        book = ledger.of("a")
        ann, bo, cy = (book.admit(signed(), label) for label in ("Ann", "Bo", "Cy"))
        book.append(ann, drafts(2), signed(), expects=1)
        wrapped = dict(place.ask("SELECT patient, wrapped FROM data_key"))
        ledger.backup(backups / "monday")
        book.erase(ann, signed(hours=1), why="asked for")
        ledger.backup(backups / "tuesday")
        book.erase(bo, signed(hours=2), why="asked for")
        note = tmp_path / "note"
        lines = [f"{one.clinic} {one.patient} {one.at:%Y-%m-%d}\n" for one in ledger.erased()]
        note.write_text("".join(lines))
    # The backup beside it knows of Ann, the note of Bo as well.
    first = other_place(place, tmp_path, 1)
    done = restore(backups / "monday", first.where, signed(hours=5))
    assert [one.patient for one in done.stayed_erased] == [ann]
    second = other_place(place, tmp_path, 2)
    done = restore(backups / "monday", second.where, signed(hours=5), notes=[note])
    assert sorted(one.patient for one in done.stayed_erased) == sorted([ann, bo])
    with second.open() as ledger:
        book = ledger.of("a")
        assert book.listed(cy).label == "Cy"
        assert ledger.verify().is_sound
        for gone in (ann, bo):
            with pytest.raises(Erased):
                book.read(gone)
    assert second.in_files(wrapped[ann], wrapped[bo]) == []
    assert second.in_files(wrapped[cy])
    # Alone, it knows of nobody: what it would bring back is what nobody told it of.
    shutil.move(backups / "monday", tmp_path / "elsewhere" / "monday")
    done = restore(
        tmp_path / "elsewhere" / "monday", other_place(place, tmp_path, 3).where, signed()
    )
    assert done.stayed_erased == ()


def test_the_note_beside_a_file_that_was_lost_is_enough(tmp_path: Path) -> None:
    path = tmp_path / "here" / "store.sqlite"
    with Ledger.open(path, KEYS) as ledger:
        ann = ledger.of("a").admit(signed(), "Ann")
        ledger.backup(tmp_path / "b")
        ledger.of("a").erase(ann, signed(), why="asked for")
    for name in ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"):
        (path.parent / name).unlink(missing_ok=True)
    done = restore(tmp_path / "b", path, signed(hours=1))
    assert [one.patient for one in done.stayed_erased] == [ann]


def test_a_backup_is_refused_where_it_would_mix_or_is_no_backup(
    place: Place, tmp_path: Path
) -> None:
    fill(place)
    with place.open() as ledger:
        ledger.backup(tmp_path / "b")
        with pytest.raises(InputRefused, match="which is there; it must be new, or empty"):
            ledger.backup(tmp_path / "b")
    with pytest.raises(
        InputRefused, match="is not empty; a backup is restored into a new or empty"
    ):
        restore(tmp_path / "b", place.where, signed())
    with pytest.raises(UnreadableFile, match=r"without ledger\.sqlite or heads\.txt"):
        restore(tmp_path, other_place(place, tmp_path).where, signed())
    bad = tmp_path / "note"
    bad.write_text("clinic-a\n")
    with pytest.raises(InputRefused, match="it must be a clinic, a patient and a time"):
        restore(tmp_path / "b", other_place(place, tmp_path, 2).where, signed(), notes=[bad])


def test_a_backup_that_was_changed_or_cut_is_not_restored(tmp_path: Path) -> None:
    place = Place(str(tmp_path / "store.sqlite"), None)
    fill(place)
    with place.open() as ledger:
        ledger.backup(tmp_path / "b")
    copy = Place(str(tmp_path / "b" / "ledger.sqlite"), None)
    copy.ask("DELETE FROM event WHERE clinic = 'b'", guarded=False)
    copy.ask("DELETE FROM data_key WHERE clinic = 'b'", guarded=False)
    copy.ask("DELETE FROM patient WHERE clinic = 'b'", guarded=False)
    target = tmp_path / "t.sqlite"
    with pytest.raises(StoreRefused, match="the head noted elsewhere is event 1"):
        restore(tmp_path / "b", target, signed())
    assert not target.exists()


def test_a_store_that_is_not_sound_is_not_backed_up(place: Place, tmp_path: Path) -> None:
    fill(place)
    place.ask("UPDATE event SET by = 'dr.x' WHERE clinic = 'a' AND seq = 4", guarded=False)
    with (
        place.open() as ledger,
        pytest.raises(StoreRefused, match=r"not sound \(event 4 of clinic a"),
    ):
        ledger.backup(tmp_path / "b")
    assert list((tmp_path / "b").iterdir()) == []


def test_a_note_of_the_erased_only_grows(tmp_path: Path) -> None:
    """Backups that lie apart, a store that is lost and restored twice: who was erased stays so."""
    place = Place(str(tmp_path / "store" / "store.sqlite"), None)
    store = Path(place.where)
    with place.open() as ledger:
        book = ledger.of("a")
        book.erase(book.admit(signed()), signed(), why="asked for")
        ledger.backup(tmp_path / "b1" / "x")
        erased_later = book.admit(signed())
        ledger.backup(tmp_path / "b2" / "x")
        book.erase(erased_later, signed(), why="asked for")
    for folder in ("b1", "b2"):
        store.unlink()
        done = restore(tmp_path / folder / "x", place.where, signed(hours=1))
        beside = store.with_name("store.sqlite.erased").read_text()
        assert erased_later in beside
    assert [one.patient for one in done.stayed_erased] == [erased_later]
    with place.open() as ledger, pytest.raises(Erased):
        ledger.of("a").read(erased_later)


def test_a_backup_that_was_killed_is_swept_and_other_files_are_not(
    place: Place, tmp_path: Path
) -> None:
    fill(place)
    folder = tmp_path / "b"
    folder.mkdir(mode=0o700)
    for name in ("unfinished", "unfinished-wal", "heads.txt"):
        (folder / name).write_text("half")
    with place.open() as ledger:
        assert ledger.backup(folder).is_sound
        other = tmp_path / "other"
        other.mkdir()
        (other / "heads.txt").write_text("somebody's")
        with pytest.raises(InputRefused, match="must be new, or empty"):
            ledger.backup(other)
    assert (other / "heads.txt").read_text() == "somebody's"


def test_a_restoring_that_was_killed_is_swept(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    gone, alive = (tmp_path / f"ledger-restore-{pid}-x" for pid in (done.pid, os.getpid()))
    for left in (gone, alive):
        left.mkdir()
        (left / "ledger.sqlite").write_bytes(b"wrapped keys")
    fill(place)
    with place.open() as ledger:
        ledger.backup(tmp_path / "b")
    restore(tmp_path / "b", tmp_path / "again" / "store.sqlite", signed(hours=9))
    assert not gone.exists()
    assert alive.exists()


def test_a_key_that_was_changed_is_neither_backed_up_nor_restored(
    place: Place, tmp_path: Path
) -> None:
    fill(place)
    with place.open() as ledger:
        ledger.backup(tmp_path / "b")
        place.ask("UPDATE data_key SET wrapped = ?", [bytes(60)])
        with pytest.raises(StoreRefused, match="only what is sound is backed up"):
            ledger.backup(tmp_path / "b2")
    Place(str(tmp_path / "b" / "ledger.sqlite"), None).ask(
        "UPDATE data_key SET wrapped = ?", [bytes(60)]
    )
    with pytest.raises(StoreRefused, match="nothing was restored"):
        restore(tmp_path / "b", tmp_path / "r" / "s.sqlite", signed(hours=9), keys=KEYS)

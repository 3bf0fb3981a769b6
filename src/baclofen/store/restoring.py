"""Restoring a backup, without bringing back who was erased since it was made."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, func, select

from baclofen.errors import InputRefused, StoreRefused, UnreadableFile
from baclofen.store import erasure, writing
from baclofen.store.along import Along, as_they_come
from baclofen.store.backup import GONE, HEADS, LEDGER
from baclofen.store.checking import Verified, verify
from baclofen.store.copying import copy_all
from baclofen.store.database import Database
from baclofen.store.entry import Erasure, Head, Signed
from baclofen.store.forms import bring_up
from baclofen.store.keys import Keys
from baclofen.store.tables import DATA_KEY, EVENT, PATIENT
from baclofen.value import Value

_PREFIX = "ledger-restore-"
_WHY = "erased after the backup was made that this store was restored from"


class Restored(Value):
    """What came back. `stayed_erased` are patients whom the backup still held a key of, and who are
    known to have been erased since: their keys were left out, and the chains say so."""

    checked: Verified
    stayed_erased: tuple[Erasure, ...] = ()


def restore(
    folder: Path, where: str | Path, signed: Signed, *, notes: Iterable[Path] = (),
    keys: Keys | None = None, along: Along = as_they_come,
) -> Restored:  # fmt: skip
    """Puts a backup into a new or empty database of any kind, and checks it.

    Who was erased since is told by `notes`, by the other backups in the folder that this one lies
    in, and by the note beside the file that is restored to. Raises `InputRefused` for a folder that
    is no backup, `StoreRefused` for one that is not sound, or a database that is not empty. With
    `keys` the data keys are tried too. `along` hands out what is checked and copied.
    """
    writing.checked(signed)
    keys = keys or Keys({})
    _sweep()
    with tempfile.TemporaryDirectory(prefix=f"{_PREFIX}{os.getpid()}-") as private:
        source = _opened(folder, Path(private) / LEDGER)
        try:
            _check(source, folder, keys, along)
            target = Database.at(where)
            try:
                known = _known_erased(folder, target, notes)
                return _restored(source, target, signed, known, keys, along)
            finally:
                target.close()
        finally:
            source.close()


def _sweep() -> None:
    """Removes the copies of restorings that were killed: they hold wrapped keys."""
    if os.name != "posix":
        return
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX).partition("-")[0]
        if left.is_dir() and not left.is_symlink() and left.stat().st_uid == os.getuid():
            try:
                os.kill(int(number), 0)
            except (ProcessLookupError, ValueError):
                shutil.rmtree(left, ignore_errors=True)
            except PermissionError:
                continue


def _opened(folder: Path, copy: Path) -> Database:
    """The database of a backup, which stays as it is: a copy is brought up."""
    if not (folder / LEDGER).is_file() or not (folder / HEADS).is_file():
        raise UnreadableFile(
            "backup", f"{folder}, without {LEDGER} or {HEADS}",
            "it must be a folder that backup wrote, and finished",
        )  # fmt: skip
    shutil.copyfile(folder / LEDGER, copy)
    copy.chmod(0o600)
    source = Database.at(copy)
    bring_up(source)
    return source


def _check(source: Database, folder: Path, keys: Keys, along: Along) -> None:
    noted = [Head.of_text(line) for line in (folder / HEADS).read_text("utf-8").splitlines()]
    checked = verify(source, noted, keys, along=along)
    if not checked.is_sound:
        raise StoreRefused(
            f"backup {folder}", f"not sound ({checked.wrong[0]})",
            "it must be what was written; nothing was restored", do="Restore an earlier one.",
        )  # fmt: skip


def _known_erased(
    folder: Path, target: Database, notes: Iterable[Path]
) -> frozenset[tuple[str, str]]:
    places = [*notes, *folder.resolve().parent.glob(f"*/{GONE}")]
    if target.file is not None:
        beside = target.file.with_name(target.file.name + erasure.SUFFIX)
        places += [beside] if beside.is_file() else []
    return frozenset(one for place in places for one in erasure.read_note(place))


def _restored(
    source: Database, target: Database, signed: Signed, known: frozenset[tuple[str, str]],
    keys: Keys, along: Along,
) -> Restored:  # fmt: skip
    bring_up(target)
    with source.reading() as from_, target.writing("restore") as to:
        if to.scalar(select(func.count()).select_from(EVENT)):
            raise InputRefused(
                target.name, "not empty", "a backup is restored into a new or empty database",
                do="Move the old store aside; nothing of it is overwritten.",
            )  # fmt: skip
        back = sorted(known & set(_with_key(from_)))
        copy_all(from_, to, without_keys_of=known, along=along)
        for clinic, patient in back:
            _forget(to, clinic, patient, signed)
    with target.reading() as conn:
        stayed = [one for one in erasure.erased(conn) if (one.clinic, one.patient) in back]
    erasure.write_note(target)
    checked = verify(target, (), keys, along=along)
    return Restored(checked, tuple(stayed))


def _with_key(conn: Connection) -> list[tuple[str, str]]:
    return [(row.clinic, row.patient) for row in conn.execute(
        select(DATA_KEY.c.clinic, DATA_KEY.c.patient))]  # fmt: skip


def _forget(conn: Connection, clinic: str, patient: str, signed: Signed) -> None:
    version = conn.scalars(
        select(PATIENT.c.version).where(PATIENT.c.clinic == clinic, PATIENT.c.patient == patient)
    ).one()
    erasure.tell(conn, clinic, patient, version, signed, _WHY)

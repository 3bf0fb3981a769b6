"""A backup: a folder with everything in one file of SQLite, checked, whatever the store is on.

`ledger.sqlite` holds all rows, as sealed as they are kept. `heads.txt` has the last event of each
clinic: noted elsewhere, it shows a backup that was changed. `erased.txt` says who was erased.
"""

from __future__ import annotations

import os
from pathlib import Path

from baclofen.errors import InputRefused, StoreRefused
from baclofen.store import erasure
from baclofen.store.along import Along, as_they_come
from baclofen.store.checking import Verified, verify
from baclofen.store.copying import copy_all
from baclofen.store.database import Database
from baclofen.store.forms import bring_up
from baclofen.store.keys import Keys

LEDGER, HEADS, GONE = "ledger.sqlite", "heads.txt", "erased.txt"
_WAITING = "unfinished"


def back_up(
    database: Database, folder: Path, keys: Keys, *, along: Along = as_they_come
) -> Verified:
    """Writes a backup into a new folder, and what its check came to. Raises `InputRefused` where
    the folder is there and not empty, `StoreRefused` where the copy is not sound."""
    _make_folder(folder)
    waiting = folder / _WAITING
    copy = Database.at(waiting)
    try:
        bring_up(copy)
        with database.reading() as source, copy.writing("backup") as target:
            copy_all(source, target, along=along)
        checked = verify(copy, (), keys, along=along)
        if not checked.is_sound:
            raise StoreRefused(
                database.name, f"not sound ({checked.wrong[0]})", "only what is sound is backed up",
                do="Verify the store. An earlier backup is to be kept.",
            )  # fmt: skip
        with copy.reading() as conn:
            gone = erasure.note(erasure.erased(conn))
    except BaseException:
        copy.close()
        for path in folder.glob(f"{_WAITING}*"):
            path.unlink()
        raise
    # The last to close a file of SQLite takes its journal into it.
    copy.close()
    _write(folder / HEADS, "".join(f"{head}\n" for head in checked.heads))
    _write(folder / GONE, gone)
    # Under its name only when everything is there: what is named is whole.
    waiting.rename(folder / LEDGER)
    _to_disk(folder)
    return checked


def _make_folder(folder: Path) -> None:
    if (folder / _WAITING).is_file() and not (folder / LEDGER).exists():
        # Of a backup that was killed: nothing of it was ever named as one.
        for left in (folder / HEADS, folder / GONE, *folder.glob(f"{_WAITING}*")):
            left.unlink(missing_ok=True)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputRefused(
            "folder of the backup", f"{folder}, which is there", "it must be new, or empty",
            do="Each backup has a folder of its own; name another.",
        )  # fmt: skip
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Erasing a patient: the data key goes, everywhere in reach, and the chain stays whole."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, ScalarSelect, and_, delete, func, select

from baclofen.errors import InputRefused, StoreRefused
from baclofen.store import names, patients, writing
from baclofen.store.database import PATIENCE_S, Database
from baclofen.store.entry import Draft, Erasure, Signed
from baclofen.store.moments import as_text, moment
from baclofen.store.tables import DATA_KEY, EVENT, PATIENT

#: How often a file is asked for while somebody else holds it, in seconds.
_AGAIN_S = 0.05
#: Beside a store of SQLite: who was erased, for a backup that does not know it yet.
SUFFIX = ".erased"


def erase(database: Database, clinic: str, patient: str, signed: Signed, why: str) -> Erasure:
    """Destroys the key of a patient. Raises as `Book.erase` does."""
    with database.writing(f"clinic {clinic}") as conn:
        stands = patients.standing(conn, clinic, patient)
        if stands.erased is None:
            tell(conn, clinic, patient, stands.version, signed, why)
            _destroy(conn, clinic, patient)
    wipe(database)
    write_note(database)
    with database.reading() as conn:
        return next(one for one in erased(conn) if (one.clinic, one.patient) == (clinic, patient))


def tell(
    conn: Connection, clinic: str, patient: str, version: int, signed: Signed, why: str
) -> None:
    """The entry that says that the patient is erased; nothing follows it."""
    draft = Draft(names.ERASED, signed.now, why.encode())
    (row,) = writing.write(conn, clinic, patient, version, [draft], signed, None)
    patients.move_on(conn, clinic, patient, row.version, row.written, erased=True)


def _destroy(conn: Connection, clinic: str, patient: str) -> None:
    gone = conn.execute(
        delete(DATA_KEY).where(DATA_KEY.c.clinic == clinic, DATA_KEY.c.patient == patient)
    )
    if not gone.rowcount:
        raise InputRefused(
            f"patient {patient}", "kept without a key", "there is no key that could be destroyed",
            do="What was kept holds a pseudonym and nothing that identifies. Destroy what says "
            "elsewhere whose pseudonym it is.",
        )  # fmt: skip


def erased(conn: Connection) -> tuple[Erasure, ...]:
    """Everybody whose key was destroyed, by clinic and pseudonym."""
    one, said = PATIENT.c, EVENT.c
    the_last = and_(
        said.clinic == one.clinic, said.patient == one.patient, said.version == one.version
    )
    rows = conn.execute(
        select(one.clinic, one.patient, one.erased, said.by, said.payload, _readable())
        .join_from(PATIENT, EVENT, the_last)
        .where(one.erased.is_not(None))
        .order_by(one.clinic, one.patient)
    )
    return tuple(
        Erasure(clinic, patient, moment(when), by, why.decode(), readable)
        for clinic, patient, when, by, why, readable in rows
    )


def wipe(database: Database) -> None:
    """Leaves no trace of a data key that was deleted or wrapped anew, as far as a program can.

    SQLite has overwritten it in its file, and gives up its journal here. PostgreSQL writes the
    table of keys anew; its own journal keeps what was written until it is used again.
    Raises `StoreRefused` where others do not let go of the journal.
    """
    if database.file is None:
        try:
            database.outside("VACUUM FULL data_key")
        except StoreRefused as gap:
            raise _still_read(database) from gap
        return
    until = time.monotonic() + PATIENCE_S
    while database.outside("PRAGMA wal_checkpoint(TRUNCATE)")[0][0]:
        if time.monotonic() > until:
            raise _still_read(database)
        time.sleep(_AGAIN_S)


def _still_read(database: Database) -> StoreRefused:
    return StoreRefused(
        database.name, "still read by somebody",
        "the key is deleted, and a trace of it may be left in the file or its journal",
        do="End the other programs that read the store, and erase the patient once more.",
    )  # fmt: skip


def read_note(path: Path) -> tuple[tuple[str, str], ...]:
    """Clinics and patients of a note of the erased. Raises `InputRefused`."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        match line.split():
            case [clinic, patient, _]:
                found.append((clinic, patient))
            case _:
                raise InputRefused(
                    f"line {number} of {path}", repr(line),
                    "it must be a clinic, a patient and a time",
                )  # fmt: skip
    return tuple(found)


def note(all_: Iterable[Erasure]) -> str:
    """A note of the erased: one a line, with the clinic, the patient and the time."""
    return "".join(f"{one.clinic} {one.patient} {as_text(one.at)}\n" for one in all_)


def write_note(database: Database) -> None:
    """Beside the file of a store, who was erased; nothing where nobody was. The note only grows:
    it may know of somebody of whom a store that was restored here knows nothing."""
    if database.file is None:
        return
    with database.reading() as conn:
        gone = erased(conn)
    beside = database.file.with_name(database.file.name + SUFFIX)
    lines = beside.read_text(encoding="utf-8").splitlines() if beside.is_file() else []
    there = {tuple(line.split()[:2]) for line in lines}
    new = [one for one in gone if (one.clinic, one.patient) not in there]
    if new:
        waiting = beside.with_name(beside.name + ".new")
        waiting.touch(mode=0o600)
        kept = "".join(f"{line}\n" for line in lines)
        waiting.write_text(kept + note(new), encoding="utf-8")
        waiting.replace(beside)


def _readable() -> ScalarSelect[int]:
    one, before = PATIENT.c, EVENT.alias().c
    return (
        select(func.count(before.seq))
        .where(
            before.clinic == one.clinic, before.patient == one.patient,
            before.sealed == 0, before.kind.not_in((names.ADMITTED, names.ERASED)),
        )
        .correlate(PATIENT)
        .scalar_subquery()
    )  # fmt: skip

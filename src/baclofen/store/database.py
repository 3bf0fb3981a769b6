"""The database under a ledger: SQLite in a file, or PostgreSQL by its URL.

What either says when it cannot is told here in one voice. A transaction that writes is alone in
its clinic's chain: SQLite takes the whole file, PostgreSQL a lock named after the clinic.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.pool import QueuePool

from baclofen.errors import InputRefused, StoreRefused
from baclofen.store.private import owners_alone

#: How long one writer waits for another, in seconds.
PATIENCE_S = 30
#: How many threads may wait at once: as many as a web server has, and some.
_CONNECTIONS = 60
#: What one event takes at most, with the pages that it touches, in bytes.
_ROOM = 256 * 1024
#: What asks for a transaction that writes.
_WRITES = "store_writes"


class Database:
    """One database, shared by any number of threads. `file` is that of SQLite."""

    def __init__(self, engine: Engine, file: Path | None) -> None:
        self._engine, self.file = engine, file

    @classmethod
    def at(cls, where: str | Path, *, make: bool = True) -> Database:
        """The database of a path or URL. A file that is not there is made, for its owner alone, or
        refused. Raises `InputRefused`."""
        scheme, colon, rest = str(where).partition("://")
        if not colon:
            return cls._of_file(Path(where).expanduser(), make)
        if scheme == "sqlite" and rest.startswith("/"):
            return cls._of_file(Path(rest[1:]).expanduser(), make)
        if scheme in ("postgresql", "postgres"):
            return cls._of_server(f"postgresql+psycopg://{rest}")
        raise InputRefused(
            "store", repr(scheme + colon), "it must be a path, sqlite:///PATH or postgresql://..."
        )

    @classmethod
    def _of_file(cls, path: Path, make: bool) -> Database:
        if not make and not path.exists():
            raise InputRefused("store", f"{path}, which is not there", "it must be one that is")
        _make_private(path)
        engine = create_engine(
            "sqlite://", poolclass=QueuePool, **_shared(),
            creator=lambda: sqlite3.connect(
                path, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
            ),
        )  # fmt: skip
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return cls(engine, path)

    @classmethod
    def _of_server(cls, url: str) -> Database:
        patience = {"options": f"-c lock_timeout={int(PATIENCE_S * 1000)}"}
        try:
            engine = create_engine(url, connect_args=patience, pool_pre_ping=True, **_shared())
        except ModuleNotFoundError:
            raise InputRefused(
                "store", "on PostgreSQL", "that needs the package psycopg, which is not installed",
                do="Install it with: pip install 'psycopg[binary]'",
            ) from None  # fmt: skip
        except (ArgumentError, ValueError):
            # What came is not shown: it may hold a password.
            raise InputRefused(
                "store", "a URL that cannot be read", "it must be postgresql://user@host/database"
            ) from None
        return cls(engine, None)

    @property
    def name(self) -> str:
        """How an error names it; a URL may hold a password, and is not shown."""
        return f"store {self.file or ''}".strip()

    @property
    def errors(self) -> type[Exception]:
        """What the driver itself raises."""
        error: type[Exception] = self._engine.dialect.loaded_dbapi.Error
        return error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one moment of the database. Raises `StoreRefused`."""
        with _refusing(self), self._engine.connect() as conn:
            if self.file is None:
                conn.execution_options(isolation_level="REPEATABLE READ")
            with conn.begin():
                yield conn

    @contextmanager
    def writing(self, chain: str) -> Iterator[Connection]:
        """A transaction alone in a chain: whole at its end, or nothing. Raises `StoreRefused`."""
        with (
            _refusing(self),
            self._engine.connect().execution_options(**{_WRITES: True}) as conn,
            conn.begin(),
        ):
            if self.file is None:
                conn.execute(
                    text("SELECT pg_advisory_xact_lock(:number)"), {"number": _lock(chain)}
                )
            yield conn

    def outside(self, *orders: str) -> list[Any]:
        """Orders that run in no transaction; the first row of each. Raises `StoreRefused`."""
        with _refusing(self):
            raw = self._engine.raw_connection()
            try:
                if self.file is None:
                    raw.driver_connection.autocommit = True  # type: ignore[union-attr]
                cursor = raw.cursor()
                rows = []
                for order in orders:
                    cursor.execute(order)
                    rows.append(cursor.fetchone() if cursor.description else None)
                return rows
            finally:
                # With its settings changed it is no use to others.
                raw.invalidate()

    def lacking(self) -> str:
        """That the disk of the file has no room for what is written next; of a server its own
        answers tell."""
        if self.file is None:
            return ""
        try:
            with tempfile.TemporaryFile(dir=self.file.parent, buffering=0) as probe:
                probe.write(bytes(_ROOM))
        except OSError:
            return "room on the disk of the store"
        return ""

    def damage(self, conn: Connection) -> list[str]:
        """What the database itself finds wrong with its file; PostgreSQL looks on reading."""
        if self.file is None:
            return []
        said = [str(row[0]) for row in conn.execute(text("PRAGMA integrity_check(3)"))]
        return [] if said == ["ok"] else said

    @contextmanager
    def any_letters(self, conn: Connection) -> Iterator[None]:
        """Letters that are none are read as such, and do not end the reading: a check goes on."""
        raw = conn.connection.driver_connection
        if isinstance(raw, sqlite3.Connection):
            raw.text_factory = lambda letters: letters.decode(errors="surrogateescape")
        try:
            yield
        finally:
            if isinstance(raw, sqlite3.Connection):
                raw.text_factory = str

    def close(self) -> None:
        """Lets go of all connections."""
        self._engine.dispose()


def _shared() -> dict[str, Any]:
    """What holds for either database. No error shows what was to be written: it is a patient's."""
    return {
        "max_overflow": _CONNECTIONS, "pool_timeout": PATIENCE_S, "hide_parameters": True,
    }  # fmt: skip


def _make_private(path: Path) -> None:
    """The file for its owner alone, and a folder that had to be made; refuses one that is not."""
    if path.is_dir():
        raise InputRefused("store", f"{path}, which is a folder", "it must be a file")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        owners_alone("store", path, StoreRefused)
    except OSError as gap:
        raise StoreRefused("store", f"{path} ({gap})", "its file must be one to write to") from None


def _prepare_sqlite(raw: sqlite3.Connection, _record: object) -> None:
    # What is acknowledged is on the disk; what is deleted is overwritten; and a reader never waits.
    for order in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        raw.execute(f"PRAGMA {order}")


def _begin_sqlite(conn: Connection) -> None:
    writes = conn.get_execution_options().get(_WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _lock(chain: str) -> int:
    """A lock's number after a name; two names of one number would only wait for each other."""
    return int.from_bytes(sha256(chain.encode()).digest()[:8], "big", signed=True)


#: What a database says, by the beginning of its code, and what it means.
_SQLITE = {
    "SQLITE_FULL": ("full", "the disk must have room", "Make room; what was kept before stays."),
    "SQLITE_IOERR": ("one whose disk fails", "the disk must take what is written",
                     "Look at the disk, and at what the system says of it."),
    "SQLITE_BUSY": ("busy", f"others have been writing for {PATIENCE_S} seconds", "Try again."),
    "SQLITE_READONLY": ("one that cannot be written", "its file and folder must be yours to write",
                        "Look at the file's owner and mode."),
    "SQLITE_CANTOPEN": ("one that cannot be opened", "its file and folder must be yours", ""),
    "SQLITE_CORRUPT": ("damaged", "its file must be as it was written",
                       "Keep the file as it is, and restore the last backup beside it."),
    "SQLITE_NOTADB": ("no database", "its file must be one that this program made", ""),
}  # fmt: skip
_POSTGRESQL = {
    "53": ("full", "the server must have room", "Make room; what was kept before stays."),
    "25006": ("one that only reads", "the server must be one that takes writing", ""),
    "42501": ("closed to this user", "the user must own its tables", ""),
    "55P03": ("busy", "somebody else holds it", "Try again."),
    "40": ("busy", "somebody else wrote at the same moment", "Try again."),
    "58": ("one whose disk fails", "the server's disk must work", ""),
    "XX": ("damaged", "the server must be able to read it",
           "Keep it as it is, and restore the last backup beside it."),
}  # fmt: skip


@contextmanager
def _refusing(database: Database) -> Iterator[None]:
    """Says in our words what a database says; what it never should say goes on as it is."""
    try:
        yield
    except DBAPIError as gap:
        _say(database, gap.orig)
        raise
    except database.errors as gap:
        # What goes past SQLAlchemy: opening a file, and what runs in no transaction.
        _say(database, gap)
        raise
    except NoConnection as gap:
        raise StoreRefused(
            database.name, "busy", f"others have been using it for {PATIENCE_S} seconds",
            do="Try again.", why=str(gap),
        ) from None  # fmt: skip


def _say(database: Database, gap: BaseException | None) -> None:
    """Raises `StoreRefused` for what a database may well say. Returns for anything else."""
    if isinstance(gap, sqlite3.Error):
        code, known = getattr(gap, "sqlite_errorname", "") or "", _SQLITE
    else:
        code, known = getattr(gap, "sqlstate", None) or "08", _POSTGRESQL
    if "Could not decode" in str(gap):
        code = "SQLITE_CORRUPT"
    for begins, (came, allowed, do) in known.items():
        if code.startswith(begins):
            raise StoreRefused(database.name, came, allowed, do=do, why=f"{code}: {gap}") from None
    if code.startswith(("08", "57")) and database.file is None:
        raise StoreRefused(
            "store", "a server that does not answer", "it must be there until it has answered",
            do="If something was being written, look whether it is there before writing again.",
            why=str(gap),
        ) from None  # fmt: skip

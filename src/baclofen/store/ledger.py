"""A ledger: books of clinics in one database, opened by a path or a URL."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from sqlalchemy import insert, select

from baclofen.errors import InputRefused, StoreRefused, UnknownName
from baclofen.store import backup, erasure, names, patients
from baclofen.store.along import Along, as_they_come
from baclofen.store.book import Book
from baclofen.store.chain import digest as sha256
from baclofen.store.checking import Verified, verify
from baclofen.store.database import Database
from baclofen.store.entry import Erasure, Head
from baclofen.store.forms import bring_up
from baclofen.store.keys import Keys
from baclofen.store.tables import CONTENT

_CONTENTS = "contents"


class Ledger:
    """An append-only store of events, a chain for each clinic. Made by `Ledger.open`.

    Any number of threads may share one; other processes open their own.
    """

    def __init__(self, database: Database, keys: Keys) -> None:
        self._database, self._keys = database, keys

    @classmethod
    def open(cls, where: str | Path, keys: Keys | None = None, *, make: bool = True) -> Ledger:
        """The ledger of a path (SQLite) or URL (`postgresql://...`). One that is not there is made,
        for its owner alone, or refused; one of an older form is brought up.

        Without keys, nothing that identifies is taken. Raises `InputRefused` for a place that is
        none, and `StoreRefused` for a newer form, a database of something else, or one that others
        can read.
        """
        database = Database.at(where, make=make)
        bring_up(database, make=make)
        return cls(database, keys or Keys({}))

    def of(self, clinic: str) -> Book:
        """The book of a clinic, whose name is 1 to 64 of a-z, 0-9, dot, dash and underscore."""
        return Book(self._database, names.clinic(clinic), self._keys)

    def verify(
        self, noted: Iterable[Head] = (), *, needs: Collection[str] = (),
        along: Along = as_they_come,
    ) -> Verified:  # fmt: skip
        """Whether everything is what was written, from the first event of each clinic on.

        Names the first event of each clinic that was changed, moved, put in or is missing. `noted`
        are heads kept elsewhere: without one, a chain that was cut at its end, or written anew from
        some event on by whoever holds the whole database, may look sound. Data keys are tried where
        the clinic's key is at hand; others are counted as `untried`. Of events of the kinds
        `needs`, the knowledge that they were made with must be kept. `along` hands out the events:
        who waits can be told how far it is.
        """
        return verify(self._database, noted, self._keys, needs, along=along)

    def keep(self, digest: str, content: bytes) -> None:
        """Keeps something by a digest that the caller gives. Once more is nothing new.

        Raises `InputRefused` where something else is kept by this digest.
        """
        names.line(digest, "digest")
        with self._database.writing(_CONTENTS) as conn:
            there = conn.scalar(select(CONTENT.c.sha256).where(CONTENT.c.digest == digest))
            if there is None:
                conn.execute(
                    insert(CONTENT).values(digest=digest, sha256=sha256(content), content=content)
                )
            elif there != sha256(content):
                raise InputRefused(
                    f"content of digest {digest}", "other than what is kept by it",
                    "one digest stands for one content",
                )  # fmt: skip

    def lacking(self) -> str:
        """Why the next event could not be written, in words; empty where nothing tells so yet."""
        return self._database.lacking()

    def holds(self, digest: str) -> bool:
        """Whether something is kept by a digest."""
        with self._database.reading() as conn:
            there = conn.scalar(select(CONTENT.c.sha256).where(CONTENT.c.digest == digest))
        return there is not None

    def kept(self, digest: str) -> bytes:
        """What is kept by a digest. Raises `UnknownName`, and `StoreRefused` where it changed."""
        with self._database.reading() as conn:
            row = conn.execute(
                select(CONTENT.c.sha256, CONTENT.c.content).where(CONTENT.c.digest == digest)
            ).first()
            if row is None:
                raise UnknownName("digest", digest, conn.scalars(select(CONTENT.c.digest)))
        content: bytes = row.content
        if sha256(content) != row.sha256:
            raise StoreRefused(
                f"content of digest {digest}", "changed since it was kept",
                "it must be what its hash says", do="Restore it from a backup.",
            )  # fmt: skip
        return content

    def rewrap(self) -> int:
        """Wraps all data keys anew with the newest key of their clinic; how many were.

        After that the older keys are needed by backups only. Raises `NoKey` where a key is wrapped
        with one that is not at hand: then none of its clinic is wrapped anew.
        """
        count = 0
        try:
            for clinic in self._keys.clinics:
                with self._database.writing(f"clinic {clinic}") as conn:
                    count += patients.rewrap(conn, clinic, self._keys)
        finally:
            erasure.wipe(self._database)
        return count

    def erased(self) -> tuple[Erasure, ...]:
        """Everybody who was erased, of all clinics."""
        with self._database.reading() as conn:
            return erasure.erased(conn)

    def backup(self, folder: Path, *, along: Along = as_they_come) -> Verified:
        """Writes a backup into a new folder, and checks it; `along` hands out what is copied and
        checked. Raises `InputRefused`."""
        return backup.back_up(self._database, folder, self._keys, along=along)

    def close(self) -> None:
        """Lets go of the database."""
        self._database.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

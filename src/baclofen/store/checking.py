"""Whether a ledger is what was written: every chain from its first event, and what hangs on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, func, or_, select, union

from baclofen.store import names
from baclofen.store.along import Along, as_they_come, rows_in
from baclofen.store.chain import Row, digest
from baclofen.store.database import Database
from baclofen.store.entry import Head
from baclofen.store.guards import fallen
from baclofen.store.keys import Keys
from baclofen.store.patients import opens
from baclofen.store.reading import COLUMNS
from baclofen.store.tables import ATTACHMENT, CONTENT, DATA_KEY, EVENT, PATIENT
from baclofen.store.walk import Chain
from baclofen.value import Value

#: Not all rows are held at once: a clinic's years, and large files fewer still.
_STREAMED: Any = {"execution_options": {"yield_per": 100}}
_LARGE: Any = {"execution_options": {"yield_per": 2}}


class Wrong(Value):
    """What is not as it was written: the first in its clinic, whose later events were not judged.

    `clinic` is empty and `seq` 0 for what is of no clinic.
    """

    clinic: str
    seq: int
    what: str

    def __str__(self) -> str:
        place = f"event {self.seq} of clinic {self.clinic}: " if self.clinic else ""
        return f"{place}{self.what}"


class Verified(Value):
    """What a check of every event came to. `heads` are the last of each clinic, to be noted.
    `untried` counts data keys of which nobody can say whether they open: the clinic's key that
    wraps them was not at hand."""

    events: int
    heads: tuple[Head, ...]
    wrong: tuple[Wrong, ...] = ()
    untried: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def verify(
    database: Database, noted: Iterable[Head], keys: Keys, needs: Collection[str] = (), *,
    along: Along = as_they_come,
) -> Verified:  # fmt: skip
    """Walks every chain, tries every data key that `keys` can unwrap, and looks for the knowledge
    of events of the kinds `needs`. `along` hands out the events one by one. Raises `StoreRefused`
    where the database cannot be read."""
    heads: dict[str, dict[int, str]] = {}
    for head in noted:
        heads.setdefault(head.clinic, {})[head.seq] = head.hash
    with database.reading() as conn, database.any_letters(conn):
        wrong = [Wrong("", 0, f"the file: {said}") for said in database.damage(conn)]
        wrong += [
            Wrong("", 0, f"the guard {name} of the database is gone, off, or another")
            for name in fallen(conn)
        ]
        chains = {clinic: Chain(clinic, of_clinic) for clinic, of_clinic in heads.items()}
        rows = conn.execute(select(*COLUMNS).order_by(EVENT.c.clinic, EVENT.c.seq), **_STREAMED)
        for clinic, events in groupby(along(rows, rows_in(conn, EVENT)), key=itemgetter(0)):
            chain = chains.setdefault(clinic, Chain(clinic, {}))
            wrong += _walked(chain, events)
        for clinic in conn.scalars(union(select(PATIENT.c.clinic), select(DATA_KEY.c.clinic))):
            chains.setdefault(clinic, Chain(clinic, {}))
        broken = {one.clinic for one in wrong}
        untried = 0
        for clinic, chain in chains.items():
            if clinic not in broken:
                wrong += _beside(conn, chain)
            changed, unknown = _keys(conn, chain, keys)
            wrong += changed
            untried += unknown
        wrong += _attachments(conn)
        wrong += _contents(conn, needs)
    found = [Head(c.clinic, c.seq, c.hash.hex()) for c in chains.values() if c.seq]
    return Verified(
        sum(chain.seq for chain in chains.values()),
        tuple(sorted(found, key=lambda head: head.clinic)),
        tuple(_firsts(wrong)),
        untried,
    )


def _walked(chain: Chain, events: Iterable[Any]) -> Iterator[Wrong]:
    """What is wrong first in a chain, or with where it ends; nothing where it is sound."""
    for row in events:
        if (what := chain.take(Row._make(row))) is not None:
            yield Wrong(chain.clinic, chain.seq + 1, what)
            return


def _beside(conn: Connection, chain: Chain) -> Iterator[Wrong]:
    """Where what hangs on a sound chain does not fit it: its end, patients, and keys."""
    clinic = chain.clinic
    if beyond := [seq for seq in chain.noted if seq > chain.seq]:
        what = f"missing: the head noted elsewhere is event {max(beyond)}"
        yield Wrong(clinic, chain.seq + 1, what)
    listed = {
        row.patient: row for row in conn.execute(select(PATIENT).where(PATIENT.c.clinic == clinic))
    }
    with_key = set(conn.scalars(select(DATA_KEY.c.patient).where(DATA_KEY.c.clinic == clinic)))
    for patient, stand in chain.patients.items():
        if patient == names.NOBODY:
            continue
        row = listed.pop(patient, None)
        stands = (stand.version, stand.written, stand.admitted, stand.erased)
        if row is not None and row.version > stand.version:
            what = f"missing: the list has {row.version} events of patient {patient}"
            yield Wrong(clinic, chain.seq + 1, what)
        elif row is None or (row.version, row.written, row.admitted, row.erased) != stands:
            yield Wrong(clinic, stand.last, f"the list of patients does not have {patient} so")
        if stand.erased is not None and patient in with_key:
            yield Wrong(clinic, stand.last, f"patient {patient} was erased and has a key")
        if stand.erased is None and stand.sealed and patient not in with_key:
            yield Wrong(clinic, stand.sealed, f"the data key of patient {patient} is gone")
    for patient in listed:
        yield Wrong(clinic, chain.seq + 1, f"missing: the list has a patient {patient}")


def _keys(conn: Connection, chain: Chain, keys: Keys) -> tuple[list[Wrong], int]:
    """The data keys of a clinic that do not open, and how many could not be tried."""
    wrong, untried = [], 0
    rows = conn.execute(
        select(DATA_KEY.c.patient, DATA_KEY.c.wrapped_by, DATA_KEY.c.wrapped).where(
            DATA_KEY.c.clinic == chain.clinic
        )
    )
    for patient, by, wrapped in rows:
        key = keys.named(chain.clinic, by)
        if key is None:
            untried += 1
        elif not opens(wrapped, key, chain.clinic, patient):
            stand = chain.patients.get(patient)
            what = f"the data key of patient {patient} was changed"
            wrong.append(Wrong(chain.clinic, stand.last if stand else chain.seq, what))
    return wrong, untried


def _attachments(conn: Connection) -> Iterator[Wrong]:
    """What is attached to no event, or is not what was attached."""
    rows = conn.execute(
        select(EVENT.c.clinic, EVENT.c.seq, EVENT.c.attached_hash, ATTACHMENT.c.content)
        .outerjoin(ATTACHMENT)
        .where(or_(EVENT.c.attached_hash.is_not(None), ATTACHMENT.c.seq.is_not(None))),
        **_LARGE,
    )
    for clinic, seq, hash_, content in rows:
        if content is None or digest(content) != hash_:
            yield Wrong(clinic, seq, "what is attached was changed or is gone")


def _contents(conn: Connection, needs: Collection[str]) -> Iterator[Wrong]:
    """What is kept by a digest and was changed; what events were made with and is not kept."""
    one = EVENT.c
    lost = conn.execute(
        select(one.clinic, func.min(one.seq), one.knowledge)
        .outerjoin(CONTENT, CONTENT.c.digest == one.knowledge)
        .where(one.kind.in_(needs), CONTENT.c.digest.is_(None))
        .group_by(one.clinic, one.knowledge)
    )
    for clinic, seq, name in lost:
        yield Wrong(clinic, seq, f"the knowledge {name} that it was made with is gone")
    rows = conn.execute(select(CONTENT.c.digest, CONTENT.c.sha256, CONTENT.c.content), **_LARGE)
    for name, sha256, content in rows:
        if digest(content) != sha256:
            yield Wrong("", 0, f"what is kept as {name} was changed")


def _firsts(wrong: Iterable[Wrong]) -> Iterator[Wrong]:
    """The first of each clinic, and all that are of none."""
    in_order = sorted(wrong, key=lambda one: (one.clinic, one.seq))
    for clinic, of_clinic in groupby(in_order, key=lambda one: one.clinic):
        yield from list(of_clinic)[: None if not clinic else 1]

"""Reading events back: each is held against its hash, opened, and none may be missing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, select

from baclofen.errors import NoKey, StoreRefused
from baclofen.store import names
from baclofen.store.chain import SAID, Row, digest, hash_of
from baclofen.store.entry import Kept, Versions
from baclofen.store.moments import moment
from baclofen.store.seal import Broken, DataKey
from baclofen.store.tables import ATTACHMENT, EVENT
from baclofen.value import replace

#: The columns of an event, in the order of `Row`.
COLUMNS = [EVENT.c[name] for name in Row._fields]
_VERSION, _SEALED = Row._fields.index("version"), Row._fields.index("sealed")
#: How many events of others a refusal names.
_SHOWN = 3


def events_of(
    conn: Connection, clinic: str, patient: str, upto: int, key: DataKey | None
) -> list[Kept]:
    """All events of a patient, in order, up to a version that there is. Raises `StoreRefused`."""
    rows = conn.execute(
        select(*COLUMNS)
        .where(EVENT.c.clinic == clinic, EVENT.c.patient == patient, EVENT.c.version <= upto)
        .order_by(EVENT.c.version)
    ).all()
    versions = [row[_VERSION] for row in rows]
    if versions != list(range(1, upto + 1)):
        gap = next(n for n in range(1, upto + 1) if versions[n - 1 : n] != [n])
        raise StoreRefused(
            f"event {gap} of patient {patient}", "missing", f"the patient has {upto}",
            do="Verify the store; what is wrong is restored from a backup.",
        )  # fmt: skip
    # Once a patient has a key, whoever writes has it too: what is not sealed is not theirs.
    sealed = [row[_SEALED] for row in rows]
    if sealed != sorted(sealed):
        row = next(after for one, after in pairwise(rows) if one[_SEALED] > after[_SEALED])
        raise changed(row.clinic, row.seq)
    return [kept(row, key) for row in rows]


def wrong_clocks(conn: Connection, clinic: str) -> list[tuple[int, datetime]]:
    """Where a clinic's chain says that the clock before was ahead: the entry's number and time."""
    rows = conn.execute(
        select(EVENT.c.seq, EVENT.c.written)
        .where(EVENT.c.clinic == clinic, EVENT.c.patient == names.NOBODY)
        .where(EVENT.c.kind == names.CLOCK)
        .order_by(EVENT.c.seq)
    )
    return [(row.seq, moment(row.written)) for row in rows]


def put_right(one: Kept, clocks: Sequence[tuple[int, datetime]]) -> Kept:
    """An event as it counts: what a clock wrote that was ahead counts as written, and as happened
    at the latest, when that was said."""
    said = min((at for seq, at in clocks if seq > one.seq and at < one.written), default=None)
    return one if said is None else replace(one, written=said, at=min(one.at, said))


def kept(row: Sequence[Any], key: DataKey | None) -> Kept:
    """An event, opened. Raises `StoreRefused` where it was changed, `NoKey`."""
    (clinic, seq, patient, version, at, written, by, on_behalf_of, kind, package, knowledge, form,
     identifies, sealed, payload, attached_hash, _, _) = row  # fmt: skip
    if sealed:
        # The seal holds all that the event says; to work out its hash as well would add nothing.
        payload = opened(row, "payload", key, payload)
    elif not holds(row):
        raise changed(clinic, seq)
    return Kept(
        clinic, seq, patient, version, kind, moment(at), moment(written), by, on_behalf_of,
        _versions(package, knowledge, form), bool(identifies), payload, attached_hash is not None,
    )  # fmt: skip


#: Thousands of events were made with the same few.
_versions = lru_cache(maxsize=64)(Versions)


def holds(row: Sequence[Any]) -> bool:
    """Whether the columns of an event are what its hash says, whatever they are now."""
    try:
        return bool(hash_of(row[:-1]) == row[-1])
    except (TypeError, ValueError, OverflowError):
        # No event was ever written of such a type, or with such letters.
        return False


def attached_to(conn: Connection, event: Kept, key: DataKey | None) -> bytes:
    """What is attached to an event. Raises `StoreRefused` where it is not what was attached."""
    found = conn.execute(
        select(ATTACHMENT.c.content, *COLUMNS)
        .join_from(EVENT, ATTACHMENT)
        .where(EVENT.c.clinic == event.clinic, EVENT.c.seq == event.seq)
    ).first()
    if found is None:
        raise changed(event.clinic, event.seq)
    content: bytes = found[0]
    row = Row._make(found[1:])
    if digest(content) != row.attached_hash:
        raise changed(event.clinic, event.seq)
    return opened(row, "attached", key, content) if row.sealed else content


def signatures(conn: Connection, clinic: str, patient: str, after: int) -> list[str]:
    """Who wrote what of a patient after a version, in a few words each; the last few of them."""
    rows = conn.execute(
        select(EVENT.c.kind, EVENT.c.by, EVENT.c.written)
        .where(EVENT.c.clinic == clinic, EVENT.c.patient == patient, EVENT.c.version > after)
        .order_by(EVENT.c.version.desc())
        .limit(_SHOWN)
    ).all()
    return [f"{row.kind} by {row.by} at {row.written}" for row in reversed(rows)]


def changed(clinic: str, seq: int) -> StoreRefused:
    """The refusal of an event that is not what was written."""
    return StoreRefused(
        f"event {seq} of clinic {clinic}", "changed since it was written, or part of it is gone",
        "it must be what its hash says",
        do="Verify the store; what is wrong is restored from a backup.",
    )  # fmt: skip


def opened(row: Sequence[Any], what: str, key: DataKey | None, content: bytes) -> bytes:
    """What is sealed of an event, opened. Raises `StoreRefused`, `NoKey`."""
    clinic, seq, patient = row[:3]
    if key is None:
        raise NoKey(
            f"data key of patient {patient}", "not there",
            f"event {seq} of clinic {clinic} was sealed with it",
            do="Verify the store; what is lost is restored from a backup.",
        )  # fmt: skip
    try:
        return key.open(content, what, row[:SAID])
    except Broken:
        raise changed(clinic, seq) from None

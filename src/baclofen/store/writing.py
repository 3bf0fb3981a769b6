"""Writing into a chain, inside a transaction that is alone in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select

from baclofen.errors import InputRefused
from baclofen.store import moments, names
from baclofen.store.chain import NOTHING, Row, digest, hash_of
from baclofen.store.entry import Draft, Signed
from baclofen.store.seal import DataKey
from baclofen.store.tables import ATTACHMENT, EVENT

#: Nothing that is kept of one event may be larger; a record of one patient is far smaller.
MOST_BYTES = 64 * 2**20


def checked(signed: Signed) -> Signed:
    """Who signs, if all of it can be written. Raises `InputRefused`."""
    moments.utc(signed.now, "now")
    names.line(signed.by, "by")
    names.line(signed.on_behalf_of, "on behalf of", may_be_empty=True)
    for name in ("package", "knowledge", "form"):
        names.line(getattr(signed.made_with, name), name, may_be_empty=True)
    return signed


def fits(draft: Draft, signed: Signed) -> None:
    """Raises `InputRefused` where a draft is of another time, or too large."""
    moments.happened(draft.at, signed.now, draft.kind)
    for what, content in (("payload", draft.payload), ("attached", draft.attached or b"")):
        if len(content) > MOST_BYTES:
            raise InputRefused(
                f"{what} of {draft.kind}", f"{len(content):,} bytes", f"at most {MOST_BYTES:,} fit"
            )


def write(
    conn: Connection, clinic: str, patient: str, version: int, drafts: Sequence[Draft],
    signed: Signed, key: DataKey | None, *, any_clock: bool = False,
) -> list[Row]:  # fmt: skip
    """Adds drafts to the chain after `version`, sealed where there is a key; the rows as kept.

    `any_clock` where the entry itself says that the clock before was wrong.
    """
    last = _last(conn, clinic)
    seq, previous = (0, NOTHING) if last is None else (last.seq, last.hash)
    now = moments.utc(signed.now, "now")
    written = moments.written(now, None if last is None or any_clock else last.written)
    rows, attached = [], []
    for number, draft in enumerate(drafts, start=1):
        said = (
            clinic, seq + number, patient, version + number,
            moments.as_text(moments.utc(draft.at, "at")), written,
            signed.by, signed.on_behalf_of, draft.kind,
            signed.made_with.package, signed.made_with.knowledge, signed.made_with.form,
            int(draft.identifies),
        )  # fmt: skip
        payload, piece = draft.payload, draft.attached
        if key is not None:
            payload = key.seal(payload, "payload", said)
            piece = None if piece is None else key.seal(piece, "attached", said)
        hash_piece = None if piece is None else digest(piece)
        hashed = (*said, int(key is not None), payload, hash_piece, previous)
        previous = hash_of(hashed)
        rows.append(Row(*hashed, previous))
        if piece is not None:
            attached.append({"clinic": clinic, "seq": seq + number, "content": piece})
    conn.execute(insert(EVENT), [row._asdict() for row in rows])
    if attached:
        conn.execute(insert(ATTACHMENT), attached)
    return rows


def last_version(conn: Connection, clinic: str, patient: str) -> int:
    """The number of events there are of this name."""
    version = conn.scalar(
        select(func.max(EVENT.c.version)).where(
            EVENT.c.clinic == clinic, EVENT.c.patient == patient
        )
    )
    return version or 0


def _last(conn: Connection, clinic: str) -> Any:
    return conn.execute(
        select(EVENT.c.seq, EVENT.c.hash, EVENT.c.written)
        .where(EVENT.c.clinic == clinic)
        .order_by(EVENT.c.seq.desc())
        .limit(1)
    ).first()

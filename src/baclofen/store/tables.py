"""The tables of the present form. What a database really has, the migrations make; a test compares.

`event`, `attachment` and `content` only grow: triggers of the database refuse anything else.
`patient` is a list worked out from the events, kept so that it is quick to read. `data_key` is the
one table whose rows are changed and destroyed.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

META = MetaData()
#: SQLite has one kind of whole number.
_COUNT = BigInteger().with_variant(Integer, "sqlite")
#: Without a row number of its own a row cannot be replaced behind the triggers.
_STRICT: Any = {"sqlite_with_rowid": False, "sqlite_strict": True}

EVENT = Table(
    "event", META,
    Column("clinic", Text, primary_key=True),
    Column("seq", _COUNT, primary_key=True, autoincrement=False),
    Column("patient", Text, nullable=False),
    Column("version", _COUNT, nullable=False),
    Column("at", Text, nullable=False),
    Column("written", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("on_behalf_of", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("package", Text, nullable=False),
    Column("knowledge", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("identifies", Integer, nullable=False),
    Column("sealed", Integer, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("attached_hash", LargeBinary, nullable=True),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    UniqueConstraint("clinic", "patient", "version", name="event_of_patient"),
    CheckConstraint("identifies IN (0, 1) AND sealed IN (0, 1)", name="event_yes_or_no"),
    **_STRICT,
)  # fmt: skip
ATTACHMENT = Table(
    "attachment", META,
    Column("clinic", Text, primary_key=True),
    Column("seq", _COUNT, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
    ForeignKeyConstraint(["clinic", "seq"], ["event.clinic", "event.seq"], name="attached_to"),
    **_STRICT,
)  # fmt: skip
PATIENT = Table(
    "patient", META,
    Column("clinic", Text, primary_key=True),
    Column("patient", Text, primary_key=True),
    Column("version", _COUNT, nullable=False),
    Column("written", Text, nullable=False),
    Column("admitted", _COUNT, nullable=False),
    Column("erased", Text, nullable=True),
    **_STRICT,
)  # fmt: skip
DATA_KEY = Table(
    "data_key", META,
    Column("clinic", Text, primary_key=True),
    Column("patient", Text, primary_key=True),
    Column("wrapped_by", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    **_STRICT,
)  # fmt: skip
CONTENT = Table(
    "content", META,
    Column("digest", Text, primary_key=True),
    Column("sha256", LargeBinary, nullable=False),
    Column("content", LargeBinary, nullable=False),
    **_STRICT,
)  # fmt: skip

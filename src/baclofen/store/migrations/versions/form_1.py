"""The first form: events in a chain, what is attached, patients, data keys, contents by digest."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None

_STRICT = {"sqlite_with_rowid": False, "sqlite_strict": True}


def upgrade() -> None:
    _tables()
    conn = op.get_bind()
    for order in guards(conn.dialect.name):
        conn.exec_driver_sql(order)


def guards(dialect: str) -> list[str]:
    """The orders that make the guards of a database of this kind."""
    return {"sqlite": _sqlite, "postgresql": _postgresql}[dialect]()


def _tables() -> None:
    count = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "event",
        sa.Column("clinic", sa.Text, nullable=False),
        sa.Column("seq", count, autoincrement=False, nullable=False),
        sa.Column("patient", sa.Text, nullable=False),
        sa.Column("version", count, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("at", "written", "by", "on_behalf_of", "kind", "package", "knowledge")
        ),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("identifies", sa.Integer, nullable=False),
        sa.Column("sealed", sa.Integer, nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
        sa.Column("attached_hash", sa.LargeBinary, nullable=True),
        sa.Column("previous", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "seq"),
        sa.UniqueConstraint("clinic", "patient", "version", name="event_of_patient"),
        sa.CheckConstraint("identifies IN (0, 1) AND sealed IN (0, 1)", name="event_yes_or_no"),
        **_STRICT,
    )
    op.create_table(
        "attachment",
        sa.Column("clinic", sa.Text, nullable=False),
        sa.Column("seq", count, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "seq"),
        sa.ForeignKeyConstraint(
            ["clinic", "seq"], ["event.clinic", "event.seq"], name="attached_to"
        ),
        **_STRICT,
    )
    op.create_table(
        "patient",
        sa.Column("clinic", sa.Text, nullable=False),
        sa.Column("patient", sa.Text, nullable=False),
        sa.Column("version", count, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("admitted", count, nullable=False),
        sa.Column("erased", sa.Text, nullable=True),
        sa.PrimaryKeyConstraint("clinic", "patient"),
        **_STRICT,
    )
    op.create_table(
        "data_key",
        sa.Column("clinic", sa.Text, nullable=False),
        sa.Column("patient", sa.Text, nullable=False),
        sa.Column("wrapped_by", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("clinic", "patient"),
        **_STRICT,
    )
    op.create_table(
        "content",
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("sha256", sa.LargeBinary, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest"),
        **_STRICT,
    )


#: What only grows, with what its database says to whoever would change it.
_GROWS = {
    "event": "an event is never changed or deleted: write another that corrects it",
    "attachment": "what is attached to an event is never changed or deleted",
    "content": "what is kept by its digest is never changed or deleted",
}
#: Why a new row is refused: what must hold is asked here, and said after it.
_FOLLOWS = {
    "event": (
        "NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM event WHERE clinic = NEW.clinic) "
        "OR NEW.version <> (SELECT coalesce(max(version), 0) + 1 FROM event "
        "WHERE clinic = NEW.clinic AND patient = NEW.patient) "
        "OR NEW.previous <> coalesce((SELECT hash FROM event "
        "WHERE clinic = NEW.clinic AND seq = NEW.seq - 1), {nothing})",
        "an event follows the last of its clinic and of its patient, and holds on to its hash",
    ),
    # SQLite deletes what INSERT OR REPLACE replaces without asking a trigger of deletion.
    "attachment": (
        "EXISTS (SELECT 1 FROM attachment WHERE clinic = NEW.clinic AND seq = NEW.seq)",
        "something is attached to this event already",
    ),
    "content": (
        "EXISTS (SELECT 1 FROM content WHERE digest = NEW.digest)",
        "something is kept by this digest already",
    ),
    "data_key": (
        "EXISTS (SELECT 1 FROM patient WHERE clinic = NEW.clinic AND patient = NEW.patient "
        "AND erased IS NOT NULL)",
        "an erased patient gets no key again",
    ),
}


def _sqlite() -> list[str]:
    orders = []
    for table, says in _GROWS.items():
        for what in ("UPDATE", "DELETE"):
            orders.append(
                f"CREATE TRIGGER {table}_no_{what.lower()} BEFORE {what} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
            )
    for table, (when, says) in _FOLLOWS.items():
        orders.append(
            f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} "
            f"WHEN {when.format(nothing='zeroblob(32)')} "
            f"BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
    return orders


def _postgresql() -> list[str]:
    orders = []
    for table, says in _GROWS.items():
        orders += [
            _function(f"{table}_stays", f"RAISE EXCEPTION '{says}';"),
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()",
            *(_always(table, f"{table}_no_{what}") for what in ("change", "truncate")),
        ]
    for table, (when, says) in _FOLLOWS.items():
        asked = when.format(nothing=r"decode(repeat('00', 32), 'hex')")
        orders += [
            _function(
                f"{table}_follows", f"IF {asked} THEN RAISE EXCEPTION '{says}'; END IF; RETURN NEW;"
            ),
            f"CREATE TRIGGER {table}_follows BEFORE INSERT ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_follows()",
            _always(table, f"{table}_follows"),
        ]
    return orders


def _function(name: str, body: str) -> str:
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def _always(table: str, trigger: str) -> str:
    """Also where somebody says that the session is a replica's, which would switch triggers off."""
    return f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"

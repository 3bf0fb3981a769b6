"""Whether the guards of a database stand: what refuses changes by whoever asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, text

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+) .* ON (\w+) ")
_BODY = re.compile(r"CREATE FUNCTION (\w+)\(\).* AS \$\$(.*)\$\$", re.DOTALL)
#: What PostgreSQL calls a trigger that fires for replicas too.
_ALWAYS = "A"


def fallen(conn: Connection) -> Iterator[str]:
    """The guards that are gone, switched off, or no longer what they were, by name."""
    # The steps load Alembic, which only who checks a store needs.
    from baclofen.store.migrations.versions.form_1 import guards

    orders = guards(conn.dialect.name)
    if conn.dialect.name == "sqlite":
        rows = conn.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        there = {row.name: row.sql for row in rows}
        for order in orders:
            if (name := _named(order)) and there.get(name) != order:
                yield name
        return
    rows = conn.execute(
        text(
            "SELECT t.tgname, t.tgenabled::text, p.prosrc FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid IN "
            "(SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
        )
    )
    standing = {name: source for name, enabled, source in rows if enabled == _ALWAYS}
    bodies = {found[1]: found[2] for order in orders if (found := _BODY.match(order))}
    for order in orders:
        if name := _named(order):
            function = order.rpartition("FUNCTION ")[2].removesuffix("()")
            if standing.get(name) != bodies[function]:
                yield name


def _named(order: str) -> str:
    """The name of the trigger that an order makes; empty where it makes none."""
    found = _TRIGGER.match(order)
    return found[1] if found else ""

"""The form of a database: brought up to the present one when opened, or refused when newer.

Alembic runs the steps; it is imported only where there is one to run.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from baclofen.errors import StoreRefused
from baclofen.store.database import Database

#: The newest form, that of `tables`.
FORM = "2"
_CHAIN = "the form of the store"


def bring_up(database: Database, *, make: bool = True) -> None:
    """Makes the database one of the present form; an empty one is filled, or refused. Raises
    `StoreRefused` where it is of a newer form, or somebody else's, and lets go of it."""
    try:
        with database.reading() as conn:
            form = _form(conn, database)
        if form is None and not make:
            raise StoreRefused(database.name, "empty", "it must be one that something was kept in")
        if form != FORM:
            with database.writing(_CHAIN) as conn:
                # Somebody else may have done it meanwhile.
                if _form(conn, database) != FORM:
                    _upgrade(conn)
    except BaseException:
        database.close()
        raise


def _form(conn: Connection, database: Database) -> str | None:
    """The form of this database; None of one that is empty."""
    tables = inspect(conn).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise StoreRefused(
            database.name, f"a database of something else ({', '.join(sorted(tables)[:3])})",
            "it must be one that this program made, or an empty one",
        )  # fmt: skip
    form = str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    if not form.isdigit() or int(form) > int(FORM):
        raise StoreRefused(
            database.name, f"of form {form}",
            f"this version of the program knows forms up to {FORM}",
            do="Use the version that made it, or a newer one. Nothing was changed.",
        )  # fmt: skip
    return form


def _upgrade(conn: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    command.upgrade(config, "head")

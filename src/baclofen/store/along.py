"""How far work on many rows is: told to whoever waits, by whoever can tell them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from sqlalchemy import Connection, Table, func, select

T = TypeVar("T")


class Along(Protocol):
    """Hands out pieces one by one, of which there are `count`; it may tell how far it is."""

    def __call__(self, pieces: Iterable[T], count: int) -> Iterable[T]: ...


def as_they_come(pieces: Iterable[T], count: int) -> Iterable[T]:
    """Tells nobody."""
    return pieces


def rows_in(conn: Connection, table: Table) -> int:
    """How many rows a table has."""
    return int(conn.scalar(select(func.count()).select_from(table)) or 0)

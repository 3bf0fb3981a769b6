"""All rows of one database put into another, in an order that its guards accept."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Table, insert, select

from baclofen.store.along import Along, as_they_come, rows_in
from baclofen.store.tables import ATTACHMENT, CONTENT, DATA_KEY, EVENT, PATIENT

#: Rows that are held at once; of those that may be large, fewer.
_AT_ONCE, _LARGE = 200, 2


def copy_all(
    source: Connection, target: Connection, *,
    without_keys_of: Collection[tuple[str, str]] = (), along: Along = as_they_come,
) -> None:  # fmt: skip
    """Copies everything, but the data keys of some patients (clinic, pseudonym). `along` hands out
    the rows of each table, some at a time."""
    for table in (EVENT, ATTACHMENT, CONTENT):
        _copy(source, target, table, (), along)
    _copy(source, target, DATA_KEY, without_keys_of, along)
    # Last: the guard of keys asks this table who was erased, and none of those has one.
    _copy(source, target, PATIENT, (), along)


def _copy(
    source: Connection, target: Connection, table: Table, without: Collection[tuple[str, str]],
    along: Along,
) -> None:  # fmt: skip
    at_once = _LARGE if "content" in table.c else _AT_ONCE
    rows = source.execute(
        select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": at_once}
    )
    parts = math.ceil(rows_in(source, table) / at_once)
    for part in along(rows.mappings().partitions(), parts):
        kept: list[dict[str, Any]] = [
            dict(row) for row in part if (row.get("clinic"), row.get("patient")) not in without
        ]
        if kept:
            target.execute(insert(table), kept)

"""A writer that is killed loses nothing that was acknowledged; `make soak` kills a hundred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import NoServer, server
from tests.unit.store.kills import kill_writers
from tests.unit.store.places import Place

TIMES = 10


def test_ten_writers_killed_lose_nothing_acknowledged(tmp_path: Path) -> None:
    told, there = kill_writers(Place(str(tmp_path / "store.sqlite"), None), TIMES)
    assert there >= told >= 2 * TIMES


def test_nor_do_they_on_a_server_that_then_loses_power() -> None:
    """A server of its own: others must not see it go."""
    try:
        with server() as running:
            told, there = kill_writers(Place(running.made("kills"), running), TIMES)
    except NoServer as gap:
        pytest.skip(f"not tested on PostgreSQL: {gap}")
    assert there >= told >= 2 * TIMES

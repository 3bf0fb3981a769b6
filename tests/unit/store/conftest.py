"""A new and empty place for a ledger, on each database in turn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.postgres import NoServer, Server, server
from tests.unit.store.places import Place

_NUMBERS = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL for all tests of this process; without one they are skipped, and say why."""
    try:
        running = server()
        with running as one:
            yield one
    except NoServer as gap:
        pytest.skip(f"not tested on PostgreSQL: {gap}")


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where a test keeps its ledger: every test that takes it runs on both databases."""
    if request.param == "sqlite":
        return Place(str(tmp_path / "new" / "store.sqlite"), None)
    running: Server = request.getfixturevalue("postgres")
    return Place(running.made(f"t{next(_NUMBERS)}"), running)

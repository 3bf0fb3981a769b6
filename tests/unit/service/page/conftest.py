"""A service with two clinics for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.service.page.clinic import House, keys, serving


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setenv("BACLOFEN_KEYS", keys())
    with serving(tmp_path) as made:
        yield made

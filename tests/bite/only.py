"""Loaded by pytest (`-p tests.bite.only`): runs the tests, or files of tests, that a file names, in
its order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

#: The file with one test a line.
FILE = "BITE_ONLY"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if FILE not in os.environ:
        return
    names = Path(os.environ[FILE]).read_text(encoding="utf-8").splitlines()
    place = {name: at for at, name in enumerate(names)}
    whole = [i for i in items if i.nodeid.split("::")[0] in place]
    named = sorted((i for i in items if i.nodeid in place), key=lambda i: place[i.nodeid])
    items[:] = [*whole, *named]

"""A plugin of pytest that runs the tests it is told, in that order, and no others."""

from __future__ import annotations

from collections.abc import Sequence

import pytest


class Only:
    """Keeps these tests; a name that is a file keeps the whole file."""

    def __init__(self, names: Sequence[str]) -> None:
        self._place = {name: at for at, name in enumerate(names)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        place = self._place
        whole = [i for i in items if i.nodeid.split("::")[0] in place]
        named = sorted((i for i in items if i.nodeid in place), key=lambda i: place[i.nodeid])
        items[:] = [*whole, *named]

"""Files of knowledge, each content parsed once: a test that changes one line in a copy of the data
would parse the other hundred files again, which is most of what it costs."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from baclofen.knowledge import tables


@pytest.fixture(scope="session", autouse=True)
def parsed_once() -> Iterator[None]:
    """For all tests of a folder whose conftest names it. What is refused is refused anew."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_toml", "read_code_tables"):
            patch.setattr(tables, name, _by_content(getattr(tables, name)))
        yield


def _by_content(read: Callable[[Path], Any]) -> Callable[[Path], Any]:
    """The same reader of a file or a folder; each time its own copy, that may be changed."""
    kept: dict[object, bytes] = {}

    def remembered(path: Path) -> Any:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        key = tuple((file.name if path.is_dir() else "", file.read_bytes()) for file in files)
        if key not in kept:
            kept[key] = pickle.dumps(read(path))
        return pickle.loads(kept[key])  # noqa: S301

    return remembered

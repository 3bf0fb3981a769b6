"""A copy of the tree, in which tests run that must not touch the working tree."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: How tests run there: nothing kept, the same examples each time.
OPTIONS = ("-p", "no:cacheprovider", "--hypothesis-seed=0")
_COPIED = (
    "src",
    "tests",
    "docs",
    "examples",
    "bench",
    "pyproject.toml",
    "README.md",
    "Makefile",
    ".gitignore",
)


@contextmanager
def copied(root: Path) -> Iterator[Path]:
    """A copy of the tree that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(prefix="bite-") as folder:
        copy = Path(folder)
        for name in _COPIED:
            if (root / name).is_dir():
                ignored = shutil.ignore_patterns("__pycache__")
                shutil.copytree(root / name, copy / name, ignore=ignored)
            else:
                shutil.copy2(root / name, copy / name)
        yield copy


def surroundings(copy: Path) -> dict[str, str]:
    """The environment in which Python finds the package and the tests of the copy first."""
    return {**os.environ, "PYTHONPATH": f"{copy / 'src'}{os.pathsep}{copy}"}

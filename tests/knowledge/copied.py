"""A copy of the data with what a how-to page adds to it, for the tests that follow the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import baclofen.knowledge.load as load

DATA = Path(load.__file__).parent / "data"
HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"


def blocks(page: str) -> Iterator[tuple[str, str, str]]:
    """The file, the table ("" for none) and the text of every block of TOML that names a file."""
    text = (HOW_TO / page).read_text(encoding="utf-8")
    for block in re.findall(r"```toml\n(.*?)```", text, re.S):
        first, _, rest = block.partition("\n")
        if found := re.fullmatch(r"# (\S+\.toml)(?:: (\w+))?", first):
            yield found[1], found[2] or "", rest


def followed(page: str, folder: Path) -> Path:
    """A copy of the data in this folder, changed as the page says."""
    root = folder / "data"
    shutil.copytree(DATA, root)
    for file, table, text in blocks(page):
        path = root / file
        was = path.read_text(encoding="utf-8") if path.exists() else ""
        if table:
            head = f"[{table}]\n"
            assert was.count(head) == 1, f"{file} has no one table {table}"
            path.write_text(was.replace(head, head + text), encoding="utf-8")
        else:
            path.write_text(f"{was}\n{text}", encoding="utf-8")
    return root

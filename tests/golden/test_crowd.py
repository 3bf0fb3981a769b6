"""What random people get, and what is read of random records, changes only by a reviewed diff."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.golden import crowd, readings


@pytest.mark.parametrize("table", [crowd, readings], ids=["crowd", "readings"])
def test_everyone_gets_what_was_reviewed(table: ModuleType) -> None:
    """Meant to change? Run `python -m tests.golden.cases` and review the diff."""
    kept: Path = table.KEPT
    changed = []
    for name, was, now in _side_by_side(kept.read_text(encoding="utf-8"), table.text()):
        if was != now:
            changed.append(f"{name}:\n- {was}\n+ {now}")
    assert not changed, "\n".join(changed[:20])


def _side_by_side(kept: str, made: str) -> list[tuple[str, str, str]]:
    """Each line that either has under a name: as it was kept, and as it is made."""
    was, now = _lines(kept), _lines(made)
    return [(f"{n[0]}, {n[1]}", was.get(n, ""), now.get(n, "")) for n in {**was, **now}]


def _lines(text: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    whose = ""
    for line in text.splitlines():
        if not line.startswith("  "):
            whose = line
            continue
        part, _, said = line.strip().partition(": ")
        assert (whose, part) not in found
        found[whose, part] = said
    return found

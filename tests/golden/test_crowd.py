"""What random people and requests get, and what is read of records, changes by a reviewed diff."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.golden import cards, crowd, readings


@pytest.mark.parametrize("table", [crowd, readings], ids=["crowd", "readings"])
def test_everyone_gets_what_was_reviewed(table: ModuleType) -> None:
    """Meant to change? Run `python -m tests.golden.cases` and review the diff."""
    kept: Path = table.KEPT
    changed = _changed(kept.read_text(encoding="utf-8"), table.text())
    assert not changed, "\n".join(changed[:20])


@pytest.mark.parametrize("first", range(0, cards.REQUESTS, cards.PART))
def test_every_request_gets_the_cards_that_were_reviewed(first: int) -> None:
    """Meant to change? Run `python -m tests.golden.cards` and review the diff."""
    part = range(first, first + cards.PART)
    changed = _changed(cards.kept(part), cards.text(part))
    assert not changed, "\n".join(changed[:20])


def _changed(kept: str, made: str) -> list[str]:
    return [f"{name}:\n- {was}\n+ {now}" for name, was, now in _side_by_side(kept, made)
            if was != now]  # fmt: skip


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

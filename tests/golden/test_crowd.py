"""What random people and requests get, and what is read of records, changes by a reviewed diff."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from tests.golden import cards, crowd, readings
from tests.golden.plain import behind, line


@pytest.mark.parametrize("table", [crowd, readings], ids=["crowd", "readings"])
def test_everyone_gets_what_was_reviewed(table: ModuleType) -> None:
    """Meant to change? Run `python -m tests.golden.cases` and review the diff."""
    kept: Path = table.KEPT
    changed = _changed(table, kept.read_text(encoding="utf-8"), table.text())
    assert not changed, "\n".join(changed[:_MOST])


@pytest.mark.parametrize("first", range(0, cards.REQUESTS, cards.PART))
def test_every_request_gets_the_cards_that_were_reviewed(first: int) -> None:
    """Meant to change? Run `python -m tests.golden.cards` and review the diff."""
    part = range(first, first + cards.PART)
    changed = _changed(cards, cards.kept(part), cards.text(part))
    assert not changed, "\n".join(changed[:_MOST])


def test_a_mark_that_changed_is_told_with_what_stands_behind_it_and_how_to_see_both() -> None:
    one, other = (line("kidney", [f"a long text of {n}"] * 20) for n in (1, 2))
    assert one != other
    (told,) = _changed(crowd, f"pump 3\n{one}\n  is: ok\n", f"pump 3\n{other}\n  is: ok\n")
    assert one.strip().removeprefix("kidney: ") in told
    assert told.count("a long text of 2") > 1
    assert "`python -m tests.golden.crowd pump 3`" in told
    assert _changed(crowd, one, one) == []


#: So many changes are shown, and so much of what is new in each.
_MOST, _LONGEST = 20, 1_500


def _changed(table: ModuleType, kept: str, made: str) -> list[str]:
    """Each line that changed; of a mark what is new in words, and how to see both whole."""
    was, now = _lines(kept), _lines(made)
    found = []
    for whose, part in {**was, **now}:
        old, new = was.get((whose, part), ""), now.get((whose, part), "")
        if old == new:
            continue
        whole = f"python -m {table.__name__} {whose.removeprefix('request ')}"
        found.append(f"{whose}, {part}:\n- {old}\n+ {new}")
        if (said := behind(new)) != new:
            found[-1] += f" {said[:_LONGEST]}\n  both whole: `{whole}` with the change and without"
    return found


def _lines(text: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    whose = ""
    for one in text.splitlines():
        if not one.startswith("  "):
            whose = one
            continue
        part, _, said = one.strip().partition(": ")
        assert (whose, part) not in found
        found[whose, part] = said
    return found

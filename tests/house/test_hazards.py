"""The page on hazards names rules and tests that exist; what stands against each is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baclofen import load_knowledge

ROOT = Path(__file__).parents[2]
KNOWN = load_knowledge()
_TICKED = re.compile(r"`([^`]+)`")


def rows() -> list[list[str]]:
    """The cells of each hazard."""
    text = (ROOT / "docs" / "hazards.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if re.match(r"\| H\d\d ", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_hazard_has_its_control_and_a_test_that_holds_it(row: list[str]) -> None:
    _, hazard, comes, against, rules, tests = row
    assert hazard
    assert comes
    assert against
    for id in _TICKED.findall(rules):
        assert id in KNOWN.rules, id
    held = _TICKED.findall(tests)
    assert held
    for place in held:
        file, _, name = place.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), place


def test_hazards_are_numbered_without_a_gap() -> None:
    assert [row[0] for row in rows()] == [f"H{n:02}" for n in range(1, len(rows()) + 1)]
    assert len(rows()) > 20

"""Worked figures reckon nothing: their room reads values that others made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import baclofen.planning.figures as room

FILES = sorted(Path(room.__file__).parent.glob("*.py"))
#: What makes one number of others. The best of several by a key is chosen, not made.
_SUMS = {"sum", "round", "abs", "accumulate", "floor", "ceil", "timedelta", "divmod", "pow"}
_CHOICES = {"min", "max"}
_OPERATIONS = (
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult,
)  # fmt: skip


def reckonings(source: str) -> Iterator[int]:
    """The lines on which a number is made of others."""
    return (n.lineno for n in ast.walk(ast.parse(source)) if isinstance(n, ast.expr | ast.stmt)
            and (_operates(n) or _calls_for_a_sum(n) or _holds_a_limit(n)))  # fmt: skip


def _operates(node: ast.AST) -> bool:
    made = isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, _OPERATIONS)
    return made or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub))


def _calls_for_a_sum(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    return name in _SUMS or (name in _CHOICES and all(k.arg != "key" for k in node.keywords))


def _holds_a_limit(node: ast.AST) -> bool:
    """Whether something is compared with a number of the room's own."""
    if not isinstance(node, ast.Compare):
        return False
    sides = (node.left, *node.comparators)
    return any(isinstance(s, ast.Constant) and isinstance(s.value, float) for s in sides)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_figure_is_reckoned_in_its_own_room(path: Path) -> None:
    assert list(reckonings(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    ["a * b", "a + b", "x -= 1", "-a", "sum(a)", "max(a, 0.0)", "math.floor(a)", "a < 2.0"],
)
def test_a_reckoning_is_noticed(source: str) -> None:
    assert list(reckonings(source)) == [1]


def test_a_choice_and_a_type_are_none() -> None:
    assert not list(reckonings("def f(a: int | None): return max(a, key=len)"))

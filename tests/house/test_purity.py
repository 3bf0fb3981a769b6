"""The core has no doors: no clock, file, network or hidden chance below `reporting`."""

import ast
import re
from pathlib import Path

import pytest

import baclofen

SRC = Path(baclofen.__file__).parent
CORE = ("patient", "regimen", "assessment", "model", "simulation", "planning", "qualification",
        "engine", "evidence", "synthesis", "drawing", "plots", "record")  # fmt: skip
#: Rooms that know no drug.
DRUGLESS = ("engine", "native", "synthesis", "drawing", "plots", "store")
FORBIDDEN = {"os", "io", "socket", "urllib", "http", "time", "random", "pathlib", "subprocess",
             "tempfile", "logging", "sqlite3"}  # fmt: skip
FILES = [p for room in CORE for p in (SRC / room).rglob("*.py")]


def test_a_core_file_opens_no_door() -> None:
    opened = [
        f"{path.relative_to(SRC)}:{node.lineno}"
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.stmt | ast.expr) and _is_a_door(node)
    ]
    assert opened == []


def _is_a_door(node: ast.stmt | ast.expr) -> bool:
    if isinstance(node, ast.Import):
        return bool({a.name.split(".")[0] for a in node.names} & FORBIDDEN)
    if isinstance(node, ast.ImportFrom):
        return (node.module or "").split(".")[0] in FORBIDDEN
    if isinstance(node, ast.Attribute):
        return node.attr in ("today", "now", "utcnow") and not _is_argument(node)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("open", "print", "input", "eval", "exec")
    )


@pytest.mark.parametrize(
    "code", ["import os.path", "from time import time", "date.today()", "open(path)"]
)
def test_a_door_is_known_when_it_is_seen(code: str) -> None:
    nodes = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.stmt | ast.expr)]
    assert any(map(_is_a_door, nodes))


@pytest.mark.parametrize("room", DRUGLESS)
def test_what_any_drug_could_use_names_none(room: str) -> None:
    for path in (SRC / room).rglob("*.py"):
        words = re.sub(r"\bbaclofen\.\w+", "", path.read_text(encoding="utf-8"))
        assert "baclofen" not in words.lower(), path.name


def _is_argument(node: ast.Attribute) -> bool:
    """`request.today` is an argument; `date.today` is the clock."""
    return isinstance(node.value, ast.Name | ast.Attribute) and ast.unparse(node.value) not in (
        "date",
        "datetime",
        "datetime.date",
        "datetime.datetime",
    )


def test_there_are_core_files_to_check() -> None:
    assert len(FILES) > 30


def test_rooms_are_entered_by_their_front_door() -> None:
    """`from baclofen.model import X`, never `from baclofen.model.build import X`, across rooms.

    The numbers of rules are many, and have a door of their own.
    """
    for path in sorted(SRC.rglob("*.py")):
        room = path.relative_to(SRC).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("baclofen."):
                parts = (node.module or "").split(".")
                if len(parts) > 2 and parts[1] != room:
                    own_door = node.module == "baclofen.knowledge.numbers"
                    assert own_door or parts[1] == "cli", f"{path} reaches into {node.module}"

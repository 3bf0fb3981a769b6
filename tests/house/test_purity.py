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


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_core_file_opens_no_door(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {a.name.split(".")[0] for a in node.names} & FORBIDDEN
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("today", "now", "utcnow") or _is_argument(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in ("open", "print", "input", "eval", "exec")


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


@pytest.mark.parametrize(
    "path", sorted(SRC.rglob("*.py")), ids=lambda p: f"{p.parent.name}/{p.name}"
)
def test_rooms_are_entered_by_their_front_door(path: Path) -> None:
    """`from baclofen.model import X`, never `from baclofen.model.build import X`, across rooms.

    The numbers of rules are many, and have a door of their own.
    """
    room = path.relative_to(SRC).parts[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("baclofen."):
            parts = (node.module or "").split(".")
            if len(parts) > 2 and parts[1] != room:
                own_door = node.module == "baclofen.knowledge.numbers"
                assert own_door or parts[1] == "cli", f"{path.name} reaches into {node.module}"

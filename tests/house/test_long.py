"""What `make check` leaves out, and what begins first, is there by that name."""

from __future__ import annotations

import ast

from tests.conftest import LONGEST
from tests.long import ROOT, long_ones


def test_each_long_test_is_in_its_file() -> None:
    gone = []
    for file, name in long_ones():
        text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).exists() else ""
        made = {one.name for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)}
        # Of an example in a docstring the name is that of the object with its module.
        if name not in made and name.rpartition(".")[2] not in text:
            gone.append((file, name))
    gone += [(file, "") for file in LONGEST if not (ROOT / file).is_file()]
    assert long_ones()
    assert gone == []

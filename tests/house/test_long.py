"""What `make check` leaves out is there by that name: a test under a new name is run again."""

from __future__ import annotations

import ast

from tests.long import ROOT, long_ones


def test_each_long_test_is_in_its_file() -> None:
    gone = []
    for file, name in long_ones():
        text = (ROOT / file).read_text(encoding="utf-8") if (ROOT / file).exists() else ""
        made = {one.name for one in ast.walk(ast.parse(text)) if isinstance(one, ast.FunctionDef)}
        # Of an example in a docstring the name is that of the object with its module.
        if name not in made and name.rpartition(".")[2] not in text:
            gone.append((file, name))
    assert long_ones()
    assert gone == []

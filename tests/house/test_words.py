"""English is data: no sentence, title or head stands in the code of the rooms that decide and say.

Looked at are the texts of the syntax tree with two words or more. What is refused, raised or
asserted names what was typed to whoever typed it, and is not looked at; nor is a docstring.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import baclofen

SRC = Path(baclofen.__file__).parent
ROOMS = ("planning", "assessment", "answering", "reporting", "model", "simulation")
_WORDS = re.compile(r"[A-Za-z]{2,}['.,:;]? [a-z]{2,}\b")
#: Files read by those who work with the model or with studies, in English as their sources.
FILES = {
    "answering/anew.py": "what differs when a file is answered anew, for whoever keeps the program",
    "answering/older.py": "refusals of older files: the parts that are named in them",
    "model/*.py": "names of a model's outputs, and of parts of a covariance, for those who model",
    "reporting/evidence*.py": "the summary of trials: English as its sources are",
    "reporting/qualification.py": "the report on the model, for those who model",
    "simulation/course.py": "how a course prints itself in a Python session",
}
#: Texts that are no sentence of ours to a reader, and why.
TEXTS = {
    "checked by the one who answered": "a key of the account of entries",
    "not understood": "a key of the account of entries",
    "information only: ": "a key of the account of entries",
    "old drug": "what a part of a pump is told to hold: a word of the order",
    "new drug": "the same",
    "no drug": "the same",
    "last week": "the name of a window of a simulated course",
    "plasma baclofen": "a key of the file of an answer",
    "rebound by day, as a part of the highest under the linear shape": "the same",
    "slip of order": "the name of a slip",
    "slip of body": "the name of a slip",
    "typed in with the order": "a key of a device's figure: who confirmed it",
    " more, in the page.": "of the terminal alone, which has no other language",
}


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and text of each constant that is computed with."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Raise | ast.Assert):
            continue
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value
        yield from texts(node)


def files() -> list[Path]:
    left_out = {path for pattern in FILES for path in SRC.glob(pattern)}
    return [p for room in ROOMS for p in sorted((SRC / room).rglob("*.py")) if p not in left_out]


def test_no_english_sentence_stands_in_code() -> None:
    """Write it as a phrase (knowledge/data/phrases), and say it by `known.note`."""
    english = [
        (path.relative_to(SRC).as_posix(), line, text)
        for path in files()
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8")))
        if _WORDS.search(text) and text not in TEXTS
    ]
    assert english == []


def test_nothing_is_left_out_that_is_gone() -> None:
    assert all(list(SRC.glob(pattern)) for pattern in FILES)
    whole = {t for p in files() for _, t in texts(ast.parse(p.read_text(encoding="utf-8")))}
    assert set(TEXTS) <= whole


def test_a_sentence_is_seen_and_an_error_is_not() -> None:
    told = ('"""Not here."""', 'raise E("nor this one")', 'return f"but this {x} one"')
    code = "def f():\n    " + "\n    ".join(told)
    assert [t for _, t in texts(ast.parse(code)) if _WORDS.search(t)] == ["but this "]

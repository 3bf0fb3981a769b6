"""Every phrase is said, and every phrase that is said exists, with just the values it is given."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import baclofen
from baclofen.knowledge import load_knowledge
from baclofen.knowledge.phrases import FIRST, holes, own_names
from baclofen.value import Value

K = load_knowledge()
ROOT = Path(baclofen.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
PHRASES = K.languages[FIRST].phrases


class Saying(Value):
    """One `known.note(...)` in the code: patterns of the names it may have, and what fills it.

    `fills` are the names of its values; `has_more` says that others come in a mapping.
    """

    where: str
    names: tuple[str, ...]
    fills: frozenset[str]
    has_more: bool

    @property
    def phrases(self) -> set[str]:
        return {id for id in PHRASES for name in self.names if re.fullmatch(name, id)}


def is_note(node: ast.expr) -> bool:
    """Whether this is the `note` of something called `known`."""
    if not (isinstance(node, ast.Attribute) and node.attr == "note"):
        return False
    of = node.value
    return (of.id if isinstance(of, ast.Name) else getattr(of, "attr", "")) in ("known", "_known")


def set_to(name: str, tree: ast.AST) -> list[ast.expr]:
    """What a variable is set to."""
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Assign) and [ast.unparse(t) for t in n.targets] == [name]
    ]


def runs_over(name: str, tree: ast.AST) -> list[ast.expr]:
    """What the variable of a comprehension runs over."""
    return [
        n.iter
        for n in ast.walk(tree)
        if isinstance(n, ast.comprehension)
        and any(isinstance(t, ast.Name) and t.id == name for t in ast.walk(n.target))
    ]


def names_in(many: ast.expr, tree: ast.AST) -> list[str]:
    """The names that stand in a table, or in the variable that holds it."""
    tables = set_to(many.id, tree) if isinstance(many, ast.Name) else [many]
    return [
        re.escape(n.value)
        for table in tables
        for n in ast.walk(table)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and "." in n.value
    ]


def names_of(node: ast.expr, tree: ast.AST) -> tuple[str, ...]:
    """The names that an expression of this function may come to, as patterns; a variable's are
    those that it is set to, or that stand in what it runs over. Raises `ValueError`."""
    match node:
        case ast.Name(id=name):
            if found := [n for value in set_to(name, tree) for n in names_of(value, tree)]:
                return tuple(found)
            if found := [n for many in runs_over(name, tree) for n in names_in(many, tree)]:
                return tuple(found)
        case ast.Constant(value=str(name)):
            return (re.escape(name),)
        case ast.IfExp(body=one, orelse=other):
            return names_of(one, tree) + names_of(other, tree)
        case ast.JoinedStr(values=parts) if any(isinstance(p, ast.Constant) for p in parts):
            return (
                "".join(
                    re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^.]+"
                    for p in parts
                ),
            )
    raise ValueError(ast.unparse(node))


def sayings(text: str, where: str) -> Iterator[Saying]:
    """Every note that this code makes. Raises `ValueError` for one whose name is not written
    where it is said."""
    tree = ast.parse(text)
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and is_note(n.func)]
    called = {id(call.func) for call in calls}
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and is_note(node) and id(node) not in called:
            raise ValueError(f"{where}:{node.lineno}: known.note is passed on, not called")
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for call in calls:
        around = [f for f in functions if any(n is call for n in ast.walk(f))]
        within = around[-1] if around else tree  # the innermost comes last
        fills = frozenset(k.arg for k in call.keywords if k.arg is not None)
        has_more = any(k.arg is None for k in call.keywords)
        yield Saying(f"{where}:{call.lineno}", names_of(call.args[0], within), fills, has_more)


@cache
def all_sayings() -> list[Saying]:
    return [
        saying
        for path in FILES
        for saying in sayings(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    ]


def test_every_note_has_its_phrase_with_just_its_values() -> None:
    for saying in all_sayings():
        for name in saying.names:
            found = [id for id in PHRASES if re.fullmatch(name, id)]
            assert found, f"{saying.where}: no phrase is called {name}"
        for id in saying.phrases:
            wanted = own_names(PHRASES[id].says)
            fits = saying.fills <= wanted if saying.has_more else saying.fills == wanted
            assert fits, f"{saying.where}: {id} is filled by {sorted(wanted)}"


def test_every_phrase_is_said() -> None:
    said = {id for saying in all_sayings() for id in saying.phrases}
    assert sorted(set(PHRASES) - said) == []


def test_every_table_of_words_is_shown() -> None:
    rooms = (K.rules, K.schedules, K.questions)
    written = [text for room in rooms for e in room.values() for text in (e.written or {}).values()]
    shown = {
        table
        for says in (*(phrase.says for phrase in PHRASES.values()), *written)
        for hole in holes(says)
        for table in hole.shown.split(" ")
    }
    code = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    tables = set(K.languages[FIRST].words)
    called = set(re.findall(r'words?\[?\(?"(\w+)"', code))
    assert sorted(tables - shown - called) == []


def test_every_title_and_head_is_of_some_report() -> None:
    """They are named by a word where they are shown; one that nobody names is said by nobody."""
    named = {
        node.value
        for path in (ROOT / "reporting").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named |= {f"{made_of}_a_dose" for made_of in ("tablets", "volumes", "packets")}
    named |= set(K.languages[FIRST].words["output"])
    titles = {id.split(".")[1] for id in PHRASES if id.startswith(("title.", "caption."))}
    words = K.languages[FIRST].words
    heads = {key for name in ("head", "cell", "lead", "mark") for key in words[name]}
    assert sorted((titles | heads) - named) == []


def test_no_note_is_worded_in_code() -> None:
    """Outside the room of words a note is made of a phrase or of a rule's id, never of a sentence;
    an empty one holds the place of a headline."""
    made = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in FILES
        if path.relative_to(ROOT).parts[0] != "knowledge"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Note"
        and not re.fullmatch(r"''|[a-z.]+\.id", ast.unparse(node.args[0]))
    ]
    assert made == []


@pytest.mark.parametrize(
    "code",
    [
        "known.note(name)",
        "say = known.note",
        "map(self.known.note, names)",
        "known.note('a' + b)",
    ],
)
def test_a_name_that_is_not_written_out_is_noticed(code: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        list(sayings(code, "here"))


def test_what_may_be_written() -> None:
    (one,) = sayings("known.note('a.b' if x else f'{y}.c', *ids, dose=1, **more)", "here")
    assert one.names == (r"a\.b", r"[^.]+\.c")
    assert one.fills == {"dose"}
    assert one.has_more
    (each,) = sayings("def f():\n    t = (('a.b', 1),)\n    [known.note(p) for p, _ in t]", "here")
    assert each.names == (r"a\.b",)

"""Small faults as people make them: each a change of a few characters in one source file.

Nothing here runs or writes: a fault says which bytes of a file would become which.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random

from baclofen.value import Value

#: Comparison -> what it is loosened, tightened or turned to.
_COMPARE: Mapping[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
    ast.Is: ("is", ("is not",)),
    ast.IsNot: ("is not", ("is",)),
    ast.In: ("in", ("not in",)),
    ast.NotIn: ("not in", ("in",)),
}
_SIGNS: Mapping[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"),
    ast.FloorDiv: ("//", "/"),
}  # fmt: skip
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Fault(Value):
    """In `file` (below the source folder) the bytes from `start` to `end` become `after`.

    `line` counts from 1, `lines` are all lines that the changed part stands on.
    """

    file: str
    start: int
    end: int
    kind: str
    before: str
    after: str
    line: int
    text: str

    @property
    def says(self) -> str:
        return f"{self.file}:{self.line}: {self.kind}: `{self.before}` -> `{self.after}`"

    def planted(self, source: bytes) -> bytes:
        return source[: self.start] + self.after.encode() + source[self.end :]


class _Source:
    """One file: its bytes, and where its lines begin."""

    def __init__(self, file: str, raw: bytes) -> None:
        self.file, self.raw = file, raw
        self.starts = [0]
        for line in raw.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.tree = ast.parse(raw)

    def at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def span(self, node: ast.AST) -> tuple[int, int]:
        return (
            self.at(node.lineno, node.col_offset),  # type: ignore[attr-defined]
            self.at(node.end_lineno, node.end_col_offset),  # type: ignore[attr-defined]
        )

    def fault(self, kind: str, start: int, end: int, after: str, line: int) -> Fault:
        text = self.raw[self.starts[line - 1] : self.starts[line]].decode().strip()
        return Fault(self.file, start, end, kind, self.raw[start:end].decode(), after, line, text)

    def between(self, left: ast.AST, right: ast.AST, token: str, after: str, kind: str) -> Fault:
        """The operator that stands between two parts."""
        start = self.raw.index(token.encode(), self.span(left)[1], self.span(right)[0])
        line = self.raw.count(b"\n", 0, start) + 1
        return self.fault(kind, start, start + len(token), after, line)


def fields_of(sources: Iterable[bytes]) -> dict[str, tuple[str, ...]]:
    """Field -> others of its type in every class that has it, over all these files."""
    holders: dict[str, list[set[str]]] = defaultdict(list)
    for raw in sources:
        for node in ast.walk(ast.parse(raw)):
            if not isinstance(node, ast.ClassDef):
                continue
            by_type: dict[str, set[str]] = defaultdict(set)
            for part in node.body:
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                    by_type[ast.unparse(part.annotation)].add(part.target.id)
            for names in by_type.values():
                for name in names:
                    holders[name].append(names - {name})
    shared = {name: set.intersection(*others) for name, others in holders.items()}
    return {name: tuple(sorted(others)) for name, others in shared.items() if others}


def faults_in(file: str, raw: bytes, fields: Mapping[str, tuple[str, ...]]) -> Iterator[Fault]:
    """Every fault that can be put into one file, in the order of the text."""
    source = _Source(file, raw)
    for node in _counted(source.tree):
        yield from _of_comparison(source, node)
        yield from _of_sign(source, node)
        yield from _of_words(source, node)
        yield from _of_constant(source, node)
        yield from _of_list(source, node)
        yield from _of_field(source, node, fields)


def _counted(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those that compute nothing: types, strings with values in them, messages,
    lists of names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.JoinedStr | ast.Raise | ast.Assert | ast.Import | ast.ImportFrom):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "__all__":
            continue
        if isinstance(node, ast.AnnAssign) and child is node.annotation:
            continue
        if isinstance(node, ast.arg):
            continue
        if isinstance(child, ast.keyword) and child.arg in ("strict", "kw_only"):
            continue  # a guard of who calls, as an assertion is
        if isinstance(node, ast.FunctionDef) and child is node.returns:
            continue
        if isinstance(node, ast.Subscript) and child is node.slice and _is_type(node):
            continue
        yield child
        yield from _counted(child)


def _is_type(node: ast.Subscript) -> bool:
    name = ast.unparse(node.value)
    return name[:1].isupper() or name in ("tuple", "dict", "list", "frozenset", "set")


def _of_comparison(source: _Source, node: ast.AST) -> Iterator[Fault]:
    if not isinstance(node, ast.Compare):
        return
    parts = [node.left, *node.comparators]
    for left, operator, right in zip(parts, node.ops, parts[1:], strict=False):
        token, turned = _COMPARE[type(operator)]
        for after in turned:
            yield source.between(left, right, token, after, "comparison")


def _of_sign(source: _Source, node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.BinOp) and type(node.op) in _SIGNS:
        texts = (node.left, node.right)
        # Words put together are no sum.
        if any(isinstance(t, ast.JoinedStr) or _is_text(t) for t in texts):
            return
        token, after = _SIGNS[type(node.op)]
        yield source.between(node.left, node.right, token, after, "sign")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        start = source.span(node)[0]
        yield source.fault("sign", start, start + 1, "", node.lineno)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_words(source: _Source, node: ast.AST) -> Iterator[Fault]:
    if isinstance(node, ast.BoolOp):
        token, after = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield source.between(left, right, token, after, "and-or")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, end = source.span(node)[0], source.span(node.operand)[0]
        yield source.fault("not", start, end, "", node.lineno)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _TWINS:
        start, end = source.span(node.func)
        yield source.fault("min-max", start, end, _TWINS[node.func.id], node.lineno)


def _of_constant(source: _Source, node: ast.AST) -> Iterator[Fault]:
    if not isinstance(node, ast.Constant):
        return
    start, end = source.span(node)
    if isinstance(node.value, bool):
        yield source.fault("true-false", start, end, str(not node.value), node.lineno)
    elif isinstance(node.value, int | float):
        yield source.fault("constant", start, end, repr(node.value + 1), node.lineno)


def _of_list(source: _Source, node: ast.AST) -> Iterator[Fault]:
    """One text less in a list of texts: an id, a word, a key."""
    if not isinstance(node, ast.Tuple | ast.List | ast.Set) or len(node.elts) < 2:
        return
    if isinstance(node, ast.Tuple | ast.List) and not isinstance(node.ctx, ast.Load):
        return
    for one, following in zip(node.elts, [*node.elts[1:], None], strict=True):
        if not _is_text(one):
            continue
        start, end = source.span(one)
        if following is not None:
            end = source.span(following)[0]
        elif len(node.elts) == 2 and isinstance(node, ast.Tuple):
            continue  # ("a") would be a text
        else:
            start = source.span(node.elts[-2])[1]
        yield source.fault("left out", start, end, "", one.lineno)


def _of_field(
    source: _Source, node: ast.AST, fields: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        end = source.span(node)[1]
        for other in fields.get(node.attr, ()):
            yield source.fault("field", end - len(node.attr), end, other, node.lineno)


def all_faults(src: Path, rooms: Iterable[str]) -> list[Fault]:
    """Every fault of every file of these rooms."""
    fields = fields_of(p.read_bytes() for p in sorted(src.rglob("*.py")))
    return [
        fault
        for room in rooms
        for path in sorted((src / room).rglob("*.py"))
        for fault in faults_in(path.relative_to(src).as_posix(), path.read_bytes(), fields)
    ]


def drawn(faults: Iterable[Fault], src: Path, number: int, seed: int) -> list[Fault]:
    """So many faults by lot, of each kind as many as there are to be had, no two of one kind on
    one line."""
    chance = Random(seed)  # noqa: S311 - a lot, no secret
    kinds: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        kinds[fault.kind].append(fault)
    for of_kind in kinds.values():
        chance.shuffle(of_kind)
    taken: dict[tuple[str, str, int], Fault] = {}
    while len(taken) < number and any(kinds.values()):
        for of_kind in kinds.values():
            while of_kind and len(taken) < number:
                fault = of_kind.pop()
                place = (fault.kind, fault.file, fault.line)
                if place not in taken and _compiles(fault.planted((src / fault.file).read_bytes())):
                    taken[place] = fault
                    break
    return list(taken.values())


def _compiles(raw: bytes) -> bool:
    try:
        ast.parse(raw)
    except SyntaxError:
        return False
    return True

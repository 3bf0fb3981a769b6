"""Chooses the calls that are kept: each sees a fault that no other of its function sees.

    python -m tests.asked.gather                       of all rooms (two hours)
    python -m tests.asked.gather assessment/fit.py     of these files or folders alone

What functions are asked with is heard while tests of the rooms run (`tests.asked.watch`); what is
kept already is tried first, and stays. Then every fault that `make bite` could put into a function
is put into it here, in memory, and the first call, or small change of one, by which it is seen is
kept with what it gives. A table of one file is seen through the functions of others, too.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from baclofen.value import Value
from tests.asked import keep
from tests.asked.asking import Form, came_of
from tests.asked.calls import Asked, now, ring
from tests.asked.changes import Words
from tests.asked.edge import on_the_edge, probed, written_down
from tests.asked.forms import assessed, planned
from tests.asked.functions import SRC, functions_of, module, modules_of
from tests.asked.watch import OUT as HEARD
from tests.bite.operators import Fault, faults_in, fields_of
from tests.bite.warm import ROOMS
from tests.golden.plain import mark

ROOT = Path(__file__).parents[2]
_FOLDER = ROOT / "out" / "asked"
#: The calls that were heard, by file and function.
Heard = dict[str, dict[str, list[Form]]]
#: So many calls of so many others of the same file that call the function are tried.
_OF_OTHERS, _CALLERS = 40, 6
#: A table is seen through so many functions of other files.
_USERS = 8
#: So many calls are moved to the edge of a comparison, and so long.
_ON_EDGE, _EDGE_S = 12, 2.5
#: Faults that show there.
_ON_EDGES = frozenset({"comparison", "constant", "sign"})
_MEMORY = 6 << 30


#: By file and function calls, and what comes of each, in a mark.
Calls = dict[str, dict[str, list[tuple[Form, str]]]]
#: Tries these calls of a function under a fault.
Under = Callable[[Asked, Iterable[int]], bool]


class Chosen(Value):
    """Of one file: by file and function the calls that are kept and what comes of them (those of
    another file see a table of this one), how many faults were put in and which were not seen."""

    calls: Calls
    tried: int
    unseen: tuple[Fault, ...]


class Chooser:
    """Puts the faults of one file into its functions and tables, and tries their calls."""

    def __init__(
        self, file: str, heard: Heard, held: Callable[[str], keep.Calls] = keep.held
    ) -> None:
        self.file, self.heard, self.held = file, heard, held
        self.home, self.raw = module(file), (SRC / file).read_bytes()
        self.spans = _spans(self.raw)
        self.statements = _statements(self.raw)
        self._asked: dict[tuple[str, str], Asked] = {}
        self.clear = _caches(self.home)
        # What is worked out stands on these.
        if file.startswith(("assessment", "regimen")):
            self.clear.append(assessed.cache_clear)
        if file.startswith(("assessment", "regimen", "planning")):
            self.clear.append(planned.cache_clear)

    def asked(self, file: str, name: str) -> Asked:
        if (file, name) not in self._asked:
            functions = functions_of(file)
            codes = [functions[name].__code__, *(f.__code__ for f in functions.values())]
            self._asked[file, name] = Asked(
                name, functions[name], [form for form, _ in self.held(file).get(name, ())],
                self.heard.get(file, {}).get(name, ()),
                Words(codes, module(file)),
            )  # fmt: skip
        return self._asked[file, name]

    def chosen(self, fields: Mapping[str, tuple[str, ...]]) -> Chosen:
        faults = [
            fault for fault in faults_in(self.file, self.raw, fields) if _compiles(fault, self.raw)
        ]
        unseen = tuple(fault for fault in faults if not self.sees(fault))
        return Chosen(self.chosen_calls(), len(faults), unseen)

    def sees(self, fault: Fault) -> bool:
        """Whether a call sees this fault; it is kept then."""
        planted = fault.planted(self.raw)
        whole = compile(planted, self.home.__file__ or "", "exec", dont_inherit=True)
        within = [n for n, (first, last) in self.spans.items() if first <= fault.line <= last]
        if within and within[0] in functions_of(self.file):
            return self._in_function(within[0], whole, fault)
        return self._in_module(planted, whole, fault)

    def chosen_calls(self) -> Calls:
        """By file and function the calls that are kept and what comes of them."""
        calls: Calls = {self.file: {}}
        for (file, name), one in self._asked.items():
            if one.kept:
                own = calls.setdefault(file, {})
                own[name] = [(one.calls[at].form, mark(one.calls[at].came)) for at in one.kept]
        return calls

    def _in_function(self, name: str, whole: CodeType, fault: Fault) -> bool:
        one = self.asked(self.file, name)
        own, code = one.function.__code__, _code_of(whole, name)
        if code is None or code.co_freevars != own.co_freevars:
            return False

        def under(asked: Asked, numbers: Iterable[int]) -> bool:
            one.function.__code__ = code
            _empty(self.clear)
            try:
                return _kept(asked, numbers)
            finally:
                one.function.__code__ = own
                _empty(self.clear)

        lines = self._lines_of(fault)
        if under(one, one.kept) or under(one, one.running(lines)):
            return True
        before = len(one.calls)
        one.change()
        if under(one, [at for at in one.running(lines) if at >= before]):
            return True
        if self._found_for(one, fault, lines, under) or self._found_on_edge(
            one, name, fault, under
        ):
            return True
        last = name.split(".")[-1]
        callers = [
            self.asked(self.file, other) for other, f in functions_of(self.file).items()
            if other != name and last in _names(f.__code__)
        ]  # fmt: skip
        return any(
            under(o, [*o.kept, *range(len(o.calls))[:_OF_OTHERS]]) for o in callers[:_CALLERS]
        )

    @staticmethod
    def _found_for(one: Asked, fault: Fault, lines: range | None, under: Under) -> bool:
        """Whether calls that are made for this fault see it."""
        numbers = one.add_sought(one.sought(fault, lines))
        found = under(one, numbers)
        one.drop(numbers)
        return found

    def _found_on_edge(self, one: Asked, name: str, fault: Fault, under: Under) -> bool:
        """Whether calls see it in which both sides of the comparison meet."""
        whole = (
            probed(self.raw, fault) if fault.kind in ("comparison", "constant", "sign") else None
        )
        code = _code_of(whole, name) if whole is not None else None
        own = one.function.__code__
        if code is None or code.co_freevars != own.co_freevars:
            return False

        def apart(form: Form) -> Sequence[float]:
            one.function.__code__ = code
            _empty(self.clear)
            try:
                with written_down() as found:
                    now(lambda: came_of(one.function, form))
                return found
            finally:
                one.function.__code__ = own
                _empty(self.clear)

        began = time.process_time()
        tried: set[str] = set()
        for at in one.running(self._lines_of(fault))[:_ON_EDGE]:
            for form in on_the_edge(one.calls[at].form, apart):
                key = json.dumps(form, sort_keys=True)
                if key not in tried:
                    tried.add(key)
                    numbers = one.add_sought([form])
                    if under(one, numbers):
                        return True
                    one.drop(numbers)
                if time.process_time() - began > _EDGE_S:
                    return False
        return False

    def _lines_of(self, fault: Fault) -> range:
        """The lines of the part of a statement that the fault stands in, as they are run."""
        around = [s for s in self.statements if s.start <= fault.line < s.stop]
        return min(around, key=len) if around else range(fault.line, fault.line + 1)

    def _in_module(self, planted: bytes, whole: CodeType, fault: Fault) -> bool:
        """A fault in a table of the module: it stands in the table's place for a while, wherever
        the table is known."""
        names = [
            target.id
            for node in ast.parse(planted).body
            if isinstance(node, ast.Assign | ast.AnnAssign)
            and node.lineno <= fault.line <= (node.end_lineno or node.lineno) + 1
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        ]
        names = [name for name in names if name in vars(self.home)]
        holders = [(file, home, name) for name in names for file, home in _holding(self.home, name)]
        holders.sort(key=lambda holder: holder[1] is not self.home)
        users = [
            self.asked(file, function)
            for file, _, name in holders
            for function, f in functions_of(file).items()
            if name in _names(f.__code__)
        ][:_USERS]
        if not users:
            return False
        own = ("__name__", "__file__", "__package__", "__spec__")
        space = {part: vars(self.home)[part] for part in own}
        try:
            exec(whole, space)  # noqa: S102 - our own source
        except Exception:
            return False
        clear = [*self.clear, *(one for _, home, _ in holders for one in _caches(home))]
        before = {name: vars(self.home)[name] for name in names}

        def under(asked: Asked, numbers: Iterable[int]) -> bool:
            for _, home, name in holders:
                setattr(home, name, space[name])
            _empty(clear)
            try:
                return _kept(asked, numbers)
            finally:
                for _, home, name in holders:
                    setattr(home, name, before[name])
                _empty(clear)

        if any(under(one, range(len(one.calls))) for one in users):
            return True
        for one in users:
            first = len(one.calls)
            one.change()
            if under(one, range(first, len(one.calls))):
                return True
            if self._found_for(one, fault, None, under):
                return True
        return False


def _compiles(fault: Fault, raw: bytes) -> bool:
    try:
        compile(fault.planted(raw), fault.file, "exec", dont_inherit=True)
    except SyntaxError:
        return False
    return True


def _kept(one: Asked, numbers: Iterable[int]) -> bool:
    at = one.sees(list(numbers))
    if at is None:
        return False
    one.keep(at)
    return True


def _caches(home: ModuleType) -> list[Any]:
    return [thing.cache_clear for thing in vars(home).values() if hasattr(thing, "cache_clear")]


@cache
def _rooms() -> tuple[tuple[str, ModuleType], ...]:
    return tuple((file, module(file)) for file in modules_of(ROOMS))


def _holding(home: ModuleType, name: str) -> list[tuple[str, ModuleType]]:
    """The modules of the rooms that know this table, by its own name."""
    table = vars(home)[name]
    return [
        (file, other) for file, other in _rooms()
        if not file.endswith("__init__.py") and vars(other).get(name) is table
    ]  # fmt: skip


def _statements(raw: bytes) -> list[range]:
    """The lines of each statement; of one that holds others those of its head."""
    found = []
    for node in ast.walk(ast.parse(raw)):
        if isinstance(node, ast.stmt):
            inner = getattr(node, "body", None)
            last = inner[0].lineno if inner else (node.end_lineno or node.lineno) + 1
            found.append(range(node.lineno, max(last, node.lineno + 1)))
    return found


def _spans(raw: bytes) -> dict[str, tuple[int, int]]:
    """The lines of each function and method."""
    found: dict[str, tuple[int, int]] = {}
    for node in ast.parse(raw).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        above = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for one in inner:
            if isinstance(one, ast.FunctionDef):
                found[above + one.name] = (one.lineno, one.end_lineno or one.lineno)
    return found


def _empty(clear: Sequence[Any]) -> None:
    for one in clear:
        one()


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def _code_of(whole: CodeType, name: str) -> CodeType | None:
    for one in whole.co_consts:
        if isinstance(one, CodeType):
            if one.co_qualname == name:
                return one
            if name.startswith(f"{one.co_qualname}."):
                return _code_of(one, name)
    return None


def heard_in(paths: Iterable[Path]) -> Heard:
    """The calls that runs of tests wrote down, by file and function."""
    found: Heard = {}
    for path in paths:
        for file, of_file in json.loads(path.read_text(encoding="utf-8")).items():
            for name, calls in of_file.items():
                found.setdefault(file, {}).setdefault(name, []).extend(map(json.loads, calls))
    return found


def listened(rooms: Iterable[str]) -> Iterator[Path]:
    """Runs the tests of these rooms and of what asks all of them; they write down what they ask."""
    wanted = [f"tests/unit/{room}" for room in (*rooms, "answering")]
    for tests in (*wanted, "tests/spec/test_vignettes.py"):
        out = _FOLDER / f"{tests.replace('/', '-')}.json"
        print(f"listening to {tests}", flush=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.asked.watch", "-p",
                   "no:cacheprovider", "-p", "tests.long", tests]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=False, env={**os.environ, HEARD: str(out)})
        yield out


def gathered(files: Sequence[str], heard: Heard, out: Path) -> tuple[int, int]:
    """Chooses the calls of these files and writes them to `out`, a line each; how many faults were
    tried and how many of them nothing sees."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGVTALRM, ring)
    fields = fields_of(p.read_bytes() for p in sorted(SRC.rglob("*.py")))
    tried = unseen = 0
    with out.open("w", encoding="utf-8") as lines:
        for file in files:
            found = Chooser(file, heard).chosen(fields)
            tried, unseen = tried + found.tried, unseen + len(found.unseen)
            print(f"{file}: {found.tried} faults, {len(found.unseen)} unseen", flush=True)
            for fault in found.unseen:
                print(f"   {fault.says}", flush=True)
            lines.write(json.dumps(found.calls) + "\n")
            lines.flush()
    return tried, unseen


def main(asked: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.asked.gather", description=__doc__)
    parser.add_argument("files", nargs="*", default=list(ROOMS), help="files or folders of rooms")
    parser.add_argument("--heard", nargs="+", type=Path, help="what was heard before, and where")
    parser.add_argument("--share", help="2/3: choose the second of three shares, and keep nothing")
    parser.add_argument("--out", type=Path, help="where it is written what was chosen")
    parser.add_argument("--take", nargs="+", type=Path, help="keep what shares chose, and where")
    told = parser.parse_args(asked)
    if told.take:
        keep.take_over(told.take)
        return 0
    at, of = map(int, (told.share or "1/1").split("/"))
    files = modules_of(told.files)[at - 1 :: of]
    rooms = sorted({file.split("/")[0] for file in files})
    _FOLDER.mkdir(parents=True, exist_ok=True)
    heard = heard_in(told.heard or listened(rooms))
    out = told.out or _FOLDER / f"chosen-{at}-{of}.jsonl"
    tried, unseen = gathered(files, heard, out)
    if not told.share:
        keep.take_over([out])
    print(f"{tried} faults, {unseen} unseen")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Chooses the calls that are kept: each sees a fault that no other of its function sees.

    python -m tests.asked.gather                       of all rooms (half an hour)
    python -m tests.asked.gather assessment/fit.py     of these files or folders alone

What functions are asked with is heard while tests of the rooms run (`tests.asked.watch`); what is
kept already is tried first. Then every fault that
`make bite` could put into a function is put into it here, in memory, and the first call, or small
change of one, by which it is seen is kept with what it gives.
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
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from types import CodeType, FunctionType
from typing import Any

from baclofen.value import Value
from tests.asked.asking import Form, NoCall, came_of
from tests.asked.changes import Words, changed
from tests.asked.forms import assessed, planned
from tests.asked.functions import SRC, functions_of, module, modules_of
from tests.asked.keep import kept, path_of, take_over
from tests.asked.watch import OUT as HEARD
from tests.bite.operators import Fault, faults_in, fields_of
from tests.bite.warm import ROOMS
from tests.golden.plain import mark

ROOT = Path(__file__).parents[2]
_FOLDER = ROOT / "out" / "asked"
#: The calls that were heard, by file and function.
Heard = dict[str, dict[str, list[Form]]]
#: All calls of one function take so much of the processor, at most; a call under a fault so much.
_OF_A_FUNCTION_S, _OF_A_CALL_S = 0.25, 0.8
#: So many changed calls are tried of a function, so many of another of the same file that calls it.
_CHANGED, _OF_OTHERS = 2500, 8
#: And so many of these.
_CALLERS = 4
_MEMORY = 6 << 30


class Endless(BaseException):
    """A call under a fault that does not come to an end."""


def _ring(signum: int, frame: Any) -> None:
    raise Endless


class Asked:
    """The calls of one function: those that may be kept, with what comes of each, and those that
    are."""

    def __init__(self, name: str, function: FunctionType, forms: Iterable[Form], words: Words):
        self.name, self.function, self.words = name, function, words
        self.calls: list[tuple[Form, str]] = []
        self.kept: list[int] = []
        self.left = _OF_A_FUNCTION_S
        self._add(forms)
        self._is_changed = False

    def _add(self, forms: Iterable[Form]) -> None:
        for form in forms:
            if self.left < 0:
                return
            began = time.process_time()
            with suppress(LookupError, NoCall, Endless, MemoryError):
                self.calls.append((form, self._came_of(form, _OF_A_CALL_S / 4)))
            self.left -= time.process_time() - began

    def change(self) -> None:
        """Adds small changes of these calls, once."""
        if self._is_changed or not self.calls:
            return
        self._is_changed = True
        self.left = max(self.left, 0.0) + _OF_A_FUNCTION_S
        chance = Random(self.name)  # noqa: S311 - a lot, no secret
        self._add(changed([form for form, _ in self.calls], self.words, chance, _CHANGED))

    def sees(self, numbers: Iterable[int]) -> int | None:
        """The first of these calls that gives something else than it did."""
        for at in numbers:
            form, came = self.calls[at]
            try:
                now = self._came_of(form, _OF_A_CALL_S)
            except (Endless, NoCall, LookupError, MemoryError):
                return at
            if now != came:
                return at
        return None

    def _came_of(self, form: Form, limit_s: float) -> str:
        """What comes of a call. Raises `Endless` where it takes longer."""
        signal.setitimer(signal.ITIMER_VIRTUAL, limit_s)
        try:
            return came_of(self.function, form)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def keep(self, at: int) -> None:
        if at not in self.kept:
            self.kept.append(at)


class Chosen(Value):
    """Of one file: each function with the calls that are kept and what comes of them, how many
    faults were put in and which were not seen."""

    calls: dict[str, list[tuple[Any, str]]]
    tried: int
    unseen: tuple[Fault, ...]


def chosen(file: str, heard: dict[str, list[Form]], fields: Any) -> Chosen:
    home, raw = module(file), (SRC / file).read_bytes()
    functions = functions_of(file)
    spans = _spans(raw)
    every_word = [f.__code__ for f in functions.values()]
    asked = {
        name: Asked(name, f, heard.get(name, ()), Words([f.__code__, *every_word], home))
        for name, f in functions.items()
    }
    clear = [thing.cache_clear for thing in vars(home).values() if hasattr(thing, "cache_clear")]
    # What is worked out stands on these.
    if file.startswith(("assessment", "regimen")):
        clear.append(assessed.cache_clear)
    if file.startswith(("assessment", "regimen", "planning")):
        clear.append(planned.cache_clear)
    unseen, tried = [], 0
    for fault in faults_in(file, raw, fields):
        planted = fault.planted(raw)
        try:
            whole = compile(planted, home.__file__ or file, "exec", dont_inherit=True)
        except SyntaxError:
            continue
        tried += 1
        within = [name for name, (first, last) in spans.items() if first <= fault.line <= last]
        if within and within[0] in asked:
            seen = _in_function(asked, within[0], whole, clear)
        else:
            seen = _in_module(asked, home, planted, whole, fault, clear)
        if not seen:
            unseen.append(fault)
    calls = {
        name: [(one.calls[at][0], mark(one.calls[at][1])) for at in one.kept]
        for name, one in asked.items() if one.kept
    }  # fmt: skip
    return Chosen(calls, tried, tuple(unseen))


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


def _in_function(asked: dict[str, Asked], name: str, whole: CodeType, clear: Sequence[Any]) -> bool:
    one = asked[name]
    own, code = one.function.__code__, _code_of(whole, name)
    if code is None or code.co_freevars != own.co_freevars:
        return False
    one.function.__code__ = code
    try:
        _empty(clear)
        last = name.split(".")[-1]
        callers = [
            other for other in asked.values()
            if other is not one and last in _names(other.function.__code__)
        ]  # fmt: skip
        return _seen_by(one, callers, clear, own, code)
    finally:
        one.function.__code__ = own
        _empty(clear)


def _seen_by(
    one: Asked, callers: Sequence[Asked], clear: Sequence[Any], own: CodeType, code: CodeType
) -> bool:
    if _kept(one, one.kept) or _kept(one, range(len(one.calls))):
        return True
    one.function.__code__ = own
    _empty(clear)
    before = len(one.calls)
    one.change()
    one.function.__code__ = code
    _empty(clear)
    if _kept(one, range(before, len(one.calls))):
        return True
    return any(
        _kept(other, other.kept[:_OF_OTHERS]) or _kept(other, range(len(other.calls))[:_OF_OTHERS])
        for other in callers[:_CALLERS]
    )


def _kept(one: Asked, numbers: Iterable[int]) -> bool:
    at = one.sees(list(numbers))
    if at is None:
        return False
    one.keep(at)
    return True


def _in_module(
    asked: dict[str, Asked], home: Any, planted: bytes, whole: CodeType, fault: Fault,
    clear: Sequence[Any],
) -> bool:  # fmt: skip
    """A fault in a table of the module: it stands in the module's place for a while."""
    names = [
        target.id
        for node in ast.parse(planted).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and node.lineno <= fault.line <= (node.end_lineno or node.lineno) + 1
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    ]
    users = [one for one in asked.values() if set(names) & set(_names(one.function.__code__))]
    if not names or not users:
        return False
    space = {"__name__": home.__name__, "__file__": home.__file__,
             "__package__": home.__spec__.parent, "__spec__": home.__spec__}  # fmt: skip
    try:
        exec(whole, space)  # noqa: S102 - our own source
    except Exception:
        return False
    for one in users:
        one.change()
    before = {name: vars(home)[name] for name in names if name in vars(home)}
    vars(home).update({name: space[name] for name in before})
    try:
        _empty(clear)
        return any(_kept(one, one.kept) for one in users) or any(
            _kept(one, range(len(one.calls))) for one in users
        )
    finally:
        vars(home).update(before)
        _empty(clear)


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
    signal.signal(signal.SIGVTALRM, _ring)
    fields = fields_of(p.read_bytes() for p in sorted(SRC.rglob("*.py")))
    tried = unseen = 0
    with out.open("w", encoding="utf-8") as lines:
        for file in files:
            of_file = {name: list(calls) for name, calls in heard.get(file, {}).items()}
            for name, calls in (kept(file) if path_of(file).exists() else {}).items():
                of_file[name] = [form for form, _ in calls] + of_file.get(name, [])
            found = chosen(file, of_file, fields)
            tried, unseen = tried + found.tried, unseen + len(found.unseen)
            print(f"{file}: {found.tried} faults, {len(found.unseen)} unseen", flush=True)
            for fault in found.unseen:
                print(f"   {fault.says}", flush=True)
            lines.write(json.dumps([file, found.calls]) + "\n")
    return tried, unseen


def main(asked: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.asked.gather", description=__doc__)
    parser.add_argument("files", nargs="*", default=list(ROOMS), help="files or folders of rooms")
    parser.add_argument("--heard", nargs="+", type=Path, help="what was heard before, and where")
    parser.add_argument("--share", default="1/1", help="2/3: the second of three that run at once")
    told = parser.parse_args(asked)
    at, of = map(int, told.share.split("/"))
    files = modules_of(told.files)[at - 1 :: of]
    rooms = sorted({file.split("/")[0] for file in files})
    _FOLDER.mkdir(parents=True, exist_ok=True)
    heard = heard_in(told.heard or listened(rooms))
    out = _FOLDER / f"chosen-{at}-{of}.jsonl"
    tried, unseen = gathered(files, heard, out)
    take_over(out)
    print(f"{tried} faults, {unseen} unseen")
    return 0


if __name__ == "__main__":
    sys.exit(main())

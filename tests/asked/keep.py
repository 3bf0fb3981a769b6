"""The kept calls of each file of the rooms: reading them, their marks, writing them anew.

python -m tests.asked.keep      marks anew, the diff is then reviewed; what asks of functions or
                                fields now gone falls away
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.asked.asking import Form, NoCall, came_of
from tests.asked.forms import KIND
from tests.asked.functions import SRC, functions_of
from tests.golden.plain import mark

KEPT = Path(__file__).parent / "kept"
#: Stands where a part stands that several calls have: its number in the list of the file.
_SAME = "="
#: A part of fewer characters is written out each time.
_SHORT = 60
#: What these give holds a mark of all facts, and changes with each of them.
_OF_ALL_FACTS = ("exchange/fhir/out/origin.py",)
#: Of a file: each function, and its calls with the mark of what comes of each.
Calls = Mapping[str, Sequence[tuple[Form, str]]]


def files() -> list[str]:
    """The files of the rooms that calls are kept of."""
    return sorted(p.relative_to(KEPT).with_suffix(".py").as_posix() for p in KEPT.rglob("*.json"))


def path_of(file: str) -> Path:
    return KEPT / Path(file).with_suffix(".json")


def kept(file: str) -> Calls:
    raw = json.loads(path_of(file).read_text(encoding="utf-8"))
    return {
        name: [(_spread(form, raw["parts"]), was) for form, was in calls]
        for name, calls in raw["calls"].items()
    }


def held(file: str) -> Calls:
    """The same, none where none is kept of this file."""
    return kept(file) if path_of(file).exists() else {}


def marks(file: str) -> Iterator[tuple[str, Form, str, str]]:
    """Each kept call: its function, form, its mark and what it gives now, in a mark."""
    functions = functions_of(file) if (SRC / file).exists() else {}
    for name, calls in kept(file).items():
        for form, was in calls:
            if name not in functions:
                yield name, form, was, "the function is gone"
                continue
            try:
                now = mark(came_of(functions[name], form))
            except (NoCall, LookupError) as gap:
                now = str(gap)
            yield name, form, was, now


def write(file: str, calls: Calls) -> None:
    """The calls of a file, each part that several have once."""
    counted: Counter[str] = Counter()
    for of_one in calls.values():
        for form, _ in of_one:
            _count(form, counted)
    parts: list[Any] = []
    numbers: dict[str, int] = {}
    short = {
        name: [[_drawn_in(form, counted, parts, numbers), was] for form, was in of_one]
        for name, of_one in sorted(calls.items())
    }
    path = path_of(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ['{"parts": [']
    lines.append(",\n".join(_words(part) for part in parts))
    lines.append('], "calls": {')
    lines.append(",\n".join(
        f"{json.dumps(name)}: [\n" + ",\n".join(map(_words, of_one)) + "]"
        for name, of_one in short.items()
    ))  # fmt: skip
    lines.append("}}\n")
    path.write_text("\n".join(lines), encoding="utf-8")


def _words(form: Form) -> str:
    return json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _count(form: Form, counted: Counter[str]) -> None:
    if isinstance(form, dict) and KIND in form:
        words = _words(form)
        if len(words) >= _SHORT:
            counted[words] += 1
            if counted[words] > 1:
                return
    for one in form.values() if isinstance(form, dict) else form if isinstance(form, list) else ():
        _count(one, counted)


def _drawn_in(form: Form, counted: Counter[str], parts: list[Any], numbers: dict[str, int]) -> Form:
    if isinstance(form, list):
        return [_drawn_in(one, counted, parts, numbers) for one in form]
    if not isinstance(form, dict):
        return form
    words = _words(form) if KIND in form else ""
    if counted[words] < 2 or len(words) < _SHORT:
        return {key: _drawn_in(one, counted, parts, numbers) for key, one in form.items()}
    if words not in numbers:
        inner = {key: _drawn_in(one, counted, parts, numbers) for key, one in form.items()}
        numbers[words] = len(parts)
        parts.append(inner)
    return {KIND: _SAME, "v": numbers[words]}


def _spread(form: Form, parts: Sequence[Any]) -> Form:
    if isinstance(form, list):
        return [_spread(one, parts) for one in form]
    if not isinstance(form, dict):
        return form
    if form.get(KIND) == _SAME:
        return _spread(parts[form["v"]], parts)
    return {key: _spread(one, parts) for key, one in form.items()}


def anew(wanted: Iterable[str]) -> None:
    """Marks anew what is kept of these files. What differs by the order in which Python holds words
    is no mark, and falls away as what asks of things now gone does."""
    wanted = list(wanted)
    seen = [_in_another_order(wanted, seed) for seed in ("1", "2")]
    for file in wanted:
        calls: dict[str, list[tuple[Form, str]]] = {}
        for at, (name, form, _, now) in enumerate(marks(file)):
            if now == seen[0][file][at] == seen[1][file][at] and " " not in now:
                calls.setdefault(name, []).append((form, now))
        if calls and file not in _OF_ALL_FACTS:
            write(file, calls)
        else:
            path_of(file).unlink()


def _in_another_order(wanted: Sequence[str], seed: str) -> dict[str, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.asked.keep", "--print", *wanted], check=True, text=True,
        env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.PIPE,
    )  # fmt: skip
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def take_over(chosen: Iterable[Path]) -> None:
    """Keeps what `tests.asked.gather` chose, beside what is kept."""
    taken: dict[str, dict[str, dict[str, tuple[Form, str]]]] = {}
    for path in chosen:
        for line in path.read_text(encoding="utf-8").splitlines():
            for file, calls in json.loads(line).items():
                for name, of_one in calls.items():
                    own = taken.setdefault(file, {}).setdefault(name, {})
                    own.update((_words(form), (form, was)) for form, was in of_one)
    for file, by_name in taken.items():
        for name, of_one in held(file).items():
            before = {_words(form): (form, was) for form, was in of_one}
            by_name[name] = before | by_name.get(name, {})
        write(file, {name: list(own.values()) for name, own in by_name.items()})
    anew(taken)


def main(asked: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.asked.keep", description=__doc__)
    parser.add_argument("--print", dest="printed", nargs="+", default=[], help=argparse.SUPPRESS)
    told = parser.parse_args(asked)
    if told.printed:
        json.dump({file: [now for *_, now in marks(file)] for file in told.printed}, sys.stdout)
    else:
        anew(files())
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What functions of numbers, days and small parts give over a grid of edges, kept as marks.

    python -m tests.golden.grids                  writes the marks anew; the diff is then reviewed
    python -m tests.golden.grids "a way down" 3   each call of a row of that grid, and what it gave

A grid is the product of what stands on either side of each edge of a function. A row of it is a
mark of all that its calls gave: what they returned, or how they refused. Where a function needs a
whole record or a person, those are varied (`tests.golden.varied`).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from baclofen.errors import BaclofenError
from tests.golden import grids_of_files, grids_of_plans, grids_of_records
from tests.golden.calls import Call
from tests.golden.plain import mark, plain

KEPT = Path(__file__).parent / "grids.txt"
#: The calls of each grid by its name, made when they are asked for.
GRIDS = {**grids_of_plans.GRIDS, **grids_of_records.GRIDS, **grids_of_files.GRIDS}
#: So many calls are one row.
_A_ROW = 50


def came_of(call: Call) -> str:
    """What a call gave, in words: its value, or how it refused."""
    function, arguments, named = call
    try:
        found: Any = plain(function(*arguments, **named))
    except BaclofenError as refusal:
        found = f"{type(refusal).__name__}: {refusal}"
    return json.dumps(found, sort_keys=True, default=str)


def called(call: Call) -> str:
    function, arguments, named = call
    told = [repr(one) for one in arguments] + [f"{name}={one!r}" for name, one in named.items()]
    return f"{function.__name__}({', '.join(told)})"


def rows(name: str) -> Iterator[tuple[Call, ...]]:
    """The calls of a grid, in rows."""
    row: list[Call] = []
    for call in GRIDS[name]():
        row.append(call)
        if len(row) == _A_ROW:
            yield tuple(row)
            row = []
    if row:
        yield tuple(row)


def marks(name: str) -> list[str]:
    return [mark("\n".join(map(came_of, row))) for row in rows(name)]


def shown(row: Iterable[Call]) -> str:
    return "\n".join(f"{called(call)} gives {came_of(call)}" for call in row)


def kept() -> Mapping[str, list[str]]:
    """The marks of each grid, as they were reviewed."""
    made: dict[str, list[str]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return made


def write() -> None:
    """All marks, anew."""
    made = {name: marks(name) for name in GRIDS}
    KEPT.write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:]:
        print(shown(list(rows(sys.argv[1]))[int(sys.argv[2])]))
    else:
        write()

"""Calls on the edge of a comparison: where both sides are the same, or lie one apart.

A comparison is made to write down what it compares; then each number of a call, each figure in a
text, the length of a text or a list is moved until the two meet.
"""

from __future__ import annotations

import ast
import builtins
import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from types import CodeType
from typing import Any

from tests.asked.changes import Json, Path, at_path, paths_of, put_at
from tests.asked.forms import KIND
from tests.bite.operators import Fault

#: What writes down the two sides of a comparison, as the changed code calls it.
_PROBE = "__compared__"
#: A number is moved so many times.
_STEPS = 6
#: So far from the edge calls are sought, too: a constant that is another by one shows there.
_BESIDE = (0.0, 0.5, -0.5, 1.0, -1.0)
#: What rounding leaves between two sides that would meet.
_NEARLY = 1e-6
#: So long may a text or a list get.
_LONGEST = 1_200
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")

#: Asks a call, and gives how far the two sides of the comparison lay apart, each time.
Apart = Callable[[Json], Sequence[float]]


def probed(raw: bytes, fault: Fault) -> CodeType | None:
    """The module with the comparison that this fault stands in, or next to, writing down its
    sides; None where it stands in none."""
    tree = ast.parse(raw)
    starts = [0]
    for line in raw.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))

    def span(node: ast.expr) -> tuple[int, int]:
        end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
        return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column

    found: tuple[int, ast.Compare, int] | None = None
    for node in ast.walk(tree):
        if not isinstance(node, ast.Compare):
            continue
        first, last = span(node)
        if first <= fault.start < last and (found is None or last - first < found[0]):
            sides = [node.left, *node.comparators]
            at = next(i for i in range(len(sides)) if fault.start < span(sides[i])[1])
            found = last - first, node, max(at - 1, 0)
    if found is None:
        return None
    _, node, at = found
    sides = [node.left, *node.comparators]
    call = ast.Call(ast.Name(_PROBE, ast.Load()), [sides[at], sides[at + 1]], [])
    if at == 0:
        node.left = call
    else:
        node.comparators[at - 1] = call
    return compile(ast.fix_missing_locations(tree), fault.file, "exec", dont_inherit=True)


@contextmanager
def written_down() -> Iterator[list[float]]:
    """How far apart the sides lay of each comparison that is made meanwhile."""
    apart: list[float] = []

    def compared(left: Any, right: Any) -> Any:
        with suppress(TypeError, ValueError, AttributeError):
            apart.append(_number(left - right))
        return left

    setattr(builtins, _PROBE, compared)
    try:
        yield apart
    finally:
        delattr(builtins, _PROBE)


def _number(difference: Any) -> float:
    if isinstance(difference, timedelta):
        return difference / timedelta(days=1)
    in_mcg = getattr(difference, "in_mcg", None)
    return float(difference if in_mcg is None else in_mcg)


def on_the_edge(form: Json, apart: Apart) -> Iterator[Json]:
    """Changes of this call by which the sides of the comparison meet, or lie a little apart."""
    own = apart(form)
    if not own:
        return
    for moved in _moves(form):
        for which in {0, len(own) - 1}:
            for beside in _BESIDE:
                if (found := _met(moved, apart, own[which] - beside, which, beside)) is not None:
                    yield found


#: A call with one of its numbers moved by so much; None where it cannot be.
Moved = Callable[[float], Json | None]


def _met(
    moved: Moved, apart: Apart, at_rest: float, which: int, beside: float
) -> Json | None:  # fmt: skip
    """The call with the number moved so far that the sides lie so far apart; by secants."""
    before, value = 0.0, at_rest
    step = 1.0
    form = None
    for _ in range(_STEPS):
        form = moved(step)
        found = apart(form) if form is not None else ()
        if which >= len(found):
            return None
        now = found[which] - beside
        if now == 0.0:
            return form
        if abs(now) < _NEARLY:
            return _met_exactly(moved, apart, step, which, beside)
        if now == value:
            return None
        before, value, step = step, now, round(step - now * (step - before) / (now - value), 9)
    return None


def _met_exactly(
    moved: Moved, apart: Apart, step: float, which: int, beside: float
) -> Json | None:  # fmt: skip
    """The call with the number moved by a rounder step, by which the sides lie just so far."""
    for digits in range(8, -1, -1):
        form = moved(round(step, digits))
        found = apart(form) if form is not None else ()
        if which < len(found) and found[which] == beside:
            return form
    return None


def _moves(form: Json) -> Iterator[Moved]:
    for path in paths_of(form):
        held = at_path(form, path)
        if isinstance(held, bool):
            continue
        if isinstance(held, int | float):
            yield _of_number(form, path, held)
        elif isinstance(held, str):
            yield from _of_text(form, path, held)
        elif isinstance(held, list):
            yield _of_list(form, path, held)
        elif isinstance(held, dict) and held.get(KIND) == "dose":
            yield _of_number(form, (*path, "v"), held["v"])
        elif isinstance(held, dict) and held.get(KIND) == "date":
            yield _of_day(form, (*path, "v"), held["v"])


def _with(form: Json, path: Path, new: Json) -> Json:
    made = json.loads(json.dumps(form))
    put_at(made, path, new)
    return made


def _of_number(form: Json, path: Path, held: float) -> Moved:
    def moved(by: float) -> Json | None:
        new = held + by
        return _with(form, path, round(new) if isinstance(held, int) else new)

    return moved


def _of_day(form: Json, path: Path, held: str) -> Moved:
    def moved(by: float) -> Json | None:
        with suppress(OverflowError):
            day = date.fromisoformat(held) + timedelta(days=round(by))
            return _with(form, path, day.isoformat())
        return None

    return moved


def _of_list(form: Json, path: Path, held: list[Json]) -> Moved:
    def moved(by: float) -> Json | None:
        size = len(held) + round(by)
        if not 0 <= size <= _LONGEST:
            return None
        more = [held[-1] if held else "x"] * (size - len(held))
        return _with(form, path, [*held[:size], *more])

    return moved


def _of_text(form: Json, path: Path, held: str) -> Iterator[Moved]:
    with suppress(ValueError):
        yield _of_day(form, path, date.fromisoformat(held).isoformat())
        return

    def longer(by: float) -> Json | None:
        size = len(held) + round(by)
        return _with(form, path, held[:size].ljust(size, "x")) if 0 <= size <= _LONGEST else None

    def wordier(by: float) -> Json | None:
        words, more = held.split(), round(by)
        if not 0 <= len(words) + more <= _LONGEST:
            return None
        return _with(form, path, " ".join((words + ["x"] * max(more, 0))[: len(words) + more]))

    yield longer
    yield wordier
    for figure in _FIGURE.finditer(held):
        yield _of_figure(form, path, held, figure)


def _of_figure(form: Json, path: Path, held: str, figure: re.Match[str]) -> Moved:
    number = float(figure[0].replace(",", "."))

    def moved(by: float) -> Json | None:
        new = number + by
        if new < 0:
            return None
        return _with(form, path, f"{held[: figure.start()]}{new:.9g}{held[figure.end() :]}")

    return moved

"""One fault in a copy of the tree, and the tests that are worth running for it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bite.cover import LineMap
from tests.bite.operators import Fault
from tests.bite.warm import ROOMS, Outcome, Warm

#: What each stage of one fault's tests may take by the map: a first look, then all that pays.
_BUDGETS_S = (3.0, 25.0)
#: And at most, of the processor: a fault may make a loop endless.
_LIMIT_S = 60.0


def stages(tests: Iterable[int], known: LineMap, room: str) -> tuple[tuple[str, ...], ...]:
    """These tests in the order in which they are worth running: a few of the room itself, of this
    folder, of the kept calls and reports, a few of the others, then the rest of the first, and of
    the others. The cheapest first, as many as the budget of a stage pays; a file must be loaded for
    its first test."""
    near: list[int] = []
    far: list[int] = []
    for test in sorted(tests, key=lambda t: known.seconds[t]):
        is_near = known.tests[test].startswith(
            (f"tests/unit/{room}/", "tests/asked/", "tests/bite/", "tests/golden/")
        )
        (near if is_near else far).append(test)
    made = []
    for budget in _BUDGETS_S:
        for part in (near, far):
            paid = _paid(part, known, budget)
            if paid:
                made.append(tuple(known.tests[t] for t in paid))
                part[:] = [t for t in part if t not in set(paid)]
    return tuple(made)


def _paid(tests: Iterable[int], known: LineMap, budget: float) -> tuple[int, ...]:
    made: list[int] = []
    loaded: set[str] = set()
    spent = 0.0
    for test in tests:
        file = known.tests[test].split("::")[0]
        cost = known.seconds[test] + (0.0 if file in loaded else known.loading.get(file, 0.0))
        if spent + cost <= budget or (not made and budget == _BUDGETS_S[-1]):
            spent += cost
            loaded.add(file)
            made.append(test)
    return tuple(made)


def tried(fault: Fault, parts: Iterable[Sequence[str]], copy: Path, warm: Warm) -> Outcome:
    """What becomes of a fault in this copy, which is whole again afterwards."""
    path = copy / "src" / "baclofen" / fault.file
    whole = path.read_bytes()
    replaced(path, fault.planted(whole))
    try:
        if fault.file.split("/")[0] in ROOMS:
            return _first_that_sees(parts, warm)
        with Warm(copy) as anew:  # what the other one has loaded is what is changed
            return _first_that_sees(parts, anew)
    finally:
        replaced(path, whole)


def _first_that_sees(parts: Iterable[Sequence[str]], warm: Warm) -> Outcome:
    outcome = Outcome("", "no test runs it")
    for tests in parts:
        outcome = warm.run(tests, _LIMIT_S)
        if not outcome.lived:
            break
    return outcome


def replaced(path: Path, raw: bytes) -> None:
    """Writes a source file so that Python compiles it anew, however quickly it follows."""
    stands = path.stat().st_mtime
    path.write_bytes(raw)
    later = max(time.time(), stands + 2)
    os.utime(path, (later, later))

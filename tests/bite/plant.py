"""One fault in a copy of the tree, and the tests that run its line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from baclofen.value import Value
from tests.bite.cover import LineMap
from tests.bite.only import FILE
from tests.bite.tree import OPTIONS, surroundings

#: What each stage of one fault's tests may take by the map; the cheapest run first.
_BUDGET_S = 25.0
#: And by the clock: a fault may make a loop endless.
_LIMIT_S = 150.0


class Outcome(Value):
    """What became of a fault: the test that failed, or why none did."""

    killed_by: str
    note: str = ""

    @property
    def lived(self) -> bool:
        return not self.killed_by


def stages(tests: Iterable[int], known: LineMap, room: str) -> tuple[tuple[str, ...], ...]:
    """These tests in the order in which they are worth running: those of the room itself and of
    this folder, then the others, cheapest first; each stage as long as the budget pays."""
    near: list[int] = []
    far: list[int] = []
    for test in sorted(tests, key=lambda t: known.seconds[t]):
        is_near = known.tests[test].startswith((f"tests/unit/{room}/", "tests/bite/"))
        (near if is_near else far).append(test)
    return tuple(made for part in (near, far) if (made := _paid(part, known)))


def _paid(tests: Iterable[int], known: LineMap) -> tuple[str, ...]:
    made: list[str] = []
    spent = 0.0
    for test in tests:
        spent += known.seconds[test]
        if made and spent > _BUDGET_S:
            break
        made.append(known.tests[test])
    return tuple(made)


def run(copy: Path, tests: Sequence[str]) -> Outcome:
    """The first of these tests that fails in the copy as it stands."""
    listed = copy / "only.txt"
    listed.write_text("\n".join(tests), encoding="utf-8")
    files = sorted({name.split("::")[0] for name in tests})
    environment = {**surroundings(copy), FILE: str(listed)}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "-p", "tests.bite.only"]
    try:
        done = subprocess.run(
            [*command, *OPTIONS, *files], cwd=copy, env=environment, check=False,
            capture_output=True, text=True, timeout=_LIMIT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Outcome("the clock")
    if done.returncode == 0:
        return Outcome("", f"{len(tests)} tests ran it")
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return Outcome(failed[0] if failed else f"exit code {done.returncode}")


def replaced(path: Path, raw: bytes) -> None:
    """Writes a source file so that Python compiles it anew, however quickly it follows."""
    stands = path.stat().st_mtime
    path.write_bytes(raw)
    later = max(time.time(), stands + 2)
    os.utime(path, (later, later))

"""Event cases as C that watches itself: each access to memory, and what C leaves undefined.

`python -m tests.unit.engine.sanitized [CASES]` starts itself again with the watching libraries
loaded first, follows so many of the peers' event cases and a few programs with loops, windows and
steady states, and ends with 1 where anything was found; with 3 where no compiler can do so. The
longest program takes most of it to compile: of few cases it is followed in one precision.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from baclofen.engine import Event, Window, compile_program, run
from baclofen.engine.library import Precision
from baclofen.engine.print_program import FORMULAS_IN
from baclofen.native import NotCompiled, compiler, load, machine
from baclofen.native.compiler import find_compiler
from bench.w1 import GRAPH, fixed_sets
from tests.peers.events import DATA, MODELS, run_case
from tests.unit.engine.models import LOOPS, SITE, SITE_PEOPLE

#: Nothing is made quicker: to compile takes most of it, and every access stays as it is written.
WATCHED = (
    "-O0", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all",
)  # fmt: skip
INSIDE = "BACLOFEN_SANITIZED"
NOT_HERE = 3
_FEW = 3


def main(cases: int) -> int:
    """Follows so many cases; what is found ends the process."""
    try:
        libraries = [_library(name) for name in ("libasan.so", "libubsan.so")]
    except NotCompiled as why:
        print(why)
        return NOT_HERE
    if not os.environ.get(INSIDE):
        with tempfile.TemporaryDirectory() as folder:
            given = {
                INSIDE: "1", "LD_PRELOAD": " ".join(libraries), "XDG_CACHE_HOME": folder,
                # Python itself keeps memory until it ends.
                "ASAN_OPTIONS": "detect_leaks=0",
            }  # fmt: skip
            command = [sys.executable, "-m", "tests.unit.engine.sanitized", str(cases)]
            return subprocess.run(command, env={**os.environ, **given}, check=False).returncode
    machine.WIDE, machine.USUAL = (*machine.WIDE, *WATCHED), (*machine.USUAL, *WATCHED)
    # What watches itself takes ten times as long to compile; and NumPy must not stand in for it.
    compiler.LONGEST_S *= 10
    warnings.simplefilter("error")
    load("int nothing(void) { return 0; }", "nothing")
    followed = 0
    for case in json.loads(DATA.read_text(encoding="utf-8"))["cases"]:
        counted = not case["implementation_defined"] and MODELS[case["model"]][0].is_linear
        if counted and followed < cases:
            outcome = run_case(case, "c")
            if not outcome.holds:
                print(outcome)
                return 1
            followed += 1
    _programs(FORMULAS_IN if cases > _FEW else ("float64",))
    print(f"{followed} cases and 3 programs, nothing found")
    return 0


def _library(name: str) -> str:
    """A watching library of the compiler. Raises `NotCompiled`."""
    command = [find_compiler().path, f"-print-file-name={name}"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if not Path(said).is_file():
        raise NotCompiled(f"the C compiler has no {name}")
    return said


def _programs(longest_in: Iterable[Precision]) -> None:
    events = [Event(0, 10, "oral", ii_h=6, addl=9), Event(60, 20, "oral", ii_h=6, addl=3)]
    windows = [Window("day 2", 24, 48), Window("all", 0, 96)]
    program = compile_program(GRAPH, events, until_h=96, per_h=2, windows=windows)
    above = {"EFF": 0.1}
    for precision in longest_in:
        run(program, fixed_sets(), ["CPL", "EFF", "TOL"], above=above, executor="c",
            precision=precision)  # fmt: skip
    events = [Event(0, 4, "iv", ii_h=8, addl=12)]
    program = compile_program(LOOPS, events, until_h=120, windows=[Window("all", 0, 120)], per_h=1)
    run(program, {"ke": [0.1, 0.3], "k": 0.05, "half": 1.0}, ["A", "seen"], executor="c")
    events = [Event(0, 4, "oral", ii_h=6, ss=1, addl=2), Event(20, evid=3), Event(21, 8, "oral")]
    program = compile_program(SITE, events, until_h=40, per_h=1)
    people: dict[str, Any] = {**SITE_PEOPLE, "lag": [0.0, 0.75, 3.25]}
    for precision in FORMULAS_IN:
        run(program, people, ["central", "effect", "slow"], executor="c", precision=precision)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))

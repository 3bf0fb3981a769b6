"""How many machine instructions four things take, by callgrind: the same on a quiet machine and a
busy one.

All are run a few times in one process, each between two marks at which callgrind writes down what
was taken since the last. What makes them ready is not counted; it is nearly all of the work, so
where the machine has a C compiler and valgrind's headers it is not even watched. It is given in
turns of an empty loop of the same interpreter, which takes out most of what differs between builds.
`HELD` are those of the last release, measured so.
"""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from baclofen.native import NotCompiled
from baclofen.native.compiler import find_compiler

#: How often each is run.
TIMES: Mapping[str, int] = MappingProxyType(
    {"loop": 200_000, "verdict": 20, "label plan": 40, "plan weighed": 1, "knowledge": 2}
)
#: Turns of the loop that each took before, and the interpreter it was measured with. Verdict and
#: knowledge were held anew, 1.09 and 1.14 times, when some fifty rules had come; knowledge again,
#: 1.35 times, when names of diagnoses were four times as many, and 1.26 times, when why a dose was
#: not given and what somebody no longer does came to be read from tables.
HELD: Mapping[str, float] = MappingProxyType(
    {"verdict": 6693, "label plan": 1375, "plan weighed": 1_590_934, "knowledge": 527_040}
)
HELD_WITH = (3, 11)
#: A thing may take so many times what is held.
MOST = 1.2
#: What Python calls as a mark: of the C library, and called by nothing else that is run here.
_MARK = "getsid"
#: What tells callgrind to watch from here on.
_SWITCH = """#include <valgrind/callgrind.h>
void watch(void) { CALLGRIND_START_INSTRUMENTATION; }
"""
_TOTALS = re.compile(r"^totals: (\d+)$", re.MULTILINE)


def main() -> None:
    """Prints what each takes in turns of the loop, beside what is held."""
    for name, turns in measure().items():
        held = HELD.get(name)
        beside = f"   {turns / held:5.2f} x what is held" if held else ""
        print(f"{name:14} {turns:12,.0f} turns of an empty loop{beside}")


def measure(source: Path | None = None) -> dict[str, float]:
    """Turns of the loop that each takes; `source` is another checkout's `src`, to compare."""
    took = dict(zip(TIMES, _counted(source), strict=True))
    each = {name: took[name] / times for name, times in TIMES.items()}
    turn = each.pop("loop")
    return {name: one / turn for name, one in each.items()}


def _counted(source: Path | None) -> list[int]:
    """Instructions of each, all its times together."""
    env = dict(os.environ, PYTHONHASHSEED="0", OPENBLAS_NUM_THREADS="1")
    if source is not None:
        env["PYTHONPATH"] = str(source)
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "counted"
        tool = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={written}"]
        if switch := _switch(Path(folder)):
            tool.append("--instr-atstart=no")
        command = [*tool, f"--dump-before={_MARK}", sys.executable, str(Path(__file__)), *switch]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        # Each mark ends a part: 1 what came before the first, 2 the first, 3 what came between it
        # and the next.
        parts = [Path(f"{written}.{2 * n + 2}") for n in range(len(TIMES))]
        if done.returncode or not all(part.is_file() for part in parts):
            raise RuntimeError(f"callgrind counted nothing: {done.stderr[-300:]}")
        return [int(_TOTALS.findall(part.read_text("utf-8"))[-1]) for part in parts]


def _switch(folder: Path) -> list[str]:
    """The library that has callgrind watch; none where this machine cannot make it."""
    made = folder / "switch.so"
    try:
        command = [find_compiler().path, "-shared", "-fPIC", "-xc", "-", "-o", str(made)]
    except NotCompiled:
        return []
    done = subprocess.run(command, input=_SWITCH, capture_output=True, text=True, check=False)
    return [str(made)] if done.returncode == 0 else []


def work(name: str) -> Callable[[], object]:
    """What is counted, made ready: run once, so that nothing is counted that is kept."""
    if name == "loop":
        return lambda: None
    from baclofen.assessment import Request, assess
    from baclofen.knowledge import load_knowledge
    from baclofen.patient import Patient
    from baclofen.planning import optimise, plan_oral

    known = load_knowledge()
    if name == "knowledge":
        # As a command loads it: past the copy that a process keeps.
        return load_knowledge.__wrapped__
    who = Patient(
        age_y=52, sex="female", weight_kg=68, egfr=95, syndrome="ms_spasticity", baclofen=()
    )
    request = Request(today=date(2026, 11, 22), kind="start")
    fit = assess(who, known, request)
    made = plan_oral(fit, known)
    ready: dict[str, Callable[[], object]] = {
        "verdict": lambda: assess(who, known, request),
        "label plan": lambda: plan_oral(fit, known),
        "plan weighed": lambda: optimise(made, known, seed=1),
    }
    ready[name]()
    return ready[name]


if __name__ == "__main__":
    ready = {name: work(name) for name in TIMES}
    if sys.argv[1:]:
        ctypes.CDLL(sys.argv[1]).watch()
    for name, times in TIMES.items():
        counted = ready[name]
        os.getsid(0)
        for _ in range(times):
            counted()
        os.getsid(0)
    # What an interpreter tidies up at its end would be watched too.
    os._exit(0)

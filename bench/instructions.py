"""How many machine instructions four things take, by callgrind: the same on a quiet machine and a
busy one.

Each is run in a process of its own, a few times more and not at all; the difference is what it
takes. It is given in turns of an empty loop of the same interpreter, which takes out most of what
differs between builds. `HELD` are those of the last release, measured so.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

#: How often each is run.
TIMES: Mapping[str, int] = MappingProxyType(
    {"loop": 200_000, "verdict": 20, "label plan": 40, "plan weighed": 1, "knowledge": 2}
)
#: Turns of the loop that each took before, and the interpreter it was measured with. Verdict and
#: knowledge were held anew, 1.09 and 1.14 times, when some fifty rules had come; knowledge again,
#: 1.35 times, when names of diagnoses were four times as many.
HELD: Mapping[str, float] = MappingProxyType(
    {"verdict": 6693, "label plan": 1375, "plan weighed": 1_590_934, "knowledge": 417_146}
)
HELD_WITH = (3, 11)
#: A thing may take so many times what is held.
MOST = 1.2
_COLLECTED = re.compile(r"Collected\s*:\s*(\d+)")


def main() -> None:
    """Prints what each takes in turns of the loop, beside what is held."""
    for name, turns in measure().items():
        held = HELD.get(name)
        beside = f"   {turns / held:5.2f} x what is held" if held else ""
        print(f"{name:14} {turns:12,.0f} turns of an empty loop{beside}")


def measure(source: Path | None = None) -> dict[str, float]:
    """Turns of the loop that each takes; `source` is another checkout's `src`, to compare."""
    took = {name: _instructions(name, source) for name in TIMES}
    turn = took.pop("loop")
    return {name: each / turn for name, each in took.items()}


def _instructions(name: str, source: Path | None) -> float:
    """Instructions of one of it."""
    more, none = _collected(name, TIMES[name], source), _collected(name, 0, source)
    return (more - none) / TIMES[name]


def _collected(name: str, times: int, source: Path | None) -> int:
    env = dict(os.environ, PYTHONHASHSEED="0", OPENBLAS_NUM_THREADS="1")
    if source is not None:
        env["PYTHONPATH"] = str(source)
    tool = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    command = [*tool, sys.executable, str(Path(__file__)), name, str(times)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    found = _COLLECTED.search(done.stderr)
    if found is None:
        raise RuntimeError(f"callgrind counted nothing: {done.stderr[-300:]}")
    return int(found[1])


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
    counted = work(sys.argv[1])
    for _ in range(int(sys.argv[2])):
        counted()

"""Puts faults into copies of the source and counts those that no test sees.

    python -m tests.bite                 200 faults, drawn by the commit
    python -m tests.bite --seed 7 --number 50 --rooms planning,assessment
    python -m tests.bite --kept          the faults that once lived, from survivors.toml

Prints each fault that lived with its file and line. Ends with 1 when more than 3 % live.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from baclofen.value import Value
from tests.bite.cover import LineMap, line_map
from tests.bite.operators import Fault, all_faults, drawn
from tests.bite.plant import Outcome, chosen, copied, replaced, run

ROOT = Path(__file__).parents[2]
ROOMS = ("planning", "assessment", "regimen", "exchange", "reporting")
#: Rooms of which more must be known than of which faults are drawn: kept faults may lie there.
_MEASURED = (*ROOMS, "answering", "knowledge", "patient", "review", "cli", "qualification")
_MOST_ALIVE, _MOST_EQUIVALENT = 0.03, 0.05
_AT_ONCE = 2


class Equivalent(Value):
    """A fault that changes nothing anyone could see, and why. It is known by its file, the line of
    text it stands on, and the change."""

    file: str
    line: str
    before: str
    after: str
    reason: str

    def is_of(self, fault: Fault) -> bool:
        return (self.file, self.line, self.before, self.after) == (
            fault.file, fault.text, fault.before, fault.after,
        )  # fmt: skip


class Kept(Value):
    """A fault that was put in by hand: in `file` the text `before` becomes `after`."""

    says: str
    file: str
    before: str
    after: str


def equivalents() -> tuple[Equivalent, ...]:
    raw = tomllib.loads((Path(__file__).parent / "equivalents.toml").read_text(encoding="utf-8"))
    return tuple(Equivalent(**entry) for entry in raw.get("equivalent", ()))


def kept_faults(src: Path) -> list[Fault]:
    """The faults that once lived, as the text now has them. Raises `LookupError` for one whose
    place is gone or not clear: it is then written anew, or struck out with its reason."""
    raw = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    found = []
    for entry in raw["fault"]:
        one = Kept(**entry)
        source = (src / one.file).read_bytes()
        if source.count(one.before.encode()) != 1:
            raise LookupError(f"{one.file}: {one.before!r} must stand there once ({one.says})")
        start = source.index(one.before.encode())
        line = source.count(b"\n", 0, start) + 1
        end = start + len(one.before.encode())
        found.append(Fault(one.file, start, end, one.says, one.before, one.after, line, ""))
    return found


def main(asked: Sequence[str] | None = None) -> int:
    told = _options(asked)
    src = ROOT / "src" / "baclofen"
    if told.kept:
        faults = kept_faults(src)
    else:
        seed = told.seed if told.seed is not None else _seed_of_commit()
        rooms = told.rooms.split(",")
        faults = drawn(all_faults(src, rooms), src, told.number, seed)
        print(f"{len(faults)} faults in {', '.join(rooms)}, seed {seed}", flush=True)
    began = time.monotonic()
    known = line_map(ROOT, _MEASURED, ROOT / "out" / "bite")
    mapped = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shares = pool.map(lambda part: _try_out(part, known), _shares(faults))
        results = [pair for share in shares for pair in share]
    excused = equivalents()
    lived = [(f, o) for f, o in results if o.lived]
    same = [f for f, _ in lived if any(e.is_of(f) for e in excused)]
    alive = [(f, o) for f, o in lived if f not in same]
    for fault, outcome in sorted(alive, key=lambda pair: (pair[0].file, pair[0].line)):
        print(f"LIVED {fault.says} ({outcome.note})")
    print(
        f"{len(results) - len(lived)} of {len(results)} died, {len(same)} are equivalent, "
        f"{len(alive)} live; map {mapped - began:.0f} s, faults {time.monotonic() - mapped:.0f} s"
    )
    if told.kept:
        return int(bool(alive))
    too_many = len(same) > _MOST_EQUIVALENT * len(results)
    return int(too_many or len(alive) > _MOST_ALIVE * len(results))


def _options(asked: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bite", description=__doc__)
    parser.add_argument("--seed", type=int, help="the lot; without it, that of the commit")
    parser.add_argument("--number", type=int, default=200, help="how many faults")
    parser.add_argument("--rooms", default=",".join(ROOMS), help="which rooms, by comma")
    parser.add_argument("--kept", action="store_true", help="the faults of survivors.toml")
    return parser.parse_args(asked)


def _seed_of_commit() -> int:
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout.strip()[:8], 16)


def _shares(faults: list[Fault]) -> list[list[Fault]]:
    return [faults[at::_AT_ONCE] for at in range(_AT_ONCE)]


def _try_out(faults: list[Fault], known: LineMap) -> list[tuple[Fault, Outcome]]:
    """Each fault in turn, in one copy of the tree."""
    made = []
    with copied(ROOT) as copy:
        for fault in faults:
            tests = chosen(known.running(fault.file, fault.line), known)
            if tests:
                path = copy / "src" / "baclofen" / fault.file
                whole = path.read_bytes()
                replaced(path, fault.planted(whole))
                outcome = run(copy, tests)
                replaced(path, whole)
            else:
                outcome = Outcome("", "no test runs it")
            print("." if not outcome.lived else "L", end="", flush=True)
            made.append((fault, outcome))
    print(flush=True)
    return made


if __name__ == "__main__":
    sys.exit(main())

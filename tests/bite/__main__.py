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
from tests.bite.cover import line_map
from tests.bite.operators import Fault, all_faults, drawn
from tests.bite.plant import stages, tried
from tests.bite.tree import copied
from tests.bite.warm import ROOMS, Outcome, Warm

ROOT = Path(__file__).parents[2]
_MOST_ALIVE, _MOST_EQUIVALENT = 0.03, 0.05
_AT_ONCE = 2
#: What the tests of the kept faults may take in all without any.
_LIMIT_S = 600.0


#: A fault, and the tests that are to see it, by stages.
Planned = tuple[Fault, tuple[tuple[str, ...], ...]]


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
    """A fault that was put in by hand: in `file` the text `before` becomes `after`, and the tests
    of `seen_by` see it."""

    says: str
    file: str
    seen_by: str
    before: str
    after: str


def equivalents() -> tuple[Equivalent, ...]:
    raw = tomllib.loads((Path(__file__).parent / "equivalents.toml").read_text(encoding="utf-8"))
    return tuple(Equivalent(**entry) for entry in raw.get("equivalent", ()))


def kept_faults(src: Path) -> list[Planned]:
    """The faults that once lived, as the text now has them, each with the tests that see it.
    Raises `LookupError` for one whose place is gone or not clear: it is then written anew."""
    raw = tomllib.loads((Path(__file__).parent / "survivors.toml").read_text(encoding="utf-8"))
    found: list[Planned] = []
    for entry in raw["fault"]:
        one = Kept(**entry)
        source = (src / one.file).read_bytes()
        if source.count(one.before.encode()) != 1:
            raise LookupError(f"{one.file}: {one.before!r} must stand there once ({one.says})")
        start = source.index(one.before.encode())
        line = source.count(b"\n", 0, start) + 1
        end = start + len(one.before.encode())
        fault = Fault(one.file, start, end, one.says, one.before, one.after, line, "")
        found.append((fault, ((one.seen_by,),)))
    return found


def main(asked: Sequence[str] | None = None) -> int:
    told = _options(asked)
    src = ROOT / "src" / "baclofen"
    began = time.monotonic()
    if told.kept:
        pairs = kept_faults(src)
        _must_pass(sorted({test for _, parts in pairs for tests in parts for test in tests}))
    else:
        seed = told.seed if told.seed is not None else _seed_of_commit()
        rooms = told.rooms.split(",")
        faults = drawn(all_faults(src, rooms), src, told.number, seed)
        print(f"{len(faults)} faults in {', '.join(rooms)}, seed {seed}", flush=True)
        known = line_map(ROOT, ROOMS, ROOT / "out" / "bite")
        pairs = [
            (f, stages(known.running(f.file, f.line), known, f.file.split("/")[0])) for f in faults
        ]
    mapped = time.monotonic()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        shares = pool.map(_try_out, [pairs[at::_AT_ONCE] for at in range(_AT_ONCE)])
        results = [pair for share in shares for pair in share]
    print()
    excused = equivalents()
    lived = [(f, o) for f, o in results if o.lived]
    same = [f for f, _ in lived if any(e.is_of(f) for e in excused)]
    alive = [(f, o) for f, o in lived if f not in same]
    for fault, outcome in sorted(alive, key=lambda pair: (pair[0].file, pair[0].line)):
        print(f"LIVED {fault.says} ({outcome.note})")
    print(
        f"{len(results) - len(lived)} of {len(results)} died, {len(same)} are equivalent, "
        f"{len(alive)} live; {mapped - began:.0f} s before, then {time.monotonic() - mapped:.0f} s"
    )
    if told.kept:
        return int(bool(alive))
    too_many = len(same) > _MOST_EQUIVALENT * len(results)
    return int(too_many or len(alive) > _MOST_ALIVE * len(results))


def _options(asked: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bite", description=__doc__)
    parser.add_argument("--seed", type=int, help="the lot; without it, that of the commit")
    parser.add_argument("--number", type=int, default=200, help="how many faults")
    parser.add_argument(
        "--rooms", default=",".join(ROOMS), help="which rooms, or folders of them, by comma"
    )
    parser.add_argument("--kept", action="store_true", help="the faults of survivors.toml")
    return parser.parse_args(asked)


def _seed_of_commit() -> int:
    command = ["git", "rev-parse", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout.strip()[:8], 16)


def _must_pass(tests: Sequence[str]) -> None:
    """Nothing is told by tests that fail anyway."""
    with copied(ROOT) as copy, Warm(copy) as warm:
        outcome = warm.run(tests, _LIMIT_S)
    if not outcome.lived:
        raise SystemExit(f"Without any fault there failed: {outcome.killed_by}")


def _try_out(pairs: Sequence[Planned]) -> list[tuple[Fault, Outcome]]:
    """Each fault in turn, in one copy of the tree."""
    made = []
    with copied(ROOT) as copy, Warm(copy) as warm:
        for fault, parts in pairs:
            outcome = tried(fault, parts, copy, warm)
            print("." if not outcome.lived else f"\nlived {fault.says}\n", end="", flush=True)
            made.append((fault, outcome))
    return made


if __name__ == "__main__":
    sys.exit(main())

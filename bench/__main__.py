"""`python -m bench [NAME ...]`, of `BENCHES`: speed, as ratios in one run.

Without a name, all of them.
"""

from __future__ import annotations

import sys

from bench import (
    chain,
    cold,
    compiled,
    engine,
    hostile,
    instructions,
    plan,
    record,
    store,
    synthesis,
    threads,
)

BENCHES = {
    "cold": cold.main, "plan": plan.main, "engine": engine.main, "chain": chain.main,
    "compiled": compiled.main,
    "record": record.main, "store": store.main, "synthesis": synthesis.main,
    "threads": threads.main, "instructions": instructions.main, "hostile": hostile.main,
}  # fmt: skip


def main(names: list[str]) -> int:
    """Runs the benches named; 2 if there is none of that name."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"no bench {', '.join(unknown)}; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    for name in names or BENCHES:
        BENCHES[name]()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

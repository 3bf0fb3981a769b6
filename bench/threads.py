"""W1 as installed against one thread of the linear algebra library: what it costs to leave it free.

Each is a process of its own, as the number of threads is read once; they run in turns. CPU
seconds are those of all threads, so one that spins beside the work counts.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

PATIENTS = (100, 1_000, 1_024, 2_000, 10_000)
ROUNDS = 5
LIBRARIES = ("OPENBLAS", "MKL", "OMP", "BLIS", "VECLIB")
# A thread that was started spins on for a while: it is waited for.
CODE = """
import sys, time
from baclofen.engine import run
from bench.w1 import hourly, population
draws = population(int(sys.argv[1]))
run(hourly(16), draws, ["CPL", "EFF"])
time.sleep(0.5)
before = time.process_time()
run(hourly(16), draws, ["CPL", "EFF"])
time.sleep(0.5)
print(time.process_time() - before)
"""


def main() -> None:
    """Prints, for each number of patients, CPU as installed over CPU with one thread."""
    free = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    one = {**free, **{f"{name}_NUM_THREADS": "1" for name in LIBRARIES}}
    print(f"W1 hourly, CPU as installed over CPU with one thread, median of {ROUNDS} pairs")
    for n in PATIENTS:
        pairs = [(_cpu(n, free), _cpu(n, one)) for _ in range(ROUNDS)]
        ratio = statistics.median(a / b for a, b in pairs)
        each = 1e6 * statistics.median(a for a, _ in pairs) / n
        print(f"{n:6,} patients {each:8.0f} us each {ratio:6.2f} x one thread")


def _cpu(n: int, env: dict[str, str]) -> float:
    command = [sys.executable, "-c", CODE, str(n)]
    return float(subprocess.run(command, env=env, check=True, capture_output=True).stdout)

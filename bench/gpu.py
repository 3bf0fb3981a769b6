"""`python -m bench.gpu [--n 1000,10000,...] [--places 8,12,16]`: W1 reduced, on a GPU.

For a machine with an accelerator and JAX for it; on a CPU it runs too, and says so. Daily
mean effect of every patient, in single and double precision, exponentials in doubles.
Results go to `results/gpu.json`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

import jax
import numpy as np

from baclofen.engine import Program, run
from baclofen.engine.run_jax import DOUBLE, SINGLE, compiled_walk
from baclofen.engine.step import Wanted
from bench.engine import flop
from bench.w1 import Numbers, population, reduced

RESULTS = Path(__file__).parent / "results"
ROUNDS = 5
#: Arithmetic peaks in FLOP/s of devices we may meet, by their makers; others are left out.
PEAKS = {"NVIDIA H200": {SINGLE: 67e12, DOUBLE: 34e12}}


def measure(program: Program, patients: dict[str, Numbers], precision: str) -> dict[str, Any]:
    """Patients a second, warm, results left on the device; and the time to compile."""
    n = max(value.size for value in patients.values())
    wanted = Wanted(("EFF",), frozenset(["area"]), {})
    start = time.perf_counter()
    with jax.enable_x64(True):
        walk, arguments = compiled_walk(program, patients, wanted, precision)
        jax.block_until_ready(walk(*arguments))  # type: ignore[no-untyped-call]
        first = time.perf_counter() - start
        best = np.inf
        for _ in range(ROUNDS):
            start = time.perf_counter()
            jax.block_until_ready(walk(*arguments))  # type: ignore[no-untyped-call]
            best = min(best, time.perf_counter() - start)
    return {"n": n, "precision": precision, "places": program.places, "per second": n / best,
            "first call s": first}  # fmt: skip


def main() -> None:
    """Checks against NumPy first, then sweeps sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", default="1000,10000,100000,1000000")
    parser.add_argument("--places", default="8,12,16")
    asked = parser.parse_args()
    device = jax.devices()[0]
    print(f"JAX {jax.__version__}, {device.platform}, {device.device_kind}")
    few, program = population(64), reduced(12)
    exact = run(program, few, ["EFF"], reduce=["area"])
    here = run(program, few, ["EFF"], reduce=["area"], executor="jax")
    apart = max(
        float(np.abs(exact.windows[w]["EFF"].mean - here.windows[w]["EFF"].mean).max())
        for w in exact.windows
    )
    print(f"against NumPy: {apart:.1e}")
    rows = []
    for places in map(int, asked.places.split(",")):
        for precision in (SINGLE, DOUBLE):
            for n in map(int, asked.n.split(",")):
                row = measure(reduced(places), population(n), precision)
                peak = PEAKS.get(device.device_kind, {}).get(precision)
                if peak:
                    row["share of peak"] = row["per second"] * flop(places) / peak
                rows.append(row)
                print(row)
    RESULTS.mkdir(exist_ok=True)
    kept = {"device": device.device_kind, "jax": jax.__version__, "apart": apart, "rows": rows}
    (RESULTS / "gpu.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Programs as C against SciPy's odeint, in one run: W1 by size and by width of vectors.

CPU times are of one process; each is the best of some rounds, taken in turns with odeint's. Where
there is no compiler this says so, and that is all.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from baclofen.engine import run
from baclofen.engine.library import Precision
from baclofen.native import NotCompiled, load
from bench.engine import RESULTS, error_of, flop, lsoda, million, peak_flops
from bench.w1 import fixed_sets, hourly, population, reference

SIZES, ROUNDS, PLACES = (100, 1_000, 10_000), 7, 16
OUTPUTS = ["CPL", "EFF"]
NAMES: Mapping[Precision, str] = {"float64": "C", "float32": "C, single"}
TOLERANCE = 1e-6
# Compiles in a process and a folder of their own, so that nothing is there yet.
COMPILE = """
import resource, sys, time
from baclofen.engine import run
{before}
start = time.perf_counter()
{run}
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(time.perf_counter() - start, used.ru_utime + used.ru_stime)
"""
W1 = (
    "from bench.w1 import hourly, population",
    "run(hourly(16), population(8), ['CPL', 'EFF'], executor='c')",
)
CHAIN = (
    "from bench import chain; w = chain.program(chain.OUTPUTS, 8, 6.0)\n"
    "people = chain.own(chain.people(8), slice(None), w.graph.parameters)",
    "run(w, people, chain.OUTPUTS, reduce=['peak', 'area'], executor='c')",
)


def flop_as_c(places: int) -> float:
    """Operations a patient takes: as `bench.engine.flop` counts, with integrals by halves."""
    integrals, halved = 3 * 2 * places * (places + 3), 3 * (places**2 + 6 * places)
    return flop(places) - 140 * (integrals - halved)


def ratios() -> dict[str, float]:
    """W1 by size: odeint's CPU a patient over C's, and both in microseconds."""
    one = {k: float(v[0]) for k, v in fixed_sets().items()}
    program = hourly(PLACES)
    people = {n: population(n) for n in SIZES}
    work: dict[str, tuple[Callable[[], object], int]] = {
        "odeint": (lambda: lsoda(one, TOLERANCE), 1),
    }
    for n in SIZES:
        for precision, name in NAMES.items():
            go_on = partial(run, program, people[n], OUTPUTS, executor="c", precision=precision)
            go_on()
            work[f"{name}, {n:,}"] = go_on, n
    best = dict.fromkeys(work, np.inf)
    for _ in range(ROUNDS):
        for name, (go, n) in work.items():
            start = time.process_time()
            go()
            best[name] = min(best[name], 1e6 * (time.process_time() - start) / n)
    return best


def compile_seconds(before: str, work: str) -> tuple[float, float]:
    """Wall and CPU seconds of a first run, most of them the compiler's."""
    with tempfile.TemporaryDirectory() as folder:
        code = COMPILE.format(before=before, run=work)
        said = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True,
            env={**_environment(), "XDG_CACHE_HOME": folder},
        ).stdout.split()  # fmt: skip
    return float(said[0]), float(said[1])


def fill_speed() -> float:
    """Bytes a second that NumPy fills fresh memory with."""
    best = np.inf
    for _ in range(5):
        start = time.process_time()
        np.ones(20_000_000)
        best = min(best, time.process_time() - start)
    return 1.6e8 / best


def main() -> None:
    """Prints the table, and keeps it in `results/compiled.json`."""
    try:
        load("int nothing(void) { return 0; }", "nothing")
    except NotCompiled as why:
        print(f"\nC is not used: {why}")
        return
    five = fixed_sets()
    errors = {
        name: error_of(
            run(hourly(PLACES), five, ["EFF"], executor="c", precision=precision)["EFF"],
            reference()["EFF"],
        )
        for precision, name in NAMES.items()
    }
    kept: dict[str, object] = {"error": errors}
    peak = peak_flops()
    shown = ", ".join(f"{name} {error:.1e}" for name, error in errors.items())
    print(f"\nW1 as C, {PLACES} places, errors: {shown}; against odeint {TOLERANCE:g}")
    for wide in (True, False):
        found = ratios() if wide else _narrow()
        kept["as wide as can be" if wide else "AVX2"] = found
        print("AVX2 only:" if not wide else "vectors as wide as the processor's:")
        for name, us in found.items():
            # Of singles a matrix product does twice as many.
            share = flop_as_c(PLACES) / (us * 1e-6) / (peak * (2 if "single" in name else 1))
            told = "" if name == "odeint" else f", {share:.0%} of {peak / 1e9:.0f} GFLOP/s"
            print(f"  {name:18} {us:10.1f} us {found['odeint'] / us:8.0f} x{told}")
    for name, code in (("W1", W1), ("the whole chain", CHAIN)):
        wall, cpu = compile_seconds(*code)
        kept[f"first run of {name}, s"] = wall, cpu
        print(f"first run of {name}: {wall:.1f} s, {cpu:.1f} s CPU of the compiler")
    program, draws, warm = hourly(10), population(500), np.inf
    for _ in range(10):
        start = time.process_time()
        run(program, draws, ["EFF"], executor="c")
        warm = min(warm, time.process_time() - start)
    many = million(100_000, "c")
    us, gb = many["CPU us each"], many["peak GB"]
    rows = 8 * 841 * len(OUTPUTS) / (1e-6 * ratios()["C, 1,000"])
    kept |= {"500 draws, ms": 1e3 * warm, "reduced, us": us, "reduced, GB": gb,
             "curves over filling memory": rows / fill_speed()}  # fmt: skip
    print(f"500 draws, 35 days: {1e3 * warm:.1f} ms CPU")
    print(f"reduced to daily means: {us:.1f} us a patient, peak {gb:.2f} GB")
    print(f"hourly curves: {rows / 1e9:.2f} GB/s, {rows / fill_speed():.0%} of filling memory")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "compiled.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}


def _narrow() -> dict[str, float]:
    """The same with AVX2 alone, in a process of its own, against its own odeint."""
    code = (
        "import json; from baclofen.native import machine; machine.WIDE = machine.USUAL;"
        "from bench.compiled import ratios; print(json.dumps(ratios()))"
    )
    command = [sys.executable, "-c", code]
    said = subprocess.run(
        command, check=True, capture_output=True, text=True, env=_environment()
    ).stdout
    found: dict[str, float] = json.loads(said)
    return found


if __name__ == "__main__":
    main()

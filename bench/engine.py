"""The engine on W1 against SciPy's LSODA, in turns in one run: error against speed.

All times are CPU seconds of one process, the best of some rounds. FLOP are counted by hand
(`flop`), and set against what a matrix product reaches here.
"""

from __future__ import annotations

import importlib.util
import json
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from scipy.integrate import odeint  # type: ignore[import-untyped]

from baclofen.engine import run
from baclofen.engine.execute import Executor
from baclofen.engine.library import Precision
from bench.w1 import FIXED, Numbers, fixed_sets, hourly, population, reduced, reference

PLACES = (4, 6, 8, 10, 12, 16, 20, 24)
LSODA_TOLERANCES = (1e-4, 1e-6, 1e-8)
PATIENTS, ROUNDS = 1024, 5
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """One setting: CPU microseconds a patient, and its largest error of the effect."""

    name: str
    us: float
    error: float


def lsoda(values: Mapping[str, float], tolerance: float) -> Numbers:
    """Effect, hourly, as a pharmacometrician would write it for SciPy (Fortran inside)."""
    KTR, CL, V1, Q, V2 = (values[k] for k in ("KTR", "CL", "V1", "Q", "V2"))
    KE0, EC50, KOUT, KP = (values[k] for k in ("KE0", "EC50", "KOUT", "KP"))
    HILL, KINT, KTOL = values["HILL"], values["KINT"], values["KTOL"]
    half, ke, k12, k21 = EC50**HILL, (CL + Q) / V1, Q / V1, Q / V2

    def rise(y: Numbers, _: float) -> tuple[float, ...]:
        t1, t2, t3, c, p, s, r, o = y
        occ = s**HILL / (half + s**HILL) if s > 0 else 0.0
        return (
            -KTR * t1, KTR * (t1 - t2), KTR * (t2 - t3), KTR * t3 - ke * c + k21 * p,
            k12 * c - k21 * p, KE0 * (KP * c / V1 - s), KOUT * (1 - r) - KINT * occ * r,
            KTOL * (occ * r - o),
        )  # fmt: skip

    y = np.array([0.0] * 6 + [1.0, 0.0])
    course = []
    for b in range(140):
        y[0] += 10 if b < 12 else 15 if b < 24 else 20 if b < 112 else 0
        solved = odeint(rise, y, 6.0 * b + np.arange(7.0), rtol=tolerance, atol=tolerance)
        y = solved[-1].copy()
        course.append(solved[:-1])
    all_of_it = np.vstack([*course, y[None]])
    s, r, o = np.maximum(all_of_it[:, 5], 0), all_of_it[:, 6], all_of_it[:, 7]
    occ = s**HILL / (half + s**HILL)
    return np.asarray(values["EMAX"] * occ * r / (1 + o / values["T50"]))


def flop(places: int, largest_outflow: float = 16.0) -> float:
    """Operations a patient takes with hourly readings, counted from the method.

    A multiplication and addition are 2; exp and log are taken as 20 each, a division as 1.
    """
    m, blocks, reads = 6, 140, 7
    row_terms, halvings = 42, float(np.ceil(np.log2(6 * largest_outflow)))
    setup = 2 * m**3 * (24 + halvings)  # series of the exponential, then squarings
    setup += 2 * (2 * m * m * row_terms + 2 * m * (places + reads + 3) * row_terms)
    setup += 2 * 2 * m * m * (places + reads + 2) * (halvings - 2) / 2
    hill = 2 * 20 + 6
    along = 2 * m + hill + 2 + 20 + 1 + 2 + 2 + 1  # CSF, occupancy, loss, growth, gains
    integrals = 3 * 2 * (places + 3)
    per_read = 2 * 2 * m + hill + 2 * 2 * (places + 2) + 5
    return setup + blocks * (2 * m * m + places * (along + integrals) + reads * per_read)


def measure() -> list[Row]:
    """Every setting in turns, so that a slow minute slows them all."""
    five, wanted, many = fixed_sets(), reference()["EFF"], population(PATIENTS)
    ones = [{k: float(v[i % v.size]) for k, v in five.items()} for i in range(5)]
    cases: dict[str, tuple[Callable[[], object], int, float]] = {}
    for tolerance in LSODA_TOLERANCES:
        got = np.column_stack([lsoda(one, tolerance) for one in ones])
        two = partial(_lsoda_each, ones[:2], tolerance)
        cases[f"scipy LSODA {tolerance:g}"] = two, 2, error_of(got, wanted)
    forms: list[tuple[Executor, Precision]] = [("numpy", "float64")]
    if run(hourly(PLACES[0]), five, ["EFF"], executor="c").executor == "c":
        forms += [("c", "float64"), ("c", "float32")]
    if importlib.util.find_spec("jax"):
        forms += [("jax", "float64"), ("jax", "float32")]
    for executor, precision in forms:
        for places in PLACES:
            how = partial(run, hourly(places), executor=executor, precision=precision)
            got = how(five, ["EFF"])["EFF"]
            go = partial(how, many, ["CPL", "EFF"])
            go()  # compiled, pages touched
            cases[f"{executor} {precision}, {places} places"] = go, PATIENTS, error_of(got, wanted)
    one = {k: v[:1] for k, v in five.items()}
    solve = partial(run, hourly(4), one, executor="ode")
    got = solve(["EFF"])["EFF"]
    cases["ode, DOP853 1e-11"] = partial(solve, ["CPL", "EFF"]), 1, error_of(got, wanted[:, :1])
    best = dict.fromkeys(cases, np.inf)
    for _ in range(ROUNDS):
        for name, (work, n, _) in cases.items():
            start = time.process_time()
            work()
            best[name] = min(best[name], (time.process_time() - start) / n)
    return [Row(name, 1e6 * best[name], cases[name][2]) for name in cases]


def peak_flops() -> float:
    """Additions and multiplications a second that a matrix product reaches here."""
    a = np.random.default_rng(0).random((1200, 1200))
    best = np.inf
    for _ in range(5):
        start = time.process_time()
        a @ a
        best = min(best, time.process_time() - start)
    return 2 * 1200**3 / best


def interactive() -> dict[str, float]:
    """500 draws over 35 days, hourly effect: warm, and a cold process with its imports."""
    program, draws = hourly(10), population(500)
    run(program, draws, ["EFF"])
    warm = np.inf
    for _ in range(10):
        start = time.perf_counter()
        run(program, draws, ["EFF"])
        warm = min(warm, time.perf_counter() - start)
    code = (
        "from bench.w1 import hourly, population; from baclofen.engine import run;"
        "run(hourly(10), population(500), ['EFF'])"
    )
    cold = np.inf
    for _ in range(4):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        cold = min(cold, time.perf_counter() - start)
    return {"warm ms": 1e3 * warm, "cold ms": 1e3 * cold}


def million(n: int, executor: Executor = "numpy") -> dict[str, float]:
    """n patients reduced: daily mean effect and the whole run's peak level."""
    from baclofen.engine import stream

    program, done = reduced(8), 0
    means = np.zeros((35, n), dtype=np.float32)
    patients = population(n)
    start = time.process_time()
    for which, part in stream(program, patients, ["EFF"], reduce=["area"], executor=executor):
        for d, window in enumerate(program.windows):
            means[d, which] = part.windows[window.name]["EFF"].mean
        done = which.stop
    seconds = time.process_time() - start
    rss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    return {"patients": done, "CPU us each": 1e6 * seconds / n, "peak GB": rss,
            "mean effect": float(means.mean())}  # fmt: skip


def main() -> None:
    """Prints the table and keeps it in `results/engine.json`."""
    np.seterr(all="raise", under="ignore")
    print(f"\nW1, {PATIENTS} patients, hourly, effect and level; {platform.processor() or 'CPU'}")
    rows = measure()
    slow = next(row for row in rows if row.name == f"scipy LSODA {LSODA_TOLERANCES[-1]:g}")
    for row in rows:
        print(
            f"{row.name:26} {row.us:10.1f} us   error {row.error:7.1e}   {slow.us / row.us:7.0f} x"
        )
    peak = peak_flops()
    shares = {}
    for row in rows:
        if "16 places" in row.name:
            shares[row.name] = flop(16) / (row.us * 1e-6) / peak
            print(f"{row.name}: {flop(16):,.0f} FLOP a patient, {shares[row.name]:.0%} of the "
                  f"{peak / 1e9:.0f} GFLOP/s that a matrix product reaches")  # fmt: skip
    quick = interactive()
    print(f"500 draws, 35 days: {quick['warm ms']:.0f} ms warm, {quick['cold ms']:.0f} ms cold")
    many = million(20_000)
    print(f"reduced: {many['CPU us each']:.0f} us a patient, peak {many['peak GB']:.2f} GB")
    RESULTS.mkdir(exist_ok=True)
    kept = {
        "rows": [row.__dict__ for row in rows], "share of peak": shares,
        "peak GFLOP/s": peak / 1e9, "interactive": quick, "reduced": many, "fixed": FIXED,
    }  # fmt: skip
    (RESULTS / "engine.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def _lsoda_each(patients: list[dict[str, float]], tolerance: float) -> list[Numbers]:
    return [lsoda(one, tolerance) for one in patients]


def error_of(got: Numbers, wanted: Numbers) -> float:
    """The largest difference, as a part of the largest value."""
    return float(np.abs(got - wanted).max() / wanted.max())

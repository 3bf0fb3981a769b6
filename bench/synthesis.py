"""Meta-analysis of 30 studies: every estimator, interval and diagnostic, and statsmodels beside.

Where statsmodels' `combine_effects` does a job (fixed effect, DerSimonian and Laird, Paule and
Mandel, each with Hartung and Knapp's standard error), both are timed in turns in this run, and
their answers compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from baclofen.synthesis import (
    METHODS,
    Effects,
    begg,
    cumulate,
    egger,
    fail_safe_n,
    given,
    influence,
    leave_one_out,
    mantel_haenszel,
    peto,
    pool,
    pool_counts,
    regress,
    shrink,
    spread_between,
    trim_and_fill,
)

K, SEED, ROUNDS = 30, 20261122, 25
#: Two ways of one sum; Paule and Mandel's tau2 is left by statsmodels at 1e-5.
SAME = 1e-4


def main() -> None:
    rng = np.random.default_rng(SEED)
    se = rng.uniform(0.1, 0.6, K)
    yi = rng.normal(0.3, np.sqrt(0.05 + se**2))
    n = rng.integers(30, 300, K)
    counts = {"ai": rng.binomial(n, 0.06), "n1i": n, "ci": rng.binomial(n, 0.1), "n2i": n}
    # Effects keep what was found of them: each run has its own.
    fresh = partial(given, yi, se=se)
    cases = _cases(fresh, counts, rng.normal(size=K))
    milliseconds = {name: _timed(case) for name, case in cases.items()}
    print(f"{K} studies, median of {ROUNDS} runs")
    for name, ms in milliseconds.items():
        print(f"{name:34} {ms:8.3f} ms")
    print(f"{'all of these':34} {sum(milliseconds.values()):8.3f} ms")
    _beside_statsmodels(fresh)


def _cases(
    fresh: Callable[[], Effects],
    counts: dict[str, Any],
    moderator: np.ndarray[Any, np.dtype[np.float64]],
) -> dict[str, Callable[[], object]]:
    X = np.column_stack([np.ones(K), moderator])
    cases: dict[str, Callable[[], object]] = {
        m: partial(lambda method: pool(fresh(), method), m) for m in METHODS
    }
    return cases | {
        "REML, Knapp-Hartung": lambda: pool(fresh(), "REML", "knha"),
        "meta-regression, REML": lambda: regress(fresh(), X, ["one", "x"]),
        "tau2: Q-profile": lambda: spread_between(fresh()),
        "tau2: profile of REML": lambda: spread_between(fresh(), "REML profile"),
        "tau2: profile of ML": lambda: spread_between(fresh(), "ML profile"),
        "leave-one-out, REML": lambda: leave_one_out(fresh()),
        "influence, REML": lambda: influence(fresh()),
        "BLUPs": lambda: shrink(fresh()),
        "cumulative, REML": lambda: cumulate(fresh()),
        "Egger, classical": lambda: egger(fresh()),
        "Egger, mixed": lambda: egger(fresh(), "mixed"),
        "Begg": lambda: begg(fresh()),
        "trim and fill, REML L0": lambda: trim_and_fill(fresh()),
        "fail-safe N": lambda: fail_safe_n(fresh()),
        "Mantel-Haenszel OR": lambda: mantel_haenszel("OR", **counts),
        "Peto": lambda: peto(**counts),
        "GLMM CM.AL": lambda: pool_counts("CM.AL", **counts),
        "GLMM UM.FS": lambda: pool_counts("UM.FS", **counts),
    }


def _timed(case: Callable[[], object]) -> float:
    case()
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        case()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def _beside_statsmodels(fresh: Callable[[], Effects]) -> None:
    from statsmodels.stats.meta_analysis import combine_effects  # type: ignore

    effects = fresh()

    def theirs(way: str) -> Any:
        found = combine_effects(effects.yi, effects.vi, method_re=way)
        # What comes with a pooled effect here: its intervals and the test of homogeneity.
        found.conf_int(), found.test_homogeneity()
        return found

    def ours(method: Any) -> Any:
        mine = fresh()
        return pool(mine, "FE"), pool(mine, method), pool(mine, method, "knha")

    print(
        "fixed, random and Knapp-Hartung, intervals and test of homogeneity; statsmodels over ours"
    )
    for method, way in (("DL", "dl"), ("PM", "iterated")):
        found, (fixed, _, mine) = theirs(way), ours(method)
        assert abs(found.mean_effect_fe - fixed.estimate) < SAME
        assert abs(found.mean_effect_re - mine.estimate) < SAME
        assert abs(found.tau2 - mine.tau2) < SAME
        assert abs(found.sd_eff_w_re_hksj - mine.se) < SAME
        pairs = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            theirs(way)
            middle = time.perf_counter()
            ours(method)
            pairs.append((middle - start, time.perf_counter() - middle))
        their, own = (1000 * statistics.median(p[i] for p in pairs) for i in (0, 1))
        print(f"{method:8} {their:8.3f} ms over {own:8.3f} ms: {their / own:6.1f} times")

"""Many seeds on all processors: each failure with its seed, and how many passed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor

#: The seeds that fail, and how.
Failures = list[tuple[int, str]]
_AT_ONCE = 250


def failures(wrong_with: Callable[[int], Iterable[str]], seeds: Iterable[int]) -> Failures:
    """What is wrong with each of these seeds: our own crash is a failure too."""
    found = []
    for seed in seeds:
        try:
            found += [(seed, words) for words in wrong_with(seed)]
        except Exception as fault:
            found.append((seed, f"{type(fault).__name__}: {fault}"))
    return found


def run(count: int, tried: Callable[[range], Failures]) -> int:
    """So many seeds on all processors, each failure printed; 0 if all hold, 1 if not."""
    shards = [range(i, min(i + _AT_ONCE, count)) for i in range(0, count, _AT_ONCE)]
    failed: set[int] = set()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for found in pool.map(tried, shards):
            for seed, words in found:
                print(f"FAIL {seed}: {words}")
                failed.add(seed)
    print(f"{count - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0

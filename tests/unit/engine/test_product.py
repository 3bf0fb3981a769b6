"""Products of a small matrix and a wide one: right at every width, and on one thread."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_allclose

from baclofen.engine.product import MOST_AT_ONCE, product
from tests.tolerances import ROUNDING, SINGLE_PRECISION

WIDTH = MOST_AT_ONCE // (19 * 16)


@pytest.mark.parametrize("n", [0, 1, WIDTH - 1, WIDTH, WIDTH + 1, 3 * WIDTH + 7])
@pytest.mark.parametrize("k", [1, 2, 19])
def test_it_is_the_product_at_every_width(k: int, n: int) -> None:
    rng = np.random.default_rng(20261122)
    a, b = rng.standard_normal((k, 16)), rng.standard_normal((16, n))
    got = product(a, b)
    assert got.shape == (k, n)
    assert_allclose(got, (a[:, :, None] * b).sum(axis=1), **ROUNDING)


def test_single_precision_stays_single() -> None:
    rng = np.random.default_rng(20261122)
    a = rng.standard_normal((19, 16)).astype(np.float32)
    b = rng.standard_normal((16, 2 * WIDTH)).astype(np.float32)
    assert product(a, b).dtype == np.float32
    assert_allclose(product(a, b), a.astype(float) @ b.astype(float), **SINGLE_PRECISION)


def test_a_part_of_a_larger_array_is_multiplied_as_it_lies() -> None:
    rng = np.random.default_rng(20261122)
    b = rng.standard_normal((2 * WIDTH + 3, 20)).T[2:18]
    a = rng.standard_normal((16, 19)).T
    assert_allclose(product(a, b), np.einsum("km,mn->kn", a, b), **ROUNDING)


# How often the threads beside this one have been woken: one that sleeps does not count on.
WOKEN = """
import os, time
import numpy as np
def woken():
    others = [t for t in os.listdir("/proc/self/task") if int(t) != os.getpid()]
    texts = [open(f"/proc/self/task/{t}/status").read() for t in others]
    return [line for text in texts for line in text.splitlines() if "ctxt_switches" in line]
def asleep():
    last = None
    while last != (last := woken()):
        time.sleep(0.3)
    return last
"""
CASES = {
    "hourly": "run(hourly(16), population(2048), ['CPL', 'EFF'])",
    "reduced": "run(reduced(8), population(1024), ['CPL', 'EFF'], above={'CPL': 0.1})",
    "left out in turn": "leave_one_out(given(np.sin(np.arange(400.0)), se=np.full(400, 0.3)))",
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells of threads")
@pytest.mark.parametrize("case", CASES)
def test_no_second_thread_is_woken(case: str) -> None:
    code = f"""{WOKEN}
from baclofen.engine import run
from baclofen.synthesis import given, leave_one_out
from bench.w1 import hourly, population, reduced
{CASES[case]}  # what is imported on the way brings its own threads
before = asleep()
{CASES[case]}
after = asleep()
large = np.ones((600, 600))
large @ large
print(before == after, after == asleep())
"""
    free = {k: v for k, v in os.environ.items() if not k.endswith("_NUM_THREADS")}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=free, capture_output=True, text=True, check=True
    )
    alone, nothing_to_wake = ran.stdout.split()
    if nothing_to_wake == "True":
        pytest.skip("this linear algebra library has one thread here")
    assert alone == "True"

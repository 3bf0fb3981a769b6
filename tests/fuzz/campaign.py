"""Many mutated inputs, each from a seed: refused by name, or read; never a crash, never endless.

A reader under test is a `Target`. What may come of an input is an error of this project that says
something, or a value for which `holds` finds nothing wrong. `python -m tests.fuzz.NAME N` tries so
many on all processors, prints each failure with its seed and ends with `N passed, M failed`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from baclofen.errors import BaclofenError
from tests.seeds import Failures, run

#: An input of a few thousand characters that takes longer than this on any machine is endless.
MOST_SECONDS = 10.0


@dataclass(frozen=True)
class Target:
    """A reader: how an input is `made` from chance, `read`, and what of the result is wrong."""

    made: Callable[[Random], Any]
    read: Callable[[Any], Any]
    wrong: Callable[[Any], list[str]]


def wrong_with(target: Target, seed: int) -> str:
    """What is wrong with what a seed gives; empty when nothing is."""
    given = target.made(Random(seed))  # noqa: S311 - a seed for tests, not for secrets
    start = time.process_time()
    try:
        found = target.read(given)
        said = "; ".join(target.wrong(found))
    except BaclofenError as refusal:
        said = "" if str(refusal).strip() else f"a refusal without words: {refusal!r}"
    except Exception as crash:
        said = f"{type(crash).__name__}: {crash}"
    spent = time.process_time() - start
    return said or (f"{spent:.0f} s" if spent > MOST_SECONDS else "")


def try_many(target: Target, seeds: range) -> Failures:
    """The seeds that fail, and how."""
    return [(seed, words) for seed in seeds if (words := wrong_with(target, seed))]


def main(target: Target, arguments: list[str]) -> int:
    """Tries as many as asked for, 20,000 without a number; 0 if all hold, 1 if not."""
    count = int(arguments[0]) if arguments else 20_000
    return run(count, partial(try_many, target))

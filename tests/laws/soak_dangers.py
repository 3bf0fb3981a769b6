"""The laws of dangers and entries, tried on many people through many doors.

`python -m tests.laws.soak_dangers 100000` tries so many on all processors, prints each failure with
its seed, ends with `N passed, M failed`, and exits 0 only if none failed. A seed is one person: one
of the healthy, or with a danger, told by any door, with an entry left out or spoilt.
"""

from __future__ import annotations

import sys
from functools import cache, partial
from random import Random

from baclofen.errors import BaclofenError
from tests.laws.any_door import DOORS
from tests.laws.dangers import dangers
from tests.laws.entries import better_without, free_though_spoilt, left_out
from tests.laws.free import is_declared
from tests.laws.garbled import typed_garbles
from tests.laws.healthy import Base, bases
from tests.laws.heard import EXACT, come_of, is_free
from tests.seeds import failures, run


@cache
def everybody() -> list[Base]:
    return list(bases())


def wrong_with(seed: int) -> list[str]:
    """What does not hold of the person of a seed; empty when all does."""
    rng = Random(seed)  # noqa: S311 - a seed for tests, not for secrets
    kind = rng.choice([_danger, _danger, _two, _door, _less, _spoilt])
    try:
        return [words] if (words := kind(rng)) else []
    except BaclofenError:
        # Refused by name: nothing is told to anyone.
        return []


def _danger(rng: Random) -> str:
    """One danger at anyone."""
    base, danger = rng.choice(everybody()), rng.choice(dangers())
    if is_declared(danger, base) or not is_free(danger, base):
        return ""
    return f"{danger} at {base} is passed over"


def _two(rng: Random) -> str:
    """A danger beside another is no better than the other alone."""
    base, first, second = rng.choice(EXACT), rng.choice(dangers()), rng.choice(dangers())
    one = first.at(base)
    both = None if one is None else second.on(one)
    if one is None or both is None:
        return ""
    if come_of(both, base).verdict >= come_of(one, base).verdict:
        return ""
    return f"{second} beside {first} at {base} is better"


def _door(rng: Random) -> str:
    """The same by any door, which may be the only one to let it in."""
    base, danger, door = rng.choice(EXACT), rng.choice(dangers()), rng.choice(list(DOORS))
    typed = danger.at(base)
    if typed is None or is_declared(danger, base) or danger.is_left_out:
        return ""
    made = DOORS[door](typed, base)
    if made is None or not made.is_free:
        return ""
    return f"{danger} at {base} gets in by {door}"


def _less(rng: Random) -> str:
    """Someone with a danger, and one entry left out."""
    base, danger = rng.choice(EXACT), rng.choice(dangers())
    typed = danger.at(base)
    if typed is None:
        return ""
    before = come_of(typed, base)
    key, what, rest = rng.choice(list(left_out(typed)))
    if not better_without(key, before, come_of(rest, base)):
        return ""
    return f"{danger} at {base} without {key} {what} is better"


def _spoilt(rng: Random) -> str:
    """One key spoilt."""
    base = rng.choice(everybody())
    typed = base.typed
    key, spoilt = rng.choice(list(typed_garbles(typed)))
    return f"{base} with {key} spoilt is free" if free_though_spoilt(spoilt, typed, base) else ""


try_many = partial(failures, wrong_with)

if __name__ == "__main__":
    sys.exit(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, try_many))

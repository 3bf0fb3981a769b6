"""What can be dispensed: tablets, whole or halved along a score."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from itertools import combinations

from baclofen.errors import InputRefused
from baclofen.value import Value


class Pieces(Value):
    """Tablets for one dose: `(strength in mg, number)`, where a half counts 0.5."""

    items: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return " + ".join(f"{_number(n)} x {strength:g} mg" for strength, n in self.items)


class Tablets(Value):
    """The tablet strengths of a market, and those whose score gives even halves.

    >>> market = Tablets((5, 10, 15, 20), (10, 20))
    >>> str(market.pieces(15)), str(Tablets((10,), (10,)).pieces(15))
    ('1 x 15 mg', '1 and a half x 10 mg')
    """

    strengths_mg: tuple[float, ...]
    halves_mg: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not self.strengths_mg or min(self.strengths_mg) <= 0:
            raise InputRefused(
                "tablet strengths", repr(self.strengths_mg), "there must be one, above 0 mg"
            )

    @property
    def smallest_mg(self) -> float:
        """The smallest dose that can be given, in mg."""
        return min((*self.strengths_mg, *(h / 2 for h in self.halves_mg)))

    def for_all(self, doses_mg: Iterable[float]) -> Tablets:
        """As few strengths as give each of these doses, so that whoever stays on one of them has
        the tablets for it.

        Of as many, those of which no dose takes more than two, then with fewest halves, then with
        fewest tablets; each dose counts as often as it is named.

        Raises `InputRefused` where all strengths together cannot give one.

        >>> Tablets((5, 10, 15, 20), (10, 20)).for_all([5, 10, 15, 20]).strengths_mg
        (10,)
        """
        doses = tuple(doses_mg)
        for dose in doses:
            self.pieces(dose)
        return _narrowed(self, doses)

    def pieces(self, dose_mg: float) -> Pieces:
        """Tablets for one dose: fewest halves first, then fewest tablets, then fewest strengths.

        Raises `InputRefused` when no combination gives exactly this dose.
        """
        found = _fewest(self, dose_mg)
        if found is None:
            have = ", ".join(f"{s:g}" for s in self.strengths_mg)
            raise InputRefused(
                "dose", f"{dose_mg:g} mg", f"tablets of {have} mg cannot give it",
                do="Use a liquid, or another dose.", why="DO-ROUND",
            )  # fmt: skip
        return found


@cache
def _narrowed(market: Tablets, doses_mg: tuple[float, ...]) -> Tablets:
    for size in range(1, len(market.strengths_mg)):
        found: list[tuple[tuple[float, float, float], Tablets]] = []
        for strengths in combinations(market.strengths_mg, size):
            few = Tablets(strengths, tuple(h for h in market.halves_mg if h in strengths))
            given = [_fewest(few, dose) for dose in doses_mg]
            ways = [way for way in given if way is not None]
            if len(ways) == len(given):
                counts = [sum(n for _, n in way.items) for way in ways]
                many = sum(math.ceil(n) > 2 for n in counts)
                halves = sum(n % 1 for way in ways for _, n in way.items)
                found.append(((many, halves, sum(counts)), few))
        if found:
            return min(found, key=lambda one: one[0])[1]
    return market


@cache
def _fewest(market: Tablets, dose_mg: float) -> Pieces | None:
    whole = sorted(market.strengths_mg, reverse=True)
    options: list[tuple[tuple[float, ...], dict[float, float]]] = []
    # Without a whole way nothing has fewer halves than one: then fewest tablets is all there is.
    step = math.gcd(*(round(s * 100) for s in whole))
    fewest_halves = 0 if round(dose_mg * 100) % step == 0 else 1
    best = [math.inf]

    def fill(left: float, at: int, used: dict[float, float]) -> None:
        # What is left takes at least so many of the largest that may still be used.
        if sum(used.values()) + left / whole[at] > best[0] + 1e-9:
            return
        if abs(left) < 1e-9:
            _add(used, 0)
            return
        for half in market.halves_mg:
            if abs(left - half / 2) < 1e-9:
                _add({**used, half: used.get(half, 0) + 0.5}, 1)
        for i in range(at, len(whole)):
            if whole[i] <= left + 1e-9:
                fill(left - whole[i], i, {**used, whole[i]: used.get(whole[i], 0) + 1})

    def _add(used: dict[float, float], halves: int) -> None:
        options.append(((halves, sum(used.values()), len(used)), used))
        if halves <= fewest_halves:
            best[0] = sum(used.values())

    fill(dose_mg, 0, {})
    if not options:
        return None
    found = min(options, key=lambda option: option[0])[1]
    return Pieces(tuple(sorted(found.items(), reverse=True)))


def _number(n: float) -> str:
    whole, half = divmod(n, 1)
    if not half:
        return f"{whole:g}"
    return f"{whole:g} and a half" if whole else "half"

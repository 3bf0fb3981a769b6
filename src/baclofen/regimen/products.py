"""What can be dispensed: tablets, whole or halved along a score."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache, cached_property, lru_cache
from itertools import combinations, product

from baclofen.errors import InputRefused
from baclofen.value import Value, force_setattr


class Pieces(Value):
    """Tablets for one dose: `(strength in mg, number)`, where a half counts 0.5."""

    items: tuple[tuple[float, float], ...]

    def __str__(self) -> str:
        return " + ".join(f"{_number(n)} x {strength:g} mg" for strength, n in self.items)


class Tablets(Value, dict=True):
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
        # 10 and 10.0 are one strength, and what is found for the one is kept for the other: both
        # are written alike, or what was asked before would show in a plan.
        force_setattr(self, "strengths_mg", tuple(map(_as_sold, self.strengths_mg)))
        force_setattr(self, "halves_mg", tuple(map(_as_sold, self.halves_mg)))

    @cached_property
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


def _as_sold(mg: float) -> float:
    return int(mg) if mg == int(mg) else mg


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


#: Strengths and doses are counted in parts of a milligram.
_PARTS = 10_000
_SLACK = 1e-5
#: Beyond it a number has no such parts any more.
_MOST_MG = 1e9


@lru_cache(maxsize=4096)
def _fewest(market: Tablets, dose_mg: float) -> Pieces | None:
    """The best way to make a dose, found by counting: the largest tablet takes what the others
    leave, and of another there are never as many as a number of the largest would replace."""
    if not 0 <= dose_mg <= _MOST_MG or abs(dose_mg * _PARTS - round(dose_mg * _PARTS)) > _SLACK:
        return None
    strengths = sorted(set(market.strengths_mg), reverse=True)
    largest, *others = (round(strength * _PARTS) for strength in strengths)
    ways: list[tuple[float | None, dict[float, float]]] = []
    for half in (None, *market.halves_mg):
        whole = round(dose_mg * _PARTS) - (0 if half is None else round(half * _PARTS / 2))
        counts = (range(math.lcm(largest, other) // other) for other in others)
        for few in product(*counts):
            left = whole - sum(n * other for n, other in zip(few, others, strict=True))
            if left >= 0 and left % largest == 0:
                pairs: Iterable[tuple[float, float]] = zip(
                    strengths, (left // largest, *few), strict=True
                )
                ways.append((half, {mg: n for mg, n in pairs if n}))
    if not ways:
        return None

    def rank(way: tuple[float | None, dict[float, float]]) -> tuple[object, ...]:
        half, used = way
        kinds = len({*used, half} - {None})
        most_of_the_largest = tuple(-used.get(strength, 0) for strength in strengths)
        return half is not None, sum(used.values()), kinds, most_of_the_largest

    half, used = min(ways, key=rank)
    if half is not None:
        used = {**used, half: used.get(half, 0) + 0.5}
    return Pieces(tuple(sorted(used.items(), reverse=True))) if used else Pieces(())


def _number(n: float) -> str:
    whole, half = divmod(n, 1)
    if not half:
        return f"{whole:g}"
    return f"{whole:g} and a half" if whole else "half"

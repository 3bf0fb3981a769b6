"""What gives a dose: tablets, sachets of granules, or a volume of a liquid with its strength."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Protocol, Self

from baclofen.errors import InputRefused, OutOfRange
from baclofen.regimen.products import Pieces, Tablets
from baclofen.value import Value


class Packets(Value):
    """Packets of granules for one dose: `(strength in mg, number)`.

    >>> str(Packets(((20.0, 1.0), (5.0, 2.0))))
    '1 packet of 20 mg + 2 packets of 5 mg'
    """

    items: tuple[tuple[float, float], ...]

    @property
    def each_mg(self) -> tuple[float, ...]:
        """The strength of each packet, largest first."""
        return tuple(strength for strength, n in self.items for _ in range(round(n)))

    def __str__(self) -> str:
        return " + ".join(
            f"{n:g} packet{'' if n == 1 else 's'} of {strength:g} mg" for strength, n in self.items
        )


class Poured(Value):
    """A volume of one liquid for one dose: never a volume without its strength.

    >>> str(Poured(2.5, 1.0))
    '2.5 mL of 1 mg/mL'
    """

    mL: float
    mg_per_mL: float

    def __str__(self) -> str:
        return f"{self.mL:g} mL of {self.mg_per_mL:g} mg/mL"


class Untold(Value):
    """A dose of a liquid whose strength nobody told: its mg alone, and no volume.

    >>> str(Untold(7.5))
    '7.5 mg of a liquid'
    """

    mg: float

    def __str__(self) -> str:
        return f"{self.mg:g} mg of a liquid"


#: What gives one dose.
Portion = Pieces | Packets | Poured | Untold

#: A part of a portion in the words that it is printed in.
_PART = re.compile(
    r"(?P<number>half|\d+(?:\.\d+)?(?: and a half)?)"
    r"(?: x| packets? of| mL of) (?P<mg>\d+(?:\.\d+)?) mg(?P<per_mL>/mL)?",
    re.ASCII,
)

_OF_A_LIQUID = re.compile(r"(\d+(?:\.\d+)?) mg of a liquid", re.ASCII)


def portion_mg(words: str) -> float | None:
    """The dose, in mg, of a portion in the words that it is printed in; None where it is none.

    >>> portion_mg("1 and a half x 10 mg"), portion_mg("2.5 mL of 1 mg/mL")
    (15.0, 2.5)
    >>> portion_mg("1 packet of 20 mg + 2 packets of 5 mg"), portion_mg("two of 10 mg")
    (30.0, None)
    """
    if untold := _OF_A_LIQUID.fullmatch(words):
        return float(untold[1])
    total = 0.0
    for part in words.split(" + "):
        found = _PART.fullmatch(part)
        if found is None or (found["per_mL"] is None) is (" mL of " in part):
            return None
        whole, half, _ = found["number"].partition("half")
        number = whole.removesuffix(" and a ")
        total += ((float(number) if number else 0.0) + (0.5 if half else 0.0)) * float(found["mg"])
    return total


class Portions(Protocol):
    """One product, as doses can be made from it."""

    @property
    def smallest_mg(self) -> float:
        """The smallest dose, and the smallest difference between two doses, in mg."""

    def for_all(self, doses_mg: Iterable[float]) -> Self:
        """The product in as few strengths as give each of these doses."""

    def pieces(self, dose_mg: float) -> Portion:
        """What gives exactly this dose. Raises `InputRefused` where nothing does."""


class Sachets(Value):
    """Packets of granules, whole: what is left of an opened one is thrown away.

    >>> str(Sachets((5, 10, 20)).pieces(25))
    '1 packet of 20 mg + 1 packet of 5 mg'
    """

    packets_mg: tuple[float, ...]

    @property
    def smallest_mg(self) -> float:
        """The smallest packet, in mg."""
        return min(self.packets_mg)

    def for_all(self, doses_mg: Iterable[float]) -> Self:
        """As they are: a packet is not halved, so that few strengths would be many packets."""
        return self

    def pieces(self, dose_mg: float) -> Packets:
        """The fewest packets for one dose. Raises `InputRefused` when none make it exactly."""
        return Packets(Tablets(self.packets_mg).pieces(dose_mg).items)


class Liquid(Value):
    """A liquid of `mg_per_mL`, poured in whole steps of `step_mL`.

    >>> liquid = Liquid(1.0, step_mL=0.5)
    >>> liquid.smallest_mg, str(liquid.pieces(7.5))
    (0.5, '7.5 mL of 1 mg/mL')
    """

    mg_per_mL: float
    step_mL: float

    def __post_init__(self) -> None:
        for what, value, unit in (
            ("concentration", self.mg_per_mL, "mg/mL"), ("step of a volume", self.step_mL, "mL"),
        ):  # fmt: skip
            if not 0 < value < math.inf:
                raise OutOfRange(what, value, unit, "above 0, and finite")

    @property
    def smallest_mg(self) -> float:
        """What the smallest step of volume holds, in mg."""
        return self.mg_per_mL * self.step_mL

    def for_all(self, doses_mg: Iterable[float]) -> Self:
        """As it is: one liquid has one strength."""
        return self

    def pieces(self, dose_mg: float) -> Poured:
        """The volume of one dose. Raises `InputRefused` where it falls between two steps."""
        steps = _whole_steps(dose_mg, self.smallest_mg)
        if steps is None:
            raise InputRefused(
                "dose", f"{dose_mg:g} mg",
                f"{self.mg_per_mL:g} mg/mL in steps of {self.step_mL:g} mL cannot give it",
                do="Use another dose, or another liquid.", why="PR-LIQ-CONC",
            )  # fmt: skip
        return Poured(steps * self.step_mL, self.mg_per_mL)


def _whole_steps(dose_mg: float, step_mg: float) -> int | None:
    """How many steps a dose is; None where it falls between two, or below the first."""
    steps = round(dose_mg / step_mg)
    between = abs(steps * step_mg - dose_mg) > 1e-9  # rounding of print
    return None if steps < 1 or between else steps


class UntoldLiquid(Value):
    """A liquid of which nobody told the strength: doses in whole steps of mg that any liquid sold
    gives.

    >>> str(UntoldLiquid(2.5).pieces(7.5))
    '7.5 mg of a liquid'
    """

    step_mg: float

    @property
    def smallest_mg(self) -> float:
        """The step, in mg."""
        return self.step_mg

    def for_all(self, doses_mg: Iterable[float]) -> Self:
        """As it is: no strength is chosen here."""
        return self

    def pieces(self, dose_mg: float) -> Untold:
        """The dose itself. Raises `InputRefused` where it falls between two steps."""
        if _whole_steps(dose_mg, self.step_mg) is None:
            raise InputRefused(
                "dose", f"{dose_mg:g} mg", f"a liquid is planned in steps of {self.step_mg:g} mg",
                do="Tell which liquid it is.", why="PR-LIQ-CONC",
            )  # fmt: skip
        return Untold(dose_mg)

"""Units of parameters and states, compared when a model is made.

A unit is a product of powers of base units, with a scale: `mg/L` and `ng/mL` measure the
same thing and are still not the same unit. Nothing is converted here: a model whose units
do not fit is refused, and the message gives the factor that is missing.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction

from baclofen.errors import UnitProblem
from baclofen.value import Value

#: Symbol -> (base, how many of the base). Any other word is a base unit of its own.
_KNOWN: dict[str, tuple[str, float]] = {
    "kg": ("g", 1e3), "g": ("g", 1.0), "mg": ("g", 1e-3), "mcg": ("g", 1e-6),
    "ug": ("g", 1e-6), "ng": ("g", 1e-9),
    "L": ("L", 1.0), "dL": ("L", 1e-1), "mL": ("L", 1e-3),
    "h": ("h", 1.0), "min": ("h", 1 / 60), "s": ("h", 1 / 3600), "day": ("h", 24.0),
    "mol": ("mol", 1.0), "mmol": ("mol", 1e-3), "umol": ("mol", 1e-6), "nmol": ("mol", 1e-9),
}  # fmt: skip
_FACTOR = re.compile(r"([A-Za-z]+|1)(?:\^(-?\d+))?")


class Dimension(Value):
    """Powers of base units, and how many of them one of this unit is.

    >>> parse_unit("mg/L") == parse_unit("mcg/mL"), parse_unit("mg/L") == parse_unit("ng/mL")
    (True, False)
    """

    powers: tuple[tuple[str, Fraction], ...]
    scale: float

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Dimension)
            and self.powers == other.powers
            and math.isclose(self.scale, other.scale, rel_tol=1e-9)
        )

    def __hash__(self) -> int:
        return hash(self.powers)

    def __mul__(self, other: Dimension) -> Dimension:
        powers = dict(self.powers)
        for base, power in other.powers:
            powers[base] = powers.get(base, Fraction(0)) + power
        return _dimension(powers, self.scale * other.scale)

    def __truediv__(self, other: Dimension) -> Dimension:
        return self * other.to_the(Fraction(-1))

    def to_the(self, power: Fraction) -> Dimension:
        """This unit to a power."""
        return _dimension({b: p * power for b, p in self.powers}, self.scale ** float(power))

    @property
    def is_number(self) -> bool:
        """True when it has no unit at all."""
        return not self.powers and math.isclose(self.scale, 1.0)

    def __str__(self) -> str:
        up = [_power(b, p) for b, p in self.powers if p > 0]
        down = [_power(b, -p) for b, p in self.powers if p < 0]
        text = "/".join([" ".join(up) or "1", *down])
        return text if math.isclose(self.scale, 1.0) else f"{self.scale:g} {text}"


def parse_unit(text: str) -> Dimension:
    """A unit as written: `mg/L`, `1/h`, `L/h`, `L^2`, or `1` for a plain number.

    Raises `UnitProblem`.

    >>> print(parse_unit("mg/L/h"))
    0.001 g/L/h
    >>> parse_unit("mcg/mL") == parse_unit("mg/L")
    True
    """
    if re.search(r"\w\s+\w", text):
        raise UnitProblem("unit", repr(text), "it must read like mg/L, 1/h, L^2 or 1")
    whole = NUMBER
    for place, part in enumerate(text.replace(" ", "").split("/")):
        for factor in part.split("*"):
            match = _FACTOR.fullmatch(factor)
            if match is None:
                raise UnitProblem("unit", repr(text), "it must read like mg/L, 1/h, L^2 or 1")
            symbol, power = match[1], int(match[2] or 1)
            if symbol != "1":
                base, scale = _KNOWN.get(symbol, (symbol, 1.0))
                one = _dimension({base: Fraction(1)}, scale)
                whole *= one.to_the(Fraction(power if place == 0 else -power))
    return whole


def _dimension(powers: dict[str, Fraction], scale: float) -> Dimension:
    return Dimension(tuple(sorted((b, p) for b, p in powers.items() if p)), scale)


def _power(base: str, power: Fraction) -> str:
    return base if power == 1 else f"{base}^{power}"


NUMBER = Dimension((), 1.0)
RATE = _dimension({"h": Fraction(-1)}, 1.0)

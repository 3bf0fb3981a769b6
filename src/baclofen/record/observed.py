"""What is observed of a patient: scores, side effects, signs, falls, levels, measured values."""

from __future__ import annotations

import math
import re

from baclofen.errors import InputRefused, OutOfRange
from baclofen.limits import between, named
from baclofen.patient import SIGNS, Sign, creatinine_in_mg_per_dL
from baclofen.record.kind import Kind
from baclofen.record.scales import (
    MATRICES,
    MEASURES,
    MOST_NG_ML,
    RANGES,
    SCALES,
    SEVERITIES,
    SIDE_EFFECTS,
    Matrix,
    Quantity,
    Scale,
    Severity,
    SideEffectName,
)
from baclofen.regimen import MAS_GRADES
from baclofen.units import convert


class Scored(Kind, kw_only=True, tag="scored"):
    """A score on one scale, as it was told: "5", "1+" (MAS). `site` is the muscle group.

    Raises `UnknownName`, and `OutOfRange` off the scale.
    """

    scale: Scale
    score: str
    site: str = ""

    def __post_init__(self) -> None:
        named("scale", self.scale, SCALES)
        if self.scale == "mas":
            if self.score not in MAS_GRADES:
                raise InputRefused(
                    "score (mas)", repr(self.score), f"it must be one of {', '.join(MAS_GRADES)}",
                    why="M-MAS",
                )  # fmt: skip
            return
        low, high, why = RANGES[self.scale]
        number = _number("score", self.score)
        if not low <= number <= high:
            raise OutOfRange(
                f"score ({self.scale})", number, "", f"between {low:g} and {high:g}", why=why
            )

    @property
    def number(self) -> float:
        """The score as a number; a grade of the MAS by its place, 0 to 5: an order, no measure."""
        if self.scale == "mas":
            return float(MAS_GRADES.index(self.score))
        return float(self.score)

    @property
    def identifies(self) -> bool:
        return bool(self.site)


class SideEffect(Kind, kw_only=True, tag="side_effect"):
    """A side effect as told, with how bad it was; `words` where it is another."""

    name: SideEffectName
    severity: Severity
    words: str = ""

    def __post_init__(self) -> None:
        named("side effect", self.name, SIDE_EFFECTS)
        named("severity", self.severity, SEVERITIES)
        if (self.name == "other") is not bool(self.words):
            raise InputRefused(
                "side effect", f"{self.name} with words {self.words[:40]!r}",
                'words stand beside "other", and only there',
            )  # fmt: skip

    @property
    def identifies(self) -> bool:
        return bool(self.words)


class Noticed(Kind, kw_only=True, tag="noticed"):
    """A sign that may mean danger, or that someone looked and it was not there."""

    sign: Sign
    there: bool = True

    def __post_init__(self) -> None:
        named("sign", self.sign, SIGNS)


class Fell(Kind, kw_only=True, tag="fell"):
    """A fall."""


class Level(Kind, kw_only=True, tag="level"):
    """Baclofen that was measured, ng/mL; `hours_after` counts from the last dose before it."""

    matrix: Matrix
    ng_per_mL: float
    hours_after: float | None = None

    def __post_init__(self) -> None:
        named("matrix", self.matrix, MATRICES)
        between("level", self.ng_per_mL, "ng/mL", 0.0, MOST_NG_ML)
        if self.hours_after is not None:
            between("hours after the dose", self.hours_after, "h", 0.0, 24.0 * 60)


class Measured(Kind, kw_only=True, tag="measured"):
    """Something of the body or the blood that was measured, with its unit.

    Raises `UnknownName` for another unit, `OutOfRange` beyond what is survived.

    >>> Measured(what="creatinine", value=88.4, unit="umol/L").in_house
    1.0
    """

    what: Quantity
    value: float
    unit: str

    def __post_init__(self) -> None:
        named("what was measured", self.what, tuple(MEASURES))
        _, units, low, high = MEASURES[self.what]
        named(f"unit of {self.what}", self.unit, units)
        if not math.isfinite(self.value):
            raise OutOfRange(self.what, self.value, self.unit, "a finite number")
        between(self.what, self.in_house, MEASURES[self.what][0], low, high)

    @property
    def in_house(self) -> float:
        """The value in the unit it is kept in: mg/dL, mL/min/1.73 m2, kg, cm."""
        unit = MEASURES[self.what][0]
        if self.what == "creatinine":
            return creatinine_in_mg_per_dL(self.value, self.unit)
        return self.value if self.what in ("egfr", "inr") else convert(self.value, self.unit, unit)


def _number(what: str, words: str) -> float:
    if not re.fullmatch(r"\d{1,12}(?:\.\d{1,12})?", words, re.ASCII):
        raise InputRefused(what, repr(words[:40]), "it must be a number, as 6 or 6.5")
    return float(words)

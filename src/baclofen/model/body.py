"""What of the patient the model uses: kidney clearance, size, age, and the syndrome.

Facts: `oral.domain.*`, `child.*`, `dialysis.residual_crcl`.
"""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.errors import OutOfRange, UnknownName
from baclofen.knowledge import Knowledge
from baclofen.regimen import SWITCH
from baclofen.value import Value, field, replace

#: Scores before treatment, with their scales.
_SCORES = {"ashworth": (1.0, 5.0), "B": (0.0, 10.0), "spasms": (0.0, 4.0)}


class Body(Value, kw_only=True):
    """One body. `crcl` is absolute, in mL/min, not per 1.73 m2.

    `baseline` holds scores before treatment by the names of the model's parameters:
    `ashworth` (1 to 5), `B` (NRS, 0 to 10), `spasms` (0 to 4). `secretion` is renal
    secretion against the usual, 0 under full block. Raises `OutOfRange` and `UnknownName`.
    """

    age_y: float
    weight_kg: float
    crcl: float
    secretion: float = 1.0
    baseline: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for what, value, unit, low, high in (
            ("age", self.age_y, "y", 0.0, 120.0),
            ("kidney clearance", self.crcl, "mL/min", 0.0, 400.0),
            ("weight", self.weight_kg, "kg", 0.3, 400.0),
            ("secretion", self.secretion, "", 0.0, 1.0),
        ):
            if not low <= value <= high:
                raise OutOfRange(what, value, unit, f"between {low:g} and {high:g}")
        for name, value in self.baseline.items():
            if name not in _SCORES:
                raise UnknownName("score before treatment", name, _SCORES)
            low, high = _SCORES[name]
            if not low <= value <= high:
                raise OutOfRange(
                    f"{name} before treatment", value, "", f"between {low:g} and {high:g}"
                )

    def is_child(self, known: Knowledge) -> bool:
        """True where the model of children applies."""
        return self.age_y < known.number("oral.domain.age_from")

    def covariates(self, known: Knowledge) -> dict[str, float]:
        """Values of the model's covariates; those of dialysis and trials are off."""
        full, gone = known.numbers("child.fades_from")
        return {
            "CRCL": self.crcl,
            "WT": self.weight_kg,
            "secretion": self.secretion,
            "childhood": min(max((gone - self.age_y) / (gone - full), 0.0), 1.0),
            **dict.fromkeys(SWITCH.values(), 0.0),
            "in_trial": 0.0,
        }

    def check_covariate(self, name: str, value: float, known: Knowledge) -> None:
        """Raises `UnknownName` or `OutOfRange` for what this body cannot come to have."""
        if name not in self.covariates(known):
            raise UnknownName("covariate", name, self.covariates(known))
        if name == "CRCL":
            replace(self, crcl=value)
        elif name == "WT":
            replace(self, weight_kg=value)
        elif not 0 <= value <= 1:
            raise OutOfRange(name, value, "", "between 0 and 1")

"""One parameter of a person: a typical value, how it spreads, and the scale it does so on.

Two spreads are kept apart: `omega`, how people differ, and `rse`, how well the typical
value is known. A draw carries both, or only the one asked for.

NumPy is loaded by the methods that draw: a belief is also part of a question that draws nothing.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.value import Value, force_setattr

if TYPE_CHECKING:
    from baclofen.model.draws import Numbers

Scale = Literal["log", "logit", "normal"]

#: Which of the two spreads a draw carries.
Spreads = Literal["people", "knowledge", "both"]
SPREADS: tuple[Spreads, ...] = get_args(Spreads)


class Parameter(Value):
    """One parameter: its typical value, its spreads, and the facts behind them.

    On the `log` scale a draw is `typical * exp(normal)`; on the `logit` scale it stays
    between 0 and 1; on the `normal` scale it is `typical + normal`, within `limits`, of which
    None is no limit. `omega` is an SD on that scale. `rse` is a relative standard error, on the
    normal scale an SD. Raises `OutOfRange`, `UnknownName` and `InputRefused`.
    """

    name: str
    typical: float
    why: tuple[str, ...]
    omega: float = 0.0
    rse: float = 0.0
    scale: Scale = "log"
    limits: tuple[float | None, float | None] = (None, None)

    def __post_init__(self) -> None:
        # One number has one form, so that what is equal also reads the same.
        for field in ("typical", "omega", "rse"):
            force_setattr(self, field, float(getattr(self, field)) + 0.0)
        force_setattr(self, "limits", tuple(map(_limit, self.limits)))
        if self.scale not in get_args(Scale):
            raise UnknownName(f"scale of {self.name}", self.scale, get_args(Scale))
        if self.scale != "normal" and self.limits != (None, None):
            raise InputRefused(
                f"limits of {self.name}", "given", f"the {self.scale} scale has limits of its own"
            )
        for what, spread in (("omega", self.omega), ("rse", self.rse)):
            if not 0 <= spread < math.inf:
                raise OutOfRange(f"{what} of {self.name}", spread, "", "0 or more, and finite")
        low, high = self.bounds
        if not low < high:
            raise OutOfRange(f"lower limit of {self.name}", low, "", f"below {high:g}")
        inside = low < self.typical < high or (self.scale == "normal" and low == self.typical)
        if not (inside or self.is_fixed) or not math.isfinite(self.typical):
            raise OutOfRange(self.name, self.typical, "", f"between {low:g} and {high:g}")

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which all draws are: those of the scale, or the limits."""
        if self.scale == "log":
            return 0.0, math.inf
        if self.scale == "logit":
            return 0.0, 1.0
        low, high = self.limits
        return -math.inf if low is None else low, math.inf if high is None else high

    @property
    def is_fixed(self) -> bool:
        """True when it is the same in everyone and taken as known."""
        return self.omega == 0 and self.rse == 0

    @property
    def knowledge_sd(self) -> float:
        """SD of the typical value on the scale of the parameter."""
        # The delta method turns a relative error of a fraction into an SD of its logit.
        return self.rse / (1 - self.typical) if self.scale == "logit" else self.rse

    def at(self, normal: Numbers) -> Numbers:
        """Values of the parameter at departures `normal`, in SDs of its scale times 1."""
        import numpy as np

        if self.scale == "log":
            return np.asarray(self.typical * np.exp(normal))
        if self.scale == "logit":
            return np.asarray(1 / (1 + np.exp(-normal) * (1 - self.typical) / self.typical))
        return self.typical + normal

    def of(self, person: Numbers, ignorance: Numbers, spreads: Spreads) -> Numbers:
        """Values from standard normals, each (n,): how people differ, and how far off what is known
        may be."""
        omega = 0.0 if spreads == "knowledge" else self.omega
        known_to = 0.0 if spreads == "people" else self.knowledge_sd
        if self.limits != (None, None):
            sd = math.hypot(omega, known_to)
            both = (omega * person + known_to * ignorance) / sd if sd else person * 0.0
            return self._cut(both, sd)
        return self.at(omega * person + known_to * ignorance)

    def _cut(self, normal: Numbers, sd: float) -> Numbers:
        """A normal cut at its limits: quantiles are stretched to fill what is left of it."""
        import numpy as np

        if sd == 0:
            return np.full(normal.shape, self.typical)
        low, high = ((bound - self.typical) / sd for bound in self.bounds)
        share = _phi(low) + _phi_of(normal) * (_phi(high) - _phi(low))
        return np.asarray(self.typical + sd * np.interp(share, _table()[1], _table()[0]))


def _limit(limit: float | None) -> float | None:
    return None if limit is None or math.isinf(limit) else float(limit) + 0.0


def _phi(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


@cache
def _table() -> tuple[Numbers, Numbers]:
    """The normal distribution as a table: NumPy has none, and SciPy costs half a cold start."""
    import numpy as np

    grid = np.linspace(-8.0, 8.0, 8001)
    return grid, np.array([_phi(x) for x in grid])


def _phi_of(x: Numbers) -> Numbers:
    import numpy as np

    return np.asarray(np.interp(x, *_table()))

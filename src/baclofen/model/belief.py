"""One person's parameters as a distribution: what is thought before or after data.

Two spreads are kept apart: `omega`, how people differ, and `rse`, how well the typical
value is known. A draw carries both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import OutOfRange

Draws = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class Parameter:
    """One parameter: its typical value, its spreads, and the facts behind them.

    On the `log` scale a draw is `typical * exp(normal)`; on the `logit` scale it stays
    between 0 and 1. `omega` is an SD on that scale, `rse` a relative standard error.
    """

    name: str
    typical: float
    why: tuple[str, ...]
    omega: float = 0.0
    rse: float = 0.0
    scale: Literal["log", "logit"] = "log"

    def __post_init__(self) -> None:
        top = np.inf if self.scale == "log" else 1.0
        if not 0 < self.typical < top:
            raise OutOfRange(self.name, self.typical, "", "above 0 (and below 1 for a fraction)")


@dataclass(frozen=True)
class Belief:
    """Independent parameters of one person.

    >>> belief = Belief((Parameter("CL", 7.3, ("oral.CLnr",), omega=0.2),))
    >>> belief.draw(3, np.random.default_rng(1))["CL"].round(2)
    array([7.82, 8.6 , 7.8 ])
    """

    parameters: tuple[Parameter, ...]

    @property
    def why(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for p in self.parameters for id in p.why))

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        return {p.name: np.array([p.typical]) for p in self.parameters}

    def draw(self, n: int, rng: np.random.Generator) -> Draws:
        """`n` people who could be this one: each parameter with shape (n,)."""
        return {p.name: _drawn(p, n, rng) for p in self.parameters}


def _drawn(p: Parameter, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
    # The same normals are used up whatever the spreads, so that parameters stay comparable
    # between beliefs drawn from one seed.
    person, ignorance = rng.standard_normal((2, n))
    if p.scale == "log":
        return np.asarray(p.typical * np.exp(p.omega * person + p.rse * ignorance))
    # The delta method turns a relative error of a fraction into an SD of its logit.
    spread = p.rse / (1 - p.typical)
    logit = np.log(p.typical / (1 - p.typical)) + p.omega * person + spread * ignorance
    return np.asarray(1 / (1 + np.exp(-logit)))

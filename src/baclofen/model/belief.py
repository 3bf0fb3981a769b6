"""One person's parameters as a distribution: what is thought before or after data.

Two spreads are kept apart: `omega`, how people differ, and `rse`, how well the typical
value is known. A draw carries both, or only the one asked for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from baclofen.errors import OutOfRange, UnknownName
from baclofen.value import Value, replace

Draws = Mapping[str, NDArray[np.float64]]
Scale = Literal["log", "logit", "normal"]

#: Which of the two spreads a draw carries.
Spreads = Literal["people", "knowledge", "both"]
SPREADS: tuple[Spreads, ...] = ("people", "knowledge", "both")


class Parameter(Value):
    """One parameter: its typical value, its spreads, and the facts behind them.

    On the `log` scale a draw is `typical * exp(normal)`; on the `logit` scale it stays
    between 0 and 1; on the `normal` scale it is `typical + normal`, within `limits`.
    `omega` is an SD on that scale. `rse` is a relative standard error, on the normal scale
    an SD.
    """

    name: str
    typical: float
    why: tuple[str, ...]
    omega: float = 0.0
    rse: float = 0.0
    scale: Scale = "log"
    limits: tuple[float, float] = (-math.inf, math.inf)

    def __post_init__(self) -> None:
        low, high = {"log": (0.0, math.inf), "logit": (0.0, 1.0)}.get(self.scale, self.limits)
        inside = low < self.typical < high or (self.scale == "normal" and low == self.typical)
        if not (inside or self.is_fixed) or not math.isfinite(self.typical):
            raise OutOfRange(self.name, self.typical, "", f"between {low:g} and {high:g}")

    @property
    def is_fixed(self) -> bool:
        """True when it is the same in everyone and taken as known."""
        return self.omega == 0 and self.rse == 0

    @property
    def knowledge_sd(self) -> float:
        """SD of the typical value on the scale of the parameter."""
        # The delta method turns a relative error of a fraction into an SD of its logit.
        return self.rse / (1 - self.typical) if self.scale == "logit" else self.rse

    def at(self, normal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Values of the parameter at departures `normal`, in SDs of its scale times 1."""
        if self.scale == "log":
            return np.asarray(self.typical * np.exp(normal))
        if self.scale == "logit":
            return np.asarray(1 / (1 + np.exp(-normal) * (1 - self.typical) / self.typical))
        return self.typical + normal


class Belief(Value, dict=True):
    """Independent parameters of one person.

    >>> belief = Belief((Parameter("CL", 7.3, ("oral.CLnr",), omega=0.2),))
    >>> belief.draw(3, np.random.default_rng(1))["CL"].round(2)
    array([6.12, 7.49, 7.03])
    """

    parameters: tuple[Parameter, ...]

    @property
    def why(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id for p in self.parameters for id in p.why))

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {p.name: p for p in self.parameters}

    def __getitem__(self, name: str) -> Parameter:
        if name not in self._by_name:
            raise UnknownName("parameter", name, self._by_name)
        return self._by_name[name]

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Belief:
        """The same belief where these parameters are known. Raises `UnknownName`.

        >>> belief = Belief((Parameter("CL", 7.3, ("oral.CLnr",), omega=0.2),))
        >>> belief.fixed({"CL": 5.0}).typical()["CL"]
        array([5.])
        """
        for name in values:
            self[name]
        return Belief(
            tuple(
                replace(p, typical=float(values[p.name]), omega=0.0, rse=0.0, why=why or p.why)
                if p.name in values
                else p
                for p in self.parameters
            )
        )

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        return {p.name: np.array([p.typical]) for p in self.parameters}

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people who could be this one: shape (n,), or (1,) of what never differs.

        `spreads`: "people" leaves out how uncertain the typical values are, "knowledge" how
        people differ. Each parameter has a stream of its own, named after it: a draw stays
        the same whatever other links the model has. Raises `UnknownName`.
        """
        if spreads not in SPREADS:
            raise UnknownName("spread", spreads, SPREADS)
        key = int(rng.integers(2**62))
        return {p.name: _drawn(p, n, key, spreads) for p in self.parameters}


def _drawn(p: Parameter, n: int, key: int, spreads: Spreads) -> NDArray[np.float64]:
    if p.is_fixed:
        return np.array([p.typical])
    own = np.random.default_rng([key, crc32(p.name.encode())])
    # The same normals are used up whatever the spreads, so that people stay comparable.
    person, ignorance = own.standard_normal((2, n))
    omega = 0.0 if spreads == "knowledge" else p.omega
    known_to = 0.0 if spreads == "people" else p.knowledge_sd
    if p.scale == "normal" and any(map(math.isfinite, p.limits)):
        sd = math.hypot(omega, known_to)
        both = (omega * person + known_to * ignorance) / sd if sd else person * 0.0
        return _truncated(p, both, sd)
    return p.at(omega * person + known_to * ignorance)


def _truncated(p: Parameter, normal: NDArray[np.float64], sd: float) -> NDArray[np.float64]:
    """A normal cut at its limits: quantiles are stretched to fill what is left of it."""
    if sd == 0:
        return np.full(normal.shape, p.typical)
    low, high = ((limit - p.typical) / sd for limit in p.limits)
    share = _phi(low) + _phi_of(normal) * (_phi(high) - _phi(low))
    return np.asarray(p.typical + sd * np.interp(share, _TABLE[1], _TABLE[0]))


def _phi(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


# The normal distribution as a table: NumPy has none, and SciPy costs half a cold start.
_GRID = np.linspace(-8.0, 8.0, 8001)
_TABLE = _GRID, np.array([_phi(x) for x in _GRID])


def _phi_of(x: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.interp(x, *_TABLE))

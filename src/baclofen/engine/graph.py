"""A model as data: compartments, the flows between them, and where inputs arrive."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from baclofen.engine.draws import Numbers, as_draws, count_draws
from baclofen.errors import InputRefused, UnknownName


@dataclass(frozen=True)
class Flow:
    """What moves from `source` to `target` each hour: the rate times what `source` holds.

    `rate` is the name of a rate parameter in 1/h; its value comes with the run.
    A `target` of None leaves the body.

    >>> Flow("gut", "central", "ka")
    Flow(source='gut', target='central', rate='ka')
    """

    source: str
    target: str | None
    rate: str

    def __post_init__(self) -> None:
        if self.source == self.target:
            raise InputRefused(
                f"target of the flow {self.rate}",
                f"{self.target!r}, its own source",
                "a flow must go to another compartment, or to None",
            )


@dataclass(frozen=True)
class Graph:
    """A linear compartment model. It is checked here, once, and never changes.

    `inputs` says which compartment receives each input. Raises `UnknownName` for
    a compartment that is not listed, `InputRefused` for the other mistakes.

    >>> oral = Graph(
    ...     compartments=("gut", "central"),
    ...     flows=(Flow("gut", "central", "ka"), Flow("central", None, "ke")),
    ...     inputs={"oral": "gut"},
    ... )
    >>> oral.rate_names
    ('ka', 'ke')
    >>> oral.index("central")
    1
    """

    compartments: tuple[str, ...]
    flows: tuple[Flow, ...]
    inputs: Mapping[str, str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "compartments", tuple(self.compartments))
        object.__setattr__(self, "flows", tuple(self.flows))
        # A copy, so that the caller's dict can change without changing the model.
        object.__setattr__(self, "inputs", dict(self.inputs))
        if not self.compartments:
            raise InputRefused("graph", "without compartments", "it must have at least one")
        _refuse_twice("compartment", self.compartments)
        _refuse_twice("flow", self.flows)
        for flow in self.flows:
            self.index(flow.source)
            if flow.target is not None:
                self.index(flow.target)
        for target in self.inputs.values():
            self.index(target)

    @property
    def rate_names(self) -> tuple[str, ...]:
        """Names of the rate parameters a run must give, in order of first use."""
        return tuple(dict.fromkeys(flow.rate for flow in self.flows))

    def index(self, compartment: str) -> int:
        """Place of a compartment in every array of states. Raises `UnknownName`."""
        if compartment not in self.compartments:
            raise UnknownName("compartment", compartment, self.compartments)
        return self.compartments.index(compartment)

    def rate_matrix(self, rates: Mapping[str, ArrayLike]) -> Numbers:
        """Rate matrix K in 1/h, shape (m, m, n): amounts change by dA/dt = K A.

        `rates` gives each rate once, as one number or as n of them. Columns are
        sources, so a column's sum is minus what leaves the body from there.
        Raises `InputRefused`, `UnknownName` and `OutOfRange`.

        >>> tank = Graph(("tank",), (Flow("tank", None, "ke"),), {"iv": "tank"})
        >>> tank.rate_matrix({"ke": [0.1, 0.2]})
        array([[[-0.1, -0.2]]])
        """
        missing = [name for name in self.rate_names if name not in rates]
        if missing:
            raise InputRefused(
                "set of rates",
                f"missing {', '.join(missing)}",
                f"it must give {', '.join(self.rate_names)}",
            )
        checked = as_draws("rate", rates, self.rate_names, "per h")
        m = len(self.compartments)
        K = np.zeros((m, m, count_draws(checked)))
        for flow in self.flows:
            source = self.index(flow.source)
            K[source, source] -= checked[flow.rate]
            if flow.target is not None:
                K[self.index(flow.target), source] += checked[flow.rate]
        return K


def _refuse_twice(field: str, things: tuple[object, ...]) -> None:
    for place, thing in enumerate(things):
        if thing in things[:place]:
            raise InputRefused(field, f"{thing!r} twice", "each must be listed once")

"""What C is handed of parameters: every formula without a state, evaluated by NumPy."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.bounds import bounds
from baclofen.engine.draws import Numbers
from baclofen.engine.expression import bind, evaluate
from baclofen.engine.print_program import Printed
from baclofen.engine.program import Program

Places = NDArray[np.int64]


def rows_of(values: Sequence[Any], stride: int) -> Numbers:
    """One row of draws for each."""
    made = np.empty((len(values), stride))
    for row, each in zip(made, values, strict=True):
        value = np.atleast_1d(each)
        row[: value.size] = value
        row[value.size :] = value[-1]
    return made


class Bounds:
    """The constants of each epoch, or of each draw's own: `values` (bounds, constants, draws)."""

    def __init__(
        self, program: Program, printed: Printed, parameters: Mapping[str, Numbers], n: int,
        stride: int,
    ) -> None:  # fmt: skip
        self._program, self._printed, self._parameters = program, printed, parameters
        self._n, self._stride = n, stride
        self._places: dict[bytes, int] = {}
        self._made: list[Numbers] = []
        self.outflows: list[float] = []

    @property
    def values(self) -> Numbers:
        return np.ascontiguousarray(self._made)

    def place(self, epoch: NDArray[np.intp]) -> int:
        """Where an epoch (1,), or each draw's own (n,), stands."""
        key = epoch.tobytes() if (epoch != epoch[0]).any() else epoch[:1].tobytes()
        if key not in self._places:
            self._places[key] = len(self._made)
            self._add(epoch)
        return self._places[key]

    def places(self, epochs: NDArray[np.intp]) -> Places:
        """Where those of all blocks (B, 1 or n) stand."""
        if epochs.shape[1] > 1:
            return np.array([self.place(epoch) for epoch in epochs], dtype=np.int64)
        different, which = np.unique(epochs[:, 0], return_inverse=True)
        own = [self.place(different[[i]]) for i in range(different.size)]
        return np.array(own, dtype=np.int64)[which]

    def _add(self, epoch: NDArray[np.intp]) -> None:
        program, printed = self._program, self._printed
        now = program.at_epochs(self._parameters, epoch, self._n)
        memo: dict[int, Any] = {}
        values = [evaluate(node, now, np, memo) for node in printed.constants]
        bound: dict[int, Any] = {}
        known: dict[int, Any] = {}
        for name in printed.limited:
            formula = bind(program.graph.formula(name), now, np, bound)
            values += bounds(formula, program.graph.compartments, np, known)
        for weights in printed.floored:
            each_weight = [np.asarray(evaluate(w, now, np, memo)) for w in weights]
            least = np.min(np.broadcast_arrays(*each_weight, np.zeros(1)), axis=0)
            values.append(np.where(least >= 0, 0.0, -math.inf))
        self._made.append(rows_of(values, self._stride))
        leaves = [np.max(evaluate(node, now, np, memo)) for node in printed.leaves]
        self.outflows.append(float(max(leaves, default=0.0)))

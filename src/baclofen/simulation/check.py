"""What was read of people held against what the model says of such people."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.engine import Residual
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model, Purpose, Spreads, check_seed
from baclofen.regimen import Dosing
from baclofen.simulation.pictured import WIDE, words_of_mark
from baclofen.simulation.run import simulate

if TYPE_CHECKING:
    from baclofen.plots import PredictiveCheck

#: The stream of chance of errors of reading, beside that of people.
_ERRORS = 1


def predictive_check(
    model: Model, dosing: Dosing, times_h: ArrayLike, readings: ArrayLike, *, seed: int,
    output: str = "plasma_ng_mL", repeats: int = 200, residual: Residual | None = None,
    edges_h: Sequence[float] | None = None, shares: Sequence[float] = (0.05, 0.5, 0.95),
    level: float = 0.9, belief: Belief | None = None, spreads: Spreads = "people",
    purpose: Purpose = "person",
) -> PredictiveCheck:  # fmt: skip
    """A visual predictive check of one output: `readings` (k, p) of p people at `times_h` (k,), in
    the output's unit, NaN where nothing was read, against `repeats` studies of as many people.

    Repeats differ as people do (`spreads`), each reading by its `residual` error besides, which is
    none where it is not given. Edges, shares and level are those of `check_predictions`. What is
    refused is refused here too (`NotPlanned`); held against what was published (`purpose`
    "comparison") it carries that mark, as an illustration does its own, in the picture and in the
    table. Raises as `simulate` does.
    """
    from baclofen.plots import check_predictions

    times, seen = np.asarray(times_h, float), np.asarray(readings, float)
    if times.ndim != 1 or seen.ndim != 2 or len(seen) != times.size or not np.isfinite(times).all():
        raise InputRefused(
            "times and readings", f"of shapes {times.shape} and {seen.shape}",
            "they must be (k,), all finite, and (k, p): a row a time, a column a person",
        )  # fmt: skip
    hours, which = np.unique(times, return_inverse=True)
    course = simulate(
        model, dosing, outputs=[output], seed=seed, belief=belief, n=repeats * seen.shape[1],
        spreads=spreads, until_h=float(hours[-1]), at_h=hours.tolist(), whole=False,
        purpose=purpose,
    )  # fmt: skip
    drawn = course[output].values[which].reshape(*seen.shape[:1], repeats, -1)
    drawn = _read(drawn, residual, seed)
    there = np.isfinite(seen)
    credit, read = course.credits[output], course[output].output
    unit = "" if read.unit == "1" else f", {read.unit}"
    return check_predictions(
        np.broadcast_to(times[:, np.newaxis], seen.shape)[there],
        seen[there],
        drawn.transpose(1, 0, 2)[:, there],
        edges_h=edges_h, shares=shares, level=level, y_label=f"{read.says}{unit}",
        mark=fill(words_of_mark(credit), WIDE), credence=credit.verdict,
    )  # fmt: skip


def _read(values: NDArray[np.float64], residual: Residual | None, seed: int) -> NDArray[np.float64]:
    """What would be read of these values."""
    if residual is None:
        return values
    chance = np.random.default_rng([check_seed(seed), _ERRORS])
    sd = np.hypot(residual.proportional * values, residual.additive)
    return values + sd * chance.standard_normal(values.shape)

"""What a run gives back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from baclofen.engine.draws import Numbers
from baclofen.engine.library import NUMPY
from baclofen.engine.reduce import Reduction, combine
from baclofen.engine.timeline import Timeline
from baclofen.errors import InputRefused, UnknownName
from baclofen.value import Value

if TYPE_CHECKING:
    from baclofen.plots import Axes

#: A part of a turnover's size. The estimate is on the safe side; above this it is no accuracy.
LARGEST_ERROR = 1.0

Windows = dict[str, dict[str, Reduction]]


class Trajectory(Value, eq=False):
    """The outputs of a run, for every draw.

    `times_h` has shape (k,), in h, in the program's order. `course["CP"]` is one output,
    shape (k, n). `windows["day 1"]["CP"]` is its `Reduction`. `errors` estimates, for each
    turnover, how far it may be off: the largest over time and draws, in its unit. `executor`
    is the one that computed it, which may be another than was asked for.
    """

    times_h: Numbers
    values: Mapping[str, Numbers]
    windows: Mapping[str, Mapping[str, Reduction]]
    errors: Mapping[str, float]
    executor: str

    def __getitem__(self, output: str) -> Numbers:
        if output not in self.values:
            raise UnknownName("output", output, self.values)
        return self.values[output]

    def plot(
        self, outputs: Iterable[str] | None = None, *, axes: Axes | Sequence[Axes] | None = None,
        label: str = "", each: int = 0,
    ) -> Sequence[Axes]:  # fmt: skip
        """The outputs below each other, median and 90 % band of the draws over hours, on
        matplotlib's axes, which come back.

        `outputs` are all by default; `each` adds so many single draws. On the `axes` of another run
        it draws over it, and `label` names it in the legend. A trajectory knows its units no more:
        the names are those of the model. Raises `UnknownName`, and `InputRefused` where matplotlib
        is not installed.
        """
        from baclofen.plots import Band, plot_bands

        names = tuple(self.values) if outputs is None else tuple(outputs)
        bands = []
        for name in names:
            low, middle, high = np.quantile(self[name], (0.05, 0.5, 0.95), axis=1)
            some = self[name][:, :each] if each else None
            holds = f"90 % of {self[name].shape[1]} draws"
            bands.append(Band("", name, self.times_h, low, middle, high, holds, each=some))
        return plot_bands(bands, axes=axes, label=label)

    def table(self) -> np.recarray:
        """Every reading of every draw as a NumPy record array: draw, time_h, and an output each.

        Any data frame takes it: `pandas.DataFrame(course.table())`.
        """
        from baclofen.plots import table_of

        k, n = len(self.times_h), next(iter(self.values.values())).shape[1]
        each = {name: values.T.ravel() for name, values in self.values.items()}
        return table_of(
            {"draw": np.repeat(np.arange(n), k), "time_h": np.tile(self.times_h, n), **each}
        )


def combine_all(
    timeline: Timeline, reduced: Mapping[str, Mapping[str, Numbers]], blocks: range
) -> Windows:
    """The `Reduction` of every output over each window that lies in `blocks`, from the blocks' by
    output and kind."""
    windows: Windows = {}
    for window in timeline.windows_in(blocks):
        inside = timeline.within(window)
        some = inside.any(axis=1)
        start_h, length_h = timeline.start_h[some], timeline.length_h[some]
        windows[window.name] = {}
        for name, each in reduced.items():
            own = {kind: values[some] for kind, values in each.items()}
            fields = combine(window, inside[some], start_h, length_h, own, NUMPY)
            windows[window.name][name] = Reduction(window.length_h, **fields)
    return windows


def judge_errors(errors: Mapping[str, Numbers]) -> dict[str, float]:
    """The largest estimated error of each turnover, from errors and sizes (2, n).

    Raises `InputRefused` where one is so large that the result would mislead.
    """
    for name, (error, size) in errors.items():
        if not (error <= LARGEST_ERROR * size).all():
            raise InputRefused(
                f"turnover {name}",
                "followed too coarsely: its estimated error is as large as itself",
                "panels must be short against what it does",
                do="Give a shorter longest_h, or more places.",
            )
    return {name: float(error.max()) for name, (error, _) in errors.items()}

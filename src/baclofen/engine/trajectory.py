"""What a run gives back."""

from __future__ import annotations

from collections.abc import Mapping

from baclofen.engine.draws import Numbers
from baclofen.engine.library import NUMPY
from baclofen.engine.reduce import Reduction, combine
from baclofen.engine.timeline import Timeline
from baclofen.errors import InputRefused, UnknownName
from baclofen.value import Value

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

"""Two predictors that know nothing of drugs, to stand beside the model's."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import fmean, stdev

from baclofen.qualification.measure import measure_of, measured
from baclofen.qualification.target import Target
from baclofen.value import Value


class Beside(Value):
    """What they say of one figure, on its scale: `constant` the mean of the other trials' figures
    of its kind, `last` that nothing changes from before treatment (None where there is no before).
    `spread` is the SD of those figures around each other."""

    constant: float
    spread: float
    last: float | None


#: Fewer figures have no spread.
_FEWEST = 2


def beside(targets: Sequence[Target]) -> Mapping[str, Beside]:
    """By id of the target, those of whose kind other trials tell at least two figures.

    A kind is a domain where figures count by what the drug did; levels and times only go with those
    of the same output and statistic. A trial never helps to predict itself.
    """
    found = {}
    for target in targets:
        others = [
            measured(t, t.value)
            for t in targets
            if t.value is not None and _kind(t) == _kind(target) and t.fact != target.fact
        ]
        others = [number for number in others if math.isfinite(number)]
        if len(others) >= _FEWEST:
            last = None if measure_of(target) == "fold" else 0.0
            found[target.id] = Beside(fmean(others), stdev(others), last)
    return found


def _kind(target: Target) -> tuple[str, ...]:
    measure = measure_of(target)
    if measure == "fold":
        return target.domain, measure, target.arm.output, target.statistic
    return target.domain, measure

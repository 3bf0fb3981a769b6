"""How far a prediction is from the published figure, and all of them together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from baclofen.errors import BaclofenError
from baclofen.knowledge import Credence, Knowledge
from baclofen.model import Kinetics
from baclofen.qualification.predicted import credence_of, predict
from baclofen.qualification.target import Target
from baclofen.value import Value

#: Outputs on a scale of points, where a ratio tells little: the difference is shown too.
ON_POINTS = ("ashworth_1_5", "mas_0_4", "nrs_0_10", "nrs_change", "spasms_0_4")

#: How a figure is marked that a person who decides is not told.
_TO_A_PERSON: Mapping[Credence, str] = {
    "illustration": "to a person an illustration", "refused": "refused to a person",
}  # fmt: skip


class Result(Value):
    """A target and what came of it; `predicted` is NaN when `problem` says why. `credence` is how
    far a person who decides is told such a figure: here it is computed all the same."""

    target: Target
    predicted: float
    problem: str = ""
    credence: Credence = "believed"

    @property
    def ratio(self) -> float:
        """Predicted over observed; 1 inside a range, else over its nearest end.

        A lower end of 0 excludes nothing.
        """
        t, p = self.target, self.predicted
        if t.value is not None:
            return p / t.value if t.value else math.nan
        assert t.low is not None  # noqa: S101 - a target has one or the other
        assert t.high is not None  # noqa: S101
        if p > t.high:
            return p / t.high if t.high else math.inf
        return p / t.low if t.low > 0 and p < t.low else 1.0 + 0.0 * p

    @property
    def points(self) -> float | None:
        """Predicted less observed on a scale of points, else None."""
        t = self.target
        if t.arm.output not in ON_POINTS or t.statistic.startswith("time"):
            return None
        p = self.predicted
        if t.value is not None:
            return p - t.value
        return p - min(max(p, t.low or 0.0), t.high or 0.0)

    def within(self, fold: float) -> bool:
        """True when the ratio is within so many folds; never for what is not above 0."""
        return (
            math.isfinite(self.predicted) and self.predicted > 0 and 1 / fold <= self.ratio <= fold
        )

    @property
    def as_expected(self) -> bool:
        """Within two-fold; or, where a miss is expected, missed by as much as was said."""
        band = self.target.expect_ratio
        if band is None:
            return self.within(2.0) or bool(self.target.expect)
        return band[0] <= self.ratio <= band[1]

    @property
    def verdict(self) -> str:
        """In words, for a table."""
        if self.problem:
            return "not expressed"
        close = next((f"within {f:g}-fold" for f in (1.25, 2.0) if self.within(f)), "missed")
        if not self.target.expect:
            return close
        return close + (" (expected miss)" if self.as_expected else " (not as expected)")

    @property
    def line(self) -> str:
        """One line: id, observed, predicted, ratio, points, verdict."""
        t = self.target
        if self.problem:
            return f"{t.id:32} {t.observed:>16} not expressed: {self.problem}"
        points = "" if self.points is None else f" {self.points:+.2f} points"
        mark = "" if self.credence == "believed" else f" ({_TO_A_PERSON[self.credence]})"
        assumed = f" [assumed: {', '.join(t.assumed)}]" if t.assumed else ""
        return (
            f"{t.id:32} {t.observed:>16} {self.predicted:>10.4g} {self.ratio:>7.2f}"
            f"{points} {self.verdict}{mark}{assumed}"
        )


class Summary(Value):
    """Of `n` results: how many within 1.25 and 2-fold, and the average fold error.

    `afe` is the geometric mean of the ratios: above 1 the model predicts too much.
    `aafe` is that of the ratios turned up, so 1.3 is off by 30 % on the average.
    """

    domain: str
    n: int
    within_125: int
    within_2: int
    afe: float
    aafe: float


def judge(target: Target, known: Knowledge, *, kinetics: Kinetics = "composite") -> Result:
    """Predict one target; what cannot be predicted is a result too."""
    try:
        found = predict(target, known, kinetics=kinetics)
        return Result(target, found, credence=credence_of(target, known))
    except BaclofenError as gap:
        return Result(target, math.nan, str(gap))


def summarise(domain: str, results: Iterable[Result]) -> Summary:
    """Counts and average fold errors; those without a positive ratio count as missed."""
    results = tuple(results)
    logs = [math.log(r.ratio) for r in results if math.isfinite(r.predicted) and r.ratio > 0]
    mean = sum(logs) / len(logs) if logs else math.nan
    size = sum(map(abs, logs)) / len(logs) if logs else math.nan
    return Summary(
        domain,
        len(results),
        sum(r.within(1.25) for r in results),
        sum(r.within(2.0) for r in results),
        math.exp(mean),
        math.exp(size),
    )

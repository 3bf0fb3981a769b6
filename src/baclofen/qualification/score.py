"""How far a prediction is from the published figure, and all of them together.

Beside every score stand those of two predictors that know nothing of drugs: one that says what the
other figures of the domain say (the constant), and one that says nothing changes (the last value).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from statistics import fmean

import numpy as np

from baclofen.errors import BaclofenError
from baclofen.knowledge import Credence, Knowledge
from baclofen.model import Kinetics
from baclofen.qualification.domain import SHARES
from baclofen.qualification.measure import measure_of, measured
from baclofen.qualification.predicted import credence_of, group_means, predict
from baclofen.qualification.predictors import Beside
from baclofen.qualification.target import Target
from baclofen.value import Value

#: Outputs on a scale of points, where a ratio tells little: the difference is shown too.
ON_POINTS = ("ashworth_1_5", "mas_0_4", "nrs_0_10", "nrs_change", "spasms_0_4")
#: What a band of a group's mean leaves out, and the share of such bands that must hold the figure.
LEFT_OUT, COVERED = 0.10, 0.90
#: A count of bands that chance alone makes rarer than this, on one side, is no chance.
RARE = 0.025


#: How a figure is marked that a person who decides is not told.
_TO_A_PERSON: Mapping[Credence, str] = {
    "illustration": "to a person an illustration", "refused": "refused to a person",
}  # fmt: skip


class Band(Value):
    """What a group's mean may be: 90 % from `low` to `high`, in the target's unit; `mean` and `sd`
    on the scale on which the figure is scored."""

    low: float
    high: float
    mean: float
    sd: float


class Result(Value):
    """A target and what came of it; `predicted` is NaN when `problem` says why.

    `band` is that of a mean of as many people; `beside` what the two predictors say, on the scale
    of the score. None where the figure does not allow them. `credence` is how far a person who
    decides is told such a figure: here it is computed all the same.
    """

    target: Target
    predicted: float
    problem: str = ""
    band: Band | None = None
    beside: Beside | None = None
    credence: Credence = "believed"

    @property
    def seen(self) -> tuple[float, float]:
        """The figure as it counts, as a range; one number twice."""
        t = self.target
        if t.value is not None:
            return (measured(t, t.value),) * 2
        assert t.low is not None  # noqa: S101 - a target has one or the other
        assert t.high is not None  # noqa: S101
        ends = sorted((measured(t, t.low), measured(t, t.high)))
        return ends[0], ends[1]

    @property
    def counted(self) -> float:
        """The prediction as it counts."""
        if not math.isfinite(self.predicted):
            return math.nan
        return measured(self.target, self.predicted)

    @property
    def ratio(self) -> float:
        """Predicted over observed, of a score the falls; 1 inside a range, else over its nearest
        end. A lower end of 0 excludes nothing.
        """
        if measure_of(self.target) == "fold":
            low, high = (math.exp(end) for end in self.seen)
            p = self.predicted
        else:
            (low, high), p = self.seen, self.counted
        if low == high:
            return p / low if low else math.nan
        if p > high:
            return p / high if high > 0 else math.inf
        return p / low if low > 0 and p < low else 1.0 + 0.0 * p

    @property
    def error(self) -> float:
        """Distance from the figure on the scale of the score; 0 inside a range."""
        return distance(self.counted, self.seen)

    @property
    def is_covered(self) -> bool | None:
        """Does the band of the mean hold the figure? None without a band."""
        if self.band is None or self.target.value is None:
            return None
        return self.band.low <= self.target.value <= self.band.high

    @property
    def interval_score(self) -> float | None:
        """Width of the band and what it misses by, ten- to twentyfold: less is better, and width
        does not win. On the scale of the score."""
        if self.band is None:
            return None
        ends = sorted(measured(self.target, end) for end in (self.band.low, self.band.high))
        (y, _), weight = self.seen, 2 / LEFT_OUT
        return ends[1] - ends[0] + weight * (max(ends[0] - y, 0.0) + max(y - ends[1], 0.0))

    @property
    def points(self) -> float | None:
        """Predicted less observed on a scale of points, else None."""
        t = self.target
        if t.arm.output not in ON_POINTS or t.statistic.startswith("time") or t.statistic in SHARES:
            return None
        p = self.predicted
        if t.value is not None:
            return p - t.value
        return p - min(max(p, t.low or 0.0), t.high or 0.0)

    def within(self, fold: float) -> bool:
        """True when the ratio is within so many folds; never for what is not above 0."""
        return math.isfinite(self.counted) and 1 / fold <= self.ratio <= fold

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
        """One line: id, observed, predicted, its band, ratio, points, verdict."""
        t = self.target
        if self.problem:
            return f"{t.id:32} {t.observed:>16} not expressed: {self.problem}"
        points = "" if self.points is None else f" {self.points:+.2f} points"
        assumed = f" [assumed: {', '.join(t.assumed)}]" if t.assumed else ""
        mark = "" if self.credence == "believed" else f" ({_TO_A_PERSON[self.credence]})"
        band = "" if self.band is None else f" band {self.band.low:.3g} to {self.band.high:.3g}"
        return (
            f"{t.id:32} {t.observed:>16} {self.predicted:>10.4g} {self.ratio:>7.2f}"
            f"{points} {self.verdict}{mark}{band}{assumed}"
        )


def distance(counted: float, seen: tuple[float, float]) -> float:
    """How far a number is from a range; NaN is infinitely far."""
    low, high = seen
    return math.inf if math.isnan(counted) else max(low - counted, counted - high, 0.0)


class Summary(Value):
    """Targets of a domain, or of one use: how many are how near.

    `afe` is the average fold error, over 1 where predictions are too high; `aafe` the same with
    ratios below 1 turned up, so 1.3 is off by 30 % on the average.

    The rest counts figures for which the predictors beside could say something (`compared`): mean
    distance of the model's, the constant's and the last value's prediction, each on the scale of
    the score; and mean log densities, where people are counted (`banded`): there `covered` is how
    many bands held the figure, and `interval_score` the mean of theirs.
    """

    domain: str
    n: int
    within_125: int
    within_2: int
    afe: float
    aafe: float
    compared: int = 0
    error: float | None = None
    constant_error: float | None = None
    last_error: float | None = None
    banded: int = 0
    covered: int = 0
    interval_score: float | None = None
    density: float | None = None
    constant_density: float | None = None
    last_density: float | None = None

    @property
    def beats_beside(self) -> bool | None:
        """Nearer, and denser where densities are known, than either predictor beside; None where
        nothing could be compared."""
        if self.error is None or self.constant_error is None:
            return None
        nearer = self.error < min(self.constant_error, _or(self.last_error, math.inf))
        if self.density is None or self.constant_density is None:
            return nearer
        return nearer and self.density > max(
            self.constant_density, _or(self.last_density, -math.inf)
        )

    @property
    def coverage_is_chance(self) -> bool | None:
        """False where chance makes so few, or so many, bands hold their figure less than once in
        forty; None without a band."""
        if not self.banded:
            return None
        chances = [
            math.comb(self.banded, k) * COVERED**k * (1 - COVERED) ** (self.banded - k)
            for k in range(self.banded + 1)
        ]
        return min(sum(chances[: self.covered + 1]), sum(chances[self.covered :])) >= RARE


def _or(number: float | None, otherwise: float) -> float:
    return otherwise if number is None else number


def judge(
    target: Target, known: Knowledge, *, kinetics: Kinetics = "composite", banded: bool = False
) -> Result:
    """Predict one target, and where it is asked for its band; what cannot be predicted is a result
    too. Bands are those of the composite kinetics."""
    try:
        predicted = predict(target, known, kinetics=kinetics)
        means = group_means(target, known) if banded and kinetics == "composite" else None
        credence = credence_of(target, known)
    except BaclofenError as gap:
        return Result(target, math.nan, str(gap))
    if means is None:
        return Result(target, predicted, credence=credence)
    counted = sorted(m for m in (measured(target, float(x)) for x in means) if math.isfinite(m))
    mean = fmean(counted)
    sd = math.sqrt(fmean((m - mean) ** 2 for m in counted))
    # Places are parts of one more than there are: another draw falls outside one in ten times.
    low, high = np.quantile(means, (LEFT_OUT / 2, 1 - LEFT_OUT / 2), method="weibull")
    band = Band(float(low), float(high), mean, sd)
    return Result(target, predicted, band=band, credence=credence)


def summarise(domain: str, results: Iterable[Result]) -> Summary:
    """Counts and average fold errors; those without a positive ratio count as missed."""
    results = tuple(results)
    logs = [math.log(r.ratio) for r in results if math.isfinite(r.predicted) and r.ratio > 0]
    mean = sum(logs) / len(logs) if logs else math.nan
    size = sum(map(abs, logs)) / len(logs) if logs else math.nan
    compared = [(r, r.beside) for r in results if r.beside is not None and not r.problem]
    banded = [r for r in results if r.band is not None and r.target.value is not None]
    dense = [(r, r.band, r.beside) for r in banded if r.band is not None and r.beside is not None]
    return Summary(
        domain,
        len(results),
        sum(r.within(1.25) for r in results),
        sum(r.within(2.0) for r in results),
        math.exp(mean),
        math.exp(size),
        compared=len(compared),
        error=_mean(r.error for r, _ in compared),
        constant_error=_mean(distance(b.constant, r.seen) for r, b in compared),
        last_error=_mean(distance(b.last, r.seen) for r, b in compared if b.last is not None),
        banded=len(banded),
        covered=sum(r.is_covered is True for r in banded),
        interval_score=_mean(r.interval_score or 0.0 for r in banded),
        density=_mean(_log_density(r.seen[0], b.mean, b.sd) for r, b, _ in dense),
        constant_density=_mean(_log_density(r.seen[0], b.constant, b.spread) for r, _, b in dense),
        last_density=_mean(
            _log_density(r.seen[0], b.last, b.spread) for r, _, b in dense if b.last is not None
        ),
    )


def _mean(numbers: Iterable[float]) -> float | None:
    found = list(numbers)
    return fmean(found) if found else None


def _log_density(seen: float, mean: float, sd: float) -> float:
    # A spread of 0 would make one miss infinitely bad: nothing is known to a thousandth.
    sd = max(sd, 1e-3)
    return -0.5 * ((seen - mean) / sd) ** 2 - math.log(sd * math.sqrt(2 * math.pi))

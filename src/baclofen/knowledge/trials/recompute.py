"""Figures computed again from one another: what cannot be printed so is refused.

Rounding is allowed for: a printed figure stands for all that round to it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from baclofen.knowledge.trials.problem import Problem
from baclofen.knowledge.trials.values import Figures, Reported, Scale, Study, Trials

#: The normal quantile of a 95 % interval.
Z95 = NormalDist().inv_cdf(0.975)
#: Intervals may be by Student's t, which is wider by half at ten people and less above.
T_WIDER = 1.5
#: Measures that are compared as logarithms.
RATIOS = ("RR", "OR")


def check_figures(trials: Trials) -> Iterator[Problem]:
    """Problems of numbers; none when all is well."""
    for row in trials.figures:
        where = ", ".join(row.key)
        yield from _counts(where, row, trials.studies[row.study])
        yield from _spread(where, row)
        if row.scale:
            yield from _on_scale(where, row, trials.scales[row.scale])
        yield from _fits(where, row)
    for contrast in trials.reported:
        yield from _contrast(contrast, trials)


def decimals(value: float) -> int:
    """Places behind the point, as the figure is written.

    >>> decimals(86.2), decimals(7.0)
    (1, 0)
    """
    return len(f"{value:.10g}".partition(".")[2])


def slack(*values: float) -> float:
    """Half of the last place of each figure, added up."""
    return sum(0.5 * 10.0 ** -decimals(v) for v in values) + 1e-9


def wilson(events: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share, in percent.

    >>> [round(v) for v in wilson(26, 79)]
    [24, 44]
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share = events / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return 100 * (middle - reach), 100 * (middle + reach)


def _counts(where: str, row: Figures, study: Study) -> Iterator[Problem]:
    if row.n is not None:
        if row.n < 1:
            yield Problem(f"n of {where}", f"{row.n}", "an arm has at least one person")
        most = max(study.n.values(), default=None)
        if most is not None and row.n > most:
            yield Problem(
                f"n of {where}", f"{row.n}", f"at most {most}, the most the study tells of"
            )
    if row.events is None:
        wide = row.percent is not None and not 0 <= row.percent <= 100
        if wide:
            yield Problem(f"percent of {where}", f"{row.percent:g}", "it must be from 0 to 100")
        return
    if row.events < 0:
        yield Problem(f"events of {where}", f"{row.events}", "it must be 0 or more")
    elif row.n and row.type == "binary":
        if row.events > row.n:
            yield Problem(
                f"events of {where}", f"{row.events}", f"at most n, the {row.n} people of the arm"
            )
        elif row.percent is not None:
            got = 100 * row.events / row.n
            if abs(got - row.percent) > slack(row.percent):
                yield Problem(
                    f"percent of {where}", f"{row.percent:g}",
                    f"{row.events} of {row.n} are {got:.2f} %",
                )  # fmt: skip


def _spread(where: str, row: Figures) -> Iterator[Problem]:
    for name in ("sd", "se"):
        value = getattr(row, name)
        if value is not None and value <= 0:
            yield Problem(f"{name} of {where}", f"{value:g}", "it must be above 0")
            return
    if row.sd is not None and row.n is None:
        yield Problem(where, "an SD without n", "the people of the arm (n) must be given")
    if row.sd is not None and row.se is not None and row.n:
        got = row.sd / math.sqrt(row.n)
        if abs(got - row.se) > slack(row.se) + slack(row.sd) / math.sqrt(row.n):
            yield Problem(f"se of {where}", f"{row.se:g}", f"SD and n give {got:.4g}")
    if row.low is None or row.high is None:
        return
    if row.low >= row.high:
        yield Problem(f"interval of {where}", f"{row.low:g} to {row.high:g}", "low is below high")
        return
    if row.interval != "ci95":
        return
    middle = row.percent if row.type == "binary" else row.mean
    if middle is None:
        return
    if not row.low <= middle <= row.high:
        yield Problem(
            f"interval of {where}", f"{row.low:g} to {row.high:g}", f"it holds {middle:g}"
        )
    elif row.type == "continuous":
        yield from _interval_of_mean(where, row, row.low, row.high, middle)


def _interval_of_mean(
    where: str, row: Figures, low: float, high: float, mean: float
) -> Iterator[Problem]:
    if abs((low + high) / 2 - mean) > slack(low, high) / 2 + slack(mean):
        yield Problem(
            f"interval of {where}", f"{low:g} to {high:g}", f"its middle is the mean, {mean:g}"
        )
    error = row.se
    if error is None and row.sd is not None and row.n:
        error = row.sd / math.sqrt(row.n)
    if error is None:
        return
    half, rounding = (high - low) / 2, slack(low, high) / 2
    if not Z95 * error - rounding <= half * (1 + 1e-9) <= T_WIDER * Z95 * error + rounding:
        yield Problem(
            f"interval of {where}", f"{low:g} to {high:g}",
            f"the standard error {error:.3g} gives {mean - Z95 * error:.3g} to "
            f"{mean + Z95 * error:.3g}",
        )  # fmt: skip


def _on_scale(where: str, row: Figures, scale: Scale) -> Iterator[Problem]:
    if row.type == "continuous" and row.unit != scale.unit:
        yield Problem(f"unit of {where}", repr(row.unit), f"{scale.id} is in {scale.unit!r}")
    if row.type != "continuous" or row.kind == "effect-size":
        return
    low, high = scale.low, scale.high
    if row.kind != "final":
        span = None if low is None or high is None else high - low
        # A scale that only starts at 0 may change by any amount.
        low, high = (None, None) if span is None else (-span, span)
    for name in ("mean", "median"):
        value = getattr(row, name)
        if value is None:
            continue
        if (low is not None and value < low) or (high is not None and value > high):
            yield Problem(f"{name} of {where}", f"{value:g}", f"{scale.id} allows {low} to {high}")
            return
    if row.mean is None or row.sd is None or low is None or high is None:
        return
    # The widest spread of scores with this mean: all of them at the two ends of the scale.
    n = max(row.n or 2, 2)
    most = math.sqrt((row.mean - low) * (high - row.mean) * n / (n - 1))
    if row.sd > most + slack(row.sd, row.mean):
        yield Problem(
            f"sd of {where}", f"{row.sd:g}",
            f"at most {most:.3g} for a mean of {row.mean:g} on {scale.id}",
        )  # fmt: skip


def _fits(where: str, row: Figures) -> Iterator[Problem]:
    for events, n in row.fits:
        low, high = wilson(events, n)
        told = (row.percent, row.low, row.high)
        got = (100 * events / n, low, high)
        for name, one, printed in zip(("percent", "low", "high"), got, told, strict=True):
            if printed is None or abs(one - printed) > slack(printed):
                yield Problem(
                    f"fits of {where}", f"{events}/{n}, whose {name} is {one:.2f}",
                    f"{name} is printed as {printed}",
                )  # fmt: skip


def _contrast(row: Reported, trials: Trials) -> Iterator[Problem]:
    where = f"{row.study}: {row.outcome}, {row.time}, {row.arm} against {row.versus}"
    if row.p is not None and not 0 <= row.p <= 1:
        yield Problem(f"p of {where}", f"{row.p:g}", "it must be from 0 to 1")
    if row.estimate is None:
        return
    if row.measure in RATIOS and min(row.estimate, row.low or 1, row.high or 1) <= 0:
        yield Problem(f"{row.measure} of {where}", f"{row.estimate:g}", "a ratio is above 0")
        return
    if row.low is not None and row.high is not None:
        if not row.low <= row.estimate <= row.high:
            yield Problem(
                f"interval of {where}", f"{row.low:g} to {row.high:g}", f"it holds {row.estimate:g}"
            )
        elif row.p is not None and row.p_is == "=" and row.measure != "HL":
            yield from _p_of_interval(where, row, row.estimate, row.low, row.high, row.p)
    if not row.adjusted:
        yield from _from_arms(where, row, trials)


def _p_of_interval(
    where: str, row: Reported, estimate: float, low: float, high: float, p: float
) -> Iterator[Problem]:
    """The p that the interval gives, where the source prints one, within twice or half."""
    if row.measure in RATIOS:
        estimate, low, high = math.log(estimate), math.log(low), math.log(high)
    quantile = NormalDist().inv_cdf(0.5 + (row.level or 95) / 200)
    got = 2 * (1 - NormalDist().cdf(abs(estimate) / ((high - low) / (2 * quantile))))
    if not (p - slack(p)) / 2 <= got <= 2 * (p + slack(p)):
        yield Problem(f"p of {where}", f"{p:g}", f"its interval gives {got:.3g}")


def _from_arms(where: str, row: Reported, trials: Trials) -> Iterator[Problem]:
    """The effect that the figures of the two arms give, against the one reported."""
    arms = {
        f.arm: f
        for f in trials.figures
        if (f.study, f.outcome, f.time) == (row.study, row.outcome, row.time)
    }
    one, other = arms.get(row.arm), arms.get(row.versus)
    if one is None or other is None or row.estimate is None:
        return
    got: float | None = None
    rounding = slack(row.estimate)
    if row.measure == "MD" and one.mean is not None and other.mean is not None:
        got = one.mean - other.mean
        rounding += slack(one.mean, other.mean)
    elif row.measure in ("RR", "RD") and one.n and other.n:
        if one.events is None or other.events is None:
            return
        half = 0.5 if 0 in (one.events, other.events) else 0.0
        shares = [((f.events or 0) + half) / ((f.n or 0) + 2 * half) for f in (one, other)]
        got = shares[0] / shares[1] if row.measure == "RR" else shares[0] - shares[1]
    if got is not None and abs(got - row.estimate) > rounding:
        yield Problem(
            f"{row.measure} of {where}", f"{row.estimate:g}", f"the two arms give {got:.4g}"
        )

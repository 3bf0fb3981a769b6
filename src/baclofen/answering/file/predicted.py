"""What the model says, in the file of an answer: forecast, ways down, doses weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from baclofen.answering.file.said import Ids, Interval, Said, all_said, interval
from baclofen.knowledge import Credit, Knowledge
from baclofen.planning import Compared, Effect, Optimum, Trade
from baclofen.simulation import Course
from baclofen.value import Value


class CreditSaid(Value):
    """What is believed of an output or a use of it: believed, illustration or refused; why; and for
    what is refused what to do instead. `id` is its entry in the table of credibility."""

    id: str
    verdict: str
    because: str
    instead: str


Credits = dict[str, CreditSaid]


def credits_said(credits: Mapping[Any, Credit]) -> Credits:
    return {
        name: CreditSaid(credit.id, credit.verdict, credit.because, credit.instead)
        for name, credit in credits.items()
    }


class ExposureSaid(Value):
    """A level over a day: low, median and high of 90 %."""

    name: str
    Cmax: Interval
    Cavg: Interval
    Cmin: Interval
    AUC: Interval


class ForecastSaid(Value):
    """Predicted plasma levels at each step."""

    output: str
    unit: str
    kind: str
    kinetics: str
    interval: Interval
    draws: int
    seed: int | None
    exposure: tuple[ExposureSaid, ...]
    outside: tuple[Said, ...]
    assumed: tuple[Said, ...]
    credibility: Credits
    why: Ids


class WayDownSaid(Value):
    """One way down, its rebound as a part of the highest under the linear one."""

    shapes: tuple[str, ...]
    days: int
    steps: int
    longest_step_days: int
    peak: Interval
    peak_day: Interval
    daily_mg: tuple[float, ...]
    median_by_day: tuple[float, ...]


class WaysDownSaid(Value):
    """Ways down beside each other, as the model illustrates them."""

    output: str
    kind: str
    draws: int
    seed: int
    shapes: tuple[WayDownSaid, ...]
    credibility: Credits
    why: Ids


class EffectSaid(Value):
    """A mean over people, and their interval: a change from no drug, or what is without it."""

    mean: float
    interval: Interval


class TradeSaid(Value):
    """What a dose gives, costs, and gives less what it costs with its interval, in changes that
    matter; and the share of draws in which it beats no drug."""

    gain: float
    cost: float
    net: float
    interval: Interval
    beats_none: float


class BestSaid(Value):
    """The steps of the best trade, from the lowest to the highest."""

    from_mg_per_day: float
    to_mg_per_day: float
    beats_none: float


class DoseSaid(Value):
    """One day's dose weighed: `effects` are changes from no drug, `on_it` what is on it."""

    mg_per_day: float
    hours: tuple[float, ...]
    mg: tuple[float, ...]
    trade: TradeSaid | None
    reach: float
    on_frontier: bool
    effects: dict[str, EffectSaid]
    on_it: dict[str, EffectSaid]


class WeighedSaid(Value):
    """Every dose weighed. `without` is each output in the same people without the drug;
    `credibility` is that of each output, of the `gain` and of the `trade`. What is refused has no
    numbers, and is told in `refused`."""

    best: BestSaid | None
    label_target_mg_per_day: float | None
    without: dict[str, EffectSaid]
    worth_for_pain_alone: bool | None
    searched: int
    draws: int
    seed: int
    doses: tuple[DoseSaid, ...]
    notes: tuple[Said, ...]
    refused: tuple[Said, ...]
    credibility: Credits
    why: Ids


def forecast_said(forecast: Course | None, known: Knowledge) -> ForecastSaid | None:
    if forecast is None:
        return None
    plasma = forecast["plasma_ng_mL"]
    return ForecastSaid(
        output="plasma baclofen",
        unit="ng/mL",
        kind=plasma.output.kind,
        kinetics=forecast.kinetics,
        interval=(0.05, 0.5, 0.95),
        draws=forecast.n,
        seed=forecast.seed,
        exposure=tuple(
            ExposureSaid(
                e.name, interval(e.Cmax), interval(e.Cavg), interval(e.Cmin), interval(e.AUC)
            )
            for e in plasma.windows.values()
            if e.name != "all"
        ),
        outside=all_said(known, forecast.outside),
        assumed=all_said(known, forecast.assumed),
        credibility=credits_said(forecast.credits),
        why=forecast.why,
    )


def ways_down_said(compared: Compared | None) -> WaysDownSaid | None:
    if compared is None:
        return None
    return WaysDownSaid(
        output="rebound by day, as a part of the highest under the linear shape",
        kind=compared.mark,
        draws=compared.n,
        seed=compared.seed,
        shapes=tuple(
            WayDownSaid(
                way.shapes, way.days, len(way.course.steps), way.longest_step,
                interval(way.peak), interval(way.peak_day),
                tuple(s.daily.in_mg for s in way.course.steps), tuple(way.median.tolist()),
            )
            for way in compared.ways
        ),
        credibility=credits_said(compared.credits),
        why=compared.why,
    )  # fmt: skip


def weighed_said(optimum: Optimum | None, known: Knowledge) -> WeighedSaid | None:
    if optimum is None:
        return None
    best = optimum.best
    return WeighedSaid(
        best=None if best is None else BestSaid(best.low.in_mg, best.high.in_mg, best.beats_none),
        label_target_mg_per_day=optimum.plain.daily.in_mg if optimum.plain else None,
        without=_effects(optimum.without),
        worth_for_pain_alone=optimum.is_worth,
        searched=optimum.searched,
        draws=optimum.draws,
        seed=optimum.seed,
        doses=tuple(
            DoseSaid(
                w.daily.in_mg, tuple(i.hour for i in w.intakes),
                tuple(i.dose.in_mg for i in w.intakes), _trade(w.trade), w.reach, w.on_frontier,
                _effects(w.effects), _effects(w.on_it),
            )
            for w in optimum.weighed
        ),
        notes=all_said(known, optimum.notes),
        refused=all_said(known, optimum.refused),
        credibility=credits_said(
            {**optimum.credits, "gain": optimum.gain, "trade": optimum.trade}
        ),
        why=optimum.why,
    )  # fmt: skip


def _effects(effects: Mapping[str, Effect]) -> dict[str, EffectSaid]:
    return {name: EffectSaid(e.mean, interval(e.over)) for name, e in effects.items()}


def _trade(trade: Trade | None) -> TradeSaid | None:
    if trade is None:
        return None
    return TradeSaid(trade.gain, trade.cost, trade.net, interval(trade.over), trade.beats_none)

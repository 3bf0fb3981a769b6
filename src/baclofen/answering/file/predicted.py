"""What the model says, in the file of an answer: forecast, ways down, doses weighed."""

from __future__ import annotations

from baclofen.answering.file.said import Ids, Interval, Said, all_said, interval
from baclofen.knowledge import Knowledge
from baclofen.planning import (
    Compared,
    Optimum,
)
from baclofen.simulation import Course
from baclofen.value import Value


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
    why: Ids


class EffectSaid(Value):
    """A mean over people, and their interval: a change from no drug, or what is without it."""

    mean: float
    interval: Interval


class DoseSaid(Value):
    """One day's dose weighed."""

    mg_per_day: float
    hours: tuple[float, ...]
    mg: tuple[float, ...]
    gain: float
    cost: float
    loss: float
    reach: float
    on_frontier: bool
    effects: dict[str, EffectSaid]


class WeighedSaid(Value):
    """Every dose weighed. `without` is each output in the same people without the drug."""

    best_mg_per_day: float | None
    label_target_mg_per_day: float | None
    without: dict[str, EffectSaid]
    worth_for_pain_alone: bool | None
    searched: int
    draws: int
    seed: int
    doses: tuple[DoseSaid, ...]
    notes: tuple[Said, ...]
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
        why=compared.why,
    )  # fmt: skip


def weighed_said(optimum: Optimum | None, known: Knowledge) -> WeighedSaid | None:
    if optimum is None:
        return None
    return WeighedSaid(
        best_mg_per_day=optimum.best.daily.in_mg if optimum.best else None,
        label_target_mg_per_day=optimum.plain.daily.in_mg if optimum.plain else None,
        without={
            name: EffectSaid(e.mean, interval(e.over)) for name, e in optimum.without.items()
        },
        worth_for_pain_alone=optimum.is_worth,
        searched=optimum.searched,
        draws=optimum.draws,
        seed=optimum.seed,
        doses=tuple(
            DoseSaid(
                w.daily.in_mg, tuple(i.hour for i in w.intakes),
                tuple(i.dose.in_mg for i in w.intakes), w.gain, w.cost, w.loss, w.reach,
                w.on_frontier,
                {name: EffectSaid(e.mean, interval(e.over)) for name, e in w.effects.items()},
            )
            for w in optimum.weighed
        ),
        notes=all_said(known, optimum.notes),
        why=optimum.why,
    )  # fmt: skip

"""Draws people like this patient, gives them the regimen, and keeps the seed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from baclofen.engine import Event, Trajectory, Window, compile_program, run
from baclofen.errors import InputRefused
from baclofen.model import Belief, Model
from baclofen.regimen import Regimen
from baclofen.simulation.course import Exposure, Forecast, quantiles, spread
from baclofen.units import Dose

#: A level in mg/L is a thousand ng/mL.
NG_PER_ML = 1000.0


def simulate(
    model: Model,
    regimen: Regimen,
    belief: Belief,
    *,
    seed: int,
    before: Sequence[tuple[float, Dose]] = (),
    after_days: int = 0,
) -> Forecast:
    """Plasma levels over a regimen, for people who could be this patient.

    `before` are doses already taken, as (hours before day 1, amount): someone on
    baclofen does not start from nothing. `after_days` shows what follows the last dose.
    One window a step: the last 24 h of the step.
    The number of draws and the grid are facts: `predict.draws`, `predict.nodes_per_hour`.
    """
    if not regimen.steps:
        raise InputRefused("regimen", "without any step", "it must have one to be simulated")
    n = int(model.known.number("predict.draws"))
    run_in_h = max((h for h, _ in before), default=0.0)
    doses = [(run_in_h - h, d) for h, d in before]
    doses += [(run_in_h + h, d) for h, d in regimen.times()]
    until_h = run_in_h + 24.0 * (regimen.days + after_days)
    windows = [
        Window(
            f"day {step.last_day}",
            run_in_h + 24.0 * (step.last_day - 1),
            run_in_h + 24.0 * step.last_day,
        )
        for step in regimen.steps
    ]
    program = compile_program(
        model.graph,
        [Event(time_h, dose.in_mg, "oral") for time_h, dose in doses],
        until_h=until_h,
        per_h=int(model.known.number("predict.nodes_per_hour")),
        windows=windows,
    )
    draws = belief.draw(n, np.random.default_rng(seed))
    course = run(program, model.parameters(draws), ["CP"])
    low, median, high = quantiles(course["CP"] * NG_PER_ML)
    shown = course.times_h >= run_in_h
    return Forecast(
        times_h=course.times_h[shown] - run_in_h,
        low=low[shown],
        median=median[shown],
        high=high[shown],
        exposure=tuple(_exposure(w, course, run_in_h) for w in windows),
        n=n,
        seed=seed,
        why=(*model.why, "predict.draws", "predict.nodes_per_hour"),
        assumed=model.assumed,
        outside=model.outside,
    )


def _exposure(window: Window, course: Trajectory, run_in_h: float) -> Exposure:
    got = course.windows[window.name]["CP"]
    return Exposure(
        name=window.name,
        start_h=window.start_h - run_in_h,
        end_h=window.end_h - run_in_h,
        Cmax=spread(got.peak * NG_PER_ML),
        Cmin=spread(got.trough * NG_PER_ML),
        Cavg=spread(got.mean * NG_PER_ML),
        AUC=spread(got.area * NG_PER_ML),
    )

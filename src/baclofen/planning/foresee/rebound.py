"""Ways down compared by the rebound the model predicts: against each other, never as a risk.

The model illustrates. Which steps are printed is decided by the labels' floor and the policy; no
shape here is faster than they are, whatever the model says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Window
from baclofen.knowledge import Credit, Knowledge, Note
from baclofen.model import Belief, Kinetics, Model, build_model
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.course import Steps
from baclofen.planning.reckon.taper import WayDown, steps_of
from baclofen.regimen import SHAPES, Dosing, Given, Shape, Step, dosing_of
from baclofen.simulation import Spread, quantiles, settings_of, spread, window_means
from baclofen.value import Value

#: Surplus of the opponent process in the cord: the model's word for rebound.
OUTPUT = "rebound_cord"
#: Against which the others are set.
REFERENCE: Shape = "linear"


class Tapered(Value, eq=False):
    """One way down: its steps, and its rebound by day as a part of the linear one's peak.

    `shapes` are those that come to these steps, mostly one. `peak` compares the highest daily
    mean of each simulated person with their own under the linear shape; `peak_day` counts from
    the first cut, which is day 1. `low`, `median` and `high` are the 90 % interval and the middle
    by day, each of shape (days,).
    """

    shapes: tuple[Shape, ...]
    course: Steps
    peak: Spread
    peak_day: Spread
    low: NDArray[np.float64]
    median: NDArray[np.float64]
    high: NDArray[np.float64]

    @property
    def days(self) -> int:
        """Days from the first cut to the last dose."""
        return self.course.regimen.days

    @property
    def longest_step(self) -> int:
        """Days of the longest step."""
        return max(s.step.days for s in self.course.steps)


class Compared(Value):
    """All shapes from one dose, those of the same steps together, the linear one first.

    `n` people were simulated from `seed`; `why` lists every fact. `credits` says what is believed
    of the `peak` and of the day on which it comes (`peak_on_day`).
    """

    ways: tuple[Tapered, ...]
    n: int
    seed: int
    mark: str
    why: tuple[str, ...]
    outside: tuple[Note, ...]
    credits: Mapping[str, Credit]

    def __getitem__(self, shape: Shape) -> Tapered:
        """The way down of one shape."""
        return next(way for way in self.ways if shape in way.shapes)


def compare_ways_down(
    plan: Plan,
    way: WayDown,
    known: Knowledge,
    *,
    seed: int,
    kinetics: Kinetics = "composite",
    belief: Belief | None = None,
) -> Compared | None:
    """Every shape from the same dose after the same time, in the same simulated people.

    None without a valid kidney value. Shapes that come to the same steps are listed once.
    People are drawn from `belief`, by default the model's first; raises as `window_means` does.
    """
    model = build_model(plan.fit, known, kinetics=kinetics)
    if model is None:
        return None
    n = int(known.number("taper.draws"))
    courses: dict[tuple[Step, ...], Steps] = {}
    shapes: dict[tuple[Step, ...], list[Shape]] = {}
    for shape in sorted(SHAPES, key=lambda s: s != REFERENCE):
        course = steps_of(way, shape, known)
        courses.setdefault(course.regimen.steps, course)
        shapes.setdefault(course.regimen.steps, []).append(shape)
    # All are simulated to one end, long past the last dose of the longest.
    days = max(c.regimen.days for c in courses.values())
    days += 7 * math.ceil(known.number("taper.after_weeks"))
    by_day = _daily_means(
        model, way, list(courses.values()), known, days=days, n=n, seed=seed, belief=belief
    )
    # Everyone has a rebound after the last dose; this only keeps a rounding from dividing by 0.
    top = np.maximum(by_day[0].max(axis=0), np.finfo(float).tiny)
    made = []
    for (steps, course), values in zip(courses.items(), by_day, strict=True):
        low, median, high = quantiles(values / top)
        made.append(
            Tapered(
                tuple(shapes[steps]), course, spread(values.max(axis=0) / top),
                spread(1 + values.argmax(axis=0).astype(float)), low, median, high,
            )
        )  # fmt: skip
    output = model.output(OUTPUT)
    why = ("taper.draws", "taper.run_in_weeks", "taper.after_weeks", *output.rests_on)
    settings = settings_of(model, _present(way, 1))
    table = known.credibility
    credits = {
        "peak": table.worst([OUTPUT], settings, "order"),
        "peak_on_day": table.worst([OUTPUT], settings, "day_of_rebound"),
    }
    return Compared(tuple(made), n, seed, output.mark, why, model.outside, credits)


def _daily_means(
    model: Model, way: WayDown, courses: Sequence[Steps], known: Knowledge,
    *, days: int, n: int, seed: int, belief: Belief | None,
) -> list[NDArray[np.float64]]:  # fmt: skip
    """Mean rebound of each of so many days from the first cut on, each (days, n)."""
    weeks = known.number("taper.run_in_weeks")
    before = 7 * max(1, math.ceil(weeks if way.weeks_on is None else min(way.weeks_on, weeks)))
    present = _present(way, before)
    made = window_means(
        model,
        [present + dosing_of(course.regimen).later(24.0 * before) for course in courses],
        outputs=[OUTPUT],
        windows=[
            Window(f"day {day + 1}", 24.0 * (before + day), 24.0 * (before + day + 1))
            for day in range(days)
        ],
        seed=seed,
        n=n,
        belief=belief,
    )
    return [means[OUTPUT] for means in made]


def _present(way: WayDown, days: int) -> Dosing:
    """The present dose for so many days, at the hours of the clock that the steps use."""
    hours = way.maker.hours[way.maker.times_of(way.daily.in_mg)]
    each = way.daily * (1 / len(hours))
    given = (Given(24.0 * day + hour, each, "tablet") for day in range(days) for hour in hours)
    return Dosing(tuple(given), until_h=24.0 * days)

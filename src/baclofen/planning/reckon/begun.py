"""The way back from a dose that was begun days ago, far above any start: at once to a start."""

from __future__ import annotations

from datetime import date

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import BegunHigh, TaperPolicy
from baclofen.planning.reckon.taper import Descent, slower, steps_of, way_down
from baclofen.planning.reckon.titrate import ceiling_for
from baclofen.units import Dose, mg


def is_begun_high(fit: Assessment) -> bool:
    """Whether what runs was begun so lately, and at so much, that it goes back at once. A way down
    that was asked for keeps its own steps. Facts: `DO-BEGUN-MUCH`."""
    return fit.fired(BegunHigh.entry) and not fit.comes_down


def begun_way_down(
    fit: Assessment, known: Knowledge, *, daily: Dose, start: date, weeks_on: float | None
) -> Descent:
    """The steps: the most that a start may be, or what these kidneys leave of it, held for one
    step; then down as from any such dose. Raises `NotPlanned` as `taper` does.

    Facts: `DO-BEGUN-MUCH`, `T-PROJECT`.
    """
    most = mg(known.of(BegunHigh).start_mg_per_day)
    first = min(most, ceiling_for(fit, known)[0])
    way = way_down(fit, known, daily=first, start=start, weeks_on=weeks_on)
    way = slower(way, hold_days=known.of(TaperPolicy).slow_step_days, times=1)
    course = steps_of(way, "standard", known)
    note = known.note("begun.back", daily=daily, first=course.steps[0].daily)
    return Descent(course, (note,), way)

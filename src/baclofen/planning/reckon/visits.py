"""When somebody who comes down is seen or called: before the next cut, and after the last dose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import TaperVisits
from baclofen.planning.reckon.course import PlannedStep
from baclofen.value import Value


class Visit(Value):
    """A visit between two days, both counted in."""

    first: date
    last: date


def visits_down(steps: Sequence[PlannedStep], known: Knowledge) -> tuple[Visit, ...]:
    """At the end of the first step, then each as late as the policy's weeks after the one before
    let it, or at the end of a step that is longer; the last after the last dose.

    Facts: `T-VISITS`.
    """
    policy = known.of(TaperVisits)
    apart, before = timedelta(weeks=policy.every_weeks), timedelta(days=policy.days - 1)
    *cut, end = steps
    after = Visit(end.last + timedelta(days=1), end.last + timedelta(weeks=policy.after_weeks))
    ends = (*(step.last for step in cut[1:]), after.last)
    found: list[Visit] = []
    for step, following in zip(cut, ends, strict=False):  # a single step has no cut
        if not found or following > found[-1].last + apart:
            found.append(Visit(max(step.first, step.last - before), step.last))
    return (*found, after)

"""When somebody is seen: on a way down, and at each step where mood or mind is at risk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge
from baclofen.knowledge.numbers import CloseVisits, SmallSupply, TaperVisits
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


def is_seen_at_each_step(fit: Assessment, known: Knowledge) -> bool:
    """Whether a step may worsen mood, mind or seizures of this patient; what was only heard, and
    sounds like it, is watched as that."""
    return fit.fired(CloseVisits.entry) or bool(small_supplies(fit, known))


def small_supplies(fit: Assessment, known: Knowledge) -> tuple[SmallSupply, ...]:
    """The rules that want little handed out to this patient at a time."""
    said = {f.rule.id for f in (*fit.findings, *fit.cited)}
    return tuple(kind for kind in known.every(SmallSupply) if kind.id in said)


def visits_each_step(steps: Sequence[PlannedStep], known: Knowledge) -> tuple[Visit, ...]:
    """One in the last days of each step, before the next. Facts: `W-SLOW-RISK`."""
    before = timedelta(days=known.of(CloseVisits).visit_days - 1)
    return tuple(Visit(max(step.first, step.last - before), step.last) for step in steps)

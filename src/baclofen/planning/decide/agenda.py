"""What a plan asks to be done on which day: its course, what it needs, and what is watched."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.course import Steps
from baclofen.planning.say.advice import kidney_day, visit_days
from baclofen.regimen import Packets, Poured
from baclofen.value import Value

#: Verdicts under which nothing may be followed by a calendar, whatever is printed.
_NOT_YET = (Verdict.NEEDS_INFO, Verdict.EMERGENCY, Verdict.REJECT_INPUT)


class Due(Value):
    """Something to be done between two days, both counted in; on one day they are the same."""

    first: date
    last: date
    says: Note


class Supply(Value):
    """What a whole course takes of one product: `number` of `unit`, each of `strength`.

    Tablets and packets in mg, a liquid in mg/mL with `number` in mL.
    """

    unit: str
    strength: float
    number: float


class Agenda(Value):
    """The days of a plan that is to be acted on.

    `is_down` marks a way down; after its last day there is no dose, after a way up the last
    dose goes on.
    """

    course: Steps
    is_down: bool
    due: tuple[Due, ...]
    supply: tuple[Supply, ...]

    @property
    def last_day(self) -> date:
        """The last day of the last step."""
        return self.course.steps[-1].last

    @property
    def after(self) -> date:
        """The day after the last step."""
        return self.last_day + timedelta(days=1)


def agenda_of(plan: Plan, known: Knowledge) -> Agenda | None:
    """The agenda, or None where the plan has no steps that were asked for.

    A way down that is printed only for the case that the prescriber decides on it has none:
    nobody may follow it by a calendar. Nor has a start that is not recommended, or whose
    indication is not told, before that is chosen or answered.
    """
    if plan.recommendation is not None and plan.recommendation.holds_back:
        return None
    asked_down = plan.fit.kind in ("taper", "stop")
    course = plan.up or (plan.down if asked_down else None)
    if course is None or plan.fit.verdict in _NOT_YET:
        return None
    return Agenda(course, course is plan.down, _due(plan, known), _supply(course))


def _due(plan: Plan, known: Knowledge) -> tuple[Due, ...]:
    watched = {note.phrase for note in plan.watch}
    found = []
    if "advice.each_step" in watched:
        first, last = visit_days(plan.fit, known)
        found.append(Due(first, last, known.note("due.visit")))
    if "advice.kidneys" in watched:
        day = kidney_day(plan.fit, known)
        found.append(Due(day, day, known.note("due.kidneys")))
    return tuple(found)


def _supply(course: Steps) -> tuple[Supply, ...]:
    total: dict[tuple[str, float], float] = {}
    for step in course.steps:
        for portion in step.portions:
            parts: tuple[tuple[str, float, float], ...]
            if isinstance(portion, Poured):
                parts = (("mL", portion.mg_per_mL, portion.mL),)
            else:
                unit = "packet" if isinstance(portion, Packets) else "tablet"
                parts = tuple((unit, strength, n) for strength, n in portion.items)
            for unit, strength, n in parts:
                key = (unit, strength)
                total[key] = total.get(key, 0) + n * step.step.days
    return tuple(Supply(*key, number) for key, number in sorted(total.items()))

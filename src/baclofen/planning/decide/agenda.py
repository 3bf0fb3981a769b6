"""What a plan asks to be done on which day: its course, what it needs, and what is watched."""

from __future__ import annotations

from datetime import date, timedelta

from baclofen.assessment import Assessment, oral_dose
from baclofen.knowledge import Knowledge, Note, Verdict
from baclofen.knowledge.numbers import InfantKidney
from baclofen.planning.decide.plan import Plan
from baclofen.planning.reckon.backstep import is_asked
from baclofen.planning.reckon.course import PlannedStep
from baclofen.planning.reckon.failing import is_failing
from baclofen.planning.reckon.supply import Supply, lasting, supply_of, with_reserve
from baclofen.planning.reckon.visits import (
    is_seen_at_each_step,
    small_supplies,
    visits_down,
    visits_each_step,
)
from baclofen.planning.say.advice import kidney_day, visit_days
from baclofen.planning.say.asked import keeps_some
from baclofen.planning.say.sheet import PatientSheet, sheet_of
from baclofen.units import Dose
from baclofen.value import Value

#: Verdicts under which nothing may be followed by a calendar, whatever is printed.
_NOT_YET = (Verdict.NEEDS_INFO, Verdict.EMERGENCY, Verdict.REJECT_INPUT)


class Due(Value):
    """Something to be done between two days, both counted in; on one day they are the same."""

    first: date
    last: date
    says: Note


class Agenda(Value):
    """The days of a plan that is to be acted on, what is dispensed for them, and what its sheet
    says.

    `steps` are those of the plan; a last one that ends before the latest day of the visit `is_held`
    to it. `is_down` marks a way down; after its last day there is no dose, after a way up the last
    dose goes on. `is_switch` marks the same day's dose in another product.
    """

    steps: tuple[PlannedStep, ...]
    is_down: bool
    is_held: bool
    is_switch: bool
    due: tuple[Due, ...]
    supply: Supply
    sheet: PatientSheet

    @property
    def first_day(self) -> date:
        return self.steps[0].first

    @property
    def last_day(self) -> date:
        """The last day with a dose that is laid out and dispensed."""
        return self.steps[-1].last

    @property
    def after(self) -> date:
        """The day after that."""
        return self.last_day + timedelta(days=1)


def agenda_of(plan: Plan, known: Knowledge) -> Agenda | None:
    """The agenda, or None where the plan has no steps that were asked for.

    A way down that is printed only for the case that the prescriber decides on it has none:
    nobody may follow it by a calendar; nor has one to none where a lower dose is to be kept. Nor
    has a start that is not recommended, or whose indication is not told, before that is chosen or
    answered.
    """
    if plan.recommendation is not None and plan.recommendation.holds_back:
        return None
    course = plan.up or plan.asked_down or plan.switched
    if course is None or plan.fit.verdict in _NOT_YET or keeps_some(plan.fit):
        return None
    is_down = course is plan.down
    if is_down and plan.fit.verdict >= Verdict.AVOID and _asks_to_stop_at_once(plan.fit):
        return None
    steps = course.steps if is_down else lasting(course.steps, visit_days(plan.fit, known)[1])
    supply = supply_of(steps, *_small(plan.fit, known))
    if is_down:
        supply = with_reserve(supply, steps, _dose_before(plan.fit, known))
    against = plan.recommendation.against if plan.recommendation else None
    return Agenda(
        steps,
        is_down,
        steps[-1] != course.steps[-1],
        course is plan.switched,
        (*_due(plan, course.steps, known, is_down=is_down), *_next_supplies(supply, known)),
        supply,
        sheet_of(
            plan.fit,
            steps,
            supply,
            known,
            is_down=is_down,
            is_switch=course is plan.switched,
            against=against,
        ),
    )


def _asks_to_stop_at_once(fit: Assessment) -> bool:
    """Whether a stop from one day to the next is asked for: the way down that is printed in its
    place waits for the prescriber's decision."""
    taper, day = fit.request.taper, fit.request.day_by_mouth
    return (taper is not None and taper.weeks == 0) or (day is not None and day.in_mg == 0)


def _dose_before(fit: Assessment, known: Knowledge) -> Dose | None:
    """The dose one may go back to from the first step down; None where the kidneys refuse it, or
    the first step is such a dose itself."""
    return None if is_failing(fit, known) or is_asked(fit) else oral_dose(fit.uses)


def _small(fit: Assessment, known: Knowledge) -> tuple[int | None, tuple[str, ...]]:
    """For how many days at most a supply is, by the rules that hold for this patient."""
    small = {kind.id: kind.supply_days for kind in small_supplies(fit, known)}
    return min(small.values(), default=None), tuple(small)


def _due(
    plan: Plan, steps: tuple[PlannedStep, ...], known: Knowledge, *, is_down: bool
) -> tuple[Due, ...]:
    watched = {note.phrase for note in plan.watch}
    found = []
    if "advice.each_step" in watched or plan.switched is not None:
        first, last = visit_days(plan.fit, known)
        found.append(Due(first, last, known.note("due.visit")))
    closely = is_seen_at_each_step(plan.fit, known)
    if closely and not is_down and steps[-1].last < visit_days(plan.fit, known)[1]:
        # The last step is held to it.
        first, last = visit_days(plan.fit, known)
        found.append(
            Due(max(first, steps[-1].last + timedelta(days=1)), last, known.note("due.visit"))
        )
    if closely:
        found += [
            Due(visit.first, visit.last, known.note("due.visit_step"))
            for visit in visits_each_step(steps, known)
        ]
    if is_down:
        down = visits_down(steps, known)
        found += [
            Due(visit.first, visit.last, known.note("due.visit_down"))
            for visit in (down[-1:] if closely else down)
        ]
    if watched & {"advice.kidneys", "advice.kidneys_today"}:
        day = kidney_day(plan.fit, known)
        found.append(Due(day, day, known.note("due.kidneys")))
        if plan.fit.fired(InfantKidney.entry):
            found.append(Due(day, day, known.note("due.weight")))
    return tuple(found)


def _next_supplies(supply: Supply, known: Knowledge) -> tuple[Due, ...]:
    """The day before each further part begins."""
    days = (part.first - timedelta(days=1) for part in supply.parts[1:])
    return tuple(Due(day, day, known.note("due.supply", *supply.why)) for day in days)

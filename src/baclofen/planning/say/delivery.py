"""Pregnancy: whether a way down ends before the delivery. It is never made faster for the date."""

from __future__ import annotations

from datetime import timedelta

from baclofen.assessment import Assessment
from baclofen.knowledge import Knowledge, Note
from baclofen.knowledge.numbers import BirthAtTerm
from baclofen.planning.reckon.course import Steps
from baclofen.value import Value


class BeforeDelivery(Value):
    """What is said of it, and whether the way down may not end in time."""

    note: Note
    is_late: bool


def before_delivery(fit: Assessment, known: Knowledge, down: Steps | None) -> BeforeDelivery | None:
    """Whether this way down, begun today, ends before a birth at term may come; None where the
    person is not pregnant, or nothing runs."""
    if not fit.fired(BirthAtTerm.entry):
        return None
    left = fit.person.weeks_to_term
    if left is None:
        return BeforeDelivery(known.note("delivery.week_untold"), is_late=False)
    due = fit.request.today + timedelta(days=round(7 * left))  # days in a week
    if down is None:
        return BeforeDelivery(known.note("delivery.no_way_down", due=due), is_late=False)
    last = down.steps[-1].last
    early = timedelta(weeks=known.of(BirthAtTerm).early_weeks)
    if last < due - early:
        return BeforeDelivery(known.note("delivery.in_time", last=last, due=due), is_late=False)
    return BeforeDelivery(known.note("delivery.too_late", last=last, due=due), is_late=True)

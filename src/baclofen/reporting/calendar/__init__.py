"""A plan as a calendar (RFC 5545): the steps, each dose, visits and checks; and what of an earlier
one fell away."""

from baclofen.reporting.calendar.entries import (
    CalendarAsked,
    calendar_id,
    of_same,
    render_calendar,
)
from baclofen.reporting.calendar.read import read_calendar
from baclofen.reporting.calendar.value import Calendar, Entry

__all__ = [
    "Calendar",
    "CalendarAsked",
    "Entry",
    "calendar_id",
    "of_same",
    "read_calendar",
    "render_calendar",
]

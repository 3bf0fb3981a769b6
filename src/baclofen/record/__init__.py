"""What happened to a patient, as events, and the patient on a day as a fold of them."""

from __future__ import annotations

from baclofen.record.day import on_day
from baclofen.record.events import CLOCKS, Event, Record, twins
from baclofen.record.form import FORM, event_of, payload
from baclofen.record.happened import (
    Accepted,
    Alarmed,
    Answered,
    Corrected,
    DoseSet,
    Happening,
    Imported,
    Interrogated,
    Missed,
    Overridden,
    Planned,
    Refilled,
    StepPlanned,
    Stopped,
    Told,
    Took,
    Visited,
)
from baclofen.record.kind import KIND
from baclofen.record.observed import Fell, Level, Measured, Noticed, Scored, SideEffect
from baclofen.record.rows import Row, format_rows, known_rows, read_rows, refused
from baclofen.record.scales import MAS_GRADES, MEASURES, RANGES, SCALES, SIDE_EFFECTS
from baclofen.record.telling import Attached
from baclofen.record.words import happening, keys_of, kinds, moment

__all__ = [
    "CLOCKS",
    "FORM",
    "KIND",
    "MAS_GRADES",
    "MEASURES",
    "RANGES",
    "SCALES",
    "SIDE_EFFECTS",
    "Accepted",
    "Alarmed",
    "Answered",
    "Attached",
    "Corrected",
    "DoseSet",
    "Event",
    "Fell",
    "Happening",
    "Imported",
    "Interrogated",
    "Level",
    "Measured",
    "Missed",
    "Noticed",
    "Overridden",
    "Planned",
    "Record",
    "Refilled",
    "Row",
    "Scored",
    "SideEffect",
    "StepPlanned",
    "Stopped",
    "Told",
    "Took",
    "Visited",
    "event_of",
    "format_rows",
    "happening",
    "keys_of",
    "kinds",
    "known_rows",
    "moment",
    "on_day",
    "payload",
    "read_rows",
    "refused",
    "twins",
]

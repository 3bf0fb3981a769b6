"""What happened to a patient, as events, and the patient on a day as a fold of them."""

from __future__ import annotations

from baclofen.record.day import on_day
from baclofen.record.events import CLOCKS, Event, Record
from baclofen.record.form import FORM, event_of, payload
from baclofen.record.happened import (
    Accepted,
    Alarmed,
    Answered,
    Confirmed,
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
from baclofen.record.kind import KIND, kind_of
from baclofen.record.observed import Fell, Level, Measured, Noticed, Scored, SideEffect
from baclofen.record.read_twice import first_of_two, read_by
from baclofen.record.rows import Row, format_rows, known_rows, names_events, read_rows, refused
from baclofen.record.said import Piece, pieces
from baclofen.record.scales import MEASURES, RANGES, SCALES, SIDE_EFFECTS
from baclofen.record.telling import Electronic
from baclofen.record.words import happening, keys_of, kinds, moment

__all__ = [
    "CLOCKS",
    "FORM",
    "KIND",
    "MEASURES",
    "RANGES",
    "SCALES",
    "SIDE_EFFECTS",
    "Accepted",
    "Alarmed",
    "Answered",
    "Confirmed",
    "Corrected",
    "DoseSet",
    "Electronic",
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
    "Piece",
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
    "first_of_two",
    "format_rows",
    "happening",
    "keys_of",
    "kind_of",
    "kinds",
    "known_rows",
    "moment",
    "names_events",
    "on_day",
    "payload",
    "pieces",
    "read_by",
    "read_rows",
    "refused",
]

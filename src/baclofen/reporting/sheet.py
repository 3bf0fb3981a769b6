"""What is dispensed, and what the patient's sheet says, in the report of a plan.

Whoever signs a plan reads what the patient is handed: nothing is on the sheet that is not here.
"""

from __future__ import annotations

from collections.abc import Iterable

from baclofen.knowledge import Knowledge, Note
from baclofen.planning import Agenda, to_dispense
from baclofen.reporting.due import due_notes
from baclofen.reporting.report import Line, Section, lines_section, title


def sheet_sections(agenda: Agenda | None, known: Knowledge) -> tuple[Section, ...]:
    """Both sections; none where nothing is handed out."""
    if agenda is None:
        return ()
    sheet = agenda.sheet
    supply = to_dispense(agenda.supply, known, is_down=agenda.is_down)
    lines = (
        _line(known, sheet.first),
        _line(known, (sheet.after,)),
        *(_line(known, part.lines, known.say(part.heading)) for part in sheet.parts),
    )
    dispensed = lines_section(known, "supply", supply, "dispense")
    said = Section("sheet", title(known, "sheet"), lines)
    return (said,) if dispensed is None else (dispensed, said)


def back_section(agenda: Agenda | None, known: Knowledge) -> Section | None:
    """What is due, and when; nothing where nothing is handed out."""
    if agenda is None:
        return None
    due = tuple(due_notes(agenda.due, known, agenda.first_day.year))
    return lines_section(known, "back", due)


def _line(known: Knowledge, notes: Iterable[Note], lead: str = "") -> Line:
    """These sentences on one line, with all that they rest on."""
    notes = tuple(notes)
    why = tuple(dict.fromkeys(id for note in notes for id in note.why))
    return Line(" ".join(known.say(note) for note in notes), why, lead=lead)

"""What is printed, drawn and handed out for people as rooms are asked about them: a mark of each.

    python -m tests.golden.papers                    writes it anew; the diff is then reviewed
    python -m tests.golden.papers "person 4 assess"  all that is printed for one of them

People and typed files are those that are varied. Each is judged, and answered by the door for what
is asked; the text is laid out wide and narrow, with the page, the file, the sheet and the calendar.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from baclofen.answering import (
    AssessInputs,
    PlanInputs,
    PumpInputs,
    ScreenInputs,
    TaperInputs,
    answer,
)
from baclofen.errors import BaclofenError
from baclofen.exchange import read_patient
from baclofen.reporting import (
    CalendarAsked,
    compose,
    files_of,
    read_calendar,
    render_calendar,
    render_text,
)
from tests.golden import reports, varied
from tests.people import TODAY, known

KEPT = Path(__file__).parent / "papers.txt"
WIDE, NARROW = 100, 44
#: Every how many of those that are varied: each door costs as much as a person.
_EVERY = 2
#: Of which knowledge it was made: another with every fact that changes.
_DIGEST = re.compile(r'"knowledge": "[0-9a-f]{64}"')
_DOORS = {
    "assess": AssessInputs, "plan": PlanInputs, "taper": TaperInputs, "screen": ScreenInputs,
    "pump": PumpInputs,
}  # fmt: skip


def names() -> list[str]:
    """By name of an input and of a door."""
    people = [name for name in varied.inputs() if name.split()[0] in ("person", "file")]
    return [f"{name} {door}" for name in people[::_EVERY] for door in _DOORS]


def said(name: str) -> str:
    """All that is printed of one, in words; of a refusal its own."""
    *whose, door = name.split()
    try:
        return _DIGEST.sub("", "\n".join(_printed(" ".join(whose), door)))
    except BaclofenError as refusal:
        return f"{type(refusal).__name__}: {refusal}"


def _printed(of: str, door: str) -> Iterator[str]:
    told, known_here = varied.inputs()[of], known()
    inputs: dict[str, Any]
    if of.startswith("person"):
        asked = varied.person(told)
        inputs = {"patient": asked.patient, "request": asked.request}
    else:
        reading = read_patient(varied.dated(told), known=known_here, today=TODAY)
        inputs = {
            "patient": reading.patient, "request": reading.asks(today=TODAY),
            "entries": reading.entries, "notes": reading.notes,
        }  # fmt: skip
    made = answer(_DOORS[door](**inputs), known_here)
    report = compose(made, known_here)
    yield render_text(report, width=WIDE)
    yield render_text(report, width=NARROW, unfolds=True)
    alarmed = CalendarAsked(zone="Europe/Berlin", alarm=15)
    for file, text in files_of(made, report, known_here, calendar=alarmed).items():
        yield f"{file}: {text}"
    if made.agenda is not None:
        day = made.fit.request.today
        earlier = render_calendar(made.agenda, known_here, patient=inputs["patient"], made=day)
        again = CalendarAsked(earlier=read_calendar(earlier, "earlier"))
        yield render_calendar(
            made.agenda, known_here, patient=inputs["patient"], made=day, asked=again
        )


def text() -> str:
    """The whole table."""
    return "\n".join(reports.line(name, said(name)) for name in names()) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(said(" ".join(sys.argv[1:])))
    else:
        KEPT.write_text(text(), encoding="utf-8")

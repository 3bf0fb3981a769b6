"""What a report is made of: lines, tables, sections, and the ids that they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from baclofen.knowledge import Knowledge, Note, Shown, Verdict, Why
from baclofen.value import Value
from baclofen.version import VERSION, WHAT_THIS_IS

if TYPE_CHECKING:
    from baclofen.simulation import Course


class Line(Value):
    """One sentence, with the ids it rests on. `level` sets how loud it is."""

    text: str
    why: tuple[str, ...] = ()
    level: Literal["plain", "alert", "caution"] = "plain"
    lead: str = ""


class Table(Value):
    """Rows of words under a caption, with the ids they rest on."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    why: tuple[str, ...] = ()


class Section(Value):
    """A titled part. `kind` names it for the page's style and for machines.

    `fold` is the mark of what only illustrates: it is shown in its place, the rest to who opens it.
    """

    kind: str
    title: str
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    fold: str = ""


class Report(Value):
    """A whole report, ready for any form. `account` says how much was understood; empty where
    nothing was read from a record or file. `named` says what is planned or judged, `titled` the
    same with verdict and day; `judged` says of which day, place and request it is, `closing` where
    the ids lead, `folded` where what is folded in a terminal is found. `opens` says in short what
    would still change the verdict, the gravest first; how each is answered is in its section."""

    headline: Line
    verdict: Verdict
    about: str
    today: date
    jurisdiction: str
    request: str
    sections: tuple[Section, ...]
    forecast: Course | None
    basis: tuple[Why, ...]
    account: str = ""
    opens: tuple[Line, ...] = ()
    named: str = ""
    titled: str = ""
    judged: str = ""
    closing: str = ""
    folded: str = ""
    version: str = VERSION
    what_this_is: str = WHAT_THIS_IS

    @property
    def marks(self) -> dict[str, str]:
        return {w.id: w.mark for w in self.basis}


def ids_of(
    headline: Line, sections: Iterable[Section], forecast: Course | None = None
) -> tuple[str, ...]:
    """Every id of a report's lines and tables, each once, in the order of the page."""
    ids = [*headline.why]
    for section in sections:
        for line in section.lines:
            ids += line.why
        ids += section.table.why if section.table else ()
    ids += forecast.why if forecast else ()
    return tuple(dict.fromkeys(ids))


def line_of(
    known: Knowledge, note: Note, level: Literal["plain", "alert", "caution"] = "plain"
) -> Line:
    return Line(known.say(note), note.why, level)


def title(known: Knowledge, name: str) -> str:
    """The title of a section."""
    return known.say(known.note(f"title.{name}"))


def caption(known: Knowledge, name: str, **values: Shown) -> str:
    """What stands over a table, or under a picture."""
    return known.say(known.note(f"caption.{name}", **values))


def opening_section(known: Knowledge, notes: Sequence[Note]) -> Section | None:
    if not notes:
        return None
    return Section(
        "opening", title(known, "opening"), tuple(line_of(known, n, "alert") for n in notes)
    )


def lines_section(
    known: Knowledge, kind: str, notes: Sequence[Note], name: str = ""
) -> Section | None:
    """Notes as lines, under the title of this name or of the kind; nothing where there are none."""
    if not notes:
        return None
    return Section(
        kind, title(known, name or kind), tuple(line_of(known, n) for n in dict.fromkeys(notes))
    )


def branches_section(
    known: Knowledge, name: str, branches: Sequence[tuple[Note, Note]], kind: str = "branches"
) -> Section | None:
    """Cases, each with what then, under the title of this name; nothing where there are none."""
    if not branches:
        return None
    lines = tuple(Line(known.say(note), note.why, lead=known.say(name)) for name, note in branches)
    return Section(kind, title(known, name), lines)

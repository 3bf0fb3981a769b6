"""Events as rows of a CSV table, and back: `at`, `kind`, and one column a field.

A table is taken whole or not at all: every row that cannot be read is named, with why.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from baclofen import codec
from baclofen.cleaned import plain
from baclofen.errors import InputRefused, UnreadableFile
from baclofen.record.events import Event, Record
from baclofen.record.happened import Confirmed, Happening, Took
from baclofen.record.kind import KIND, kind_of
from baclofen.record.observed import Measured, Scored
from baclofen.record.scales import MEASURES
from baclofen.record.words import happening, kinds, moment
from baclofen.value import Value, asdict, replace

_AT, _PATIENT, _COMMA = "at", "patient", ","
#: What a spreadsheet takes for the beginning of a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
#: Set before such a cell, so that it is shown as it is; before one that begins with it too, so that
#: it is taken off again and nothing else is.
_PLAIN = "'"
#: Rows that are named before the rest is counted.
_NAMED = 8
#: More rows than a long life of diaries has.
_MOST_ROWS = 200_000


class Row(Value):
    """One event as read: its row, when it happened, and what."""

    row: int
    at: datetime
    whole_day: bool
    what: Happening


def read_rows(text: str, *, patient: str, zone: str | None = None) -> tuple[Row, ...]:
    """The events of a CSV table. Raises `InputRefused`, naming each row that is wrong.

    A column `patient`, where there is one, must name this patient in every row. A quantity that
    comes in two units is refused: one of them is likely a slip.

    >>> read_rows("at,kind,scale,score\\n2026-11-20,scored,nrs,6\\n", patient="p")[0].what.score
    '6'
    """
    table = csv.reader(
        text.splitlines(keepends=True), strict=True, delimiter=_between(text) or _COMMA
    )
    try:
        head = [name.strip() for name in next(table, [])]
        _check_head(head)
        listed = list(_listed(table, head))
    except csv.Error as gap:
        raise UnreadableFile(
            "table", f"no CSV ({gap})", "it must be CSV with a row of names"
        ) from None
    rows: list[Row] = []
    wrong: list[str] = []
    for number, cells in listed:
        try:
            rows.append(_row(number, cells, patient, zone))
        except InputRefused as gap:
            wrong.append(f"row {number}: {gap}")
    wrong += _mixed(rows)
    if wrong:
        raise refused(wrong, len(listed))
    if not rows:
        raise UnreadableFile("table", "without a row", "it must hold an event")
    return tuple(rows)


def names_events(text: str) -> bool:
    """Whether a text begins as such a table does: with a row that names `at`."""
    return bool(_between(text))


def _between(text: str) -> str:
    """What stands between the cells of a table, by its first row: spreadsheets of countries that
    write 0,8 put semicolons there. Empty where no cell of it is `at`."""
    first = text.lstrip().partition("\n")[0]
    for sign in (_COMMA, ";", "\t"):
        if _AT in [name.strip().strip('"') for name in first.split(sign)]:
            return sign
    return ""


def refused(wrong: list[str], rows: int) -> InputRefused:
    """All that is wrong with a table, row by row; nothing of it was taken."""
    more = f" (and {len(wrong) - _NAMED} more)" if len(wrong) > _NAMED else ""
    return InputRefused(
        "table", f"wrong in {len(wrong)} of {rows} rows", "every row must be right; none was taken",
        do=" | ".join(wrong[:_NAMED]) + more,
    )  # fmt: skip


def known_rows(rows: Iterable[Row], record: Record) -> Mapping[int, str]:
    """The rows that say what the record says already of the same time, or said and was corrected,
    each with which. As many rows as there are events: two doses alike are two."""
    there = Counter((event.at, _key(event.what)) for event in record.standing)
    wrong = Counter((event.at, _key(event.what)) for event in record.wrong)
    again: dict[int, str] = {}
    for row in rows:
        key = row.at, _key(row.what)
        for held, why in ((there, "in the record already"), (wrong, "corrected in the record")):
            if held[key]:
                held[key] -= 1
                again[row.row] = why
                break
    return again


#: Values that came to the same number by two units are the same to so many decimals.
_DECIMALS = 6


def _key(what: Happening) -> bytes:
    """What an event says, however it was written: 6 and 6.0 are one score, 1 mg/dL is 88.4
    umol/L."""
    if isinstance(what, Scored):
        return f"{what.scale} {what.number} {what.site}".encode()
    if isinstance(what, Took):
        return f"took {float(what.dose.in_mcg)}".encode()
    if isinstance(what, Measured):
        return f"{what.what} {round(what.in_house, _DECIMALS)}".encode()
    return codec.encode(what)


def format_rows(events: Iterable[Event]) -> str:
    """Events that can be told, as such a table; those of plans and imports, and who read
    a pump, stay in the store."""
    told = [e for e in events if kind_of(e.what) in kinds() and not isinstance(e.what, Confirmed)]
    told = list(_in_one_unit(told))
    columns = list(dict.fromkeys(key for e in told for key, _ in _cells(e.what)))
    page = _Page()
    table = csv.writer(page, lineterminator="\n")
    table.writerow([_AT, KIND, *columns])
    for event in told:
        cells = dict(_cells(event.what))
        when = str(event.day) if event.whole_day else event.at.isoformat()
        table.writerow(
            [when, kind_of(event.what), *(_harmless(cells.get(key, "")) for key in columns)]
        )
    return "".join(page.lines)


def _in_one_unit(told: list[Event]) -> Iterator[Event]:
    """A quantity that was told in two units, in that of the house: a table keeps to one."""
    units: dict[str, set[str]] = {}
    for event in told:
        if isinstance(event.what, Measured):
            units.setdefault(event.what.what, set()).add(event.what.unit)
    for event in told:
        what = event.what
        if isinstance(what, Measured) and len(units[what.what]) > 1:
            value = round(what.in_house, _DECIMALS)
            what = replace(what, value=value, unit=MEASURES[what.what][0])
        yield replace(event, what=what)


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"{_PLAIN}{cell}" if cell.startswith((*_FORMULA, _PLAIN)) else cell


def _as_told(cell: str) -> str:
    """A cell of such a table as it was told.

    >>> _as_told(_harmless("=1+1")), _as_told("'tis")
    ('=1+1', "'tis")
    """
    if cell.startswith(_PLAIN) and cell[len(_PLAIN) :].startswith((*_FORMULA, _PLAIN)):
        return cell[len(_PLAIN) :]
    return cell


class _Page:
    """What a table is written to: its lines, in memory."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def write(self, line: str) -> None:
        self.lines.append(line)


def _cells(what: Happening) -> Iterator[tuple[str, str]]:
    table = getattr(what, "table", None)
    if table is not None:
        yield from ((key, _as_toml(value)) for key, value in table.items())
        return
    for key, value in asdict(what).items():
        if value is None or value == "":
            continue
        if key in ("per_day", "now"):
            yield key, f"{value}/day".replace(",", "")
        elif isinstance(value, bool):
            yield key, "yes" if value else "no"
        else:
            yield key, f"{value}".replace(",", "") if key == "dose" else f"{value}"


def _as_toml(value: Any) -> str:
    """A value as TOML writes it; words as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return (
            "[" + ", ".join(_quoted(v) if isinstance(v, str) else _as_toml(v) for v in value) + "]"
        )
    if isinstance(value, dict):
        inner = (
            f"{k} = {_quoted(v) if isinstance(v, str) else _as_toml(v)}" for k, v in value.items()
        )
        return "{ " + ", ".join(inner) + " }"
    return f"{value}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _check_head(head: list[str]) -> None:
    if _AT not in head or KIND not in head:
        raise UnreadableFile(
            "table", f"with the columns {', '.join(plain(h, 30) for h in head[:12]) or 'none'}",
            f"its first row must name the columns {_AT} and {KIND}",
            do="Write for example: at,kind,scale,score",
        )  # fmt: skip
    twice = {name for name in head if head.count(name) > 1}
    if twice:
        raise UnreadableFile("table", f"with {sorted(twice)[0]!r} twice", "a column stands once")


def _listed(table: Iterator[list[str]], head: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(table, start=2):
        if number > _MOST_ROWS:
            raise UnreadableFile("table", "of too many rows", f"at most {_MOST_ROWS} are read")
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(head):
            raise UnreadableFile(
                f"row {number}", f"of {len(cells)} cells", f"it must have {len(head)}, as the first"
            )
        yield (
            number,
            {k: _as_told(c.strip()) for k, c in zip(head, cells, strict=True) if c.strip()},
        )


def _row(number: int, cells: dict[str, str], patient: str, zone: str | None) -> Row:
    of = cells.pop(_PATIENT, patient)
    if of != patient:
        raise InputRefused(
            "patient", repr(plain(of, 60)), f"the record is that of {patient}",
            do="It may be the table of another patient.",
        )  # fmt: skip
    for name in (_AT, KIND):
        if name not in cells:
            raise InputRefused(name, "missing", "every row must have one")
    at, whole_day = moment(cells.pop(_AT), zone)
    what = happening(cells.pop(KIND), cells)
    if isinstance(what, Confirmed):
        raise InputRefused(
            "what a pump gives", "confirmed by a table", "each of two people types it",
            why="a table would say who read what of somebody else",
        )  # fmt: skip
    return Row(number, at, whole_day, what)


def _mixed(rows: Iterable[Row]) -> Iterator[str]:
    """Quantities that come in two units within one table."""
    first: dict[str, tuple[str, int]] = {}
    for row in rows:
        if not isinstance(row.what, Measured):
            continue
        unit, at = first.setdefault(row.what.what, (row.what.unit, row.row))
        if unit != row.what.unit:
            yield (
                f"row {row.row}: {row.what.what} in {row.what.unit}, in {unit} in row {at}; "
                "one table must keep to one unit"
            )

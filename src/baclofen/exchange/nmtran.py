"""NM-TRAN event tables as CSV: read into a model's events, and written from them.

A compartment number is its place in the model, from 1; a dose goes into the input that
enters that compartment. Columns that are named like a parameter of the model are
covariates. `.` and an empty field are 0, but a covariate then keeps its value.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from baclofen.engine import Event, Graph
from baclofen.errors import BaclofenError, InputRefused, UnknownName, UnreadableFile
from baclofen.value import Value

_DOSE_COLUMNS = ("AMT", "RATE", "II", "ADDL", "SS")
_KNOWN = ("ID", "TIME", "EVID", "CMT", "DV", "MDV", *_DOSE_COLUMNS)
_MODELLED = {-1.0: "rate", -2.0: "duration"}


class Subject(Value):
    """One ID of a table: its events in order, and `observed` for each observation among
    them: its DV, or None where MDV is 1 or DV is missing."""

    id: str
    events: tuple[Event, ...]
    observed: tuple[float | None, ...]


def read_nmtran(
    path: str | Path, graph: Graph, *, inputs: Mapping[int, str] | None = None
) -> tuple[Subject, ...]:
    """The subjects of a CSV file, in order of their first row.

    `inputs` names the input for a compartment number where more than one enters it. Raises
    `UnreadableFile`, `InputRefused` and `OutOfRange`, with the row's number.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(str(path), "not a readable text file", f"{error}") from None
    return parse_nmtran(text, graph, inputs=inputs)


def parse_nmtran(
    text: str, graph: Graph, *, inputs: Mapping[int, str] | None = None
) -> tuple[Subject, ...]:
    """The same from the text of a table. Lines that begin with # are left out.

    >>> from baclofen.engine import Flow
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> (one,) = parse_nmtran('''ID,TIME,EVID,AMT,CMT,II,ADDL,DV
    ... 1,0,1,20,1,6,3,.
    ... 1,8,0,0,0,0,0,1.7''', tank)
    >>> one.events[0].addl, one.observed
    (3, (1.7,))
    """
    numbered = [
        (number, line)
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    lines = [line for _, line in numbered]
    if len(lines) < 2:
        raise UnreadableFile("NM-TRAN table", "without rows", "it must have a header and rows")
    header, *rows = csv.reader(lines)
    names = [name.strip() for name in header]
    fields = [name.upper() if name.upper() in _KNOWN else name for name in names]
    for name in ("ID", "TIME"):
        if name not in fields:
            raise UnreadableFile("NM-TRAN table", f"without a column {name}", "it must have one")
    for name in fields:
        if fields.count(name) > 1:
            raise UnreadableFile("NM-TRAN table", f"with {name} twice", "each column must be one")
    table = []
    for (number, _), row in zip(numbered[1:], rows, strict=True):
        if len(row) != len(fields):
            raise UnreadableFile(
                f"row {number} of the NM-TRAN table",
                f"of {len(row)} fields",
                f"it must have {len(fields)}, as the header has",
            )
        table.append((number, dict(zip(fields, (field.strip() for field in row), strict=True))))
    return _subjects(table, graph, inputs or {})


def _subjects(
    table: Sequence[tuple[int, Mapping[str, str]]], graph: Graph, inputs: Mapping[int, str]
) -> tuple[Subject, ...]:
    grouped: dict[str, list[tuple[int, Mapping[str, str]]]] = {}
    last = None
    for number, row in table:
        if row["ID"] != last and row["ID"] in grouped:
            raise InputRefused(
                f"row {number} of the NM-TRAN table",
                f"of ID {row['ID']}, which ended before",
                "the rows of one ID must stand together",
            )
        last = row["ID"]
        grouped.setdefault(last, []).append((number, row))
    return tuple(_subject(id, rows, graph, inputs) for id, rows in grouped.items())


def _subject(
    id: str, rows: Sequence[tuple[int, Mapping[str, str]]], graph: Graph, inputs: Mapping[int, str]
) -> Subject:
    events: list[Event] = []
    observed: list[float | None] = []
    for number, row in rows:
        try:
            event = _event(row, graph, inputs)
            missing = row.get("DV", ".") in ("", ".") or _number(row, "MDV") == 1
            seen = None if missing else _number(row, "DV")
        except BaclofenError as error:
            raise InputRefused(
                f"row {number} of the NM-TRAN table", f"not usable: {error}", "mend that row"
            ) from error
        if events and event.time_h < events[-1].time_h:
            raise InputRefused(
                f"row {number} of the NM-TRAN table",
                f"at {event.time_h:g} h, after {events[-1].time_h:g} h",
                "times of one ID must not go back",
                do="Give what follows a reset to an earlier time an ID of its own.",
            )
        events.append(event)
        if event.evid == 0:
            observed.append(seen)
    return Subject(id, tuple(events), tuple(observed))


def _number(row: Mapping[str, str], name: str) -> float:
    text = row.get(name, "")
    if text in ("", "."):
        return 0.0
    try:
        value = float(text) if "_" not in text else math.nan
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputRefused(name, repr(text), "it must be a number")
    return value


def _whole(row: Mapping[str, str], name: str) -> int:
    value = _number(row, name)
    if value != int(value):
        raise InputRefused(name, f"{value:g}", "it must be a whole number")
    return int(value)


def _event(row: Mapping[str, str], graph: Graph, inputs: Mapping[int, str]) -> Event:
    # Without EVID, a row with something to give is a dose: so does NM-TRAN read it.
    gives = any(_number(row, name) for name in _DOSE_COLUMNS)
    evid = _whole(row, "EVID") if "EVID" in row else int(gives)
    rate, cmt = _number(row, "RATE"), _whole(row, "CMT")
    is_dose = evid in (1, 4)
    if rate < 0 and rate not in _MODELLED:
        raise InputRefused("RATE", f"{rate:g}", "it must be 0 or more, -1 or -2")
    if cmt < 0:
        raise InputRefused("CMT", f"{cmt}", "compartments are not turned off here: 0 or more")
    modelled = _MODELLED.get(rate, "")
    return Event(
        time_h=_number(row, "TIME"),
        amount=_number(row, "AMT"),
        input=_input(cmt, graph, inputs) if is_dose else "",
        rate_per_h=max(rate, 0.0),
        modelled=modelled,  # type: ignore[arg-type]
        evid=evid,
        ii_h=_number(row, "II"),
        addl=_whole(row, "ADDL"),
        ss=_whole(row, "SS"),
        values={
            # A covariate that is not given here keeps its value; 0 would be another one.
            name: _number(row, name)
            for name in graph.parameters
            if row.get(name, "") not in ("", ".")
        },
    )


def _input(cmt: int, graph: Graph, inputs: Mapping[int, str]) -> str:
    if cmt in inputs:
        return inputs[cmt]
    compartments = list(graph.compartments)
    # CMT 0 of a dose is the default compartment, which is the first.
    place = max(cmt, 1)
    if place > len(compartments):
        raise UnknownName("CMT", str(cmt), [str(i + 1) for i in range(len(compartments))])
    into = compartments[place - 1]
    found = [name for name, way_in in graph.inputs.items() if way_in.into == into]
    if len(found) != 1:
        raise InputRefused(
            "CMT",
            f"{cmt} ({into}), which {len(found)} inputs enter",
            "one must",
            do="Name the input for this number.",
        )
    return found[0]


def format_nmtran(subjects: Iterable[Subject], graph: Graph) -> str:
    """The table as CSV text, such that `parse_nmtran` reads the same again.

    Raises `InputRefused` for an infusion of given duration: NM-TRAN has only a rate for
    it, which F does not scale; give it as `rate_per_h` or let the model say the duration.
    """
    subjects = tuple(subjects)
    covariates = sorted({name for s in subjects for e in s.events for name in e.values})
    lines = [",".join([*_KNOWN[:4], *_DOSE_COLUMNS, "DV", "MDV", *covariates])]
    rates = {"": 0.0, "rate": -1.0, "duration": -2.0}
    compartments = list(graph.compartments)
    for subject in subjects:
        observed = iter(subject.observed)
        for e in subject.events:
            if e.duration_h:
                raise InputRefused(
                    f"infusion at {e.time_h:g} h",
                    "of given duration",
                    "NM-TRAN needs its rate, or a duration that the model says",
                )
            cmt = compartments.index(graph.inputs[e.input].into) + 1 if e.is_dose else 0
            dv = next(observed) if e.evid == 0 else None
            rate = e.rate_per_h or rates[e.modelled]
            numbers = [e.time_h, e.evid, cmt, e.amount, rate, e.ii_h, e.addl, e.ss]
            shown = [_shown(value) for value in numbers]
            shown += ["." if dv is None else _shown(dv), "1" if dv is None else "0"]
            shown += [_shown(e.values[name]) if name in e.values else "." for name in covariates]
            quoted = '"' + subject.id.replace('"', '""') + '"'
            id = quoted if {",", '"'} & set(subject.id) else subject.id
            lines.append(",".join([id, *shown]))
    return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(float(value))

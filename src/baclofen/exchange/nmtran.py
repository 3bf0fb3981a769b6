"""NM-TRAN event tables as CSV: read into a model's events, and written from them.

A compartment number is its place in the model, from 1; a dose goes into the input that
enters that compartment. Columns that are named like a parameter of the model are
covariates. `.` and an empty field are 0, but a covariate then keeps its value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from baclofen.engine import Event, Graph
from baclofen.errors import BaclofenError, InputRefused, UnknownName, UnreadableFile
from baclofen.exchange.files import read_text
from baclofen.exchange.nmtran_rows import read_rows
from baclofen.exchange.nmtran_time import (
    HOURS_A_DAY,
    ORDERS,
    day_and_hours,
    is_relative,
    number,
)
from baclofen.value import Value

_DOSE_COLUMNS = ("AMT", "RATE", "II", "ADDL", "SS")
_KNOWN = ("ID", "TIME", "EVID", "CMT", "DV", "MDV", *_DOSE_COLUMNS)
_MORE = ("DVID", "CENS", "BLQ", "LLOQ", *ORDERS)
#: A value is missing (1), or told and not for estimating (100 and 101, since NONMEM 7.3).
_MDV = (0, 1, 100, 101)
_MODELLED = {-1.0: "rate", -2.0: "duration"}
Fields = Mapping[str, str]


class Subject(Value):
    """One ID of a table: its events in order, and `observed` for each observation among
    them: its DV, or None where MDV is 1, DV is missing or it was below a limit.

    `of` says of each observation what was read, by its DVID, or its CMT in a table without
    DVID; empty where none says anything. `limits` are the limits of quantification of those that
    were below one, None of the others; empty where none was. `table_h` are the times as the table
    has them where they begin again at a reset; empty where they are those of the events.
    """

    id: str
    events: tuple[Event, ...]
    observed: tuple[float | None, ...]
    of: tuple[int, ...] = ()
    limits: tuple[float | None, ...] = ()
    table_h: tuple[float, ...] = ()


class NmtranTable(Value):
    """The `subjects` of a table, over which it can be gone, and its columns that say nothing to
    this model: `unused`, by the names they have there."""

    subjects: tuple[Subject, ...]
    unused: tuple[str, ...]

    def __iter__(self) -> Iterator[Subject]:
        return iter(self.subjects)

    def __len__(self) -> int:
        return len(self.subjects)


def read_nmtran(
    path: str | Path, graph: Graph, *, inputs: Mapping[int, str] | None = None, ignore: str = "#"
) -> NmtranTable:
    """The subjects of a CSV file, in order of their first row.

    `inputs` names the input for a compartment number where more than one enters it. `ignore` is
    NM-TRAN's: rows that begin with that character are left out, for "@" those that begin with a
    letter or @. Raises `UnreadableFile`, `InputRefused` and `OutOfRange`, with the row's number.
    """
    return parse_nmtran(read_text(Path(path)), graph, inputs=inputs, ignore=ignore)


def parse_nmtran(
    text: str, graph: Graph, *, inputs: Mapping[int, str] | None = None, ignore: str = "#"
) -> NmtranTable:
    """The same from the text of a table.

    Names of columns may be large or small, as NM-TRAN takes them. TIME is in hours, or of the
    clock. With clock times, or a column DATE (month/day/year), DAT1 (day/month/year), DAT2
    (year/month/day) or DAT3 (year/day/month), hours count from each ID's first row. An observation
    with CENS 1 was below its DV, one with BLQ 1 below LLOQ, or below DV in a table without LLOQ.
    Times may begin again at a reset: what follows it is put behind what came before.

    >>> from baclofen.engine import Flow
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> table = parse_nmtran('''ID,TIME,EVID,AMT,CMT,II,ADDL,DV,DUR
    ... 1,0,1,20,1,6,3,.,2
    ... 1,8,0,0,0,0,0,1.7,.''', tank)
    >>> (one,) = table
    >>> one.events[0].addl, one.observed, table.unused
    (3, (1.7,), ('DUR',))
    """
    header, rows = read_rows(text, ignore)
    fields = [_field(name, graph) for name in header]
    for name in ("ID", "TIME"):
        if name not in fields:
            as_comment = f"A header that begins with {ignore!r} is a comment too: ignore '@'."
            raise UnreadableFile(
                "NM-TRAN table", f"without a column {name}", "it must have one",
                do=as_comment if ignore.isalnum() else "",
            )  # fmt: skip
    for name in fields:
        if fields.count(name) > 1:
            raise UnreadableFile("NM-TRAN table", f"with {name} twice", "each column must be one")
    dates = [name for name in ORDERS if name in fields]
    if len(dates) > 1:
        raise UnreadableFile(
            "NM-TRAN table", f"with {' and '.join(dates)}", "one column must hold the date"
        )
    table = [(line, dict(zip(fields, row, strict=True))) for line, row in rows]
    useful = {*_KNOWN, *_MORE, *graph.parameters}
    unused = tuple(n for n, f in zip(header, fields, strict=True) if f not in useful)
    return NmtranTable(_subjects(table, graph, inputs or {}), unused)


def _field(name: str, graph: Graph) -> str:
    """What a column is called here: a known one, or a parameter, in whatever letters."""
    if name in graph.parameters:
        return name
    if name.upper() in (*_KNOWN, *_MORE):
        return name.upper()
    alike = [own for own in graph.parameters if own.casefold() == name.casefold()]
    return alike[0] if len(alike) == 1 else name


def _subjects(
    table: Sequence[tuple[int, Fields]], graph: Graph, inputs: Mapping[int, str]
) -> tuple[Subject, ...]:
    grouped: dict[str, list[tuple[int, Fields]]] = {}
    last = None
    for line, row in table:
        own = _person(row["ID"])
        if own != last and own in grouped:
            raise InputRefused(
                f"row {line} of the NM-TRAN table",
                f"of ID {own}, which ended before",
                "the rows of one ID must stand together",
            )
        last = own
        grouped.setdefault(last, []).append((line, row))
    relative = is_relative([row for _, row in table])
    return tuple(_subject(id, rows, graph, inputs, relative) for id, rows in grouped.items())


def _person(id: str) -> str:
    """An ID, by its number where it is one: 1, 01 and 1.0 are one person."""
    value = number(id) if id not in ("", ".") else None
    # Beyond these digits two people would be one number.
    is_counted = value is not None and value.is_integer() and abs(value) < 1e15
    return f"{value:.0f}" if is_counted else id


def _subject(
    id: str, rows: Sequence[tuple[int, Fields]], graph: Graph, inputs: Mapping[int, str],
    relative: bool,
) -> Subject:  # fmt: skip
    events: list[Event] = []
    observed: list[float | None] = []
    limits: list[float | None] = []
    of: list[int] = []
    table_h: list[float] = []
    first_day = first_hour = shift = 0.0
    for line, row in rows:
        try:
            day, hour = day_and_hours(row)
            if relative and not events:
                first_day, first_hour = day, hour
            time_h = HOURS_A_DAY * (day - first_day) + (hour - first_hour)
            is_reset = _evid(row) in (3, 4)
            if is_reset and events and 0 <= time_h < events[-1].time_h - shift:
                shift = events[-1].time_h - time_h
            is_time = relative or time_h >= 0
            goes_back = is_time and bool(events) and time_h + shift < events[-1].time_h
            event = None if goes_back else _event(row, time_h + shift, graph, inputs)
            seen, limit = _seen(row)
            kind = _whole(row, "DVID" if "DVID" in row else "CMT")
        except BaclofenError as error:
            raise InputRefused(
                f"row {line} of the NM-TRAN table", f"not usable: {error}", "mend that row"
            ) from error
        if event is None:
            begins = is_reset and relative
            raise InputRefused(
                f"row {line} of the NM-TRAN table",
                f"at {time_h:g} h, after {table_h[-1]:g} h",
                "a reset cannot lie before the first row of its ID, from which clocks count"
                if begins else "times of one ID must not go back",
                do="Give a date (DATE, DAT1, DAT2 or DAT3) in each row: without one, that is the "
                "same day."
                if begins
                else "Only a reset (EVID 3 or 4) may begin again; past midnight, give a date.",
            )  # fmt: skip
        events.append(event)
        table_h.append(time_h)
        if event.evid == 0:
            observed.append(seen)
            limits.append(limit)
            of.append(kind)
    return Subject(
        id, tuple(events), tuple(observed), tuple(of) if any(of) else (),
        tuple(limits) if any(limit is not None for limit in limits) else (),
        tuple(table_h) if shift else (),
    )  # fmt: skip


def _seen(row: Fields) -> tuple[float | None, float | None]:
    """What was read, or the limit it was below."""
    has_dv = row.get("DV", ".") not in ("", ".")
    missing = _number(row, "MDV")
    if missing not in _MDV:
        raise InputRefused("MDV", row["MDV"], "it must be 0, 1, 100 or 101")
    if missing:
        return None, None
    below = [name for name in ("CENS", "BLQ") if _number(row, name)]
    for name in below:
        if _number(row, name) != 1:
            raise InputRefused(name, row[name], "it must be 0, or 1 for below the limit")
    if not below:
        return (_number(row, "DV") if has_dv else None), None
    source = "LLOQ" if below == ["BLQ"] and "LLOQ" in row else "DV"
    if row.get(source, ".") in ("", "."):
        raise InputRefused(below[0], f"1 without a limit in {source}", "it must be there")
    return None, _number(row, source)


def readings_of(
    subjects: Iterable[Subject], outputs: Mapping[int, str]
) -> tuple[dict[str, NDArray[np.float64]], dict[str, NDArray[np.float64]]]:
    """What `find_mode` takes as `observed` and `below`: tables (k, p) by output, NaN elsewhere.

    `outputs` names the output for each number in `Subject.of`. The subjects must have as many
    observations each, as those of one program have. Raises `UnknownName`, `InputRefused`.

    >>> from baclofen.engine import Flow
    >>> tank = Graph({"tank": "mg"}, {"ke": "1/h"}, [Flow("tank", None, "ke")], {"iv": "tank"})
    >>> table = parse_nmtran('''ID,TIME,AMT,DV,DVID,CENS
    ... 1,0,9,.,0,0
    ... 1,1,0,7,1,0
    ... 1,2,0,3,1,1''', tank)
    >>> readings_of(table, {1: "tank"})
    ({'tank': array([[ 7.],
           [nan]])}, {'tank': array([[nan],
           [ 3.]])})
    """
    everyone = tuple(subjects)
    counts = {len(s.observed) for s in everyone}
    if len(counts) != 1:
        raise InputRefused(
            "subjects", f"of {sorted(counts)} observations", "they must have as many each",
            do="Take those with the same events together.",
        )  # fmt: skip
    shape = (counts.pop(), len(everyone))
    observed = {name: np.full(shape, np.nan) for name in outputs.values()}
    below = {name: np.full(shape, np.nan) for name in outputs.values()}
    for p, subject in enumerate(everyone):
        for k, seen in enumerate(subject.observed):
            kind = subject.of[k] if subject.of else 0
            limit = subject.limits[k] if subject.limits else None
            if seen is None and limit is None:
                continue
            if kind not in outputs:
                known = [str(one) for one in outputs]
                raise UnknownName(
                    f"DVID or CMT of an observation of ID {subject.id}", str(kind), known
                )
            if seen is not None:
                observed[outputs[kind]][k, p] = seen
            else:
                below[outputs[kind]][k, p] = limit
    return observed, below


def _number(row: Fields, name: str) -> float:
    value = number(row.get(name, ""))
    if value is None:
        raise InputRefused(name, repr(row[name]), "it must be a number")
    return value


def _whole(row: Fields, name: str) -> int:
    value = _number(row, name)
    if value != int(value):
        raise InputRefused(name, f"{value:g}", "it must be a whole number")
    return int(value)


def _evid(row: Fields) -> int:
    # Without EVID, a row with something to give is a dose: so does NM-TRAN read it.
    gives = any(_number(row, name) for name in _DOSE_COLUMNS)
    return _whole(row, "EVID") if "EVID" in row else int(gives)


def _event(row: Fields, time_h: float, graph: Graph, inputs: Mapping[int, str]) -> Event:
    evid = _evid(row)
    rate, cmt = _number(row, "RATE"), _whole(row, "CMT")
    is_dose = evid in (1, 4)
    if rate < 0 and rate not in _MODELLED:
        raise InputRefused("RATE", f"{rate:g}", "it must be 0 or more, -1 or -2")
    if cmt < 0:
        raise InputRefused("CMT", f"{cmt}", "compartments are not turned off here: 0 or more")
    modelled = _MODELLED.get(rate, "")
    return Event(
        time_h=time_h,
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
    """The table as CSV text, such that `parse_nmtran` reads the same again: with DVID where
    `of` says something, with CENS where readings were below a limit, and without clocks.

    Raises `InputRefused` for an infusion of given duration: NM-TRAN has only a rate for
    it, which F does not scale; give it as `rate_per_h` or let the model say the duration.
    """
    subjects = tuple(subjects)
    covariates = sorted({name for s in subjects for e in s.events for name in e.values})
    kinds = ["DVID"] if any(s.of for s in subjects) else []
    censored = ["CENS"] if any(s.limits for s in subjects) else []
    lines = [",".join([*_KNOWN[:4], *_DOSE_COLUMNS, "DV", "MDV", *kinds, *censored, *covariates])]
    rates = {"": 0.0, "rate": -1.0, "duration": -2.0}
    compartments = list(graph.compartments)
    for subject in subjects:
        observed = iter(subject.observed)
        of, limits = iter(subject.of), iter(subject.limits)
        for e in subject.events:
            if e.duration_h:
                raise InputRefused(
                    f"infusion at {e.time_h:g} h",
                    "of given duration",
                    "NM-TRAN needs its rate, or a duration that the model says",
                )
            cmt = compartments.index(graph.inputs[e.input].into) + 1 if e.is_dose else 0
            is_seen = e.evid == 0
            dv = next(observed) if is_seen else None
            limit = next(limits, None) if is_seen else None
            dv = dv if limit is None else limit
            rate = e.rate_per_h or rates[e.modelled]
            numbers = [e.time_h, e.evid, cmt, e.amount, rate, e.ii_h, e.addl, e.ss]
            shown = [_shown(value) for value in numbers]
            shown += ["." if dv is None else _shown(dv), "1" if dv is None else "0"]
            shown += [_shown(next(of, 0) if is_seen else 0) for _ in kinds]
            shown += ["0" if limit is None else "1" for _ in censored]
            shown += [_shown(e.values[name]) if name in e.values else "." for name in covariates]
            quoted = '"' + subject.id.replace('"', '""') + '"'
            is_plain = not {",", '"', "\n"} & set(subject.id) and not subject.id.startswith("#")
            id = subject.id if is_plain else quoted
            lines.append(",".join([id, *shown]))
    return "\n".join(lines) + "\n"


def _shown(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(float(value))

"""What a clinician hands in, put down in a chart: an electronic record, a typed patient, a table of
events. It is read before anybody is admitted for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from baclofen.chart import Chart, Telling
from baclofen.exchange import read_patient, read_table
from baclofen.knowledge import Knowledge
from baclofen.record import Told

_NAME = "the file"


def check_file(raw: bytes, known: Knowledge, today: date) -> None:
    """Raises as reading does, for what is no patient."""
    read_patient(raw, known=known, today=today)


def check_table(table: Mapping[str, Any], known: Knowledge, today: date) -> None:
    """The same for a typed patient; dates as text are read when they are kept."""
    dated = {name: value for name, value in table.items() if not _is_day(name)}
    read_table(dated, known, today=today)


def tell_file(
    chart: Chart, raw: bytes, *, by: str, now: datetime, same_person: bool = False
) -> tuple[str, ...]:
    """Puts down all of a file, or nothing; what was left out, each with why."""
    told = chart.tell_file(
        raw, _NAME, by=by, now=now, skip_known=True, same_person=same_person
    )  # fmt: skip
    return told.left_out


def tell_table(chart: Chart, table: Mapping[str, Any], *, by: str, now: datetime) -> None:
    """Puts down a typed patient."""
    chart.tell(Telling(what=Told(table=dict(table)), at=now), by=by, now=now)


def _is_day(name: str) -> bool:
    return name.endswith("_on")

"""What a clinician hands in, put down in a chart: an electronic record, a typed patient, a table of
events. It is read before anybody is admitted for it."""

from __future__ import annotations

from datetime import date, datetime

from baclofen.chart import Chart
from baclofen.exchange import read_patient
from baclofen.knowledge import Knowledge

_NAME = "the file"


def check_file(raw: bytes, known: Knowledge, today: date) -> None:
    """Raises as reading does, for what is no patient."""
    read_patient(raw, known=known, today=today)


def tell_file(
    chart: Chart, raw: bytes, *, by: str, now: datetime, same_person: bool = False
) -> tuple[str, ...]:
    """Puts down all of a file, or nothing; what was left out, each with why."""
    told = chart.tell_file(
        raw, _NAME, by=by, now=now, skip_known=True, same_person=same_person
    )  # fmt: skip
    return told.left_out

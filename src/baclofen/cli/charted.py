"""A patient of the store in place of a file: read as of the day judged, and answered there."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from baclofen.answering import Answer, Given
from baclofen.chart import Chart, Telling
from baclofen.cli.kept import RECORD, clinic_of, open_ledger, signed
from baclofen.exchange import Reading
from baclofen.knowledge import Knowledge
from baclofen.record import Answered


def reading_of(
    args: argparse.Namespace, given: tuple[Given, ...], known: Knowledge, today: date
) -> Reading:
    """The patient on the day of judgement; what is answered is kept first."""
    with _chart(args, known) as (chart, by, now):
        if given:
            # Of the day that is judged, where that is a past one.
            noon = datetime.combine(today, time(12), now.tzinfo)
            at, whole_day = (now, False) if today >= now.date() else (noon, True)
            told = [
                Telling(what=Answered(key=g.key, words=g.words), at=at, whole_day=whole_day)
                for g in given
            ]
            chart.tell(*told, by=by, now=now)
        return chart.on(today)


def keep(args: argparse.Namespace, made: Answer, known: Knowledge) -> int:
    """Keeps the answer in the record; the number of its event."""
    with _chart(args, known) as (chart, by, now):
        return chart.keep(made, by=by, now=now).number


@contextmanager
def _chart(args: argparse.Namespace, known: Knowledge) -> Iterator[tuple[Chart, str, datetime]]:
    writer = signed(args)
    with open_ledger(args) as ledger:
        patient = str(args.file).removeprefix(RECORD)
        yield Chart(ledger, clinic_of(args), patient, known), writer.by, writer.now.astimezone()

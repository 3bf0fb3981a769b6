"""A patient of the store in place of a file: read as of the day judged, and answered there."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import NamedTuple

from baclofen.answering import Answer, Given
from baclofen.chart import Chart, Telling
from baclofen.cli.kept import RECORD, clinic_of, open_ledger, signed
from baclofen.exchange import Reading
from baclofen.knowledge import Knowledge
from baclofen.record import Answered


class _Read(NamedTuple):
    """Which version of a record was read, and what was answered beside it."""

    version: int
    told: tuple[Telling, ...]


def reading_of(
    args: argparse.Namespace, given: tuple[Given, ...], known: Knowledge, today: date
) -> Reading:
    """The patient on the day of judgement, as if what is answered were kept; it is with the answer.

    Notes in `args` which version was read: an answer is kept only on that.
    """
    with _chart(args, known) as (chart, by, now):
        # Of the day that is judged, where that is a past one.
        noon = datetime.combine(today, time(12), now.tzinfo)
        at, whole_day = (now, False) if today >= now.date() else (noon, True)
        told = tuple(
            Telling(what=Answered(key=g.key, words=g.words), at=at, whole_day=whole_day)
            for g in given
        )
        args.read = _Read(chart.version, told)
        return chart.as_if(*told, by=by, now=now, day=today) if told else chart.on(today)


def keep(args: argparse.Namespace, made: Answer, known: Knowledge) -> int:
    """Keeps the answer in the record, and what was answered for it; the number of its event.
    Raises `Conflict` where somebody wrote since it was read."""
    read: _Read = args.read
    with _chart(args, known) as (chart, by, now):
        return chart.keep(made, *read.told, by=by, now=now, expects=read.version).number


@contextmanager
def _chart(args: argparse.Namespace, known: Knowledge) -> Iterator[tuple[Chart, str, datetime]]:
    writer = signed(args)
    with open_ledger(args) as ledger:
        patient = str(args.file).removeprefix(RECORD)
        yield Chart(ledger, clinic_of(args), patient, known), writer.by, writer.now.astimezone()

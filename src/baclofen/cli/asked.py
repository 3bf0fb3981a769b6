"""What a command that takes a record is asked: the file, and the options beside it."""

from __future__ import annotations

import argparse
from pathlib import Path

from baclofen.assessment import Request
from baclofen.cli.day import day_of
from baclofen.exchange import Reading, read_patient
from baclofen.knowledge import Knowledge


def read_asked(args: argparse.Namespace, known: Knowledge) -> tuple[Reading, Request]:
    """The record as read, and the request. Raises as reading does, `InputRefused` for options."""
    today = day_of(args.today)
    known.family(args.jurisdiction)
    record = read_patient(Path(args.file), known=known, today=today)
    request = record.asks(
        today=today, kind=args.request, jurisdiction=args.jurisdiction,
        overrides=tuple(args.override), reason=args.reason,
    )  # fmt: skip
    return record, request

"""What a command that takes a record is asked: the file, and the options beside it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TypedDict

from baclofen.answering import Answer, Given
from baclofen.assessment import Request
from baclofen.cli.day import day_of
from baclofen.cli.write import write_together
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import Knowledge
from baclofen.patient import Entry, Patient
from baclofen.reporting import compose, render_text


class Asked(TypedDict):
    """What every member of the inputs is given."""

    patient: Patient
    request: Request
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    answers: tuple[Given, ...]


def read_asked(args: argparse.Namespace, known: Knowledge) -> Asked:
    """The record as read with the answers given, and the request. Raises as reading does."""
    today = day_of(args.today)
    known.family(args.jurisdiction)
    reading = read_patient(Path(args.file), known=known, today=today)
    given = tuple(_given(text) for text in args.answer)
    reading = with_answers(reading, [(g.key, g.words) for g in given], known, today=today)
    request = reading.asks(
        today=today, kind=args.request, jurisdiction=args.jurisdiction,
        overrides=tuple(args.override), reason=args.reason,
    )  # fmt: skip
    return Asked(
        patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes,
        answers=given,
    )  # fmt: skip


def _given(text: str) -> Given:
    key, _, words = text.partition("=")
    return Given(key.strip(), words.strip())


def give(made: Answer, known: Knowledge, *, json: bool, out: str | None) -> None:
    """Print the answer, as text or JSON; with a folder, write its files and name them."""
    report = compose(made, known)
    # Each is loaded where it is asked for.
    if json:
        from baclofen.answering import answer_json

        text = answer_json(made, known)
    else:
        text = render_text(report)
    if out:
        from baclofen.reporting import files_of

        written = write_together(Path(out), files_of(made, report, known))
        if not json:
            text += "".join(f"Written: {path}\n" for path in written)
    sys.stdout.write(text)

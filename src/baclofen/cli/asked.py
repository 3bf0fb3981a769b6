"""What a command that takes a record is asked: the file, and the options beside it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from baclofen import codec
from baclofen.answering import Answer, Given
from baclofen.assessment import HOME, Request
from baclofen.cleaned import plain
from baclofen.cli.day import day_of
from baclofen.cli.folder import of_another, refuse_foreign
from baclofen.cli.handed import Wishes, calendar_asked, wishes_of
from baclofen.cli.kept import in_record
from baclofen.cli.progress import LAYING_OUT, WORKING
from baclofen.cli.write import write_together, written
from baclofen.errors import InputRefused
from baclofen.exchange import read_patient, with_answers
from baclofen.knowledge import Knowledge, Note
from baclofen.patient import Entry, Patient
from baclofen.reporting import Report, compose, render_text

#: A reason or an answer is no longer than this when it is shown.
_MOST = 1_000


class Asked(TypedDict):
    """What every member of the inputs is given."""

    patient: Patient
    request: Request
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]
    answers: tuple[Given, ...]


def read_asked(args: argparse.Namespace, known: Knowledge) -> Asked:
    """The record as read with the answers given, and the request. Raises as reading does, and
    `InputRefused` where two forms are asked for at once: one is printed."""
    if args.json and args.fhir:
        raise InputRefused(
            "--json", "given beside --fhir", "one of them is printed", do="Leave one of them out."
        )
    args.parts.at(WORKING)
    today = day_of(args.today)
    place = args.jurisdiction or HOME
    known.family(place)
    given = tuple(_given(text) for text in args.answer)
    if in_record(args):
        # What is answered there is kept, and counts from its day on.
        from baclofen.cli.charted import reading_of

        reading = reading_of(args, given, known, today)
    else:
        reading = read_patient(Path(args.file), known=known, today=today)
        reading = with_answers(reading, [(g.key, g.words) for g in given], known, today=today)
    request = reading.asks(
        today=today, kind=args.request, jurisdiction=place,
        overrides=tuple(args.override), reason=plain(args.reason, _MOST),
    )  # fmt: skip
    return Asked(
        patient=reading.patient, request=request, entries=reading.entries, notes=reading.notes,
        answers=given,
    )  # fmt: skip


def _given(text: str) -> Given:
    key, _, words = text.partition("=")
    return Given(plain(key), plain(words, _MOST))


def give(made: Answer, known: Knowledge, args: argparse.Namespace) -> None:
    """Print the answer, as text, JSON or FHIR; with a folder, write its files and name them; of a
    patient of the store, keep it there first.

    Where the folder cannot be written the answer is printed all the same, before that is raised.
    """
    json, fhir, out = args.json, args.fhir, getattr(args, "out", None)
    wishes = wishes_of(args)
    args.parts.at(LAYING_OUT)
    report = compose(made, known)
    # Each is loaded where it is asked for.
    if fhir:
        from baclofen.exchange import fhir_of

        at = datetime.now().astimezone()
        text = codec.encode(fhir_of(made, known, at=at)).decode()
    elif json:
        from baclofen.answering import answer_json

        text = answer_json(made, known)
    else:
        text = render_text(report, unfolds=getattr(args, "illustrations", False))
    unseen: OSError | None = None
    if out:
        try:
            files, gone, notes = _laid_out(made, report, Path(out), wishes, known)
        except OSError as gap:
            unseen = gap
    args.parts.over()
    kept = ""
    if in_record(args):
        from baclofen.cli.charted import keep

        # Before any file: what the record refuses is handed to nobody.
        number = keep(args, made, known)
        kept = "" if json or fhir else f"Kept in the record as event {number}.\n"
    if out:
        try:
            if unseen is not None:
                raise unseen
            refuse_foreign(Path(out))
            past = [n for n, to_be in files.items() if to_be is None and (Path(out) / n).is_file()]
            paths = write_together(Path(out), {**files, **dict.fromkeys(gone)})
        except (InputRefused, OSError):
            sys.stdout.write(text + kept)
            raise
        if not (json or fhir):
            text += written(paths)
            text += "".join(f"Taken away: {name}, of another patient or state.\n" for name in gone)
            text += "".join(f"Taken away: {name}, which no longer holds.\n" for name in past)
            text += "".join(f"{known.say(note)}\n" for note in notes)
    sys.stdout.write(text + kept)


def _laid_out(
    made: Answer, report: Report, out: Path, wishes: Wishes | None, known: Knowledge
) -> tuple[Mapping[str, str | None], tuple[str, ...], tuple[Note, ...]]:
    """The files for a folder, names in it that are of somebody else, and what is to be said of the
    calendar. Raises `InputRefused` for a calendar that cannot be made, and `OSError` where nobody
    may look into the folder."""
    from baclofen.reporting import files_of

    asked, notes = calendar_asked(made, out, wishes, known)
    files = files_of(made, report, known, calendar=asked)
    return files, of_another(out, files, made), tuple(notes)

"""`baclofen record`: what happens to a patient is told, imported, shown, put right, replayed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from baclofen import codec
from baclofen.chart import Chart, Telling
from baclofen.cleaned import plain
from baclofen.cli.day import day_of
from baclofen.cli.kept import clinic_of, counted, open_ledger, signed
from baclofen.cli.replay import said
from baclofen.errors import InputRefused
from baclofen.exchange import read_bytes
from baclofen.knowledge import load_knowledge
from baclofen.record import (
    Corrected,
    Event,
    Happening,
    format_rows,
    happening,
    keys_of,
    kind_of,
    kinds,
    moment,
    pieces,
)

#: Words of an event on one line of the terminal.
_WIDTH = 96


def record_command(args: argparse.Namespace) -> bool:
    """Do what is asked of a record; False only where a plan no longer comes out the same."""
    if args.what == "add" and args.kind is None:
        _print_kinds()
        return True
    writer = signed(args)
    with open_ledger(args, make=args.what == "new") as ledger:
        book = ledger.of(clinic_of(args))
        if args.what == "new":
            _print(book.admit(writer, label=args.label))
        elif args.what == "list":
            for one in book.patients():
                state = "erased" if one.erased else counted(one.version, "entry", "entries")
                line = f"{one.patient}  {one.written:%Y-%m-%d}  {state}  {one.label or ''}"
                _print(line.rstrip())
        else:
            desk = Desk(writer.by, writer.now.astimezone())
            chart = Chart(ledger, book.clinic, args.patient, load_knowledge())
            return _DO[args.what](chart, args, desk)
    return True


class Desk(NamedTuple):
    """Who writes, and what this machine's clock says, with its zone."""

    by: str
    now: datetime


def _add(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    at, whole_day = moment(args.at, args.zone) if args.at else (desk.now, False)
    told = Telling(what=_what(args), at=at, whole_day=whole_day)
    _written(chart.tell(told, by=desk.by, now=desk.now))
    return True


def _import(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    path = Path(args.file)
    taken = chart.tell_file(
        read_bytes(path), path.name, by=desk.by, now=desk.now, zone=args.zone,
        skip_known=args.skip_known, same_person=args.same_person,
    )  # fmt: skip
    _written(taken.events, most=4)
    for line in taken.left_out:
        _print(f"left out: {line}")
    return True


def _show(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    record = chart.record if args.on is None else chart.record.until(day_of(args.on))
    standing = {e.number for e in record.standing}
    for event in record.events:
        stands = "" if event.number in standing else "  (no longer stands)"
        when = f"{event.day}" if event.whole_day else f"{event.at:%Y-%m-%d %H:%M}"
        _print(f"{event.number:4}  {when:16}  {_words(event.what)}  [{event.by}]{stands}")
    return True


def _export(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    if args.json:
        for event in chart.record.events:
            _print(codec.compact(event).decode())
    else:
        sys.stdout.write(format_rows(chart.record.standing))
    return True


def _correct(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    was = chart.record[args.event]
    at, whole_day = moment(args.at, args.zone) if args.at else (was.at, was.whole_day)
    to = None if args.kind is None else _what(args)
    what = Corrected(of=args.event, why=plain(args.why, 400), to=to)
    _written(chart.tell(Telling(what=what, at=at, whole_day=whole_day), by=desk.by, now=desk.now))
    return True


def _accept(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    _written([chart.accept(args.event, by=desk.by, now=desk.now)])
    return True


def _override(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    reason = plain(args.reason, 400)
    _written([chart.override(args.event, args.rule, reason, by=desk.by, now=desk.now)])
    return True


def _replay(chart: Chart, args: argparse.Namespace, desk: Desk) -> bool:
    got = chart.replay(args.event)
    sys.stdout.write(said(got))
    return got.is_same


_DO = {
    "add": _add, "import": _import, "show": _show, "export": _export, "correct": _correct,
    "accept": _accept, "override": _override, "replay": _replay,
}  # fmt: skip


def _what(args: argparse.Namespace) -> Happening:
    given: dict[str, str] = {}
    for text in args.fields:
        key, sign, words = text.partition("=")
        if not sign or not key or not words:
            raise InputRefused(
                "field", repr(plain(text, 60)), "it must be KEY=VALUE",
                do=f"The fields of {plain(args.kind, 40)} are listed by `record add PATIENT`.",
            )  # fmt: skip
        if key in given:
            raise InputRefused(f"field {plain(key, 40)}", "given twice", "it may be given once")
        given[key] = words
    return happening(args.kind, given)


def _print_kinds() -> None:
    for name in kinds():
        fields = "any key of a typed patient (`baclofen keys`)" if name == "told" else ", ".join(
            keys_of(name)
        )  # fmt: skip
        _print(f"{name:13} {fields}")


def _written(events: Iterable[Event], *, most: int = 1) -> None:
    made = list(events)
    for event in made[:most]:
        _print(f"Kept as event {event.number}: {_words(event.what)}")
    if len(made) > most:
        _print(f"... and events {made[most].number} to {made[-1].number}.")
    if not made:
        _print("Nothing was new: nothing was kept.")


def _words(what: Happening) -> str:
    """An event on one line: its kind, and what it says."""
    told = (f"{piece.name}={piece.words}" for piece in pieces(what))
    return plain(" ".join([kind_of(what), *told]), _WIDTH)


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")

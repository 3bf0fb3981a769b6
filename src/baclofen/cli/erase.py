"""`baclofen erase`: destroy the key of a patient. `baclofen rewrap`: wrap all keys anew."""

from __future__ import annotations

import argparse
import sys

from baclofen.cli.kept import clinic_of, counted, open_ledger, signed
from baclofen.errors import InputRefused


def erase_command(args: argparse.Namespace) -> None:
    """Erase a patient, when sure. Raises `InputRefused` without, saying what would be lost."""
    with open_ledger(args) as ledger:
        book = ledger.of(clinic_of(args))
        one = book.listed(args.patient)
        if not args.sure:
            called = f" ({one.label})" if one.label else ""
            events = counted(one.version, "event")
            raise InputRefused(
                f"--sure for patient {one.patient}{called}", "not given",
                f"{events}, the last written at {one.written:%Y-%m-%d %H:%M} UTC, "
                "could be read by nobody any more",
                do="It cannot be undone. If it is meant, say --sure.",
            )  # fmt: skip
        done = book.erase(args.patient, signed(args), why=args.why)
    lines = [
        f"Patient {done.patient} of clinic {done.clinic} is erased: the key is destroyed.",
        "Backups made before still hold the wrapped key: destroy them, or wrap all keys with a new "
        "key of the clinic (`baclofen rewrap`) and destroy the old one.",
    ]
    if done.readable:
        lines.append(
            "Kept before the clinic had a key, and left as it was: "
            f"{counted(done.readable, 'event')}, with a pseudonym and nothing that identifies."
        )
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def rewrap_command(args: argparse.Namespace) -> None:
    """Wrap all data keys anew, and print how many."""
    with open_ledger(args) as ledger:
        count = ledger.rewrap()
    sys.stdout.write(f"{counted(count, 'data key')} wrapped anew.\n")

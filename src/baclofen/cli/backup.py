"""`baclofen backup` and `baclofen restore`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baclofen.cleaned import plain
from baclofen.cli.kept import counted, keys_at_hand, open_ledger, place_of, signed
from baclofen.cli.progress import Along
from baclofen.store import restore


def backup_command(args: argparse.Namespace) -> None:
    """Write a backup and print what its check came to."""
    with open_ledger(args) as ledger:
        done = ledger.backup(Path(args.folder), along=Along("Copying and checking"))
    lines = [f"{counted(done.events, 'event')} kept in {plain(args.folder)}, and checked."]
    lines += [f"head {head}" for head in done.heads]
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def restore_command(args: argparse.Namespace) -> None:
    """Restore a backup and print who stayed erased."""
    notes = [Path(name) for name in args.erased]
    done = restore(
        Path(args.folder), place_of(args), signed(args), notes=notes, keys=keys_at_hand(),
        along=Along("Checking and copying"),
    )  # fmt: skip
    lines = [f"{counted(done.checked.events, 'event')} restored, and checked."]
    lines += [f"head {head}" for head in done.checked.heads]
    if done.stayed_erased:
        lines.append("Erased since the backup, so that their keys were left out:")
        lines += [f"  {one.patient} of clinic {one.clinic}" for one in done.stayed_erased]
    else:
        lines.append("Nobody is known to have been erased since the backup.")
    sys.stdout.write("".join(f"{line}\n" for line in lines))

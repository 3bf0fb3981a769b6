"""`baclofen verify`: whether kept records are what was written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baclofen.cli.kept import counted, open_ledger
from baclofen.cli.progress import Along
from baclofen.exchange import read_bytes
from baclofen.record import Planned
from baclofen.store import Head

#: Answers are worked out again with the knowledge of their day.
_REPLAYED = (str(Planned.__struct_config__.tag),)


def verify_command(args: argparse.Namespace) -> bool:
    """Print the heads, or what is wrong first in each clinic; True when nothing is."""
    noted = [Head.of_text(text) for text in args.head]
    if args.heads:
        lines = read_bytes(Path(args.heads)).decode("utf-8", "replace").splitlines()
        noted += [Head.of_text(line) for line in lines]
    with open_ledger(args) as ledger:
        found = ledger.verify(noted, needs=_REPLAYED, along=Along("Checking events"))
    clinics = f"{counted(found.events, 'event')} of {counted(len(found.heads), 'clinic')}"
    if found.is_sound:
        lines = [f"sound: {clinics}.", *(f"head {head}" for head in found.heads)]
        if found.untried:
            lines.append(
                f"Not tried: {counted(found.untried, 'data key')}. The clinic's key that wraps "
                "them is not at hand. Say it in BACLOFEN_KEYS."
            )
        if not noted:
            lines.append(
                "No noted head was given: a chain that was cut at its end, or written anew by "
                "whoever holds the whole store, would look the same. Note these elsewhere."
            )
    else:
        lines = [f"NOT SOUND, {clinics} looked at:", *(f"  {one}" for one in found.wrong)]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return found.is_sound

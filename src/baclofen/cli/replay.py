"""`baclofen replay`: work an answer out again from its own inputs, and compare."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baclofen.answering import Replayed, replay
from baclofen.cleaned import plain
from baclofen.cli.progress import WORKING
from baclofen.exchange import read_bytes
from baclofen.knowledge import load_knowledge

_SAYS = {
    "same": "same, byte for byte",
    "near": "the same answer to 1e-5",
    "same decisions": "the same decisions, answered anew",
    "differs": "differs from what its inputs give now",
}


#: A difference holds two values.
_LONGEST = 600


def replay_command(args: argparse.Namespace) -> bool:
    """Print whether the answer comes out the same, and if not what differs; True when it does."""
    args.parts.at(WORKING)
    path = Path(args.file)
    got = replay(read_bytes(path), load_knowledge(), name=path.name)
    args.parts.over()
    sys.stdout.write(said(got))
    return got.is_same


def said(got: Replayed) -> str:
    """What came of working an answer out again, in lines."""
    here = (
        f"worked out again from its inputs with baclofen {got.version}, knowledge {got.knowledge}"
    )
    # A name in the file may hold anything.
    told = (f"  {plain(line, _LONGEST)}" for line in got.differences)
    lines = [f"{_SAYS[got.how]}: {here}.", *told]
    return "".join(f"{line}\n" for line in lines)

"""`baclofen qualify`: predict what was published, and report how near it came."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baclofen.cli.progress import Along
from baclofen.cli.write import write_together, written
from baclofen.knowledge import load_knowledge
from baclofen.model import Kinetics
from baclofen.qualification import pictures, qualify
from baclofen.reporting import (
    credibility_text,
    qualification_json,
    qualification_page,
    qualification_text,
)

#: What a log is told, which sees no line that goes on.
_BEGUN = "baclofen: predicting every published figure; this takes one to three minutes."
_DONE = "baclofen: all figures predicted, all gates judged."


def qualify_command(args: argparse.Namespace) -> bool:
    """Print every target and gate; True when nothing missed that was not expected to.

    With a folder, also write `qualification.html` and `qualification.json`. Where no terminal shows
    how far it is, it says so at its beginning and at its end.
    """
    out: str | None = args.out
    kinetics: Kinetics = args.kinetics
    is_seen = sys.stderr.isatty()
    if not is_seen:
        print(_BEGUN, file=sys.stderr, flush=True)
    known = load_knowledge()
    found = qualify(
        known, kinetics=kinetics, along=Along("Predicting figures"),
        along_gates=Along("Judging gates"),
    )  # fmt: skip
    if not is_seen:
        print(_DONE, file=sys.stderr, flush=True)
    sys.stdout.write(qualification_text(found))
    sys.stdout.write("\n" + credibility_text(known))
    if out:
        drawn = pictures(known, along=Along("Drawing pictures"))
        paths = write_together(
            Path(out),
            {
                "qualification.html": qualification_page(found, drawn, known),
                "qualification.json": qualification_json(found, drawn, known),
            },
        )
        sys.stdout.write(written(paths))
    return not found.unexpected

"""`baclofen assess`: does baclofen, a dose, a needle or a pump fit this patient."""

from __future__ import annotations

import argparse

from baclofen.answering import AssessInputs, answer
from baclofen.cli.asked import give, read_asked
from baclofen.knowledge import load_knowledge


def assess_command(args: argparse.Namespace) -> None:
    """Print the verdict, why, what to ask and the worked figures; with a folder, write its
    page and its JSON; `--json` prints that."""
    known = load_knowledge()
    made = answer(AssessInputs(**read_asked(args, known)), known)
    give(made, known, args)

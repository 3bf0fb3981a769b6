"""`baclofen calls`: who asked the hooks, for which patient, and what was answered."""

from __future__ import annotations

import argparse
import sys

from baclofen.cli.kept import open_ledger
from baclofen.service import Call, read_calls


def calls_command(args: argparse.Namespace) -> None:
    """Print the calls of a book, the oldest first, one a line."""
    patient = (args.patient or "").removeprefix("Patient/")
    with open_ledger(args) as ledger:
        lines = list(read_calls(ledger, args.book, patient=patient))
    for line in lines[-args.last :]:
        at = line.at.isoformat(timespec="seconds")
        sys.stdout.write(f"{at} {line.by}: {_says(line.call)}\n")
    sys.stdout.write(f"{len(lines)} calls, the last {min(len(lines), args.last)} shown.\n")


def _says(call: Call) -> str:
    if call.done == "told":
        said = [f"{outcome} {card}" for card, outcome in call.outcomes]
        said += [f"{call.strange} of cards never given here"] * bool(call.strange)
        return "told " + ", ".join(said)
    who = f"{call.user or 'nobody named'} asked {call.hook or 'what could not be read'}"
    about = f" for Patient/{call.patient}" if call.patient else ""
    cards = "; ".join(
        f"{card.indicator}, {card.verdict}" + (f" on {card.order}" if card.order else "")
        + f" ({', '.join(card.rules[:3])}) {card.card}"
        for card in call.cards
    )  # fmt: skip
    lacking = f"; not there: {', '.join(call.lacking)}" if call.lacking else ""
    lost = f"; {call.lost} calls before were not put down" if call.lost else ""
    return f"{who}{about}: {call.status}, {cards or 'no card'}{lacking}{lost}"

"""`baclofen clock`: say that the clock before was ahead, and go on from this one."""

from __future__ import annotations

import argparse
import sys

from baclofen.cli.kept import clinic_of, open_ledger, signed


def clock_command(args: argparse.Namespace) -> None:
    """Go on from this machine's clock, and say so in the chain."""
    clinic = clinic_of(args)
    with open_ledger(args) as ledger:
        ledger.of(clinic).clock_was_wrong(signed(args), why=args.why)
    sys.stdout.write(
        f"Written into the chain of clinic {clinic}: it goes on from this machine's clock. What "
        "was written before keeps its times.\n"
    )

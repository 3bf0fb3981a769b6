"""`baclofen plan`: read, assess, plan, predict, report."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baclofen.assessment import assess
from baclofen.cli.day import day_of
from baclofen.cli.write import write_together
from baclofen.exchange import read_patient
from baclofen.knowledge import load_knowledge
from baclofen.planning import plan_oral, predict
from baclofen.reporting import compose, render_json, render_page, render_text

#: One seed for every report: the same record gives the same numbers on any day.
SEED = 20_260_101


def plan_command(args: argparse.Namespace) -> None:
    """Print the plan, and write `plan.html` and `plan.json` when a folder is named."""
    known = load_knowledge()
    today = day_of(args.today)
    known.family(args.jurisdiction)
    record = read_patient(Path(args.file), known=known, today=today)
    request = record.asks(
        today=today, kind=args.request, jurisdiction=args.jurisdiction,
        overrides=tuple(args.override), reason=args.reason,
    )  # fmt: skip
    fit = assess(record.patient, known, request)
    plan = plan_oral(fit, known)
    report = compose(
        plan, known, forecast=predict(plan, known, seed=SEED), record_notes=record.notes
    )
    text = render_text(report)
    if args.out:
        written = write_together(
            Path(args.out),
            {"plan.html": render_page(report, plan), "plan.json": render_json(report, plan)},
        )
        text += "".join(f"Written: {path}\n" for path in written)
    sys.stdout.write(text)

"""`baclofen assess`: does baclofen, a dose, a needle or a pump fit this patient."""

from __future__ import annotations

import argparse
import sys

from baclofen.assessment import assess
from baclofen.cli.asked import read_asked
from baclofen.knowledge import load_knowledge
from baclofen.planning import work_figures
from baclofen.reporting import assessment_json, compose_assessment, render_text


def assess_command(args: argparse.Namespace) -> None:
    """Print the verdict, why, what to ask and the worked figures; `--json` for machines."""
    known = load_knowledge()
    record, request = read_asked(args, known)
    fit = assess(record.patient, known, request)
    figures = work_figures(fit, known)
    report = compose_assessment(fit, figures, known, record_notes=record.notes)
    sys.stdout.write(assessment_json(report, fit, figures) if args.json else render_text(report))

"""`baclofen screen`, `baclofen pump`, `baclofen device`: needle, pump, confirmed figures."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from baclofen.assessment import Assessment, assess
from baclofen.cli.asked import read_asked
from baclofen.cli.day import day_of
from baclofen.cli.write import write_together
from baclofen.errors import InputRefused
from baclofen.exchange import (
    Confirmation,
    device_name,
    device_with,
    read_confirmations,
)
from baclofen.knowledge import Knowledge, load_knowledge
from baclofen.planning import plan_pump, plan_screening
from baclofen.regimen import PumpOrder
from baclofen.reporting import (
    Report,
    compose_pump,
    compose_screening,
    draw_bolus,
    pump_json,
    render_page,
    render_text,
    screening_json,
)
from baclofen.value import replace

#: One seed for every report: the same record gives the same numbers on any day.
SEED = 20_260_101


def screen_command(args: argparse.Namespace) -> None:
    """Print the screening trial's plan; with --out write its page and JSON."""
    fit, known, notes = _judged(args)
    plan = plan_screening(fit, known, seed=SEED)
    report = compose_screening(plan, known, record_notes=notes)
    made = screening_json(report, plan)
    _give(args, "screening", report, made, drawing=draw_bolus(plan))


def pump_command(args: argparse.Namespace) -> None:
    """Print the pump's plan; with --out write its page and JSON."""
    fit, known, notes = _judged(args)
    plan = plan_pump(fit, known)
    report = compose_pump(plan, known, record_notes=notes)
    _give(args, "pump", report, pump_json(report, plan))


def _judged(args: argparse.Namespace) -> tuple[Assessment, Knowledge, tuple[str, ...]]:
    known = load_knowledge()
    record, request = read_asked(args, known)
    stored = getattr(args, "device", None)
    if stored and isinstance(request.order, PumpOrder):
        device = device_with(request.order.device, read_confirmations(Path(stored)))
        request = replace(request, order=replace(request.order, device=device))
    return assess(record.patient, known, request), known, record.notes


def _give(
    args: argparse.Namespace, name: str, report: Report, made: str, *, drawing: str | None = None
) -> None:
    text = made if args.json else render_text(report)
    if args.out:
        page = render_page(report, drawing=drawing)
        written = write_together(Path(args.out), {f"{name}.html": page, f"{name}.json": made})
        if not args.json:
            text += "".join(f"Written: {path}\n" for path in written)
    sys.stdout.write(text)


def device_command(args: argparse.Namespace) -> None:
    """Add a confirmed figure to the file, or print what it holds."""
    path = Path(args.file)
    if args.what == "show":
        for entry in read_confirmations(path):
            sys.stdout.write(f"{entry.device} {entry.figure} = {entry.value:g}: {entry.by}\n")
        return
    try:
        value = float(args.value)
    except ValueError:
        raise InputRefused(
            "--value", repr(args.value), "it must be a number; an error of 14.5 % is 0.145"
        ) from None
    entry = Confirmation(
        device_name(args.device), args.figure, value, args.who, day_of(args.today), args.manual
    )
    if path.exists():
        read_confirmations(path)  # a file that cannot be read is not added to
    _append(path, entry.as_toml())
    sys.stdout.write(f"{entry.device} {entry.figure} = {entry.value:g}: {entry.by}\n")


def _append(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())

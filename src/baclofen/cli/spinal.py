"""`baclofen screen`, `baclofen pump`, `baclofen device`: needle, pump, confirmed figures."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from baclofen.answering import PumpInputs, ScreenInputs, answer
from baclofen.cli.asked import give, read_asked
from baclofen.cli.day import day_of
from baclofen.errors import InputRefused
from baclofen.exchange import (
    Confirmation,
    device_name,
    device_with,
    read_confirmations,
)
from baclofen.knowledge import load_knowledge
from baclofen.regimen import PumpOrder
from baclofen.value import replace


def screen_command(args: argparse.Namespace) -> None:
    """Print the screening trial's plan; with --out write its page and JSON."""
    known = load_knowledge()
    made = answer(ScreenInputs(**read_asked(args, known)), known)
    give(made, known, args)


def pump_command(args: argparse.Namespace) -> None:
    """Print the pump's plan; with --out write its page and JSON."""
    known = load_knowledge()
    asked = read_asked(args, known)
    request = asked["request"]
    if args.device and isinstance(request.order, PumpOrder):
        device = device_with(request.order.device, read_confirmations(Path(args.device)))
        order = replace(request.order, device=device)
        asked["request"] = replace(request, order=order)
    give(answer(PumpInputs(**asked), known), known, args)


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

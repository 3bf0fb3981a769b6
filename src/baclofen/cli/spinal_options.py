"""The options of `screen`, `pump` and `device`; nothing heavy is loaded to show them."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from baclofen.cli.handed_options import TAKEN_AWAY, add_illustrations

_Commands = argparse._SubParsersAction


def add_spinal(
    commands: _Commands[argparse.ArgumentParser],
    asked_about: Callable[[argparse.ArgumentParser], None],
) -> None:
    """Add the three commands; `asked_about` adds what every command that judges is told."""
    screen = commands.add_parser(
        "screen",
        help="plan the screening trial before a pump",
        description="Reads a record with a table [screening], judges it, and prints the next "
        "bolus, its predicted course, what to watch, and what each outcome means; --out also "
        "writes screening.html and screening.json.",
        epilog="Example: baclofen screen patient.toml --out out",
    )
    pump = commands.add_parser(
        "pump",
        help="plan a pump's setting and its refill",
        description="Reads a record with a table [pump], judges it, and prints old and new "
        "setting side by side, the refill, a bridge, and why a change is refused; --out also "
        "writes pump.html and pump.json.",
        epilog="Example: baclofen pump patient.toml --device devices.toml",
    )
    for parser in (screen, pump):
        asked_about(parser)
        parser.add_argument(
            "--out", metavar="DIR", help="folder for the page and the JSON" + TAKEN_AWAY
        )
        parser.add_argument("--json", action="store_true", help="print JSON for machines")
    add_illustrations(screen)
    pump.add_argument(
        "--device",
        metavar="FILE",
        help="figures stored with `baclofen device confirm`",
    )
    device = commands.add_parser(
        "device",
        help="figures of a pump, confirmed from its manual",
        description="Keeps figures of pumps in a TOML file that is only added to.",
        epilog='Example: baclofen device confirm devices.toml --device "SynchroMed II" --figure '
        'accuracy --value 0.145 --who "A. Meyer" --manual "manual, page 12"',
    )
    kinds = device.add_subparsers(dest="what", required=True, metavar="WHAT")
    confirm = kinds.add_parser("confirm", help="add one figure to the file")
    show = kinds.add_parser("show", help="what the file holds, the latest of each figure last")
    for parser in (confirm, show):
        parser.add_argument("file", metavar="FILE", help="the TOML file of confirmed figures")
    for name, words in (
        ("device", "the pump's name"), ("figure", "accuracy, unusable_mL, most_mL_per_day, ..."),
        ("value", "a number; an error of 14.5 %% is 0.145"), ("who", "who confirms it"),
        ("manual", "from what: the manual and its page"),
    ):  # fmt: skip
        confirm.add_argument(f"--{name}", required=True, metavar=name.upper(), help=words)
    confirm.add_argument(
        "--today", metavar="DATE", help="day of confirming, YYYY-MM-DD (default: the clock's)"
    )

"""The options of the commands that look after kept records; nothing heavy is loaded for them."""

from __future__ import annotations

import argparse

from baclofen.cli.kept import add_by, add_clinic, add_store


def add_keeping(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add verify, backup, restore, erase, rewrap, clock and calls."""
    verify = commands.add_parser(
        "verify",
        help="whether kept records are what was written",
        description="Walks every chain of events from its first, names the first that was changed, "
        "moved or is missing, and prints the heads to note elsewhere. Exit code 1 when something "
        "is wrong.",
        epilog="Example: baclofen verify --heads noted.txt",
    )
    verify.add_argument(
        "--head", metavar="CLINIC:NUMBER:HASH", action="append", default=[],
        help="a head that was noted elsewhere; may be repeated",
    )  # fmt: skip
    verify.add_argument("--heads", metavar="FILE", help="a file of noted heads, one a line")
    backup = commands.add_parser(
        "backup",
        help="write everything kept into a new folder, and check it",
        description="Writes one file with all events, as sealed as they are kept, the heads, and "
        "who was erased. Keep backups of one store side by side in one folder.",
        epilog="Example: baclofen backup backups/2026-11-29",
    )
    backup.add_argument("folder", metavar="DIR", help="a new folder")
    restore = commands.add_parser(
        "restore",
        help="put a backup into a new or empty store",
        description="Checks the backup, puts it into a store that is empty, on either database, "
        "and leaves out the keys of who was erased since, as the backups beside it and --erased "
        "tell.",
        epilog="Example: baclofen restore backups/2026-11-29 --store restored.sqlite",
    )
    restore.add_argument("folder", metavar="DIR", help="a folder that backup wrote")
    restore.add_argument(
        "--erased", metavar="FILE", action="append", default=[],
        help="a note of who was erased, as it lies beside a store or in a backup; may be repeated",
    )  # fmt: skip
    erase = commands.add_parser(
        "erase",
        help="destroy the key of a patient, for good",
        description="Destroys the key that a patient's events are sealed with, so that nobody can "
        "read them, and writes into the chain who did so and why, in the clear. It cannot be "
        "undone: without --sure it only says what would be lost.",
        epilog='Example: baclofen erase 7K3M9-QXB2C --why "asked for on 2026-11-29" --sure',
    )
    erase.add_argument("patient", metavar="PATIENT", help="the pseudonym")
    erase.add_argument("--why", metavar="TEXT", required=True, help="the reason; kept in the clear")
    erase.add_argument("--sure", action="store_true", help="destroy it")
    rewrap = commands.add_parser(
        "rewrap",
        help="wrap all data keys with the clinics' newest keys",
        description="After a new line was added to the file of keys: wraps the data key of every "
        "patient anew. The old line is needed for older backups only.",
        epilog="Example: baclofen rewrap",
    )
    clock = commands.add_parser(
        "clock",
        help="go on after entries that a clock which was ahead wrote",
        description="Entries are kept in the order of their times. Where a clock that was ahead "
        "has written, this machine's is refused until that time; this writes into the chain that "
        "the other clock was wrong, who says so and why, in the clear, and goes on from now.",
        epilog='Example: baclofen clock --why "the server stood at 2027 after a dead battery"',
    )
    clock.add_argument("--why", metavar="TEXT", required=True, help="what was wrong with it")
    calls = commands.add_parser(
        "calls",
        help="who asked the hooks, for which patient, and what was answered",
        description="Prints the calls that record systems made, from the book that the file of "
        "trust names: who, for which patient, with which verdicts, and what became of the cards.",
        epilog="Example: baclofen calls pain.calls --patient Patient/1",
    )
    calls.add_argument("book", metavar="BOOK", help="the book of calls")
    calls.add_argument("--patient", metavar="ID", help="only those for this patient")
    calls.add_argument(
        "--last", metavar="N", type=int, default=100, help="so many, 100 if not said"
    )

    for parser in (verify, backup, restore, erase, rewrap, clock, calls):
        add_store(parser)
    for parser in (restore, erase, clock):
        add_by(parser)
    for parser in (erase, clock):
        add_clinic(parser)

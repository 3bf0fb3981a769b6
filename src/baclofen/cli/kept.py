"""Where records are kept, with which keys, and who writes: from options and the environment."""

from __future__ import annotations

import argparse
import getpass
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from baclofen.errors import InputRefused
from baclofen.version import VERSION

if TYPE_CHECKING:
    from baclofen.store import Keys, Ledger, Signed

#: Settings: where records are kept; the clinics' keys, or the file of them; the clinic; who writes.
STORE, KEYS, CLINIC, BY = "BACLOFEN_STORE", "BACLOFEN_KEYS", "BACLOFEN_CLINIC", "BACLOFEN_BY"
_CLINIC = "clinic"
#: What stands before the name of a patient who is kept, in place of a file.
RECORD = "record:"


def counted(number: int, one: str, many: str = "") -> str:
    """So many of them, in words.

    >>> counted(1, "event"), counted(2, "event"), counted(0, "entry", "entries")
    ('1 event', '2 events', '0 entries')
    """
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def add_store(parser: argparse.ArgumentParser) -> None:
    """The option that says where records are kept."""
    parser.add_argument(
        "--store", metavar="PLACE",
        help=f"a path, or postgresql://... (default: {STORE}, or store.sqlite in the folder for "
        "data of this user)",
    )  # fmt: skip


def add_clinic(parser: argparse.ArgumentParser) -> None:
    """The option that says of which clinic."""
    parser.add_argument(
        "--clinic", metavar="NAME", help=f"of which clinic (default: {CLINIC}, or {_CLINIC})"
    )


def add_by(parser: argparse.ArgumentParser) -> None:
    """The option that says who writes."""
    parser.add_argument(
        "--by", metavar="WHO", help=f"who writes (default: {BY}, or the name of this login)"
    )


def place_of(args: argparse.Namespace) -> str:
    """Where records are kept: by option, setting, or in the user's folder for data."""
    if place := args.store or os.environ.get(STORE):
        return str(place)
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return str(Path(data) / "baclofen" / "store.sqlite")


def clinic_of(args: argparse.Namespace) -> str:
    """Whose patients: by option, setting, or the one name of who has only one clinic."""
    return str(args.clinic or os.environ.get(CLINIC) or _CLINIC)


def keys_at_hand() -> Keys | None:
    """The clinics' keys of the setting; None where it says nothing. Raises `InputRefused`."""
    from baclofen.store import Keys

    said = os.environ.get(KEYS)
    return Keys.of_setting(said, name=KEYS) if said else None


def open_ledger(args: argparse.Namespace, *, make: bool = False) -> Ledger:
    """The ledger that is asked for, made if it may be. Raises `InputRefused`."""
    from baclofen.store import Ledger

    return Ledger.open(place_of(args), keys_at_hand(), make=make)


def signed(args: argparse.Namespace, *, knowledge: str = "", form: str = "") -> Signed:
    """Who writes now, with what. `args.on_behalf_of` says for whom where the command asks it."""
    from baclofen.store import Signed, Versions

    who = args.by or os.environ.get(BY) or _login()
    made_with = Versions(VERSION, knowledge, form)
    return Signed(who, datetime.now(UTC), made_with, getattr(args, "on_behalf_of", None) or "")


def in_record(args: argparse.Namespace) -> bool:
    """Whether FILE stands for a patient who is kept."""
    return str(args.file).startswith(RECORD)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise InputRefused(
            "--by", "not given", "this login has no name, and who writes must be known",
            do=f"Say --by WHO, or set {BY}.",
        ) from None  # fmt: skip

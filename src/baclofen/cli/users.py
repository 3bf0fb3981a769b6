"""`baclofen users`: who may sign in to the pages; of a password only its hash is kept."""

from __future__ import annotations

import argparse
import getpass
import os
import re
import sys
from pathlib import Path

from baclofen.errors import InputRefused

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


def users_command(args: argparse.Namespace) -> None:
    """Add a user to the file, made for its owner alone where there is none."""
    from baclofen.service import Users, hash_of

    if not _NAME.fullmatch(args.name) or not _NAME.fullmatch(args.clinic):
        raise InputRefused(
            "name or clinic", repr(args.name), "it must be of a to z, 0 to 9, dot, dash, underscore"
        )
    path = Path(args.file).expanduser()
    if path.exists() and Users.of_file(path).named(args.name) is not None:
        raise InputRefused("name", repr(args.name), "there is a user of that name already")
    password = hash_of(_asked(), args.name, args.clinic)
    text = (
        f'[users."{args.name}"]\nclinic = "{args.clinic}"\nrole = "{args.role}"\n'
        f'password = "{password}"\n'
    )
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    sys.stdout.write(f"{args.name} may sign in as {args.role} of {args.clinic}: {path}\n")


def _asked() -> str:
    """The password, twice where somebody types it; from a pipe once."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise InputRefused("password", "typed in two ways", "both must be the same")
    return first

"""`baclofen serve`: the pages and the hooks, on this machine."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from baclofen.errors import InputRefused
from baclofen.value import replace

if TYPE_CHECKING:
    from baclofen.service import Settings

_OPTIONS = ("host", "port", "workers", "demo", "users", "store")


def serve_command(args: argparse.Namespace) -> None:
    """Serve until told to stop. Options stand above the environment.

    Raises `InputRefused` without the packages of the extra `service`.
    """
    try:
        from baclofen.service import serve, settings_from
    except ModuleNotFoundError:
        raise InputRefused(
            "serve", "without the packages of the extra service", "it cannot go without them",
            do="Install them: in the checkout pip install '.[service]' or make serve, else "
            "pip install 'baclofen[service]'.",
        ) from None  # fmt: skip
    settings = settings_from(os.environ)
    told = {name: getattr(args, name) for name in _OPTIONS}
    settings = replace(settings, **{name: value for name, value in told.items() if value})
    print(f"baclofen: {settings.public}; stop with Ctrl-C.", file=sys.stderr)
    for said in _open_to(settings):
        print(f"baclofen: {said}", file=sys.stderr)
    serve(settings)


def _open_to(settings: Settings) -> Iterator[str]:
    """Whom it is open to, where that is anybody."""
    if settings.demo:
        yield (
            "DEMONSTRATION with made-up patients: nobody is asked who they are, and everything is "
            "gone when it stops."
        )
    if not settings.trust:
        hooks = "Its hooks are OPEN" if settings.has_pages else "OPEN"
        yield (
            f"{hooks} to everybody on this machine: nobody is asked who they are. For record "
            "systems name their keys in a file of trust (BACLOFEN_TRUST)."
        )

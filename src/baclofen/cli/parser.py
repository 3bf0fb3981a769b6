"""The parser of the command line, whose errors repeat words of it."""

from __future__ import annotations

import argparse
from typing import NoReturn

from baclofen.cleaned import printable


class Parser(argparse.ArgumentParser):
    """What it says comes without what could move a terminal."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End with this message, if there is one."""
        super().exit(status, message and printable(message))

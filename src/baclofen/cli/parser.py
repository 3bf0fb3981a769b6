"""The parser of the command line, and what is said where it or a command fails: both repeat words
of it, which must not move a terminal."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn

from baclofen.cleaned import printable


class Parser(argparse.ArgumentParser):
    """A parser whose words can be printed, whatever came."""

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        """End with this message, if there is one."""
        super().exit(status, message and printable(message))


def complain(text: str) -> None:
    """One line about what went wrong, for people, beside the output."""
    print(f"baclofen: {printable(text)}", file=sys.stderr)

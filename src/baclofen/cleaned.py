"""The one cleaner: every text from outside that is shown passes it, in reports and in errors."""

from __future__ import annotations


def printable(text: str) -> str:
    r"""A text of several lines, without characters that cannot be printed.

    >>> printable("Written:\n\x1b[2Jout")
    'Written:\n\ufffd[2Jout'
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def plain(text: str, most: int = 160) -> str:
    r"""A text from outside on one line, without characters that cannot be printed.

    White space is layout and is closed up; anything else unprintable is shown as such.

    >>> plain("Baclofen\n  10\u202e mg")
    'Baclofen 10\ufffd mg'
    """
    line = " ".join(text[: 4 * most].split())
    if not line.isprintable():
        line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"

"""The one cleaner: every text from outside that is shown passes it, in reports and in errors."""

from __future__ import annotations

#: What numbers are written with.
_NUMBER = "0123456789.,"


def printable(text: str) -> str:
    r"""A text of several lines, without characters that cannot be printed.

    >>> printable("Written:\n\x1b[2Jout")
    'Written:\n\ufffd[2Jout'
    """
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def cut(text: str, most: int) -> str:
    """A text of at most so many letters, marked where there was more; a number is whole or left
    out: the 20 of 2000 would be read.

    >>> cut("filled with 2000 mcg/mL", 15), cut("filled with 2000 mcg/mL", 18)
    ('filled with…', 'filled with 2000…')
    """
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    if text[most - 1] in _NUMBER:
        # Digits alone are shown cut all the same: no dose has so many.
        kept = kept.rstrip(_NUMBER) or kept
    return f"{kept.rstrip()}…"


def plain(text: str, most: int = 160) -> str:
    r"""A text from outside on one line, without characters that cannot be printed.

    White space is layout and is closed up; anything else unprintable is shown as such.

    >>> plain("Baclofen\n  10\u202e mg")
    'Baclofen 10\ufffd mg'
    """
    line = " ".join(text[: 4 * most].split())
    if not line.isprintable():
        line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    return cut(line, most)

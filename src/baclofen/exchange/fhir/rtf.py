"""The text of a page in Rich Text Format, in which many systems still keep their letters."""

from __future__ import annotations

import re
import sys

#: A control word with its number, an escaped letter, a brace, the end of a line, or a letter.
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|(.)"
)
#: Groups that hold how it looks, and who wrote it, and nothing to be read.
_UNSEEN = frozenset({
    "fonttbl", "colortbl", "stylesheet", "info", "pict", "themedata", "listtable", "object",
})  # fmt: skip
_BREAKS = frozenset({"par", "line", "row", "sect", "page"})
_GAPS = frozenset({"tab", "cell"})
#: Numbers of letters beyond the first half are written as negative ones.
_WRAP = 0x10000


def text_of_rtf(page: str) -> str:
    r"""What a page in Rich Text Format says, line by line; what is no such mark is kept as it is.

    >>> text_of_rtf(r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\f0 Not rousable.\par Call 112.}")
    'Not rousable.\nCall 112.'
    """
    said: list[str] = []
    #: Of each group that is open: whether it is seen, and how many letters stand for one that is
    #: told by its number.
    groups: list[tuple[bool, int]] = []
    is_seen, instead, skips = True, 1, 0
    for token in _TOKEN.finditer(page):
        word, number, code, sign, brace, letter = token.groups()
        if brace == "{":
            groups.append((is_seen, instead))
        elif brace == "}":
            is_seen, instead = groups.pop() if groups else (True, 1)
        elif sign == "*" or word in _UNSEEN:
            is_seen = False
        elif word == "uc":
            instead = int(number or 1)
        elif skips and (letter or code):
            skips -= 1
        elif is_seen:
            if word == "u" and number:
                skips = instead
            said.append(_letter_of(word or "", number or "", code or "", sign or letter or ""))
    return "".join(said)


def _letter_of(word: str, number: str, code: str, letter: str) -> str:
    """What one mark stands for."""
    if code:
        return bytes.fromhex(code).decode("cp1252", "replace")
    if word == "u" and number:
        at = int(number)
        at += _WRAP if at < 0 else 0
        # Half of a pair is no letter.
        return chr(at).encode("utf-8", "ignore").decode() if 0 <= at <= sys.maxunicode else ""
    if word in _BREAKS:
        return "\n"
    if word in _GAPS or letter == "~":
        return " "
    return letter

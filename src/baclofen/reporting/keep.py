"""Keeps a number and its unit on one line: "60" above "mg" is a dose half read."""

from __future__ import annotations

import re

#: A space that no line breaks at.
TIED = "\N{NO-BREAK SPACE}"
_UNIT = re.compile(r"(?<=\d) (?=(?:mg|mcg|mL|ng|kg|umol|mmol|h|y|%)(?![a-z]))")
_TIMES = re.compile(r"(\d|half) x (?=\d)")


def tied(text: str) -> str:
    """The text with unbreakable spaces inside amounts.

    >>> tied("2 x 10 mg at 8 h").replace(TIED, "_")
    '2_x_10_mg at 8_h'
    """
    return _UNIT.sub(TIED, _TIMES.sub(rf"\1{TIED}x{TIED}", text))


def untied(text: str) -> str:
    """The text with ordinary spaces again."""
    return text.replace(TIED, " ")

"""A number as a form takes it: plain digits, and a point where it has one. Pure."""

from __future__ import annotations

import re

from baclofen.errors import InputRefused

#: "1_0", "1e1" and digits of other scripts are numbers to a program, and not to who reads them.
_PLAIN = re.compile(r"[0-9]{1,6}(?:[.][0-9]{1,6})?")
#: So a label has thousands; any other comma is a point to one reader and nothing to the next:
#: "12,0" is no 120.
_OF_A_LABEL = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:[.][0-9]{1,6})?")


def number(name: str, words: str, *, as_on_a_label: bool = False) -> float:
    """The number; with the commas of thousands only where it is read off a label. Raises
    `InputRefused`.

    >>> number("weight_kg", " 68.5 "), number("rate", "1,200", as_on_a_label=True)
    (68.5, 1200.0)
    """
    taken = (_PLAIN, _OF_A_LABEL) if as_on_a_label else (_PLAIN,)
    if not any(pattern.fullmatch(words.strip()) for pattern in taken):
        raise InputRefused(
            name, repr(words[:40]), "it must be a number: digits, with a point where it has one",
            do="Use a full stop, as 68 or 0.9.",
        )  # fmt: skip
    return float(words.replace(",", ""))

"""JSON read at the speed of msgspec where it is sure that the strict reader would say the same.

msgspec keeps the last of two values of one key and says nothing. Written out again, what it read
has as many keys as it kept: where the text has more, one came twice, or a text looks like a key.
Whatever is in doubt is left to the strict reader, which is slower and names the place.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

#: What ends a key, as it is written by nearly everybody.
_KEY_ENDS = '":'
#: A key's end with white space in it, what it holds, and a quotation mark not written as one.
_OTHERWISE = re.compile(r'"[ \t\n\r]+:')
_BLANK_ENDS = (" :", "\t:", "\n:", "\r:")
_ESCAPED = "\\u0022"


def quickly(text: str) -> tuple[Any] | None:
    """The document of a text, alone in a row; None where the strict reader has to look.

    >>> quickly('{"a": [1, 2.5]}'), quickly('{"a": 1, "a": 2}'), quickly('{"a": NaN}')
    (({'a': [1, 2.5]},), None, None)
    """
    try:
        made = msgspec.json.decode(text)
        again = msgspec.json.encode(made)
    except (msgspec.MsgspecError, RecursionError, ValueError, OverflowError):
        return None
    if text.count(_KEY_ENDS) != again.count(_KEY_ENDS.encode()) or _ESCAPED in text:
        return None
    if any(end in text for end in _BLANK_ENDS) and _OTHERWISE.search(text):
        return None
    return (made,)


@contextmanager
def not_collecting() -> Iterator[None]:
    """Without the search for objects that hold each other: what is read from a text holds none,
    and the search goes through all of it again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

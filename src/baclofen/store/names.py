"""What clinics, kinds and people who write may be called."""

from __future__ import annotations

import re

from baclofen.errors import InputRefused

#: Kinds of the store's own entries.
ADMITTED, ERASED, CLOCK = "store.admitted", "store.erased", "store.clock"
#: Whose entry it is where it is no patient's.
NOBODY = ""
_OWN = "store."
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
#: Texts of one line: a name of a person, a reason.
_LONGEST = 500


def clinic(name: str) -> str:
    """The name of a clinic. Raises `InputRefused`."""
    return _name(name, "clinic")


def kind(name: str) -> str:
    """The kind of an event, other than the store's own. Raises `InputRefused`."""
    if is_own(name):
        raise InputRefused("kind", repr(name), f"kinds that begin with {_OWN} are the store's own")
    return _name(name, "kind")


def is_own(name: str) -> bool:
    """Whether an entry of this kind is the store's own."""
    return name.startswith(_OWN)


def line(text: str, field: str, *, may_be_empty: bool = False) -> str:
    """A text of one line that can be printed. Raises `InputRefused`."""
    if not (text or may_be_empty) or len(text) > _LONGEST or not text.isprintable():
        least = 0 if may_be_empty else 1
        raise InputRefused(
            field, repr(text), f"it must be one line of {least} to {_LONGEST} printable letters"
        )
    return text


def _name(name: str, field: str) -> str:
    if not _NAME.fullmatch(name):
        raise InputRefused(
            field, repr(name),
            "it must be 1 to 64 of a to z, 0 to 9, dot, dash and underscore, and begin with a "
            "letter or digit",
        )  # fmt: skip
    return name

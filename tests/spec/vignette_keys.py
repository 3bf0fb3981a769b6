"""How the keys of a vignette are used up, and what is said of one that is not known."""

from __future__ import annotations

from typing import Any

Given = dict[str, Any]


class Unknown(Exception):
    """An input key, or a word of one, that the runner cannot turn into what a user types."""


def take(left: Given, *names: str) -> Any:
    """The value of the first of these keys that is there; all of them are used up."""
    found = [left.pop(name) for name in names if name in left]
    return found[0] if found else None

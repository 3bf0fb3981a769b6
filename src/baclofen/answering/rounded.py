"""Numbers of a forecast to six digits: what processors disagree on lies beyond them."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from baclofen import codec

T = TypeVar("T")
DIGITS = 6


def rounded(value: T) -> T:
    """The same value with every number to six significant digits.

    >>> rounded((1.23456789, "a", 3))
    (1.23457, 'a', 3)
    """
    made: T = msgspec.convert(_rounded(codec.builtins(value)), codec.met(type(value)))
    return made


def _rounded(plain: Any) -> Any:
    if isinstance(plain, float):
        return float(f"{plain:.{DIGITS}g}")
    if isinstance(plain, dict):
        return {key: _rounded(item) for key, item in plain.items()}
    if isinstance(plain, list):
        return [_rounded(item) for item in plain]
    return plain

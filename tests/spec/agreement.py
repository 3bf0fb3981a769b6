"""Whether a value is the one a vignette expects."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.tolerances import VIGNETTE


def agrees(come: Any, expected: Any, *, as_set: bool = False) -> bool:
    """Whether a value is the expected one: numbers within `tol`, lists in order."""
    if isinstance(expected, Mapping) and set(expected) <= {"value", "tol"}:
        if not isinstance(come, int | float):
            return False
        return bool(abs(come - expected["value"]) <= expected.get("tol", 0))
    if isinstance(expected, Mapping):
        return isinstance(come, Mapping) and all(
            key in come and agrees(come[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list):
        if not isinstance(come, list | tuple) or len(come) != len(expected):
            return False
        if as_set:
            return set(come) == set(expected)
        return all(agrees(c, e) for c, e in zip(come, expected, strict=True))
    if isinstance(expected, bool) or isinstance(come, bool):
        return come is expected
    if isinstance(expected, int | float) and isinstance(come, int | float):
        return math.isclose(come, expected, rel_tol=VIGNETTE["rtol"], abs_tol=VIGNETTE["atol"])
    return bool(come == expected)

"""Whether what came out is what a vignette expects."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from baclofen.review.play import Played

#: A figure is printed in full: only the last bits of binary arithmetic may differ.
_LAST_BITS = 1e-9


def complaints(
    got: Played, *, verdict: str, flags: Sequence[str] = (), silent: Sequence[str] = (),
    values: Mapping[str, Any] | None = None,
) -> list[str]:  # fmt: skip
    """What does not hold, in words; empty when all does. `flags` must fire or be cited,
    `silent` must not fire, `values` must have been worked."""
    found = []
    if got.verdict != verdict:
        found.append(f"verdict {got.verdict}, expected {verdict}")
    found += [f"{id} is neither fired nor cited" for id in flags if id not in got.fires | got.cited]
    found += [f"{id} fires" for id in silent if id in got.fires]
    for name, expected in (values or {}).items():
        come = got.values.get(name)
        if come is None:
            found.append(f"{name} is not computed, expected {expected}")
        elif not agrees(come, expected, as_set=name == "ddx"):
            found.append(f"{name} {come}, expected {expected}")
    return found


def agrees(come: Any, expected: Any, *, as_set: bool = False) -> bool:
    """Whether a value is the expected one: numbers within `tol`, lists in order.

    >>> agrees(4.1667, {"value": 4.17, "tol": 0.01}), agrees((15, 30), [15, 30]), agrees(1, True)
    (True, True, False)
    """
    if isinstance(expected, Mapping) and set(expected) <= {"value", "tol"}:
        if not isinstance(come, int | float) or isinstance(come, bool):
            return False
        return bool(abs(come - expected["value"]) <= expected.get("tol", 0) + _LAST_BITS)
    if isinstance(expected, Mapping):
        return isinstance(come, Mapping) and all(
            key in come and agrees(come[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list | tuple):
        if not isinstance(come, list | tuple) or len(come) != len(expected):
            return False
        if as_set:
            return set(come) == set(expected)
        return all(agrees(c, e) for c, e in zip(come, expected, strict=True))
    if isinstance(expected, bool) or isinstance(come, bool):
        return come is expected
    if isinstance(expected, int | float) and isinstance(come, int | float):
        return math.isclose(come, expected, rel_tol=_LAST_BITS, abs_tol=_LAST_BITS)
    return bool(come == expected)

"""Numbers by name, one per parameter draw: checked once, then plain arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.errors import InputRefused, OutOfRange, UnknownName

Numbers = NDArray[np.float64]


def as_draws(
    field: str, values: Mapping[str, ArrayLike], names: Iterable[str]
) -> dict[str, Numbers]:
    """The same numbers as float arrays of shape (1,) or (n,), all finite.

    `field` says what one value is ("parameter"), `names` lists the names that must be there
    and no others. Raises `UnknownName`, `OutOfRange` and `InputRefused`.

    >>> as_draws("parameter", {"ke": 0.2, "ka": [1, 2]}, ["ka", "ke"])
    {'ke': array([0.2]), 'ka': array([1., 2.])}
    """
    known = tuple(names)
    missing = [name for name in known if name not in values]
    if missing:
        raise InputRefused(
            f"set of {field}s", f"missing {', '.join(missing)}", f"it must give {', '.join(known)}"
        )
    checked: dict[str, Numbers] = {}
    for name, value in values.items():
        if name not in known:
            raise UnknownName(field, name, known)
        try:
            array = np.array(value, dtype=np.float64, ndmin=1)
        except (TypeError, ValueError):
            raise InputRefused(
                f"{field} {name!r}", repr(value), "it must be one number, or one per draw"
            ) from None
        if array.ndim > 1 or array.size == 0:
            shape = " by ".join(str(length) for length in array.shape)
            raise InputRefused(
                f"{field} {name!r}",
                f"an array of {shape}",
                "it must be one number, or one per draw",
            )
        must_hold(f"{field} {name!r}", array, np.isfinite(array), "", "finite")
        checked[name] = array
    return checked


def must_hold(
    what: str, values: Numbers, holds: NDArray[np.bool_], unit: str, allowed: str
) -> None:
    """Raise `OutOfRange` for the first value for which `holds` is false."""
    if not holds.all():
        raise OutOfRange(what, float(values[~holds].flat[0]), unit, allowed)


def count_draws(values: Mapping[str, Numbers]) -> int:
    """How many draws these arrays hold together: their one common length.

    Arrays of length 1 serve every draw. Raises `InputRefused` when two longer
    ones differ, for then no draw has all its numbers.

    >>> count_draws({"ke": np.array([0.2]), "ka": np.array([1.0, 2.0])})
    2
    """
    longest = max(values, key=lambda name: values[name].size, default=None)
    if longest is None:
        return 1
    n = values[longest].size
    for name, array in values.items():
        if array.size not in (1, n):
            raise InputRefused(
                "number of draws",
                f"{n} for {longest} but {array.size} for {name}",
                "it must be the same for all",
                do="Give one number where every draw shares it.",
            )
    return n

"""Comparing what was computed with what a reference file holds, leaf by leaf."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tests.tolerances import Tolerance


@dataclass(frozen=True)
class Line:
    """One quantity: `miss` is its largest difference as a part of what is allowed."""

    where: str
    miss: float = 0.0
    trouble: str = ""
    is_counted: bool = True

    @property
    def holds(self) -> bool:
        return not self.trouble and self.miss <= 1.0

    def __str__(self) -> str:
        if not self.is_counted:
            return f"-      {self.where}: {self.trouble}"
        word = "ok" if self.holds else "FAILED"
        return f"{word:6} {self.where}: {self.trouble or f'{self.miss:.1e} of the tolerance'}"


#: What a file may write in words, as JSON has no number for it.
AS_TEXT = {"NA": None, "NaN": None, "Inf": np.inf, "-Inf": -np.inf}


class Undefined(str):
    """Why there is no such quantity, where a peer writes 0, or its rounding over its rounding."""


def compare(
    where: str, ours: Any, theirs: Any, tolerance: Callable[[str], Tolerance]
) -> Iterator[Line]:
    """A line for every quantity of theirs. What we have nothing for is a failure.

    `ours` may be a mapping or a function from a name to a value; lists of numbers are one quantity.
    """
    if isinstance(theirs, Mapping):
        for name, value in theirs.items():
            here = f"{where}.{name}"
            try:
                own = ours(name, value) if callable(ours) else ours[name]
            except Exception as error:
                unknown = isinstance(error, KeyError) and error.args == (name,)
                said = "unknown quantity" if unknown else f"{type(error).__name__}: {error}"
                yield Line(here, trouble=said)
            else:
                if isinstance(own, Undefined) and value not in (0, None):
                    yield Line(here, trouble=f"{own}; the peer has {value:.6g}", is_counted=False)
                else:
                    own = value if isinstance(own, Undefined) else own
                    yield from compare(here, own, value, tolerance)
    elif isinstance(theirs, str) and theirs in AS_TEXT:
        yield from compare(where, ours, AS_TEXT[theirs], tolerance)
    elif theirs is None:
        if ours is None:
            yield Line(where)
        else:
            yield Line(
                where, trouble=f"the peer has none, ours is {_shown(ours)}", is_counted=False
            )
    elif isinstance(theirs, str) or (isinstance(theirs, list) and _are_words(theirs)):
        same = ours == theirs or (not isinstance(theirs, str) and list(ours) == theirs)
        yield Line(where, trouble="" if same else f"{ours!r}, not {theirs!r}")
    else:
        yield _numbers(where, ours, theirs, tolerance(where))


def _are_words(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(v, str) for v in values)


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, (int, float)) else str(value)


def _numbers(where: str, ours: Any, theirs: Any, tolerance: Tolerance) -> Line:
    try:
        got = np.atleast_1d(np.asarray(ours, dtype=float))
        wanted = np.array(
            [
                np.nan if v is None else v
                for v in np.atleast_1d(np.array(theirs, dtype=object)).ravel()
            ],
            dtype=float,
        )
    except (TypeError, ValueError):
        return Line(where, trouble=f"{ours!r} is no number")
    if got.size != wanted.size:
        return Line(where, trouble=f"{got.size} values, not {wanted.size}")
    told = ~np.isnan(wanted)
    if not told.any():
        return Line(where, trouble="the peer has none", is_counted=False)
    got, wanted = got.ravel()[told], wanted[told]
    allowed = tolerance["atol"] + tolerance["rtol"] * np.abs(wanted)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(got == wanted, 0.0, np.abs(got - wanted) / allowed)
    if not np.all(np.isfinite(got) | (got == wanted)):
        return Line(where, trouble="ours is not a number")
    worst = int(np.argmax(parts))
    if parts[worst] > 1:
        return Line(where, float(parts[worst]), f"{got[worst]:.9g}, not {wanted[worst]:.9g}")
    return Line(where, float(parts[worst]))

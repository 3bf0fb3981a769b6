"""Columns of study figures, checked once: the only way in for numbers of this room."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize

import numpy as np
from numpy.typing import ArrayLike, NDArray

from baclofen.errors import InputRefused, OutOfRange

Numbers = NDArray[np.float64]


def read(name: str, values: ArrayLike, k: int | None = None) -> Numbers:
    """A column of finite numbers, shape (k,); one number stands for a column of one.

    Raises `InputRefused` for text, missing or endless values and for another length.
    """
    try:
        column = np.atleast_1d(np.asarray(values, dtype=float)).copy()
    except (TypeError, ValueError) as error:
        raise InputRefused(
            name, "not a column of numbers", "it must hold one number a study", why=str(error)
        ) from None
    if column.ndim != 1:
        raise InputRefused(name, f"of shape {column.shape}", "it must hold one number a study")
    if k is not None and column.size != k:
        raise InputRefused(
            name, f"of {column.size} values", f"it must hold {k}, one a study, as the others do"
        )
    if column.size == 0:
        raise InputRefused(name, "empty", "it must hold at least one study")
    refuse(name, column, ~np.isfinite(column), "a finite number")
    column.flags.writeable = False
    return column


def counts(name: str, values: ArrayLike, k: int | None = None, *, least: int = 0) -> Numbers:
    """Whole numbers of people or events, at least `least`. Raises `InputRefused`."""
    column = read(name, values, k)
    refuse(name, column, column != np.floor(column), "a whole number of people or events")
    refuse(name, column, column < least, f"{least} or more")
    return column


def above(name: str, values: ArrayLike, k: int | None = None, *, low: float = 0.0) -> Numbers:
    """Numbers above `low`, such as standard deviations and times at risk. Raises `InputRefused`."""
    column = read(name, values, k)
    refuse(name, column, column <= low, f"above {low:g}", why="no weight can be had from it")
    return column


def correlation(name: str, values: ArrayLike, k: int) -> Numbers:
    """Correlations between -1 and 1, one a study or one for all. Raises `InputRefused`."""
    column = read(name, values)
    if column.size == 1:
        column = np.full(k, column[0])
    column = read(name, column, k)
    refuse(name, column, np.abs(column) >= 1, "above -1 and below 1")
    return column


def refuse(
    name: str, column: Numbers, wrong: NDArray[np.bool_], allowed: str, *, why: str = ""
) -> None:
    """Raises `OutOfRange` for the first study that is wrong."""
    if np.any(wrong):
        at = int(np.argmax(wrong))
        raise OutOfRange(
            f"{name} of study {at + 1}", float(column[at]), "", allowed,
            do="Correct it, or leave the study out and say so.", why=why,
        )  # fmt: skip


def labelled(labels: Sequence[object] | None, k: int) -> tuple[str, ...]:
    """One name a study, white space around it left out; numbers from 1 where none are given. Raises
    `InputRefused`."""
    if labels is None:
        return tuple(str(i + 1) for i in range(k))
    if isinstance(labels, str) or len(labels) != k:
        raise InputRefused("labels", f"of {len(labels)} studies", f"there must be {k}, one a study")
    # White space, and letters put together in two ways, do not make two studies of one.
    return tuple(normalize("NFC", " ".join(str(label).split())) for label in labels)

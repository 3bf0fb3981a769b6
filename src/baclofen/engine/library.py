"""The array library a step is computed with: NumPy here, JAX in its own executor.

A step is written once, for either. What the two do differently, loops above all, is here.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, Literal

import numpy as np

from baclofen.engine.product import product
from baclofen.value import Value

#: Of formulas: what is propagated exactly is so in doubles.
Precision = Literal["float64", "float32"]


class Library(Value):
    """An array module and what goes with it.

    `einsum(spec, a, b)` sums products; `product(a, b)` is that of a small matrix and a
    wide one. `repeat(n, f, x)` is f(i, x) n times over.
    `until(stop, f, x)` goes on while `stop(x)` is false. `solve(A, b)` solves A x = b for
    each draw, shapes (m, m, n) and (m, n). `series(f, x, n)` stacks x, f(x), f(f(x)), ... n
    of them. `where(f, mask, a)` is a with f done to those of its rows where `mask` is true.
    """

    xp: ModuleType
    einsum: Callable[[str, Any, Any], Any]
    product: Callable[[Any, Any], Any]
    repeat: Callable[[int, Callable[[Any, Any], Any], Any], Any]
    until: Callable[[Callable[[Any], Any], Callable[[Any], Any], Any], Any]
    solve: Callable[[Any, Any], Any]
    series: Callable[[Callable[[Any], Any], Any, int], Any]
    where: Callable[[Callable[[Any], Any], Any, Any], Any]


def _repeat(n: int, step: Callable[[Any, Any], Any], value: Any) -> Any:
    for i in range(n):
        value = step(i, value)
    return value


def _until(stop: Callable[[Any], Any], step: Callable[[Any], Any], value: Any) -> Any:
    while not stop(value):
        value = step(value)
    return value


def _solve(A: Any, b: Any) -> Any:
    # NumPy wants the draws first.
    return np.linalg.solve(A.transpose(2, 0, 1), b.T[:, :, np.newaxis])[:, :, 0].T


def _series(step: Callable[[Any], Any], value: Any, n: int) -> Any:
    made = np.empty((n, *value.shape))
    for i in range(n):
        made[i] = value = value if i == 0 else step(value)
    return made


def _where(change: Callable[[Any], Any], mask: Any, array: Any) -> Any:
    array[mask] = change(array[mask])
    return array


NUMPY = Library(np, np.einsum, product, _repeat, _until, _solve, _series, _where)

"""Matrix products on NumPy that stay on one thread.

A linear algebra library starts more threads for a product that it takes to be large, and they
spin while they wait for the next one. Products here are of a small matrix and a wide one, a few
thousand times in a run: the second thread costs up to twenty times what it saves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

# Multiplications above which OpenBLAS may start a second thread: 2^18 as it comes, 2^20 where a
# build says so, as NumPy's own does.
MOST_AT_ONCE = 2**18
# A product with one row is another routine, with a limit 28 times lower.
FEWEST_ROWS = 2


def product(a: Any, b: Any) -> Any:
    """The product of `a` (k, m) and `b` (m, n), some of its n columns at a time: (k, n).

    >>> product(np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]]))
    array([[11.]])
    """
    k, m = a.shape
    if k < FEWEST_ROWS:
        return np.einsum("km,mn->kn", a, b)
    n = b.shape[1]
    width = max(1, MOST_AT_ONCE // max(1, k * m))
    if n <= width:
        return a @ b
    made = np.empty((k, n), np.result_type(a, b))
    for at in range(0, n, width):
        here = slice(at, at + width)
        np.matmul(a, b[:, here], out=made[:, here])
    return made

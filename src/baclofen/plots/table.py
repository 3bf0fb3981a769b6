"""Columns as a NumPy record array, which any data frame takes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike


def table_of(columns: Mapping[str, ArrayLike]) -> np.recarray:
    """The columns, of one length, as a record array.

    >>> table_of({"draw": [0, 1], "CP": [0.2, 0.3]}).CP
    array([0.2, 0.3])
    """
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    kinds = [(name, array.dtype) for name, array in arrays.items()]
    return np.rec.fromarrays(list(arrays.values()), dtype=kinds)

"""Weighted sums of compartments, read along a step from what is there at its start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baclofen.engine.library import Library
from baclofen.engine.propagate import rows
from baclofen.value import Value


class View(Value, eq=False):
    """One weighted sum: `along` (k, s, n) gives it at the offsets, `area` (s, n) its integral,
    from the `sources` (s,), the states that anything of it can come from."""

    sources: NDArray[np.intp]
    along: Any
    area: Any

    def read(self, begin: Any, which: slice, lib: Library) -> Any:
        """Its values (k, b, n) at these offsets, from the states (b, m', n)."""
        return lib.einsum("kjn,bjn->kbn", self.along[which], self._own(begin))

    def integrate(self, begin: Any, lib: Library) -> Any:
        """Its integral (b, n) over the step, as a part of the step's length."""
        return lib.einsum("jn,bjn->bn", self.area, self._own(begin))

    def _own(self, begin: Any) -> Any:
        return begin if len(self.sources) == begin.shape[1] else begin[:, self.sources]


def make_views(
    weights: Mapping[str, Any],
    sources: Mapping[str, tuple[int, ...]],
    offsets: Sequence[float],
    M: Any,
    halved: Sequence[Any],
    outflow: float,
    lib: Library,
    dtype: Any,
) -> dict[str, View]:
    """The views of these sums, each of `weights` (m', n), at offsets from 0 to 1.

    `halved` holds the `halves` of M. What flows into no source of a sum has no part in it:
    sums of the same sources are followed together, and without the other states.
    """
    alike: dict[tuple[int, ...], list[str]] = {}
    for name in weights:
        alike.setdefault(sources[name], []).append(name)
    views = {}
    for own, names in alike.items():
        at = np.array(own, dtype=np.intp)
        some = np.ix_(at, at)
        asked = lib.xp.stack([weights[name][at] for name in names])
        along, areas = rows(asked, M[some], [half[some] for half in halved], offsets, outflow, lib)
        along, areas = lib.xp.asarray(along, dtype), lib.xp.asarray(areas, dtype)
        for place, name in enumerate(names):
            views[name] = View(at, along[:, place], areas[place])
    return views

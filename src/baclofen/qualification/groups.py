"""Groups of people under one belief: of each group the typical values are one draw of what is
known, and people differ around them. The mean of a group then varies as the mean of a trial's arm
does, where draws of single people mix both spreads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from baclofen.model import Draws, Independent, Spreads
from baclofen.value import Value


class Groups(Value):
    """`count` groups of `each` people, one after the other. The same people in every group, so
    that groups differ by what is not known alone."""

    margins: Independent
    count: int
    each: int

    @property
    def names(self) -> tuple[str, ...]:
        return self.margins.names

    @property
    def why(self) -> tuple[str, ...]:
        return self.margins.why

    @property
    def digest(self) -> str:
        return self.margins.digest

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts behind these parameters."""
        return self.margins.why_of(names)

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        return self.margins.typical()

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people, group by group; of the last groups fewer where `n` is less than all."""
        people, ignorance = self.margins.normals(max(self.count, self.each), rng)
        own = {name: np.tile(z[: self.each], self.count)[:n] for name, z in people.items()}
        shared = {name: np.repeat(z[: self.count], self.each)[:n] for name, z in ignorance.items()}
        return self.margins.from_normals(own, shared, spreads)

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Groups:
        """The same groups where these parameters are known. Raises `UnknownName`."""
        return Groups(self.margins.fixed(values, why=why), self.count, self.each)

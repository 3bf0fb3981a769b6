"""Groups of people under one belief: of each group the typical values are one draw of what is
known, and people differ around them. The mean of a group then varies as the mean of a trial's arm
does, where draws of single people mix both spreads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from baclofen.model import Draws, Gaussian, Spreads
from baclofen.value import Value


class Groups(Value):
    """`count` groups of `each` people, one after the other. The same people in every group, so
    that groups differ by what is not known alone."""

    belief: Gaussian
    count: int
    each: int

    @property
    def names(self) -> tuple[str, ...]:
        return self.belief.names

    @property
    def why(self) -> tuple[str, ...]:
        return self.belief.why

    @property
    def digest(self) -> str:
        return self.belief.digest

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts behind these parameters."""
        return self.belief.why_of(names)

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        return self.belief.typical()

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people, group by group; of the last groups fewer where `n` is less than all."""
        margins = self.belief.margins
        people, ignorance = margins.normals(max(self.count, self.each), rng)
        people = self.belief.people.mixed(people)
        ignorance = self.belief.knowledge.mixed(ignorance)
        own = {name: np.tile(z[: self.each], self.count)[:n] for name, z in people.items()}
        shared = {name: np.repeat(z[: self.count], self.each)[:n] for name, z in ignorance.items()}
        return margins.from_normals(own, shared, spreads)

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Groups:
        """The same groups where these parameters are known. Raises `UnknownName`."""
        return Groups(self.belief.fixed(values, why=why), self.count, self.each)

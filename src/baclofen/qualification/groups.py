"""Groups of people under one belief: of each group the typical values are one draw of what is
known, and people differ around them. The mean of a group then varies as the mean of a trial's arm
does, where draws of single people mix both spreads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from baclofen.model import Draws, Gaussian, Spreads
from baclofen.value import Value, replace


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
        return replace(self, belief=self.belief.fixed(values, why=why))

    def dosed(self, fold: NDArray[np.float64], *, by_mouth: bool) -> Groups:
        """The same people, each of whom gets so many times the dose that is written, by one way."""
        return Dosed(self.belief, self.count, self.each, fold, by_mouth)


class Dosed(Groups, eq=False):
    """Groups whose people differ in the dose: `fold` is each one's over what is written."""

    fold: NDArray[np.float64]
    by_mouth: bool

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people, group by group. Levels are in proportion to the dose: what is absorbed
        multiplies it, and so does what it spreads in and leaves by where it is less."""
        made, fold = super().draw(n, rng, spreads=spreads), self.fold[:n]
        if self.by_mouth:
            return {**made, "F": made["F"] * fold}
        return {**made, "CL_CSF": made["CL_CSF"] / fold, "V_L": made["V_L"] / fold}

"""A belief whose parameters know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from baclofen.errors import InputRefused, OutOfRange, UnknownName
from baclofen.model.belief import digest_of
from baclofen.model.parameter import SPREADS, Parameter, Spreads
from baclofen.value import TAG, Value, replace

if TYPE_CHECKING:
    import numpy as np

    from baclofen.model.draws import Draws, Numbers


class Independent(Value, dict=True, tag_field=TAG, tag=True):
    """Independent parameters of one person. Raises `InputRefused` where one is there twice.

    >>> import numpy as np
    >>> belief = Independent((Parameter("CL", 7.3, ("oral.CLnr",), omega=0.2),))
    >>> belief.draw(3, np.random.default_rng(1))["CL"].round(2)
    array([6.12, 7.49, 7.03])
    """

    parameters: tuple[Parameter, ...]

    def __post_init__(self) -> None:
        twice = {name for name in self.names if self.names.count(name) > 1}
        if twice:
            raise InputRefused(
                "belief",
                f"with {', '.join(sorted(twice))} twice",
                "each parameter may be there once",
            )

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(p.name for p in self.parameters)

    @property
    def why(self) -> tuple[str, ...]:
        return self.why_of(self.names)

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts behind these parameters, in the order of the belief."""
        asked = set(names)
        return tuple(dict.fromkeys(id for p in self.parameters if p.name in asked for id in p.why))

    @cached_property
    def digest(self) -> str:
        return digest_of(self)

    @cached_property
    def _by_name(self) -> dict[str, Parameter]:
        return {p.name: p for p in self.parameters}

    def __getitem__(self, name: str) -> Parameter:
        if name not in self._by_name:
            raise UnknownName("parameter", name, self._by_name)
        return self._by_name[name]

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Independent:
        """The same belief where these parameters are known. Raises `UnknownName`.

        >>> belief = Independent((Parameter("CL", 7.3, ("oral.CLnr",), omega=0.2),))
        >>> belief.fixed({"CL": 5.0}).typical()["CL"]
        array([5.])
        """
        for name in values:
            self[name]
        return Independent(
            tuple(
                replace(p, typical=float(values[p.name]), omega=0.0, rse=0.0, why=why or p.why)
                if p.name in values
                else p
                for p in self.parameters
            )
        )

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""
        import numpy as np

        return {p.name: np.array([p.typical]) for p in self.parameters}

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people who could be this one: shape (n,), or (1,) of what never differs.

        Each parameter has a stream of its own, named after it: a draw stays the same whatever
        other links the model has. Raises `UnknownName` and `OutOfRange`.
        """
        return self.from_normals(*self.normals(n, rng), spreads)

    def normals(
        self, n: int, rng: np.random.Generator
    ) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
        """Standard normals (n,) of each parameter that differs: of people, and of ignorance.

        The same are used up whatever the spreads, so that people stay comparable.
        """
        import numpy as np

        if n < 1:
            raise OutOfRange("number of draws", n, "", "1 or more")
        key = int(rng.integers(2**62))
        each = {
            p.name: np.random.default_rng([key, crc32(p.name.encode())]).standard_normal((2, n))
            for p in self.parameters
            if not p.is_fixed
        }
        return {name: z[0] for name, z in each.items()}, {name: z[1] for name, z in each.items()}

    def from_normals(
        self, people: Mapping[str, Numbers], ignorance: Mapping[str, Numbers], spreads: Spreads
    ) -> Draws:
        """Each parameter from its normals. Raises `UnknownName`."""
        import numpy as np

        if spreads not in SPREADS:
            raise UnknownName("spread", spreads, SPREADS)
        return {
            p.name: np.array([p.typical])
            if p.is_fixed
            else p.of(people[p.name], ignorance[p.name], spreads)
            for p in self.parameters
        }

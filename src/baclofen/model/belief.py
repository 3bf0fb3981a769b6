"""What is thought of one person's parameters, before or after data: what a forecast needs of it.

A forecast draws people from a belief and shows the facts behind it; it does not ask how the
belief came about, nor of what form it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol, Self

from baclofen.codec import encode
from baclofen.model.parameter import Spreads
from baclofen.value import Value

if TYPE_CHECKING:
    import numpy as np

    from baclofen.model.draws import Draws


class Belief(Protocol):
    """A distribution of named parameters of one person.

    `names` are its parameters in order, `why` the ids of all facts behind it, and `digest` names
    its content: the same on every machine, another when anything in it is.
    """

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def why(self) -> tuple[str, ...]: ...

    @property
    def digest(self) -> str: ...

    def why_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The facts behind these parameters; names it does not hold have none here."""

    def typical(self) -> Draws:
        """The typical person: one value a parameter, shape (1,)."""

    def draw(self, n: int, rng: np.random.Generator, *, spreads: Spreads = "both") -> Draws:
        """`n` people who could be this one: shape (n,), or (1,) of what never differs.

        `spreads`: "people" leaves out how uncertain the typical values are, "knowledge" how
        people differ. Raises `UnknownName` and `OutOfRange`.
        """

    def fixed(self, values: Mapping[str, float], *, why: tuple[str, ...] = ()) -> Self:
        """The same belief where these parameters are known, by `why`; nothing is learned of the
        others from it. Raises `UnknownName`."""


def digest_of(content: Value) -> str:
    """The name of a value by its content: SHA-256 of its JSON, in hexadecimal."""
    return sha256(encode(content)).hexdigest()

"""What several tests ask of: made when first asked for, and once.

A module that answers as it is read is paid for by everyone who reads it: by each process of tests,
and by a run of one other test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Generic, TypeVar

V = TypeVar("V")


class Once(Mapping[str, V], Generic[V]):
    """Values by name: the names are there at once, each value is made when first asked for."""

    def __init__(self, ways: Mapping[str, Callable[[], V]]) -> None:
        self._ways = dict(ways)
        self._made: dict[str, V] = {}

    def __getitem__(self, name: str) -> V:
        if name not in self._made:
            self._made[name] = self._ways[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._ways)

    def __len__(self) -> int:
        return len(self._ways)

    def __or__(self, other: Once[V]) -> Once[V]:
        """Those of both; what one of them has made is not made again."""
        return Once({name: partial(of.__getitem__, name) for of in (self, other) for name in of})

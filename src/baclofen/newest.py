"""The newest so many of what is held in memory; the oldest is let go. Threads may share it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Newest(Generic[K, V]):
    """At most `most` values by their keys. What is put or asked for becomes the newest.

    >>> held = Newest[str, int](2)
    >>> held.put("a", 1), held.put("b", 2), held.get("a"), held.put("c", 3)
    (None, None, 1, None)
    >>> held.get("a"), held.get("b"), held.get("c")
    (1, None, 3)
    """

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, threading.Lock()
        self._held: OrderedDict[K, V] = OrderedDict()

    def put(self, key: K, value: V) -> None:
        """Holds it in place of an earlier one of the same key."""
        with self._lock:
            self._held[key] = value
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)

    def get(self, key: K) -> V | None:
        """What is held by this key; None where nothing is, or no longer."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def pop(self, key: K) -> V | None:
        """The same, and lets it go: of two who take it one has it."""
        with self._lock:
            return self._held.pop(key, None)

    def drop(self, key: K, value: V) -> None:
        """Lets it go, where it is still what this key holds."""
        with self._lock:
            if self._held.get(key) is value:
                del self._held[key]

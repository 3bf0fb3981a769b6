"""How often something may be asked: so many at once, refilled at a steady rate."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic

#: Callers that are remembered; beyond them those who are full again are forgotten.
_MOST = 10_000


class Rate:
    """At most `burst` at once and `per_minute` after that, for each caller."""

    def __init__(
        self, burst: int, per_minute: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst, self._per_s, self._clock = burst, per_minute / 60, clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def takes(self, caller: str) -> bool:
        """Whether this caller may once more; it counts."""
        with self._lock:
            now = self._clock()
            if len(self._left) > _MOST:
                spent = {c: h for c, h in self._left.items() if self._has(h, now) < self._burst}
                self._left = spent
            left = self._has(self._left.get(caller, (float(self._burst), now)), now)
            self._left[caller] = (left - 1 if left >= 1 else left, now)
            return left >= 1

    def give_back(self, caller: str) -> None:
        """What this caller took was none of those that are counted."""
        with self._lock:
            if caller in self._left:
                left, at = self._left[caller]
                self._left[caller] = (min(float(self._burst), left + 1), at)

    def _has(self, held: tuple[float, float], now: float) -> float:
        left, at = held
        return min(float(self._burst), left + (now - at) * self._per_s)

"""The public keys of clients: pinned, or published and kept for a while, with rotation."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import Any

from baclofen.service.hooks.fetch import object_at
from baclofen.service.log import tell
from baclofen.service.trust import Client

#: Published keys are kept so long, and asked for again after so long when one is not among them.
_KEPT_S, _AGAIN_S = 3600.0, 30.0
_MOST_BYTES, _PATIENCE_S = 200_000, 2.0


class Keys:
    """Finds a client's key by its id. Only addresses of the client's own list are ever asked."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[float, list[dict[str, Any]]]] = {}
        #: Each address has a lock of its own: a slow one keeps only its own callers waiting.
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def find(self, client: Client, kid: str, jku: str | None) -> dict[str, Any] | None:
        """The key, or None. `jku` is one that the client's list holds, or None for all of them."""
        for key in client.pinned:
            if key.get("kid") == kid:
                return key
        for url in (jku,) if jku else client.jku:
            if (found := self._published(url, kid)) is not None:
                return found
        return None

    def _published(self, url: str, kid: str) -> dict[str, Any] | None:
        with self._locks[url]:
            at, keys = self._held.get(url, (float("-inf"), []))
            age = time.monotonic() - at
            found = _by_id(keys, kid)
            # A key that is not there may be new: asked for again, and not more often than that.
            if age < _KEPT_S and (found is not None or age < _AGAIN_S):
                return found
            fresh = _asked(url)
            # What was known stays known while its publisher cannot be reached.
            self._held[url] = (time.monotonic(), keys if fresh is None else fresh)
            return _by_id(self._held[url][1], kid)


def _by_id(keys: list[dict[str, Any]], kid: str) -> dict[str, Any] | None:
    return next((key for key in keys if key.get("kid") == kid), None)


def _asked(url: str) -> list[dict[str, Any]] | None:
    told = object_at(url, most_bytes=_MOST_BYTES, seconds=_PATIENCE_S) or {}
    found = told.get("keys")
    if not isinstance(found, list):
        tell("keys not fetched")
        return None
    return [key for key in found if isinstance(key, dict)]

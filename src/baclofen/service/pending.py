"""Sign-ins elsewhere that wait for their code: each of one browser, used once, and not for long."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from baclofen.value import Value

#: Where somebody was sent to.
S = TypeVar("S")

#: Signing in may take so long, in seconds; so many may wait at a time.
PATIENCE, MOST = 600.0, 10_000


class Waiting(Value, Generic[S]):
    """What was asked for, and what only we know of it until the code comes back."""

    server: S
    verifier: str
    nonce: str
    browser: str
    begun: float

    @property
    def challenge(self) -> str:
        """The verifier's digest, as PKCE (S256) sends it ahead."""
        made = hashlib.sha256(self.verifier.encode()).digest()
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


class Pending(Generic[S]):
    """All that wait in this process. `clock` counts seconds from anywhere."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._held: OrderedDict[str, Waiting[S]] = OrderedDict()

    def begin(self, server: S) -> tuple[str, Waiting[S]]:
        """The state that must come back, and the sign-in; its `browser` goes into a cookie."""
        state = secrets.token_urlsafe(32)
        made = Waiting(
            server, secrets.token_urlsafe(48), secrets.token_urlsafe(32),
            secrets.token_urlsafe(32), self._clock(),
        )  # fmt: skip
        with self._lock:
            self._held[state] = made
            while len(self._held) > MOST:
                self._held.popitem(last=False)
        return state, made

    def take(self, state: str, browser: str) -> Waiting[S] | None:
        """The sign-in of this state, once, for the browser that began it; else None."""
        with self._lock:
            held = self._held.get(state)
            if held is None or not secrets.compare_digest(held.browser.encode(), browser.encode()):
                return None
            del self._held[state]
        return held if self._clock() - held.begun <= PATIENCE else None

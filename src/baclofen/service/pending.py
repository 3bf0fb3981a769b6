"""Sign-ins elsewhere that wait for their code: each of one browser, used once, and not for long."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from time import monotonic
from typing import Generic, TypeVar

from baclofen.newest import Newest
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
        self._clock = clock
        self._held = Newest[str, Waiting[S]](MOST)

    def begin(self, server: S) -> tuple[str, Waiting[S]]:
        """The state that must come back, and the sign-in; its `browser` goes into a cookie."""
        state = secrets.token_urlsafe(32)
        made = Waiting(
            server, secrets.token_urlsafe(48), secrets.token_urlsafe(32),
            secrets.token_urlsafe(32), self._clock(),
        )  # fmt: skip
        self._held.put(state, made)
        return state, made

    def take(self, state: str, browser: str) -> Waiting[S] | None:
        """The sign-in of this state, once, for the browser that began it; else None."""
        held = self._held.get(state)
        if held is None or not secrets.compare_digest(held.browser.encode(), browser.encode()):
            return None
        # Of two with the same state one takes it.
        held = self._held.pop(state)
        return held if held is not None and self._clock() - held.begun <= PATIENCE else None
